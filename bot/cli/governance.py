"""The governance file: what an organisation must have settled before patients are asked.

Until it is filled in, Heard is in pilot mode: whatever is sent goes to listed testers only.
deploy/governance.example.toml is the file with nothing filled in.
"""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.cli.plainly import Problem

NOBODY_READS = "nobody may read this"
ROTA = "rota"
TWO = 2
_TO_FILL_IN = "[fill in"


@dataclass(frozen=True, slots=True)
class Governance:
    """What a file says, by names such as 'dpia.reference'; what is not filled in is left out."""

    file: Path | None = None
    said: Mapping[str, Any] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """The names of what is not filled in yet, in the order of the file."""
        return [name for name in needed() if name not in self.said]

    def is_decided(self, today: date) -> bool:
        """Tell whether all is filled in, and the day of going live has come."""
        return not self.missing and bool(self.said["decision.live_from"] <= today)

    @property
    def retention(self) -> Mapping[str, int]:
        """After how many days what is deleted."""
        return {
            name.removeprefix("retention."): value
            for name, value in self.said.items()
            if name.startswith("retention.") and isinstance(value, int)
        }


# --- what there is to fill in ---------------------------------------------------------------------


def _words(value: Any) -> str:
    return "" if isinstance(value, str) else "must be words in quotes"


def _address(value: Any) -> str:
    if not isinstance(value, str) or (value and _is_to_fill_in(value)):
        return _words(value)
    parts = urlsplit(value)
    right = not value or (parts.scheme == "https" and parts.hostname)
    return "" if right else "must be an address like https://www.example.org/heard"


def _day(value: Any) -> str:
    right = isinstance(value, date) and not isinstance(value, datetime)
    return "" if right else "must be a day like 2027-01-31, without quotes"


def _list(value: Any) -> str:
    right = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return "" if right else 'must be a list like ["one", "two"]'


def _reading(value: Any) -> str:
    right = value in ("", ROTA, NOBODY_READS)
    return "" if right else f"must be '{ROTA}' or '{NOBODY_READS}'"


_ENTRIES: Mapping[str, Callable[[Any], str]] = {
    "controller.name": _words,
    "controller.contact": _words,
    "controller.data_protection_officer": _words,
    "lawful_bases.article_6": _words,
    "lawful_bases.article_9": _words,
    "dpia.reference": _words,
    "dpia.review_on": _day,
    "privacy_notice.address": _address,
    "signposts.checked_on": _day,
    "facilitators.names": _list,
    "reading.who": _reading,
    "languages.reviewed": _list,
    "retention.decided_by": _words,
    "retention.decided_on": _day,
    "decision.signed_by": _words,
    "decision.live_from": _day,
}


def entries() -> Mapping[str, Callable[[Any], str]]:
    """Give by name what can be filled in: each says what is wrong with a value, '' for nothing."""
    from bot.involvement.retention import RULES

    periods = {f"retention.{name}": _days(rule.least) for name, rule in RULES.items()}
    return {**_ENTRIES, **periods}


def needed() -> list[str]:
    """Name what must be filled in: all but what came when a network could be live already."""
    from bot.involvement.retention import ADDED_LATER

    later = {f"retention.{name}" for name in ADDED_LATER}
    return [name for name in entries() if name not in later]


def _days(least: int) -> Callable[[Any], str]:
    def judge(value: Any) -> str:
        right = type(value) is int and value >= least
        return "" if right else f"must be a number of days, at least {least}"

    return judge


def _is_filled_in(name: str, value: Any) -> bool:
    if isinstance(value, list):
        named = {one.strip() for one in value if one.strip() and not _is_to_fill_in(one)}
        return len(named) >= (TWO if name == "facilitators.names" else 1)
    return not isinstance(value, str) or bool(value.strip() and not _is_to_fill_in(value))


def _is_to_fill_in(value: str) -> bool:
    return _TO_FILL_IN in value


# --- the file -------------------------------------------------------------------------------------


def read(file: Path | None) -> Governance:
    """Read what is filled in; raises Problem, which names what cannot be used and why."""
    if file is None:
        return Governance()
    known = entries()
    said = {}
    for name, value in _flat(file, _parsed(file)):
        if name not in known:
            raise Problem(f"{file}: nothing reads '{name}'. {_nearest(name, known)}")
        if why := known[name](value):
            raise Problem(f"{file}: '{name}' {why}.")
        if _is_filled_in(name, value):
            said[name] = value
    return Governance(file, said)


def _parsed(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        why = f"The governance file {file} cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        why = f"The governance file {file} is no text in UTF-8."
    except tomllib.TOMLDecodeError as error:
        why = f"The governance file {file} is no TOML: {error}."
    raise Problem(why)


def _flat(file: Path, parsed: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for head, table in parsed.items():
        if not isinstance(table, dict):
            raise Problem(f"{file}: nothing reads '{head}' outside a table such as [controller].")
        for name, value in table.items():
            yield f"{head}.{name}", value


def _nearest(name: str, known: Mapping[str, object]) -> str:
    head = name.partition(".")[0]
    there = [one.partition(".")[2] for one in known if one.startswith(f"{head}.")]
    if there:
        return f"[{head}] takes {', '.join(there)}."
    return f"There is {', '.join(dict.fromkeys(one.partition('.')[0] for one in known))}."

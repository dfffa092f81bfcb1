"""The whole round: every check, in the order in which a person would mend things."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.cli.doctor import (
    backup,
    clock,
    database,
    disk,
    facilitators,
    governance,
    key,
    languages,
    migration,
    rota,
    signposts,
    stops,
    token,
)
from bot.cli.doctor.around import Around
from bot.cli.doctor.finding import BROKEN, OK, Finding
from bot.cli.plainly import Problem, read_settings
from bot.settings import Settings

SETTINGS = "settings"


class Check(Protocol):
    """What each check's module offers."""

    def look(self, around: Around) -> Iterator[Finding]:
        """Look, and give what was found under the check's own name."""


CHECKS: Mapping[str, Check] = {
    "token": token,
    "database": database,
    "migration": migration,
    "disk": disk,
    "clock": clock,
    "signposts": signposts,
    "governance": governance,
    "facilitators": facilitators,
    "rota": rota,
    "languages": languages,
    "key": key,
    "stops": stops,
    "backup": backup,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything that was found, and whether this is a pilot."""

    findings: list[Finding]
    mode: str


def look_at_all() -> Seen:
    """Make every check; where the settings cannot be read, that is all that is found."""
    try:
        settings = read_settings()
        around = Around.of(settings)
    except Problem as problem:
        mend = "Put that right; deploy/env.example explains each setting."
        return Seen([Finding(SETTINGS, BROKEN, str(problem), mend)], "not known")
    with around:
        found = [one for check in CHECKS.values() for one in check.look(around)]
    return Seen([Finding(SETTINGS, OK, _where(settings)), *found], _mode(around))


def _where(settings: Settings) -> str:
    several = settings.networks_file
    return f"They can be read, {several} too." if several else "They can be read."


def _mode(around: Around) -> str:
    live = [one.slug for one in around.networks if one.is_live(around.now)]
    if not live:
        return "pilot, only listed testers are written to"
    if len(live) == len(around.networks):
        return "live, everybody who writes gets an answer"
    return f"live for {', '.join(live)}, a pilot for the others"

"""The file of HEARD_NETWORKS_FILE: several networks, each checked before anything starts."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, create_model

from bot.cli import governance
from bot.cli.governance import Governance
from bot.cli.plainly import Problem
from bot.cli.served import Served, check_languages
from bot.settings import SIGNPOSTS, Secrets, no_signpost

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,99}")
_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+", re.ASCII)
_KINDS: Mapping[str, tuple[type, str]] = {
    "slug": (str, "words in quotes"),
    "organisation": (str, "words in quotes"),
    "token": (str, "words in quotes"),
    "timezone": (str, "words in quotes"),
    "languages": (list, "a list such as ['en_GB', 'cy']"),
    "testers": (list, "a list of numbers such as [1001, 1002]"),
    "signposts": (dict, "a table"),
    "governance": (str, "the name of a file, in quotes"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One [[network]] of the file. `token` is the name of the token, not the token."""

    where: str
    slug: str
    organisation: str
    token: str
    signposts: Mapping[str, str]
    timezone: str = "Europe/London"
    languages: tuple[str, ...] = ("en_GB",)
    testers: tuple[int, ...] = field(default=())
    governance: Governance = field(default_factory=Governance)

    @property
    def secret(self) -> str:
        """The token's name as the database keeps it: HEARD_TELEGRAM_TOKEN is telegram_token."""
        return self.token.lower().removeprefix("heard_")

    def with_token(self, token: SecretStr) -> Served:
        """Give the network with its token."""
        return Served(
            self.slug, self.organisation, self.secret, token, self.signposts, self.timezone,
            self.languages, self.testers, self.governance, self.where,
        )  # fmt: skip


def read_file(file: Path) -> list[Written]:
    """Read the networks of a file, without their tokens; raises Problem."""
    tables = _parsed(file)
    found = [_network(f"{file}, network {place}", one) for place, one in enumerate(tables, 1)]
    for name, said in (("slug", "slug"), ("secret", "token")):
        seen: dict[str, str] = {}
        for one in found:
            mine = getattr(one, name)
            if mine in seen:
                raise Problem(f"{one.where}: it has the same {said} as {seen[mine]}.")
            seen[mine] = one.where.rpartition(", ")[2]
    return found


def _parsed(file: Path) -> list[Any]:
    try:
        whole = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        why = f"The file of HEARD_NETWORKS_FILE, {file}, cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        why = f"The file of HEARD_NETWORKS_FILE, {file}, is no text in UTF-8."
    except tomllib.TOMLDecodeError as error:
        why = f"The file of HEARD_NETWORKS_FILE, {file}, is no TOML: {error}."
    else:
        tables = whole.pop("network", None)
        if whole:
            raise Problem(f"{file}: nothing reads '{next(iter(whole))}' outside a [[network]].")
        if not isinstance(tables, list) or not tables:
            raise Problem(f"{file}: there is no [[network]] in it.")
        return tables
    raise Problem(why)


def _network(where: str, table: Any) -> Written:
    if not isinstance(table, dict):
        raise Problem(f"{where}: write it under a line [[network]].")
    strange = [name for name in table if name not in _KINDS]
    if strange:
        raise Problem(f"{where}: nothing reads '{strange[0]}'. It takes {', '.join(_KINDS)}.")
    for name in ("slug", "organisation", "token", "signposts"):
        if not table.get(name):
            raise Problem(f"{where}: '{name}' is missing.")
    for name, value in table.items():
        kind, told = _KINDS[name]
        if not isinstance(value, kind):
            raise Problem(f"{where}: '{name}' must be {told}.")
    read = {name: _READ.get(name, _as_it_is)(where, value) for name, value in table.items()}
    return Written(where, **read)


def _as_it_is(_where: str, value: Any) -> Any:
    return value


def _slug(where: str, slug: str) -> str:
    if not _SLUG.fullmatch(slug):
        raise Problem(f"{where}: 'slug' takes small letters, digits and hyphens, at most 40.")
    return slug


def _token(where: str, name: str) -> str:
    if not _NAME.fullmatch(name):
        raise Problem(
            f"{where}: 'token' must be the name of an environment variable or of a secret file, "
            "never the token itself."
        )
    return name


def _timezone(where: str, zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        known = False
    else:
        known = True
    if not known:
        raise Problem(f"{where}: {zone!r} is no time zone; write one like Europe/London.")
    return zone


def _languages(where: str, tags: list[Any]) -> tuple[str, ...]:
    if not tags or not all(isinstance(tag, str) for tag in tags):
        raise Problem(f"{where}: 'languages' must be {_KINDS['languages'][1]}.")
    check_languages(f"{where}: 'languages'", tags)
    return tuple(tags)


def _testers(where: str, numbers: list[Any]) -> tuple[int, ...]:
    if not all(type(number) is int and number > 0 for number in numbers):
        raise Problem(f"{where}: 'testers' must be {_KINDS['testers'][1]}.")
    return tuple(numbers)


def _signposts(where: str, posts: Mapping[str, Any]) -> Mapping[str, str]:
    strange = [name for name in posts if name not in SIGNPOSTS]
    if strange:
        said = ", ".join(SIGNPOSTS)
        raise Problem(f"{where}: nothing reads 'signposts.{strange[0]}'. They are {said}.")
    for name in SIGNPOSTS[:2]:  # members see them before anything else
        if not posts.get(name):
            raise Problem(f"{where}: 'signposts.{name}' is missing.")
    wrong = [name for name, said in posts.items() if not isinstance(said, str)]
    if wrong:
        raise Problem(f"{where}: 'signposts.{wrong[0]}' must be words in quotes.")
    for name, said in posts.items():
        if why := no_signpost(said):
            raise Problem(f"{where}: 'signposts.{name}' cannot be used: {why}.")
    return posts


def _governance(_where: str, file: str) -> Governance:
    return governance.read(Path(file))


_READ: Mapping[str, Callable[[str, Any], Any]] = {
    "slug": _slug, "token": _token, "timezone": _timezone, "languages": _languages,
    "testers": _testers, "signposts": _signposts, "governance": _governance,
}  # fmt: skip


# --- the tokens -----------------------------------------------------------------------------------


def tokens_of(file: Path, networks: Sequence[Written]) -> list[SecretStr]:
    """Read the tokens; raises Problem where one is missing, is none, or is there twice."""
    bots: dict[str, str] = {}
    found = read_tokens(networks)
    for one, token in zip(networks, found, strict=True):
        if not token.get_secret_value():
            raise Problem(
                f"{one.where}: the token {one.token} is not set. Set it in the environment or in "
                ".env, or put it into a secret file of that name."
            )
        if not _TOKEN.fullmatch(token.get_secret_value()):
            raise Problem(f"{one.where}: what {one.token} holds is no token of @BotFather.")
        bot = token.get_secret_value().partition(":")[0]
        if bot in bots:
            raise Problem(f"{file}: the networks {bots[bot]} and {one.slug} have the same bot.")
        bots[bot] = one.slug
    return found


def read_tokens(networks: Sequence[Written]) -> list[SecretStr]:
    """Read the tokens where settings are read; an empty one for what is not set."""
    asked: dict[str, Any] = {
        f"token_{place}": (SecretStr, Field(SecretStr(""), validation_alias=one.token))
        for place, one in enumerate(networks)
    }
    found = create_model("Tokens", __base__=Secrets, **asked)()
    return [getattr(found, name) for name in asked]

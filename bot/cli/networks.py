"""The networks that a deployment serves: one from the settings, or several from a TOML file."""

from pydantic import SecretStr

from bot.cli import governance
from bot.cli.networks_file import read_file, read_tokens, tokens_of
from bot.cli.plainly import TELEGRAM_SECRET, Missing, Problem
from bot.cli.served import ON_TRIAL, THE_ONLY, UNSET, Served, check_languages
from bot.settings import SIGNPOSTS, Settings

__all__ = ["THE_ONLY", "described", "listed", "served"]

OF_ONE = ("organisation", "testers", "timezone", "languages", "governance_file", *SIGNPOSTS)
"""Settings that describe the only network, so they cannot stand beside a file of several."""


def served(settings: Settings) -> list[Served]:
    """Give the networks to serve; raises Problem, which says in a sentence what is wrong."""
    if settings.networks_file is None:
        return [_the_only(settings)]
    written = read_file(settings.networks_file)
    both = [name for name in OF_ONE if name in settings.model_fields_set]
    if both:
        raise Problem(
            f"HEARD_{both[0].upper()} is set beside HEARD_NETWORKS_FILE. Take it out: each network "
            f"in {settings.networks_file} has its own."
        )
    tokens = tokens_of(settings.networks_file, written)
    return [one.with_token(token) for one, token in zip(written, tokens, strict=True)]


def described(settings: Settings) -> list[Served]:
    """Give the networks as they are described, also without their tokens; raises Problem."""
    if settings.networks_file is None:
        return [_served(settings, settings.telegram_token or SecretStr(""))]
    written = read_file(settings.networks_file)
    return [one.with_token(token) for one, token in zip(written, read_tokens(written), strict=True)]


def listed(settings: Settings, slug: str) -> tuple[int, ...]:
    """Give the testers of one network; needs no token."""
    if settings.networks_file is None:
        return settings.testers
    found = (one.testers for one in read_file(settings.networks_file) if one.slug == slug)
    return next(found, ())


def _the_only(settings: Settings) -> Served:
    """Give the network that the settings describe; raises Missing without a token."""
    if settings.telegram_token is None:
        raise Missing(_all_that_is_missing(settings))
    return _served(settings, settings.telegram_token)


def _served(settings: Settings, token: SecretStr) -> Served:
    check_languages("HEARD_LANGUAGES", settings.languages)
    signposts = {name: value for name in SIGNPOSTS if (value := getattr(settings, name))}
    return Served(
        THE_ONLY, settings.organisation or ON_TRIAL, TELEGRAM_SECRET, token, UNSET | signposts,
        settings.timezone, settings.languages, settings.testers,
        governance.read(settings.governance_file),
    )  # fmt: skip


def _all_that_is_missing(settings: Settings) -> str:
    """List what there must be to start, and what there must be to go live."""
    (one,) = described(settings)
    named = [name for name in one.lacking if name.startswith("HEARD_")]
    inside = [name for name in one.lacking if name not in named]
    file = settings.governance_file or "a file named in HEARD_GOVERNANCE_FILE"
    return "\n".join(
        [
            "Heard cannot start yet. Not set: HEARD_TELEGRAM_TOKEN, the token from @BotFather.",
            "With it alone, Heard writes to the people listed in HEARD_TESTERS and to nobody else.",
            "Before it writes to anybody else, these must be there too:",
            *(f"  {name}" for name in named),
            *([f"  and in {file}:"] if inside else []),
            *(f"    {name}" for name in inside),
            "Write settings into the file .env here. README.md says how to get a token.",
            "deploy/env.example and deploy/governance.example.toml explain each of these.",
        ]
    )

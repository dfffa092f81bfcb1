"""Choosing the language to be written to, each shown under its own name."""

import re
from typing import TypeAlias

from conversations.facts import Network
from conversations.screen import Act, Button
from conversations.text import Text, Words

DRAFT = Text("This translation is a draft. Some words may be wrong.")

Offered: TypeAlias = tuple[str, str, bool]
"""A language's tag, its own name, and whether it is a draft."""


def language_options(network: Network, verb: str, first: str | None = None) -> tuple[Button, ...]:
    """Give a button for each language, `first` (a tag) before the others."""
    ordered = sorted(network.languages, key=lambda offered: offered[0] != first)
    return tuple(Button(name, Act(verb, (0, number_of(tag)))) for tag, name, _ in ordered)


def language_of(network: Network, number: int) -> Offered | None:
    """Find the language that a button of `language_options` stands for, if it is still offered."""
    return next((one for one in network.languages if number_of(one[0]) == number), None)


def language_lines(network: Network) -> tuple[Words, ...]:
    """Offer an interpreter's call to those whose language nobody has reviewed yet."""
    if not network.interpreter_line or not network.other_languages:
        return ()
    names, line = ", ".join(network.other_languages), network.interpreter_line
    return (Text("{names}: an interpreter can help you. Call {line}.", names=names, line=line),)


def is_offered(network: Network, tag: str) -> bool:
    """Tell whether a language is one of those in which people can agree."""
    return any(offered == tag for offered, *_ in network.languages)


def best_guess(network: Network, *codes: str | None) -> str | None:
    """Find the tag offered that suits the first of `codes` ('cy', 'en-us') that any suits."""
    for code in filter(None, codes):
        wanted = _subtags(code)
        tags = [tag for tag, _, _ in network.languages]
        exactly = [tag for tag in tags if _subtags(tag) == wanted]
        nearly = [tag for tag in tags if _subtags(tag)[0] == wanted[0]]
        if exactly or nearly:
            return (exactly + nearly)[0]
    return None


def number_of(tag: str) -> int:
    """Give a language's tag as a number, for buttons that must outlive changes to the list."""
    return int("".join(_subtags(tag)), 36)


def _subtags(code: str) -> list[str]:
    return re.findall("[a-z0-9]+", code.casefold()) or ["0"]

"""Buttons as callback data: '1:verb:ids:member', numbers in base 36 with dots between.

Telegram gives data back as it was, but nothing keeps a stranger's client from making some up.
So reading never raises, and takes only what writing could have written.
"""

import re
import string
from functools import lru_cache

from conversations.screen import Act

MOST_BYTES = 64
"""Telegram's limit (core.telegram.org/bots/api#inlinekeyboardbutton)."""

_VERSION = "1"
_LARGEST = 2**63 - 1  # what a database keeps as a whole number
_DIGITS = string.digits + string.ascii_lowercase
_VERB = re.compile(r"[a-z][a-z0-9_.]*", re.ASCII)


def write_data(act: Act, member: int) -> str:
    """Give the callback data of a button meant for `member`.

    Raises ValueError for what cannot be written in 64 bytes and read back.
    """
    ids = ".".join([_base36(number) for number in act.ids])
    data = f"{_VERSION}:{act.verb}:{ids}:{_base36(member)}"
    if len(data) > MOST_BYTES or not _is_verb(act.verb):
        raise ValueError(f"A button cannot carry {act}: it would be {len(data)} bytes long.")
    return data


def read_data(data: object) -> tuple[Act, int] | None:
    """Give the act and the member that a button was meant for; None for anything else."""
    if not isinstance(data, str) or len(data) > MOST_BYTES:
        return None
    version, _, rest = data.partition(":")
    parts = rest.split(":")
    if version != _VERSION or len(parts) != 3 or not _is_verb(parts[0]):  # noqa: PLR2004
        return None
    ids = [_number(figure) for figure in parts[1].split(".")] if parts[1] else []
    member = _number(parts[2])
    known = tuple(number for number in ids if number is not None)
    if member is None or len(known) != len(ids):
        return None
    return Act(parts[0], known), member


@lru_cache(maxsize=1000)
def _is_verb(text: str) -> bool:
    return _VERB.fullmatch(text) is not None


@lru_cache(maxsize=10_000)  # the same consultation and the same member, button after button
def _base36(number: int) -> str:
    if not 0 <= number <= _LARGEST:
        raise ValueError(f"A button cannot carry the number {number}.")
    figures = ""
    while number >= len(_DIGITS):
        number, figure = divmod(number, len(_DIGITS))
        figures = _DIGITS[figure] + figures
    return _DIGITS[number] + figures


def _number(figures: str) -> int | None:
    if not figures or not set(figures).issubset(_DIGITS):
        return None
    number = int(figures, len(_DIGITS))
    written_so = number <= _LARGEST and _base36(number) == figures
    return number if written_so else None

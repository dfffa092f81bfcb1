"""The recovery code: with it a person can move, stop, see or erase, without their phone.

It holds 80 random bits, so its hash is kept as it is; and whoever types ten wrong ones within a day
waits for a day.
"""

import hashlib
import re
import unicodedata

from conversations.screen import Screen
from conversations.text import Text, Words
from conversations.turn import Input, Typed

# 32 signs, 5 bits each, without those that are taken for one another: I and 1, O and 0.
DIGITS = "23456789"
SIGNS = DIGITS + "ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS = 4
GROUP = 4
LONGEST = 40  # characters of a message that is a code and nothing else
_SHAPE = re.compile(rf"\W*[{SIGNS}]{{4}}(?:\W?[{SIGNS}]{{4}}){{3}}\W*")
MOST_WRONG = 10
"""So many wrong codes within a day, and no code is taken for a day."""
AGAIN_AFTER = 3600
"""Seconds after which a code has to be typed again: somebody else may hold the phone by then."""

PURPOSE = Text("With this code you can move to another phone, stop, see or erase your answers.")
HOW = Text("On another phone, send /recover. Or tell the code to us by telephone.")
SAFE = Text("Please keep it safe, for example on paper. I keep no copy that I could show you.")

LIKE_THIS = Text("It looks like this: {code}.", code="K7QM-2XRT-9WBC-HD4P")
NO_CODE = Text("That is not a whole code. It has 16 letters and numbers, in 4 groups of 4.")
NO_SUCH_SIGNS = Text("It has no 0, no 1, no letter I and no letter O.")
WRONG = Text("I do not know this code. Please check each letter and number.")
PERHAPS_USED = Text("A code that was used to move, or was replaced, no longer works.")
USED = Text("This code no longer works. It was used on another account, or replaced.")
LOCKED = Text("Too many codes were wrong. For your safety I take no code for 1 day.")
TOO_LONG_AGO = Text("You gave me the code a while ago. Please type it again.")


def code_from(seed: int) -> str:
    """Make a code such as 'K7QM-2XRT-9WBC-HD4P' of the lowest 80 bits of `seed`.

    One in a hundred would have no digit, and could be words: its last sign becomes a digit.
    """
    signs = [SIGNS[(seed >> (5 * place)) % len(SIGNS)] for place in range(GROUPS * GROUP)]
    if not any(map(str.isdecimal, signs)):
        signs[-1] = DIGITS[SIGNS.index(signs[-1]) % len(DIGITS)]
    return _grouped("".join(signs))


def read_code(text: str) -> str | None:
    """Read a code however it was typed: small letters, no dashes, digits of any script."""
    plain = "".join(map(_plain, unicodedata.normalize("NFKC", text).upper()))
    whole = len(plain) == GROUPS * GROUP and set(plain) <= set(SIGNS)
    return _grouped(plain) if whole else None


def looks_like_code(text: str) -> bool:
    """Tell whether a text is a code as Heard writes them, and no words that somebody may mean."""
    if len(text) > LONGEST:
        return False
    plain = unicodedata.normalize("NFKC", text).upper()
    signs = "".join(_plain(sign) if sign.isdecimal() else sign for sign in plain)
    return any(sign.isdecimal() for sign in signs) and _SHAPE.fullmatch(signs) is not None


def hash_of(code: str) -> str:
    """Give the hash under which a code is kept; `code` is as `code_from` writes it."""
    return hashlib.sha256(code.encode()).hexdigest()


def given_code(heard: Input) -> str:
    """Give the hash of the code that was typed; '' where none was."""
    code = read_code(heard.text) if isinstance(heard, Typed) else None
    return hash_of(code) if code else ""


def _plain(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign if sign.isalpha() else ""


def _grouped(signs: str) -> str:
    return "-".join(signs[at : at + GROUP] for at in range(0, len(signs), GROUP))


def not_taken(wrong: int) -> tuple[Words, ...]:
    """Say that a code is wrong, where it is so the `wrong`-th time within a day."""
    return (WRONG, PERHAPS_USED) if wrong < MOST_WRONG else (LOCKED,)


def code_screen(code: str) -> Screen:
    """Show the code in a message of its own, with what it is for."""
    return Screen(title=Text("Your recovery code"), lines=(code, PURPOSE, HOW, SAFE))

"""The recovery code: with it a person can stop, see or erase from another phone or by telephone."""

from conversations.screen import Screen
from conversations.text import Text

# 32 signs, 5 bits each, without those that are taken for one another: I and 1, O and 0.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
GROUPS = 4
GROUP = 4

PURPOSE = Text("With this code you can stop, or see or erase your answers, without this phone.")
HOW = Text("You can use it on another phone, or tell it to us by telephone.")
SAFE = Text("Please keep it safe, for example on paper. I keep no copy that I could show you.")


def code_from(seed: int) -> str:
    """Make a code such as 'K7QM-2XRT-9WBC-HD4P' of the lowest 80 bits of `seed`."""
    signs = [SIGNS[(seed >> (5 * place)) % len(SIGNS)] for place in range(GROUPS * GROUP)]
    return "-".join("".join(signs[at : at + GROUP]) for at in range(0, len(signs), GROUP))


def code_screen(code: str) -> Screen:
    """Show the code in a message of its own, with what it is for."""
    return Screen(title=Text("Your recovery code"), lines=(code, PURPOSE, HOW, SAFE))

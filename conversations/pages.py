"""One screen in as few messages as it fits in: nothing of it is left out."""

from collections.abc import Callable
from dataclasses import replace

from conversations.screen import Screen
from conversations.text import Words

LONGEST = 3000
"""Characters of one message, which leaves room for the options of the last."""


def in_pages(screen: Screen, say: Callable[[Words], str]) -> tuple[Screen, ...]:
    """Give the messages of a screen: the title above the first, what can be done below the last."""
    pages: list[list[Words]] = [[]]
    room = LONGEST
    for line in screen.lines:
        length = len(say(line))
        if pages[-1] and length > room:
            pages.append([])
            room = LONGEST
        pages[-1].append(line)
        room -= length
    *before, last = (tuple(page) for page in pages)
    first = replace(screen, options=(), buttons=(), slot=None)
    shown = [replace(first, lines=page, title=None) for page in before]
    end = replace(screen, lines=last, title=None if shown else screen.title)
    return (*(replace(one, title=screen.title) for one in shown[:1]), *shown[1:], end)

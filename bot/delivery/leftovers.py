"""Files that were sent and found no place: they are not kept.

A voice note at a question with choices, a picture at home, a voice note that belongs to 'none of
these': no answer, draft or state mentions it after the turn, so nothing ever will.
"""

from collections.abc import Iterable

from conversations.agreeing import Agreeing
from conversations.events import Event
from conversations.plain import to_plain
from conversations.sorting import Sorting
from conversations.state import State
from conversations.turn import Input, SentMedia, Turn


def left_over(before: State | None, came_in: Input, turn: Turn) -> set[int]:
    """Give the files that came in, or waited for a place, and that a turn left without a place."""
    files = {came_in.media} if isinstance(came_in, SentMedia) else set()
    if isinstance(before, Agreeing | Sorting) and before.media is not None:
        files.add(before.media)
    return files.difference(_mentioned((turn.state, turn.aside), turn.events)) if files else files


def _mentioned(states: Iterable[State | None], events: Iterable[Event]) -> set[int]:
    plain = [to_plain(event) for event in events]
    return set(_numbers([*(to_plain(state) for state in states if state), *plain]))


def _numbers(value: object) -> Iterable[int]:
    match value:
        case int():
            yield value
        case dict():
            yield from _numbers(list(value.values()))
        case list() | tuple():
            for one in value:
                yield from _numbers(one)
        case _:
            return

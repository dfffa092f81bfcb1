"""The agenda: items typed one after the other or taken from raised issues, in any order."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.composing.step import PLEASE_CHOOSE, Hint, read_words
from conversations.meetings.state import Go, Outcome, Pick, Step, View, picked
from conversations.meetings_facts import PURPOSES, AgendaItem, IssuesToDiscuss
from conversations.screen import Screen
from conversations.text import Text, Worded, Words
from conversations.turn import Input, Typed

LONGEST_ITEM = 150
MOST_ITEMS = 12
DONE = 98
ISSUES_FROM = 1000
"""Numbers from here on are issues: those are drawn from 48 bits, items count from 1."""

NO_ITEM = Hint(Text("An agenda needs at least one item. Please type it."))
FULL = Hint(Text("An agenda has at most {most} items. Please take one off first.", most=MOST_ITEMS))


class _Own:
    UP, OFF = 4, 5


# --- all of it ------------------------------------------------------------------------------------


def _show_agenda(view: View) -> Screen:
    first = Text("What is on the agenda? Type one item.")
    more = Text("Type the next item, or choose one to change it. Then choose Done.")
    items = tuple(view.option(one.title, one.item) for one in view.plan.agenda)
    issues = tuple(
        view.option(Text("Add what was raised: {title}", title=title), number)
        for number, title in _issues(view)
    )
    done = (view.option(Text("Done"), DONE),) if items else ()
    lines: tuple[Words, ...] = (more if items else first,)
    return Screen(lines=lines, options=(*items, *issues, *done), buttons=(view.back(),))


def _issues(view: View) -> tuple[tuple[int, Worded], ...]:
    """Give the issues raised that are not on this agenda yet."""
    found: tuple[tuple[int, Worded], ...] = view.facts.get(IssuesToDiscuss()) or ()
    there = {one.issue for one in view.plan.agenda}
    return tuple((number, title) for number, title in found if number not in there)


def _hear_agenda(go: Go, heard: Input) -> "Go | Outcome":
    pick = picked(heard)
    if pick == Pick.BACK:
        return go.at("back")
    if pick == DONE:
        return go.at("on") if go.plan.agenda else NO_ITEM
    if pick is not None and pick < ISSUES_FROM:
        there = any(one.item == pick for one in go.plan.agenda)
        return go.at("item", item=pick) if there else PLEASE_CHOOSE
    if len(go.plan.agenda) >= MOST_ITEMS:
        return FULL
    if pick is not None:
        title = dict(_issues(go)).get(pick)
        return _added(go, title, pick) if title else PLEASE_CHOOSE
    if isinstance(heard, Typed) and heard.text.strip().isdigit():
        return PLEASE_CHOOSE  # a number that is not offered is no item
    text = read_words(heard, LONGEST_ITEM)
    return text if isinstance(text, Hint) else _added(go, go.worded(text))


def _added(go: Go, title: Worded, issue: int | None = None) -> Go:
    number = go.state.last_item + 1
    agenda = (*go.plan.agenda, AgendaItem(number, title, issue=issue))
    return go.planning(agenda=agenda).at("item", item=number, last_item=number)


# --- one item -------------------------------------------------------------------------------------


def _show_item(view: View) -> Screen:
    item = view.item()
    asks = Text("What is this item for?")
    options = (
        view.option(Text("To tell people"), 1),
        view.option(Text("To hear views"), 2),
        view.option(Text("To be decided"), 3),
        view.option(Text("Move it up"), _Own.UP),
        view.option(Text("Take it off"), _Own.OFF),
    )
    title = item.title if item else None
    return Screen(title=title, lines=(asks,), options=options, buttons=(view.back(),))


def _hear_item(go: Go, heard: Input) -> "Go | Outcome":
    pick, item = picked(heard), go.item()
    if pick == Pick.BACK or item is None:
        return _whole(go)
    others = tuple(one for one in go.plan.agenda if one != item)
    match pick:
        case 1 | 2 | 3:
            chosen = replace(item, purpose=PURPOSES[pick - 1])
            same = (chosen if one == item else one for one in go.plan.agenda)
            return _whole(go.planning(agenda=tuple(same)))
        case _Own.UP:
            place = max(0, go.plan.agenda.index(item) - 1)
            return _whole(go.planning(agenda=(*others[:place], item, *others[place:])))
        case _Own.OFF:
            return _whole(go.planning(agenda=others))
        case _:
            return PLEASE_CHOOSE


def _whole(go: Go) -> Go:
    return go.at("agenda", item=0)


AGENDA_STEPS: Mapping[str, Step] = {
    "agenda": Step(_show_agenda, _hear_agenda),
    "item": Step(_show_item, _hear_item),
}

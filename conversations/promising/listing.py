"""The promises of one loop in a list, and one that was written down and not told yet."""

from dataclasses import replace
from datetime import date

from conversations.home import HOME
from conversations.loops import Commitment
from conversations.other_languages import who_reads_it
from conversations.promising.sent import links, made
from conversations.promising.state import Drafted
from conversations.promising.view import Go, View
from conversations.screen import Button, Screen
from conversations.text import Text, Words
from conversations.turn import Turn

MOST = 5
"""Promises that can be told together with a decision, so that it fits into one message."""

_NONE = Text("Nothing is promised here yet.")
_WHAT = Text("A promise says what will be done, who does it, and by which day.")
_WITH_IT = Text("People are told of these promises together with the decision.")
ENOUGH = Text("5 promises go into one message. You can add more after you have sent the decision.")
LACKS = {
    "what": Text("This promise has no words yet."),
    "owner": Text("Nobody is named yet who does this. A promise needs somebody who does it."),
    "due": Text("There is no day yet. A promise needs a day by which it is done."),
}
PAST = Text("The day of this promise is past. Please give it another one.")
STATUSES = {
    "waiting": Text("It is not done yet."),
    "done": Text("It is done."),
    "partly": Text("A part of it is done."),
    "cannot": Text("It cannot be done."),
}


def show(go: Go, *said: Words) -> Turn:
    """Show what is promised, and what is still to be written."""
    there = go.at("list", jumped=False, number=0)
    return there.turn(listed(there, *said))


def listed(view: View, *said: Words) -> Screen:
    """List the drafts, then what was promised before."""
    drafts = tuple(view.option(_draft_label(one), "pm.draft", one.number)
                   for one in view.state.drafts)  # fmt: skip
    made_before = tuple(view.option(one.words, "pm.one", one.id) for one in view.loop.commitments)
    empty = () if drafts or made_before else (_NONE, _WHAT)
    with_it = (_WITH_IT,) if drafts and view.waits_for_the_decision else ()
    add = view.option(Text("Add a promise"), "pm.add")
    return Screen(
        title=Text("Promises: {title}", title=view.loop.title),
        lines=(*said, *empty, *with_it),
        options=(*drafts, *made_before, add),
        buttons=(_way_on(view),),
    )


def _way_on(view: View) -> Button:
    if view.waits_for_the_decision:
        return view.option(Text("To the decision"), "d.write")
    return HOME


def _draft_label(one: Drafted) -> Words:
    words: Words = one.words or Text("A promise without words")
    return Text("Not finished yet: {words}", words=words) if one.missing else words


# --- one that was not told yet --------------------------------------------------------------------


def look(go: Go, *said: Words) -> Turn:
    """Show the draft; where it lacks something, that is said."""
    there = go.at("draft", jumped=True)
    shown = drafted(there)
    why = lacks(go.draft or Drafted(0), go.today)
    lines = (*said, *shown.lines, *((why,) if why else ()))
    return there.turn(replace(shown, lines=lines))


def drafted(view: View) -> Screen:
    """Show a draft as people will read it, and what can be done with it."""
    draft = view.draft or Drafted(0)
    number = draft.number
    keep = Text("Keep it") if view.waits_for_the_decision else Text("Promise it")
    others = (view.option(Text("Other languages"), "pm.languages", number),)
    return Screen(
        lines=read_as(draft),
        options=(
            view.option(keep, "pm.keep", number),
            view.option(Text("Change the words"), "pm.what", number),
            view.option(Text("Change who does it"), "pm.owner", number),
            view.option(Text("Change the day"), "pm.due", number),
            view.option(Text("Level and stages"), "pm.more", number),
            *(others if languages(view) else ()),
            view.option(Text("Leave it out"), "pm.drop", number),
        ),
        buttons=(view.option(Text("Back"), "pm.list"),),
    )


def lacks(draft: Drafted, today: date) -> Text | None:
    """Say what a draft lacks before it can be promised; None where it lacks nothing."""
    if draft.missing:
        return LACKS[draft.missing]
    return PAST if draft.due_on and draft.due_on < today else None


def read_as(draft: Drafted) -> tuple[Words, ...]:
    """Say a draft: what, by whom and by which day."""
    what = (Text("We promise: {what}", what=draft.words),) if draft.words else ()
    who = (Text("Who does it: {who}", who=draft.owner_name),) if draft.owner_name else ()
    day = (Text("By {day}.", day=draft.due_on),) if draft.due_on else ()
    return (*what, *who, *day)


def languages(view: View) -> tuple[tuple[str, str], ...]:
    """Give the offered languages in which the draft was not first written: (tag, name)."""
    words = view.draft.words if view.draft else None
    if words is None:
        return ()
    first = words.by_language[0][0].partition("_")[0]
    offered = view.facts.network.languages
    return tuple((tag, name) for tag, name, _ in offered if tag.partition("_")[0] != first)


def keep(go: Go) -> Turn:
    """Keep the draft for the decision, or promise it at once; first ask for what it lacks."""
    draft = go.draft
    if draft is None or lacks(draft, go.today):
        return look(go)
    if go.waits_for_the_decision:
        return show(go, Text("It is kept. Nobody is told before you send the decision."))
    events = made(go.loop.id, (draft,), go.facts)
    rest = tuple(one for one in go.state.drafts if one.number != draft.number)
    left = go.at("promised", drafts=rest, number=0)
    asks = who_reads_it(go.facts, go.loop.id)
    return left.turn(promised(left), *links(events), events=(*events, *asks))


def promised(view: View) -> Screen:
    """Say that it is promised, and offer the way on."""
    lines = (
        Text("It is promised. People who took part are told of it."),
        Text("I will remind whoever does it, and tell people what comes of it."),
    )
    return Screen(lines=lines, options=(view.option(Text("Promises"), "pm.list"), HOME))


def drop(go: Go) -> Turn:
    """Leave a draft out."""
    rest = tuple(one for one in go.state.drafts if one.number != go.state.number)
    return show(go.at("list", drafts=rest), Text("It is left out. Nobody was told of it."))


def how_it_stands(one: Commitment) -> tuple[Words, ...]:
    """Say what was promised, by whom and by when, and what became of it."""
    who = (Text("Who does it: {who}", who=one.owner_name),) if one.owner_name else ()
    day = (Text("By {day}.", day=one.due_on),) if one.due_on else ()
    said = (Text("What was said: {words}", words=one.said),) if one.said else ()
    return (Text("It was promised: {what}", what=one.words), *who, *day, STATUSES[one.status],
            *said)  # fmt: skip

"""The decision as members will get it, and what can be done with it: send, change, add words."""

from dataclasses import replace

from conversations.composing.counted import COUNTING, goes_to, some_later
from conversations.content import Decision
from conversations.deciding.promised import lacking, promises_button, too_long
from conversations.deciding.state import WRITTEN
from conversations.deciding.view import Go, View
from conversations.events import DecisionApproved, Requested
from conversations.facts import AudienceCount
from conversations.hearing_back import notice
from conversations.home import go_home
from conversations.other_languages import who_reads_it
from conversations.promising import links, made, promised
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn
from conversations.wording import OF_DECISION

COUNT = "d.people"
_CHANGES = (
    Text("What people said"),
    Text("What will be done"),
    Text("What cannot be done"),
    Text("Why it was decided"),
    Text("Who decided"),
    Text("When it was decided"),
)


def show(go: Go, decision: Decision, *said: Words) -> Turn:
    """Show what members get; the buttons below it only say that this is a preview."""
    there = go.at("preview", writing="preview", jumped=False)
    whole = notice(go.consultation, decision, promised(go.promised))
    idle = tuple(go.option(button.label, "d.sample") for button in whole.options)
    next_comes = Text("The next message is exactly what people get.")
    return there.turn(
        Screen(lines=(*said, next_comes)),
        replace(whole, options=idle, slot=None),
        _with_people(there, decision, COUNTING),
        events=(
            Requested(COUNT, go.consultation.id),
            *who_reads_it(go.facts, go.consultation.id, OF_DECISION),
        ),
    )


def _with_people(view: View, decision: Decision, *counted: Words) -> Screen:
    """Say what is known of who gets it, and when; offer what can be done with it."""
    lines = (_goes_to(view.consultation.answered), *counted)
    shown = choices(view, *lines, *_other_words(view), *too_long(view, decision))
    return replace(shown, slot=f"decision:{view.consultation.id}:people")


def counted(go: Go, count: AudienceCount) -> Turn:
    """Say when people get it, unless something else is looked at by now."""
    decision = go.state.decision()
    if decision is None or go.state.at != "preview" or go.phase != "closed":
        return go.computed()
    hides = go.consultation.answered is None
    when = some_later(count) if hides else goes_to(go.facts, count)
    return go.computed(_with_people(go, decision, *when).in_place())


def _goes_to(people: int | None) -> Words:
    if people is None:
        return Text("This goes to everyone who answered.")
    if not people:
        return Text("Nobody answered, so nobody gets this. Send it to take this off your list.")
    return Plural(
        "This goes to {count} person who answered.",
        "This goes to {count} people who answered.",
        people,
    )


def _other_words(view: View) -> tuple[Words, ...]:
    """Say what people see where words in their language are missing."""
    written = [words for part in WRITTEN if (words := view.words(part))]
    lacks = any(not words.speaks(tag) for words in written for tag, _ in view.others)
    return (Text("Where words are missing, people see the words that you wrote."),) if lacks else ()


def choices(view: View, *lines: Words) -> Screen:
    """Say `lines`, and offer what can be done with the decision."""
    languages = view.option(Text("Other languages"), "d.languages")
    options = (
        view.option(Text("Send"), "d.send"),
        view.option(Text("Change"), "d.change"),
        promises_button(view),
        *((languages,) if view.others else ()),
        view.option(Text("Later"), "d.later"),
    )
    return Screen(lines=lines, options=options)


def sample(go: Go) -> Turn:
    """Say what a button of the preview does."""
    idle = Text("This is a preview, so this button does nothing. Members can use it.")
    return go.at("preview").turn(choices(go, idle))


def change(go: Go) -> Turn:
    """Ask what to write again."""
    return go.at("change").turn(which(go))


def which(view: View) -> Screen:
    """List the parts of the decision."""
    parts = tuple(view.option(label, "d.part", place) for place, label in enumerate(_CHANGES))
    asks = Text("What do you want to change?")
    back = view.option(Text("Back"), "d.preview")
    return Screen(lines=(asks,), options=parts, buttons=(back,))


def sent(go: Go, decision: Decision) -> Turn:
    """Approve it with what is promised, for everyone who took part; nothing promised is half."""
    wants = lacking(go, decision)
    if wants is not None:
        return go.at("preview").turn(wants)
    lines = (
        Text("I am sending it. Nobody gets it at night, on Sundays or as a 4th message in a week."),
        Text("I will tell you how many people were told."),
    )
    approved = DecisionApproved(go.consultation.id, decision)
    promises = made(go.consultation.id, go.promised, go.facts)
    end = go_home(go.facts, *lines)
    return replace(end, screens=(*links(promises), *end.screens), events=(*promises, approved))

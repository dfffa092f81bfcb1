"""Writing the answer to an issue: what will be done or not, who decided, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from conversations.composing.counted import COUNTING, reached, some_later
from conversations.content import Decision
from conversations.events import DecisionApproved, Requested
from conversations.facts import AudienceCount
from conversations.hearing_back import shown
from conversations.home import HOME
from conversations.issue_events import IssueAnswered
from conversations.loops import Notice, Told
from conversations.moderating import menu
from conversations.moderating.looking import typed
from conversations.moderating.state import PARTS, Go, View
from conversations.other_languages import in_other_languages, who_reads_it
from conversations.screen import Button, Screen
from conversations.small_numbers import CELL
from conversations.text import Plural, Text, Words
from conversations.turn import Input, Turn
from conversations.wording import OF_ISSUE

PREVIEW = Text("This is a preview, so this button does nothing. Members can use it.")
LONGEST = 800  # characters of one part, so that the notice fits into one message
COUNT = "issue.people"
FEWEST = 10  # of fewer people no number is shown


@dataclass(frozen=True, slots=True)
class _Part:
    asks: Text
    example: Text


_PARTS: Mapping[str, _Part] = {
    "we_will": _Part(
        Text("What will be done? You can skip this."),
        Text("For example: the shuttle bus stops at the clinic from 1 May."),
    ),
    "we_cannot": _Part(
        Text("What cannot be done? You can skip this."),
        Text("For example: more parking spaces next to the clinic."),
    ),
    "decided_by": _Part(
        Text("Who decided? You can skip this."),
        Text("For example: the estates board."),
    ),
    "why": _Part(
        Text("Why? You can skip this."),
        Text("For example: the ground next to the clinic belongs to the council."),
    ),
}


def begin(go: Go) -> Turn:
    """Begin with the first part, or go on where it was left."""
    if go.decision is not None:
        return look(go)
    return step(go, PARTS[0])


def step(go: Go, part: str, *said: Words) -> Turn:
    """Ask for one part."""
    there = go.at(part)
    first = (Screen(lines=said),) if said else ()
    return there.turn(*first, asked(there))


def asked(view: View) -> Screen:
    """Ask for the part that waits."""
    part = _PARTS[view.state.at]
    skip = view.option(Text("Skip"), "issue.skip", PARTS.index(view.state.at))
    return Screen(lines=(part.asks, part.example), buttons=(skip, view.back()))


def hear(go: Go, heard: Input) -> Turn:
    """Keep the words of this part."""
    words = typed(heard, LONGEST)
    if isinstance(words, Text):
        return go.misread(Screen(lines=(words,), buttons=asked(go).buttons))
    return _on(go.at(go.state.at, **{go.state.at: go.worded(words)}), go.state.at)


def skip(go: Go, place: int) -> Turn:
    """Leave a part out."""
    if not 0 <= place < len(PARTS):
        return begin(go)
    return _on(go.at(PARTS[place], **{PARTS[place]: None}), PARTS[place])


def _on(go: Go, part: str) -> Turn:
    if part == "we_cannot" and not (go.state.we_will or go.state.we_cannot):
        both = Text("Please write what will be done, or what cannot be done and why.")
        return step(go, PARTS[0], both)
    if part == "why" and go.state.we_cannot and not go.state.why:
        return step(go, part, Text("Please say why it cannot be done. People want to know."))
    place = PARTS.index(part) + 1
    return step(go, PARTS[place]) if place < len(PARTS) else look(go)


# --- the preview ---------------------------------------------------------------------------------


def look(go: Go) -> Turn:
    """Show what everyone behind it gets."""
    decision = go.decision
    if decision is None:
        return step(go, PARTS[0])
    there = go.at("preview")
    says = Text("The next message is exactly what people get.")
    return there.turn(
        Screen(lines=(says,)), preview(there, decision), _with_people(there, COUNTING),
        events=(Requested(COUNT, go.issue.id), *who_reads_it(go.facts, go.issue.id, OF_ISSUE)),
    )  # fmt: skip


def _with_people(view: View, *counted: Words) -> Screen:
    """Say what is known of how many people get it, and ask whether to send it."""
    return replace(choices(view, *counted), slot=f"issue:{view.state.issue}:people")


def counted(go: Go, count: AudienceCount) -> Turn:
    """Put the number of people in its place, unless something else is looked at by now."""
    if go.state.at != "preview" or go.decision is None:
        return Turn(go.state, focus=None)
    shown_there = _with_people(go, _gets_it(reached(count)), *some_later(count))
    return replace(go.turn(shown_there.in_place()), focus=None)


def _gets_it(people: int) -> Words:
    """Say how many get it, in steps: one more or less tells who is behind it."""
    if not people:
        return Text(
            "Nobody can be told now. You can still send it: whoever looks here can read it."
        )
    if people < FEWEST:
        return Text("Fewer than 10 people get it.")
    return Plural("At least {count} person gets it.", "At least {count} people get it.",
                  people - people % CELL)  # fmt: skip


def preview(view: View, decision: Decision) -> Screen:
    """Show the answer as it is told; its buttons only say that this is a preview."""
    told = Told("decision", decision)
    whole = shown(Notice(view.issue.id, 0, decision.you_said, told, asks=True, kind="issue"))
    idle = tuple(view.option(button.label, "issue.sample") for button in whole.options)
    return replace(whole, options=idle, slot=None)


def sample(go: Go) -> Turn:
    """Say that a button belongs to the preview."""
    there = go.at("preview")
    return there.turn(replace(choices(there), lines=(PREVIEW,)))


def choices(view: View, *said: Words) -> Screen:
    """Ask whether to send it, after what is known of who gets it."""
    lines = (*said, Text("Shall I send it?"))
    send = view.option(Text("Send it"), "issue.send")
    anew = view.option(Text("Write it anew"), "issue.anew")
    others = in_other_languages(view.facts, view.issue.id, OF_ISSUE)
    later = view.option(Text("Later"), "issue.read")
    return Screen(lines=lines, options=(send, anew, *others, later))


def anew(go: Go) -> Turn:
    """Begin with nothing written."""
    return step(go.at(PARTS[0], **dict.fromkeys(PARTS)), PARTS[0])


def send(go: Go) -> Turn:
    """Have it told to everyone behind the issue."""
    decision = go.decision
    if decision is None:
        return step(go, PARTS[0])
    events = DecisionApproved(go.issue.id, decision), IssueAnswered(go.issue.id)
    lines = (Text("Thank you. Everyone behind it is told now."),)
    sent = Screen(lines=lines, options=after(go))
    return go.at("sent", **dict.fromkeys(PARTS)).turn(sent, events=events)


def after(view: View) -> tuple[Button, ...]:
    """Give the ways on after it was sent: what was promised with it is written down next."""
    return view.option(Text("Promises"), "pm.list"), menu.ISSUES, HOME

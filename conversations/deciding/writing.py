"""Writing what was decided: six steps, each with an example, any of them left for later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from conversations.deciding import preview
from conversations.deciding.day import as_past, days, example, read_ordinal
from conversations.deciding.state import PARTS, WRITTEN
from conversations.deciding.view import Go, View, number_in
from conversations.findings import TheFindings, findings_lines
from conversations.home import HOME
from conversations.no_such_day import misread_day
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn, Typed

LONGEST = 1500  # characters of one part
MOST_FINDINGS = 7  # which fit into one message beside the rest
LONGEST_TOGETHER = 3600
"""Characters of all parts, so that the notice fits into one message of Telegram (4096 units)."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One step: what is asked, an example (None: a past day), and whether it may be left out."""

    asks: Text
    example: Text | None
    optional: bool = True


_PARTS: Mapping[str, _Part] = {
    "you_said": _Part(
        Text("What did people say?"),
        Text(
            "For example: most want late sessions to stay. "
            "Getting home worries people who live outside the town."
        ),
        optional=False,
    ),
    "we_will": _Part(
        Text("What will be done, and from when? You can skip this."),
        Text(
            "For example: late sessions stay until next March. "
            "Patient transport runs until 9 pm from 1 May."
        ),
    ),
    "we_cannot": _Part(
        Text("What cannot be done, and why? You can skip this."),
        Text("For example: a third evening. There are not enough nurses until September."),
    ),
    "why": _Part(
        Text("Why was it decided so? You can skip this."),
        Text("For example: 8 in 10 of you want it, and the money is there until March."),
    ),
    "decided_by": _Part(
        Text("Who decided? Please write a role, not a name. You can skip this."),
        Text("For example: the chemotherapy board"),
    ),
    "decided_on": _Part(Text("When was it decided? You can skip this."), None),
}


# --- the screens ---------------------------------------------------------------------------------


def show(view: View, *own: Button) -> Screen:
    """Show the step that waits for a reply; `own` buttons come before the ways round it."""
    part, place = _PARTS[view.state.at], PARTS.index(view.state.at)
    back = view.option(Text("Back"), "d.back", place)
    later = view.option(Text("Later"), "d.later")
    return Screen(
        title=Text("Step {number} of {total}", number=place + 1, total=len(PARTS)),
        lines=(part.asks, part.example or example(view), *_heard(view), *_now(view)),
        buttons=(*own, back, *_ways_past(view, part, place), later),
    )


def _heard(view: View) -> tuple[Words, ...]:
    """Remind of what was heard, where that is to be summed up."""
    found = view.facts.get(TheFindings(view.consultation.id)) or ()
    return findings_lines(found)[:MOST_FINDINGS] if view.state.at == "you_said" else ()


def _now(view: View) -> tuple[Words, ...]:
    written = view.state.part(view.state.at)
    return (Text("Now: {words}", words=written),) if written else ()


def _ways_past(view: View, part: _Part, place: int) -> tuple[Button, ...]:
    if view.state.part(view.state.at) is None:
        return (view.option(Text("Skip"), "d.skip", place),) if part.optional else ()
    keep = view.option(Text("Keep it"), "d.keep", place)
    leave_out = view.option(Text("Leave it out"), "d.skip", place)
    return (keep, leave_out) if part.optional else (keep,)


def _step(go: Go, part: str, *said: Words) -> Turn:
    there = go.at(part, writing=part)
    before = (Screen(lines=said),) if said else ()
    return there.turn(*before, show(there, *_at_hand(there, part)))


def _at_hand(go: Go, part: str) -> tuple[Button, ...]:
    """Offer what is likely: the days of a decision, and who was said to decide."""
    if part == "decided_by":
        return (go.option(go.consultation.ask.decider, "d.by"),)
    return days(go) if part == "decided_on" else ()


# --- moving about --------------------------------------------------------------------------------


def write(go: Go) -> Turn:
    """Begin to write, or go on where writing was left."""
    return _step(go, go.state.writing) if go.state.writing in PARTS else look(go)


def look(go: Go, *said: Words) -> Turn:
    """Show the preview; while it lacks something, ask for that."""
    decision = go.state.decision()
    if decision is not None:
        return preview.show(go, decision, *said)
    return _step(go.at("", jumped=False), "we_will" if go.state.you_said else "you_said")


def send(go: Go) -> Turn:
    """Approve the decision that was last previewed; after anything else, show it again first."""
    decision = go.state.decision()
    if decision is None or go.state.at != "preview":
        return look(go)
    return preview.sent(go, decision)


def change(go: Go, part: str) -> Turn:
    """Write one part again, and come back to the preview."""
    return _step(go.at("", jumped=True), part)


def back(go: Go, part: str) -> Turn:
    """Go to the step before, or out of writing."""
    place = PARTS.index(part)
    if go.state.jumped:
        return look(go)
    return _step(go, PARTS[place - 1]) if place else later(go)


def keep(go: Go, part: str) -> Turn:
    """Go on with what is written."""
    return _on(go, part)


def skip(go: Go, part: str) -> Turn:
    """Leave a part out; of what will and what cannot be done, one must be there."""
    if not _PARTS[part].optional:
        return _step(go, part)
    without = go.at(part, **{part: None})
    asked_last = part == "we_cannot" or (part == "we_will" and go.state.jumped)
    if asked_last and not (without.state.we_will or without.state.we_cannot):
        both = Text("Please write what will be done, or what cannot be done and why.")
        return _step(go, part, both)
    return _on(without, part)


def _on(go: Go, part: str, *said: Words) -> Turn:
    place = PARTS.index(part) + 1
    if go.state.jumped or place == len(PARTS):
        return look(go, *said)
    return _step(go, PARTS[place], *said)


def later(go: Go) -> Turn:
    """Leave it for later; nothing is lost."""
    lines = (Text("That is fine. Nothing is lost."), Text("Nobody is told before you send it."))
    return go.at("left").turn(left(go, *lines))


def left(view: View, *lines: Words) -> Screen:
    """Say `lines`, and offer the way back to what was left."""
    return Screen(lines=lines, options=(view.option(Text("Go on writing"), "d.write"), HOME))


# --- what is written -----------------------------------------------------------------------------


def hear_words(go: Go, heard: Input) -> Turn:
    """Keep the words of this step."""
    part = go.state.at
    words = read_words(go, part, go.facts.person.language, heard)
    if isinstance(words, Text):
        return go.turn(Screen(lines=(words,)))
    return _on(go.at(part, **{part: go.worded(words)}), part)


def read_words(go: Go, part: str, language: str, heard: Input) -> str | Text:
    """Read words that fit beside the other parts; else say in a sentence what to do."""
    others = (go.state.words(other) for other in WRITTEN if other != part)
    taken = sum(len(words.said_in(language)) for words in others if words)
    most = min(LONGEST, LONGEST_TOGETHER - taken)
    match heard:
        case Typed(text) if len(text.strip()) > most:
            return Text("That is too long. Please use at most {most} characters.", most=most)
        case Typed(text) if text.strip():
            return text.strip()
        case _:
            return Text("I need words here. Please type them.")


def hear_day(go: Go, heard: Input) -> Turn:
    """Keep the day that was typed."""
    if isinstance(heard, Typed) and heard.day is not None:
        return _keep_day(go, as_past(heard.text, heard.day, go.today))
    hint = Text("I cannot read that as a date. Please type it again, or skip.")
    return _again(go, misread_day(heard, hint), example(go))


def decider(go: Go) -> Turn:
    """Keep who was said to decide when people were asked."""
    return _on(go.at("decided_by", decided_by=go.consultation.ask.decider), "decided_by")


def take_day(go: Go, act: Act) -> Turn:
    """Keep the day of a button."""
    day = read_ordinal(number_in(act))
    return _keep_day(go, day) if day else _step(go, "decided_on")


def _again(go: Go, *said: Words) -> Turn:
    """Say what is wrong with a day, beside the same buttons."""
    shown = show(go, *_at_hand(go, "decided_on"))
    return replace(go.turn(Screen(lines=said, buttons=shown.buttons)), understood=False)


def _keep_day(go: Go, day: date) -> Turn:
    if day > go.today:
        future = Text("{day} is in the future. When was it decided? You can skip this.", day=day)
        return _again(go, future, example(go))
    kept = Text("It was decided on {day}.", day=day)
    return _on(go.at("decided_on", decided_on=day), "decided_on", kept)


HEARS: Mapping[str, Callable[[Go, Input], Turn]] = {
    **dict.fromkeys(WRITTEN, hear_words),
    "decided_on": hear_day,
}

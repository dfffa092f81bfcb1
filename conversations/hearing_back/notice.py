"""A notice: what came of what people said, what was promised, and how it stands now."""

from collections.abc import Iterator
from dataclasses import replace

from conversations.content import Consultation, Decision
from conversations.digests import first_screen
from conversations.hearing_back.promise import lines_of
from conversations.hearing_back.state import RATINGS
from conversations.loops import Notice, Promise, Told
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.wording import other_tongue

HEARD = Text("Were you heard?")


def notice(
    consultation: Consultation, decision: Decision, promises: tuple[Promise, ...] = ()
) -> Screen:
    """Show a decision as people will get it; where nothing is promised they are asked at once."""
    told = Told("decision", decision, promises)
    asks = not any(one.status == "waiting" for one in promises)
    return shown(
        Notice(consultation.id, 0, consultation.ask.title, told, consultation.answered, asks=asks)
    )


def shown(one: Notice) -> Screen:
    """Tell all of a notice, with the ways to answer it."""
    asked = ways(one)
    if one.told.digest is not None:
        first = first_screen(one.loop, one.title, one.told.digest)
        since = tuple(_since(one.told))
        lines = (*first.lines, *since, *other_tongue(since), *asked.lines)
        return replace(first, lines=lines, options=asked.options, slot=f"told:{one.loop}")
    title, told = _title(one), told_lines(one.told)
    return Screen(
        title=title,
        lines=(_who(one), *told, *other_tongue(title, told), *asked.lines),
        options=asked.options,
        slot=f"told:{one.loop}",
    )


def ways(one: Notice) -> Screen:
    """Ask whether the person was heard, where that is asked, and offer what else can be said."""
    ratings = tuple(
        Button(label, Act("h.rate", (one.loop, index))) for index, (_, label) in enumerate(RATINGS)
    )
    others = _others(one)
    if one.asks:
        return Screen(lines=(HEARD,), options=(*ratings, *others))
    return Screen(lines=(), options=others)


def _since(told: Told) -> Iterator[Words]:
    """Say what became of promises since a digest told them first."""
    for promise in told.promises:
        if promise.status != "waiting" or promise.before is not None:
            yield from lines_of(promise)


def _others(one: Notice) -> tuple[Button, ...]:
    if one.told.digest is not None:
        return first_screen(one.loop, one.title, one.told.digest).options
    return (
        Button(Text("Tell me more"), Act("h.more", (one.loop,))),
        Button(Text("Not what we meant"), Act("h.not_meant", (one.loop,))),
        Button(Text("I have a question"), Act("h.question", (one.loop,))),
    )


def _title(one: Notice) -> Text:
    told = one.told
    if told.decision is not None:
        return Text("{title}: what was decided", title=one.title)
    if told.promises:
        return Text("{title}: what changed", title=one.title)
    if told.moved_to is not None:
        return Text("{title}: a new date", title=one.title)
    return Text("{title}: not decided yet", title=one.title)


def _who(one: Notice) -> Words:
    if not one.people:
        return Text("You took part in this. Thank you.")
    if one.kind != "consultation":
        return Plural(
            "You and {count} other person took part.",
            "You and {count} other people took part.",
            one.people - 1,
        )
    return Plural(
        "You and {count} other person answered.",
        "You and {count} other people answered.",
        one.people - 1,
    )


def told_lines(told: Told) -> tuple[Words, ...]:
    """Say what was decided, how each promise stands, and what happens where nothing is decided."""
    decided = what_came_of_it(told.decision) if told.decision is not None else ()
    promised = (line for promise in told.promises for line in lines_of(promise))
    return (*decided, *promised, *_undecided(told))


def what_came_of_it(decision: Decision) -> tuple[Words, ...]:
    """Say what people said, what was decided and when, and what cannot be done."""
    lines: list[Words] = [Text("You said: {what}", what=decision.you_said)]
    if decision.decided_on:
        lines.append(Text("This was decided on {day}.", day=decision.decided_on))
    if decision.we_will:
        lines.append(Text("We will: {what}", what=decision.we_will))
    if decision.we_cannot:
        lines.append(Text("We cannot: {what}", what=decision.we_cannot))
    return tuple(lines)


def who_and_why(decision: Decision) -> tuple[Words, ...]:
    """Say who decided, and why."""
    lines: list[Words] = []
    if decision.decided_by:
        lines.append(Text("Who decided: {who}", who=decision.decided_by))
    if decision.why:
        lines.append(Text("Why: {why}", why=decision.why))
    return tuple(lines)


def _undecided(told: Told) -> Iterator[Words]:
    before, after = told.hear_back_on, told.moved_to
    if after is not None and before is not None:
        yield Text("You were to hear back by {before}. The new day is {day}.",
                   before=before, day=after)  # fmt: skip
    elif after is not None:
        yield Text("You will hear back by {day}.", day=after)
    elif before is not None:
        yield Text("I promised that you hear back by {day}. It is not decided yet.", day=before)
        yield Text(
            "The people who asked you know that you are waiting. I will write when it is decided."
        )
    if told.why is not None:
        yield Text("Why: {why}", why=told.why)

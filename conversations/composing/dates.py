"""The days of a consultation: until when it is open, when it is decided, when people hear back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from conversations.composing.step import Go, Hint, Outcome, Pick, Step, View, picked
from conversations.draft import Draft
from conversations.facts import Network
from conversations.no_such_day import misread_day
from conversations.screen import Screen
from conversations.text import Text, Words
from conversations.turn import Input, Typed

OPENS = time(10)
"""When something is sent that was put off to another day, in the network's zone."""

_UNREADABLE = Hint(
    Text("I cannot read that as a date. Please type one like 12 March, Friday or in 2 weeks.")
)


# --- what the days must keep to -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule about one part or two; `breaks` says what is wrong, or None."""

    parts: tuple[str, ...]
    breaks: Callable[[Draft, date], Words | None]


def _closing_has_passed(draft: Draft, today: date) -> Words | None:
    if draft.closes_on is None or draft.closes_on > today:
        return None
    return Text(
        "Answers would close on {day}. Please choose a day after today.", day=draft.closes_on
    )


def _decision_has_passed(draft: Draft, today: date) -> Words | None:
    if draft.decides_on is None or draft.decides_on >= today:
        return None
    return Text("{day} is in the past. Please choose a later day.", day=draft.decides_on)


def _hearing_back_has_passed(draft: Draft, today: date) -> Words | None:
    if draft.hear_back_on is None or draft.hear_back_on > today:
        return None
    return Text(
        "People would hear back on {day}. Please choose a day after today.", day=draft.hear_back_on
    )


def _decides_before_closing(draft: Draft, _: date) -> Words | None:
    if not draft.decides_on or not draft.closes_on or draft.decides_on >= draft.closes_on:
        return None
    return Text(
        "The decision on {decision} would be before answers close on {closing}. "
        "Please choose another day.",
        decision=draft.decides_on,
        closing=draft.closes_on,
    )


def _hears_back_before_closing(draft: Draft, _: date) -> Words | None:
    if not draft.hear_back_on or not draft.closes_on or draft.hear_back_on > draft.closes_on:
        return None
    return Text(
        "People must hear back after answers close, but {day} is not after {closing}. "
        "Please choose another day.",
        day=draft.hear_back_on,
        closing=draft.closes_on,
    )


def _hears_back_before_decision(draft: Draft, _: date) -> Words | None:
    if not draft.hear_back_on or not draft.decides_on or draft.hear_back_on >= draft.decides_on:
        return None
    return Text(
        "People would hear back on {day}, before the decision on {decision}. "
        "Please choose another day. Or go back and change the decision.",
        day=draft.hear_back_on,
        decision=draft.decides_on,
    )


_RULES = (
    _Rule(("closes_on",), _closing_has_passed),
    _Rule(("decides_on",), _decision_has_passed),
    _Rule(("hear_back_on",), _hearing_back_has_passed),
    _Rule(("decides_on", "closes_on"), _decides_before_closing),
    _Rule(("hear_back_on", "closes_on"), _hears_back_before_closing),
    _Rule(("hear_back_on", "decides_on"), _hears_back_before_decision),
)


def wrong_day(draft: Draft, today: date, part: str | None = None) -> tuple[str, Words] | None:
    """Find the first rule that a day breaks (that of `part`, if given): (part to change, why)."""
    for rule in _RULES:
        broken = rule.breaks(draft, today) if part is None or part in rule.parts else None
        if broken is not None:
            return rule.parts[0], broken
    return None


# --- asking for a day -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part that is a day. `soon` are days to tap, counted from closing or from today."""

    part: str
    asks: Text
    example: Text
    kept: Callable[[date], Words]
    soon: tuple[tuple[int, Text], ...] = ()
    from_closing: bool = False
    optional: bool = False

    def show(self, view: View) -> Screen:
        """Ask for the day."""
        now: date | None = getattr(view.draft, self.part)
        lines: tuple[Words, ...] = (self.asks, self.example)
        skip = (view.skip(),) if self.optional else ()
        return Screen(
            lines=(*lines, Text("Now: {day}", day=now)) if now else lines,
            options=tuple(view.option(label, days) for days, label in self.soon),
            buttons=(view.back(), *skip),
        )

    def hear(self, go: Go, heard: Input) -> Outcome:
        """Keep the day, if it fits the others."""
        pick = picked(heard)
        if pick == Pick.BACK:
            return go.before()
        if pick == Pick.SKIP and self.optional:
            return go.on(_with(go.draft, self.part, None))
        day = self._soon(go, pick) if pick is not None else _typed(heard)
        if day is None:
            return Hint(misread_day(heard, _UNREADABLE.words))
        changed = _with(go.draft, self.part, day)
        wrong = wrong_day(changed, go.today, self.part)
        return Hint(wrong[1]) if wrong else go.on(changed, self.kept(day))

    def _soon(self, go: Go, days: int) -> date | None:
        start = go.draft.closes_on if self.from_closing else None
        offered = days in dict(self.soon)
        return (start or go.today) + timedelta(days=days) if offered else None


def _typed(heard: Input) -> date | None:
    return heard.day if isinstance(heard, Typed) else None


def _with(draft: Draft, part: str, day: date | None) -> Draft:
    changes: dict[str, Any] = {part: day}
    return replace(draft, **changes)


_DAY_PARTS = (
    DayPart(
        "decides_on",
        Text("When is it decided?"),
        Text("For example: 12 March. You can skip this."),
        lambda day: Text("It is decided on {day}.", day=day),
        optional=True,
    ),
    DayPart(
        "closes_on",
        Text("Until when can people answer?"),
        Text("For example: Friday, 6 March, or in 2 weeks."),
        lambda day: Text("People can answer until {day}.", day=day),
        soon=((7, Text("In 1 week")), (14, Text("In 2 weeks")), (28, Text("In 4 weeks"))),
    ),
    DayPart(
        "hear_back_on",
        Text("By when do people hear back?"),
        Text("For example: 20 March. I tell members this day, and I will ask you then."),
        lambda day: Text("People hear back by {day}.", day=day),
        soon=((14, Text("After 2 weeks")), (28, Text("After 4 weeks"))),
        from_closing=True,
    ),
)
DAY_STEPS: Mapping[str, Step] = {one.part: Step(one.show, one.hear) for one in _DAY_PARTS}


# --- sending on another day -----------------------------------------------------------------------


def opening_day(draft: Draft, network: Network) -> date | None:
    """Give the day on which a draft is to be sent; None for now."""
    if draft.opens_at is None:
        return None
    return datetime.fromisoformat(draft.opens_at).astimezone(network.zone).date()


def wrong_opening(draft: Draft, network: Network, now: datetime) -> Words | None:
    """Say why a draft cannot be sent at its time; None where it can."""
    day = opening_day(draft, network)
    if draft.opens_at is None or day is None:
        return None
    if datetime.fromisoformat(draft.opens_at) <= now:
        return Text("10:00 on {day} is in the past. Please choose a later day.", day=day)
    if draft.closes_on and day > draft.closes_on:
        return Text(
            "{day} is after answers close on {closing}. Please choose an earlier day.",
            day=day,
            closing=draft.closes_on,
        )
    return None


def _show_time(view: View) -> Screen:
    asks = Text("On which day shall I send it? I will send it at 10:00.")
    example = Text("For example: Monday, or 2 March.")
    return Screen(lines=(asks, example), buttons=(view.back(),))


def _hear_time(go: Go, heard: Input) -> Outcome:
    if picked(heard) == Pick.BACK:
        return go.to("overview")
    day = _typed(heard)
    if day is None:
        return Hint(misread_day(heard, _UNREADABLE.words))
    moment = datetime.combine(day, OPENS, go.facts.network.zone).astimezone(UTC)
    changed = replace(go.draft, opens_at=moment.isoformat())
    wrong = wrong_opening(changed, go.facts.network, go.now)
    return Hint(wrong) if wrong else replace(go.to("overview"), draft=changed)


TIME = Step(_show_time, _hear_time)

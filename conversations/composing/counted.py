"""How many people will get a consultation: now, later and why, not and why, in which languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conversations.composing.state import Composing
from conversations.composing.step import View
from conversations.draft import Draft
from conversations.facts import AudienceCount, Facts
from conversations.other_languages import who_reads
from conversations.small_numbers import CELL
from conversations.text import Plural, Text, Words

COUNTING = Text("I am counting how many people will get it.")
STILL_COUNTING = Text("I am still counting who gets it. Please send it when you see the number.")
EXACTLY = Text("The next message is exactly what members get.")


@dataclass(frozen=True, slots=True)
class _Reason:
    """A reason, for few people and for more."""

    few: Text
    many: Callable[[int], Plural]

    def said(self, people: int) -> Words:
        return self.few if people < CELL else self.many(people)


LATER: Mapping[str, _Reason] = {
    "break": _Reason(
        Text("Fewer than 5 people get it later, after their break."),
        lambda count: Plural(
            "{count} person gets it later, after a break.",
            "{count} people get it later, after a break.",
            count,
        ),
    ),
    "asked_recently": _Reason(
        Text("Fewer than 5 people get it later, because they were asked recently."),
        lambda count: Plural(
            "{count} person gets it later, because they were asked recently.",
            "{count} people get it later, because they were asked recently.",
            count,
        ),
    ),
    "had_enough": _Reason(
        Text("Fewer than 5 people get it later: they had 3 messages from us within a week."),
        lambda count: Plural(
            "{count} person gets it later: they had 3 messages from us within a week.",
            "{count} people get it later: they had 3 messages from us within a week.",
            count,
        ),
    ),
    "quiet": _Reason(
        Text("Fewer than 5 people get it later, after the quiet hours."),
        lambda count: Plural(
            "{count} person gets it later, after the quiet hours.",
            "{count} people get it later, after the quiet hours.",
            count,
        ),
    ),
    "monthly": _Reason(
        Text("Fewer than 5 people see it in their news of the month."),
        lambda count: Plural(
            "{count} person sees it in their news of the month.",
            "{count} people see it in their news of the month.",
            count,
        ),
    ),
    "": _Reason(
        Text("Fewer than 5 people get it later."),
        lambda count: Plural(
            "{count} person gets it later.", "{count} people get it later.", count
        ),
    ),
}
"""Why somebody gets it later, by the names in `AudienceCount.later`; '' for any other."""

NEVER: Mapping[str, _Reason] = {
    "stopped": _Reason(
        Text("Fewer than 5 people do not get it, because they stopped."),
        lambda count: Plural(
            "{count} person does not get it, because they stopped.",
            "{count} people do not get it, because they stopped.",
            count,
        ),
    ),
    "only_changes": _Reason(
        Text("Fewer than 5 people do not get it, because they want to hear only what changed."),
        lambda count: Plural(
            "{count} person does not get it, because they want to hear only what changed.",
            "{count} people do not get it, because they want to hear only what changed.",
            count,
        ),
    ),
    "break": _Reason(
        Text("Fewer than 5 people do not get it: it closes before their break ends."),
        lambda count: Plural(
            "{count} person does not get it: it closes before their break ends.",
            "{count} people do not get it: it closes before their break ends.",
            count,
        ),
    ),
    "unreachable": _Reason(
        Text("Fewer than 5 people cannot be reached."),
        lambda count: Plural(
            "{count} person cannot be reached.", "{count} people cannot be reached.", count
        ),
    ),
    "not_listed": _Reason(
        Text("Fewer than 5 people do not get it, because they are not listed as testers."),
        lambda count: Plural(
            "{count} person does not get it, because they are not listed as a tester.",
            "{count} people do not get it, because they are not listed as testers.",
            count,
        ),
    ),
    "closes_first": _Reason(
        Text("Fewer than 5 people do not get it: they were asked recently, and it closes first."),
        lambda count: Plural(
            "{count} person does not get it: they were asked recently, and it closes first.",
            "{count} people do not get it: they were asked recently, and it closes first.",
            count,
        ),
    ),
    "begins_first": _Reason(
        Text("Fewer than 5 people do not get it: their limits allow it only after it begins."),
        lambda count: Plural(
            "{count} person does not get it: their limits allow it only after it begins.",
            "{count} people do not get it: their limits allow it only after it begins.",
            count,
        ),
    ),
    "": _Reason(
        Text("Fewer than 5 people do not get it."),
        lambda count: Plural(
            "{count} person does not get it.", "{count} people do not get it.", count
        ),
    ),
}
"""Why somebody does not get it, by the names in `AudienceCount.never`; '' for any other."""


def count_lines(view: View, count: AudienceCount) -> tuple[Words, ...]:
    """Say how many get it at once, who gets it later or not and why, and who reads other words."""
    lacking = [_lacking(view, tag, people) for tag, people in count.lacking_language if people]
    return (
        _at_once(view, count.now),
        *_why(LATER, count.later),
        *_why(NEVER, count.never),
        *lacking,
        *_how_long(count),
    )


def goes_to(facts: Facts, count: AudienceCount | None) -> tuple[Words, ...]:
    """Say the same of what is no draft; None while it is being counted."""
    return count_lines(View(Composing(), Draft(), facts), count) if count else (COUNTING,)


def _at_once(view: View, people: int) -> Words:
    if view.draft.opens_at is not None:
        return Plural("It goes to {count} person then.", "It goes to {count} people then.", people)
    return Plural("It goes to {count} person now.", "It goes to {count} people now.", people)


def _how_long(count: AudienceCount) -> tuple[Words, ...]:
    """Say how long sending takes, and when those get it who get it later."""
    minutes = Plural(
        "Sending takes about {count} minute.",
        "Sending takes about {count} minutes.",
        count.minutes,
    )
    lines: list[Words] = [minutes] if count.now else []
    if count.quiet_until:
        day = count.quiet_until
        lines.append(Text("People in quiet hours get it in the morning, on {day}.", day=day))
    if count.last_on:
        lines.append(Text("The last people get it on {day}.", day=count.last_on))
    return tuple(lines)


def some_later(count: AudienceCount) -> tuple[Words, ...]:
    """Say that some get it later, and until when, where their number must be hidden."""
    if not any(people for _, people in count.later):
        return ()
    days = [day for day in (count.quiet_until, count.last_on) if day is not None]
    last = (Text("The last people get it on {day}.", day=max(days)),) if days else ()
    return (Text("Some people get it later."), *last)


def reached(count: AudienceCount) -> int:
    """Count the people who get it, now or later."""
    return count.now + sum(people for _, people in count.later)


def _why(reasons: Mapping[str, _Reason], counts: tuple[tuple[str, int], ...]) -> list[Words]:
    return [reasons.get(reason, reasons[""]).said(people) for reason, people in counts if people]


def _lacking(view: View, tag: str, people: int) -> Words:
    return who_reads(people, view.language_name(tag), view.language_name(view.written_in))

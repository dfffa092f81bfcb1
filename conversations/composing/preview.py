"""The preview: exactly what members get, shown to the facilitator with idle buttons."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from conversations import honest_ask
from conversations.content import Consultation
from conversations.draft import Draft
from conversations.facts import Network
from conversations.screen import Act, Button, Screen
from conversations.showing import show_question
from conversations.text import Plural, Text

SAMPLE = "c.sample"
"""What every button of a preview does: it says that this is a preview."""

IDLE = Text("This is a preview, so this button does nothing. Members can use it.")


def consultation_of(draft: Draft, number: int, network: Network) -> Consultation:
    """Give the consultation that a whole draft will become; raises ValueError while parts lack."""
    if draft.closes_on is None:
        msg = "This draft does not say until when people can answer."
        raise ValueError(msg)
    end = datetime.combine(draft.closes_on + timedelta(days=1), time(), network.zone)
    return Consultation(
        id=number,
        version=1,
        ask=draft.honest_ask(),
        questions=draft.questions,
        closes_at=end.astimezone(UTC),
        last_day=draft.closes_on,
        status="preview",
        attachment=draft.attachment,
    )


def preview(draft: Draft, number: int, network: Network) -> tuple[Screen, ...]:
    """Show what members get: the invitation, what to look at, every question."""
    consultation = consultation_of(draft, number, network)
    shown = [honest_ask.invitation(consultation)]
    if consultation.attachment:
        shown.append(look_first(consultation))
    shown += [show_question(consultation, question) for question in consultation.questions]
    before = Plural(
        "The next message is exactly what members get.",
        "The next {count} messages are exactly what members get.",
        len(shown),
    )
    return (Screen(lines=(before,)), *(_idle(one, number) for one in shown))


def look_first(consultation: Consultation) -> Screen:
    """Show what members look at before the first question."""
    look = Text("Please look at this first. The questions are about it.")
    return Screen(lines=(look,), attachment=consultation.attachment)


def _idle(shown: Screen, number: int) -> Screen:
    sample = Act(SAMPLE, (number,))
    return replace(
        shown,
        options=tuple(Button(one.label, sample) for one in shown.options),
        buttons=tuple(Button(one.label, sample) for one in shown.buttons),
        slot=None,
    )

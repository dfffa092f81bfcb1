"""Consent: five short statements, one at a time or all at once, and each can be refused.

A change of wording is a new consent: raise VERSION with it, and everybody is asked anew when they
come back, before their next answer (`agreeing`).
"""

from conversations.events import ConsentGiven
from conversations.facts import Facts
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words

VERSION = 2
CONSENT = (
    Text(
        "Taking part is your choice. You can stop at any time, without a reason. "
        "Your care stays the same."
    ),
    Text(
        "We use your answers to improve cancer services. They are kept under a code. "
        "When a consultation closes, its totals are fixed. "
        "If you erase your answers later, your words go too. Published totals stay."
    ),
    Text(
        "The facilitators who ask may read the words that you write or say. "
        "They may quote them, without your name. "
        "If you write that you are in danger, others of this network may read it too."
    ),
    Text(
        "You have the right to see your answers, to take a copy, and to erase them. "
        "We keep them only as long as this work needs them."
    ),
    Text(
        "This app is not fully private. "
        "Please leave out names, dates of birth and hospital numbers."
    ),
)
FOR_WORK = 0
"""The version in the name of which somebody agreed only to what they write for their work."""
WORK_CONSENT = CONSENT[2:]
ALL_AT_ONCE = 0  # in the place of a statement's number
LAST = len(CONSENT)

INTRODUCTION = Text(
    "Before you join, there are five things to know. You can say no to any of them."
)
JOINING = "j"


def consent_screen(
    statement: int, back: Button | None, verbs: str = JOINING, first: Words = INTRODUCTION
) -> Screen:
    """Show one statement by its number from 1, or all of them.

    `verbs` is the prefix of the conversation that asks, `first` what it says before.
    """
    ways = (back,) if back else ()
    return (
        _all(verbs, first, ways)
        if statement == ALL_AT_ONCE
        else _one(statement, verbs, first, ways)
    )


def _one(statement: int, verbs: str, first: Words, ways: tuple[Button, ...]) -> Screen:
    last = statement == LAST
    introduced: tuple[Words, ...] = (first,) if statement == 1 else ()
    go_on = Button(Text("OK"), Act(f"{verbs}.ok", (0, statement)))
    again = Button(Text("Read them again"), Act(f"{verbs}.consent"))
    at_once = Button(Text("All at once"), Act(f"{verbs}.all"))
    refuse = _refuse(verbs)
    return Screen(
        title=Text("{number} of {total}", number=statement, total=LAST),
        lines=(*introduced, CONSENT[statement - 1]),
        options=(_agree(verbs, statement), again, refuse) if last else (go_on, refuse),
        buttons=ways if last else (at_once, *ways),
    )


def _all(verbs: str, first: Words, ways: tuple[Button, ...]) -> Screen:
    one_by_one = Button(Text("One at a time"), Act(f"{verbs}.consent"))
    return Screen(
        lines=(first, *CONSENT),
        options=(_agree(verbs, ALL_AT_ONCE), one_by_one, _refuse(verbs)),
        buttons=ways,
    )


def _refuse(verbs: str) -> Button:
    return Button(Text("Not for me"), Act(f"{verbs}.refuse"))


def _agree(verbs: str, statement: int) -> Button:
    return Button(Text("I agree to all five"), Act(f"{verbs}.agree", (0, statement)))


def work_consent_screen(back: Button) -> Screen:
    """Show what applies to somebody who writes here for their work only."""
    agree = Button(Text("I agree"), Act(f"{JOINING}.agree", (0, ALL_AT_ONCE)))
    first = Text("Before you begin, please read this. You can say no.")
    options = (agree, _refuse(JOINING))
    return Screen(lines=(first, *WORK_CONSENT), options=options, buttons=(back,))


def work_agreement(language: str, facts: Facts) -> ConsentGiven:
    """Put on record what was agreed to by somebody who writes here for their work only."""
    wording = "\n".join(facts.say(one) for one in WORK_CONSENT)
    return ConsentGiven(FOR_WORK, language, wording, "for work")


def agreement(statement: int, language: str, facts: Facts) -> ConsentGiven:
    """Put on record exactly what was agreed to, and how it was put."""
    return ConsentGiven(
        version=facts.network.consent_version,
        language=language,
        wording="\n".join(facts.say(one) for one in CONSENT),
        how="all at once" if statement == ALL_AT_ONCE else "one at a time",
    )

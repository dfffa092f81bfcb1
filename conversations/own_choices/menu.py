"""My choices: the list of them. A choice of one's own is a file here, and a button below."""

from conversations.consent import FOR_WORK
from conversations.facts import Facts
from conversations.home import HOME
from conversations.own_choices import (
    breaks,
    changes,
    consent,
    deaths,
    digests,
    lock_screen,
    telling,
)
from conversations.own_choices.state import CHOICES, TAKES_PART, Choice, ask
from conversations.own_choices.stopping import STOP
from conversations.reading import pick
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from conversations.turn import Turn


def show(facts: Facts) -> Turn:
    """Show what a person can choose."""
    return ask("choices", screen_of_choices(facts))


def named(text: str, facts: Facts) -> Act | None:
    """Give the choice whose name was typed, in the person's language or in English."""
    shown = screen_of_choices(facts)
    return pick(Screen(lines=(), buttons=(*shown.options, CHOICES)), text, facts.say)


def screen_of_choices(facts: Facts) -> Screen:
    """List what a person can choose."""
    options = (
        breaks.TAKE if facts.person.break_since is None else breaks.MINE,
        Button(Text("How often I may ask"), Act("o.often")),
        Button(Text("Quiet hours"), Act("o.quiet")),
        telling.button(facts),
        changes.CHOOSE,
        digests.CHOOSE,
        Button(Text("Language"), Act("o.languages")),
        lock_screen.CHOOSE,
        Button(Text("Recovery code"), Act("o.code")),
        Button(Text("My data"), Act("mine.show")),
        consent.CHOOSE,
        *((TAKES_PART,) if facts.person.agreed == FOR_WORK else ()),
        deaths.TELL,
        STOP,
    )
    lines = (Text("You can change these at any time."),)
    return Screen(title=Text("My choices"), lines=lines, options=options, buttons=(HOME,))


CHOICE = Choice(
    asks={"choices": screen_of_choices},
    takes={"o.choices": lambda _act, facts, _now: show(facts)},
)

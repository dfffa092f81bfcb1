"""My choices: the list of them. A choice of one's own is a file here, and a button below."""

from conversations.facts import Facts
from conversations.home import HOME
from conversations.own_choices import lock_screen
from conversations.own_choices.state import Choice, ask
from conversations.own_choices.stopping import STOP
from conversations.screen import Act, Button, Screen
from conversations.text import Text


def screen_of_choices(_facts: Facts) -> Screen:
    """List what a person can choose."""
    options = (
        Button(Text("How often I may ask"), Act("o.often")),
        Button(Text("Language"), Act("o.languages")),
        lock_screen.CHOOSE,
        Button(Text("Recovery code"), Act("o.code")),
        STOP,
    )
    lines = (Text("You can change these at any time."),)
    return Screen(title=Text("My choices"), lines=lines, options=options, buttons=(HOME,))


CHOICE = Choice(
    asks={"choices": screen_of_choices},
    takes={"o.choices": lambda _act, facts, _now: ask("choices", screen_of_choices(facts))},
)

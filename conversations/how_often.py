"""How often a person wants to be asked."""

from conversations.screen import Act, Button
from conversations.text import Text

QUESTION = Text("How often may I ask you something?")
HOW_OFTEN: tuple[tuple[int, Text], ...] = (
    (28, Text("Once a month")),
    (14, Text("Every 2 weeks")),
    (0, Text("Whenever")),
)
"""Days between two asks at least, and what we call it."""


def how_often_options(verb: str) -> tuple[Button, ...]:
    """Give a button for each; its number is the days."""
    return tuple(Button(label, Act(verb, (0, days))) for days, label in HOW_OFTEN)


def said_days(days: int) -> Text | None:
    """Give the label for so many days, where it is one of those offered."""
    return dict(HOW_OFTEN).get(days)

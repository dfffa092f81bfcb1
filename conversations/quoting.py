"""Whether exact words of an answer may be shown: asked of nobody but whoever wrote them."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.finding_events import QuoteAnswered
from conversations.findings import Quote, TheQuote
from conversations.home import HOME, go_home
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Input, Key, Tapped, Turn

NAME = "quoting"
PREFIX = "quote"
COMMANDS: frozenset[str] = frozenset()

MAY_WE = Text("May we show these exact words, without your name?")
FREE = Text("You can say no. Nothing changes for you.")
FEW = Text("Only few people answered. Others may guess that you wrote it.")
GONE = Text("These words were changed or erased. We do not show them.")
AGREED = Text("Thank you. We may show these words, without your name.")
BACK = Text("You can take this back at any time.")
REFUSED = Text("That is fine. We do not show these words.")


@dataclass(frozen=True)
class Quoting(State):
    """Somebody is asked about a quote of theirs."""

    conversation: ClassVar[str] = NAME

    quote: int

    @property
    def subject(self) -> int:
        """The quote."""
        return self.quote


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the quote."""
    return (TheQuote(key.subject),)


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the question whether the words may be shown."""
    found: Quote | None = facts.get(TheQuote(state.subject))
    return quote_screen(found) if found is not None else None


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take a yes or a no, which can be changed at any time."""
    act = heard.act if isinstance(heard, Tapped) else None
    found: Quote | None = facts.get(TheQuote(act.subject if act else state.subject if state else 0))
    if found is None:
        return go_home(facts, GONE)
    match act:
        case Act("quote.yes"):
            take_back = Button(Text("Take it back"), Act("quote.no", (found.id,)))
            shown = Screen(lines=(AGREED, BACK), options=(take_back, HOME))
            return Turn(None, (shown,), (QuoteAnswered(found.id, agrees=True),))
        case Act("quote.no"):
            return replace(go_home(facts, REFUSED), events=(QuoteAnswered(found.id, agrees=False),))
        case Act("quote.show"):
            return Turn(Quoting(found.id), (quote_screen(found),))
        case _:
            again = replace(quote_screen(found), title=None, lines=(PICK_ONE,))
            return Turn(Quoting(found.id), (again,), understood=False)


def quote_screen(quote: Quote) -> Screen:
    """Ask whether these words may be shown."""
    question = (quote.question,) if quote.question is not None else ()
    few = (FEW,) if quote.few else ()
    words = Text("“{words}”", words=quote.words)
    lines: tuple[Words, ...] = (*question, words, MAY_WE, *few, FREE)
    yes = Button(Text("Yes"), Act("quote.yes", (quote.id,)))
    no = Button(Text("No"), Act("quote.no", (quote.id,)))
    return Screen(title=quote.title, lines=lines, options=(yes, no))

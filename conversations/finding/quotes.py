"""Asking for a quote: whoever wrote the words is asked, and nobody sees them before."""

from conversations.events import Requested
from conversations.facts import OpenAnswer
from conversations.finding import screens
from conversations.finding.view import View
from conversations.finding_events import QuoteAsked
from conversations.screen import Act, Screen
from conversations.text import Text
from conversations.turn import Turn

LONGEST = 500  # characters; longer words say too much of one person
GONE = Text("This answer was erased or changed since.")
SPOKEN = Text("This is a voice message, so there are no words to show.")
NOT_IN_IT = Text("These words are not in the answer. Please send them exactly as they stand there.")
TOO_LONG = Text("That is too long to show. Please send at most {most} characters.", most=LONGEST)
ASKED = Text("I will ask the person who wrote it. Nobody sees the words before they agree.")


def ask(view: View, act: Act) -> Turn:
    """Have the answer looked up that a button names by its place."""
    position = act.ids[1] if len(act.ids) > 1 else 0
    requested = Requested("find.answer", view.consultation.id, max(position, 0))
    return view.turn(screens.ONE_MOMENT, events=(requested,))


def found(view: View, answer: OpenAnswer | None) -> Turn:
    """Ask which of an answer's words are to be shown."""
    if answer is None or not answer.text:
        there = view.at("list")
        return there.turn(screens.offered(there, GONE if answer is None else SPOKEN))
    there = view.at("quote", mark=answer.mark, text=answer.text)
    return there.turn(screens.SCREENS["quote"](there))


def whole(view: View, _act: Act) -> Turn:
    """Take all of the answer."""
    if view.state.at != "quote":
        there = view.at("list")
        return there.turn(screens.listed(there))
    return words(view, view.state.text)


def words(view: View, text: str) -> Turn:
    """Ask for these words, where they stand in the answer."""
    if len(text) > LONGEST:
        return _refused(view, TOO_LONG)
    if text not in view.state.text:
        return _refused(view, NOT_IN_IT)
    asked = QuoteAsked(view.consultation.id, view.state.mark, text)
    there = view.at("list", text="", mark=0)
    return there.turn(screens.offered(there, ASKED), events=(asked,))


def _refused(view: View, why: Text) -> Turn:
    return Turn(view.state, (Screen(lines=(why,), buttons=(view.back(),)),), understood=False)

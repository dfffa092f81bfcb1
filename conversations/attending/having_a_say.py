"""Having a say without coming: a question or a view on an item, in words or by voice.

Whoever puts one says whether it is to be read out, and can take it back until the meeting begins.
"""

from conversations.attending.screens import have_my_say
from conversations.attending.state import View
from conversations.draft import fresh_number
from conversations.home import HOME
from conversations.meeting_events import QuestionPut, QuestionTakenBack, ReadOutChosen
from conversations.questions.kind import PICK_ONE
from conversations.reading import is_blank
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, SentMedia, Turn, Typed

MOST = 5
LONGEST = 1500  # characters
KINDS = ("question", "view")

TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
NOT_AT_ONCE = Text("Nobody reads this straight away.")
WHO_SEES_IT = Text("The facilitators see it, without your name.")
PLEASE_SAY = Text("Please type it, or send a voice message. Nobody reads it straight away.")


def begin(view: View) -> Turn:
    """Ask what it is about, where there is a choice."""
    if view.place.put >= MOST:
        enough = Text("You have put {most} things to this meeting. That is the most.", most=MOST)
        return view.at("asked").turn(Screen(lines=(enough,), options=(HOME,)))
    if len(view.meeting.agenda) == 1:
        return choose_item(view, view.meeting.agenda[0].item)
    return view.at("item").turn(ask_item(view))


def ask_item(view: View) -> Screen:
    """Ask which item it is about."""
    items = (
        Button(one.title, Act("come.item", (view.meeting.id, one.item)))
        for one in view.meeting.agenda
    )
    asks = Text("What is it about?")
    return Screen(lines=(asks,), options=tuple(items), buttons=(_back(view),))


def choose_item(view: View, item: int) -> Turn:
    """Keep the item; one that was dropped meanwhile cannot be chosen."""
    if view.meeting.item(item) is None:
        gone = Screen(lines=(Text("This is not on the agenda any more."),))
        return view.at("item").misread(gone, ask_item(view))
    at = view.at("kind", item=item)
    return at.turn(ask_kind(at))


def ask_kind(view: View) -> Screen:
    """Ask whether it is a question or a view."""
    item = view.meeting.item(view.state.item)
    options = (
        Button(Text("I have a question"), _kind(view, 1)),
        Button(Text("I have a view"), _kind(view, 2)),
    )
    asks = Text("Is it a question or a view?")
    title = item.title if item else None
    return Screen(title=title, lines=(asks,), options=options, buttons=(_back(view),))


def _kind(view: View, kind: int) -> Act:
    return Act("come.kind", (view.meeting.id, view.state.item, kind))


def choose_kind(view: View, item: int, kind: int) -> Turn:
    """Keep the kind, and ask for the words."""
    if view.meeting.item(item) is None or not 1 <= kind <= len(KINDS):
        return choose_item(view, item)
    at = view.at("words", item=item, kind=KINDS[kind - 1])
    return at.turn(ask_words(at))


def ask_words(view: View) -> Screen:
    """Ask for the words."""
    item = view.meeting.item(view.state.item)
    question = Text("What is your question? Type it, or send a voice message.")
    view_on_it = Text("What is your view? Type it, or send a voice message.")
    asks = question if view.state.kind == "question" else view_on_it
    return Screen(
        title=item.title if item else None,
        lines=(asks, WHO_SEES_IT, NOT_AT_ONCE),
        buttons=(_back(view),),
    )


def hear(view: View, heard: Input) -> Turn:
    """Take what somebody says instead of choosing."""
    if view.state.step == "words":
        return _hear_words(view, heard)
    asked = ask_item(view) if view.state.step == "item" else ask_kind(view)
    return view.misread(Screen(lines=(PICK_ONE,)), asked)


def _hear_words(view: View, heard: Input) -> Turn:
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return _misread(view, TOO_LONG)
        case Typed(text) if not is_blank(text):
            return _put(view, words=text.strip())
        case SentMedia("voice", media):
            return _put(view, media=media)
        case _:
            return _misread(view, PLEASE_SAY)


def _misread(view: View, hint: Words) -> Turn:
    return view.misread(Screen(lines=(hint,), buttons=(_back(view),)))


def _put(view: View, words: str | None = None, media: int | None = None) -> Turn:
    if view.meeting.item(view.state.item) is None:
        return choose_item(view, view.state.item)
    number = fresh_number(view.facts.seed)
    put = QuestionPut(
        view.meeting.id, view.state.item, number, view.state.kind, words, media
    )  # fmt: skip
    at = view.at("put", question=number)
    return at.turn(put_it(at), events=(put,))


# --- after it was put -----------------------------------------------------------------------------


def put_it(view: View) -> Screen:
    """Say that it is kept, and ask whether it is to be read out."""
    ids = (view.meeting.id, view.state.question)
    return Screen(
        lines=(
            Text("Thank you. I have kept it for the meeting."),
            Text("Shall somebody read it out there, without your name?"),
        ),
        options=(
            Button(Text("Yes, read it out"), Act("come.aloud", ids)),
            Button(Text("No, only show it"), Act("come.quiet", ids)),
            Button(Text("Take it back"), Act("come.back", ids)),
        ),
    )


def read_out(view: View, question: int, *, aloud: bool) -> Turn:
    """Keep whether it is to be read out."""
    yes = Text("It can be read out. I will tell you what comes of it.")
    no = Text(
        "It will not be read out. The facilitators see it, and I will tell you what comes of it."
    )
    return _done(view, yes if aloud else no, ReadOutChosen(question, aloud))


def take_back(view: View, question: int) -> Turn:
    """Let it be erased."""
    return _done(view, Text("I have erased it."), QuestionTakenBack(question))


def _done(view: View, said: Words, event: ReadOutChosen | QuestionTakenBack) -> Turn:
    more = (have_my_say(view.meeting.id), HOME)
    return view.at("asked").turn(Screen(lines=(said,), options=more), events=(event,))


def _back(view: View) -> Button:
    return Button(Text("Back"), Act("come.show", (view.meeting.id,)))

"""What people put to a meeting who could not come: each gets an answer of their own."""

from dataclasses import replace

from conversations.digest_events import PutAnswered
from conversations.digests import Put
from conversations.meeting_events import QuestionsRead
from conversations.minutes import pieces
from conversations.minutes.view import Go, View, number_in
from conversations.screen import Act, Attachment, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn, Typed

LONGEST = 1000  # characters
_ANSWER = Text("What is the answer? Only the person who put it gets it, in your words.")
_ANEW = Text("Type another answer to change it. Only the person who put it gets it.")
_AFTER = Text("It goes out with the digest.")
_ALL = Text("All of them have an answer.")


def show(view: View, *said: Words) -> Screen:
    """Show one of them, and ask for the answer, or for another one."""
    put = _put(view)
    if put is None:
        return pieces.overview(view, *said)
    words: Words = put.words or Text("A voice message")
    about = (Text("About: {item}", item=put.item),) if put.item else ()
    ask: tuple[Words, ...] = (_ANSWER,)
    if put.answer is not None:
        ask = (Text("Your answer now: {answer}", answer=put.answer), _ANEW)
    skip = view.option(Text("Skip"), "minutes.skip_put", put.id)
    back = view.option(Text("See all"), "minutes.pieces")
    return Screen(
        title=Text("A view") if put.kind == "view" else Text("A question"),
        lines=(*said, *about, words, *ask, _AFTER),
        buttons=(skip, back),
        attachment=Attachment("voice", put.media) if put.media is not None else None,
    )


def _put(view: View) -> Put | None:
    return next((one for one in view.minutes.put if one.id == view.state.put), None)


def begin(go: Go) -> Turn:
    """Show the first that has no answer; reading them is on record."""
    return _read(go, _next(go, 0))


def begin_again(go: Go) -> Turn:
    """Show the first that has an answer: until the digest is out, it can be another one."""
    return _read(go, _next(go, 0, answered=True))


def _read(go: Go, turn: Turn) -> Turn:
    read = (QuestionsRead(go.minutes.meeting),) if go.minutes.put else ()
    return replace(turn, events=read)


def skip(go: Go, act: Act) -> Turn:
    """Go to the next of its sort: with an answer, or without."""
    number = number_in(act.ids)
    answered = any(one.id == number and one.answer is not None for one in go.minutes.put)
    return _next(go, number, answered=answered)


def _next(go: Go, after: int, *, answered: bool = False) -> Turn:
    """Show the next after one that has no answer, or that has; after the last, all pieces."""
    numbers = [one.id for one in go.minutes.put]
    rest = go.minutes.put[numbers.index(after) + 1 :] if after in numbers else go.minutes.put
    found = next(
        (one for one in rest if (one.answer is not None) is answered and one.id != after), None
    )
    if found is None:
        return pieces.see_all(go, *(() if _waits(go) else (_ALL,)))
    there = go.at("put", put=found.id)
    return there.turn(show(there))


def _waits(go: Go) -> bool:
    return any(one.answer is None for one in go.minutes.put)


def hear(go: Go, heard: Input) -> Turn:
    """Keep an answer, and go on."""
    put = _put(go)
    match heard:
        case _ if put is None:
            return pieces.see_all(go)
        case Typed(text) if len(text.strip()) > LONGEST:
            long = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
            return replace(go.turn(show(go, long)), understood=False)
        case Typed(text) if text.strip():
            answered = replace(put, answer=text.strip())
            those = tuple(answered if one.id == put.id else one for one in go.minutes.put)
            changed = replace(go, minutes=replace(go.minutes, put=those))
            event = PutAnswered(go.minutes.meeting, put.id, text.strip())
            turn = _next(changed, put.id, answered=put.answer is not None)
            return replace(turn, events=(event,))
        case _:
            please = Text("I need words here. Please type them.")
            return replace(go.turn(show(go, please)), understood=False)

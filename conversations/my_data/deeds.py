"""What somebody did besides answering, said in plain words: for a copy of all that is kept."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from conversations.hearing_back import RATINGS
from conversations.known import Deed
from conversations.text import Text, Words

Day = Callable[[datetime], date]

_WHAT: Mapping[str, Text] = {
    "upstream": Text("I tell you what comes of something."),
    "heard": Text("I asked if you were heard."),
    "invited": Text("You were invited to a meeting."),
    "came": Text("You said that you were at a meeting."),
    "put": Text("You put something to a meeting."),
    "raised": Text("You raised an issue."),
    "task": Text("You wrote to those who work here."),
    "quote": Text("I asked if we may show your words."),
    "promise": Text("You promised something."),
    "know": Text("You said if people know what came of something."),
    "influenced": Text("You said if people influenced what came of something."),
    "reaction": Text("You said what you think of a meeting."),
    "offered": Text("You offered to help."),
    "seat": Text("You have or had a seat."),
    "influence": Text("You said how strong your group's influence is."),
    "follows": Text("You follow the news of a group."),
}
_NAMED = frozenset({"follows", "influence"})
"""Deeds whose words are no words of theirs, but the name of a group or of a domain."""
_ANSWERS: Mapping[str, Text] = {
    **dict(RATINGS),
    "comes": Text("I will come"),
    "cannot": Text("I cannot come"),
    "unsure": Text("Not sure"),
    "agreed": Text("Yes"),
    "refused": Text("No"),
    "good": Text("Good"),
    "worried": Text("I am worried"),
    "unclear": Text("Not clear"),
    "strong": Text("Strong"),
    "some": Text("Some"),
    "none": Text("None"),
}
"""What somebody chose, in words; anything else is no choice of theirs, and not said."""


def deed(one: Deed, on_day: Day) -> Iterator[Words]:
    """Say one thing that somebody did, when, what they chose and wrote, and what they were told."""
    yield _WHAT[one.what]
    about = one.words if one.what in _NAMED else one.about
    if about is not None:
        yield Text("It was about this: {about}", about=about)
    if one.at is not None:
        yield Text("That was on {day}.", day=on_day(one.at))
    answer = _ANSWERS.get(one.detail or "")
    if answer is not None:
        yield Text("You said: {answer}", answer=answer)
    if one.words and one.what not in _NAMED:
        yield Text("You wrote: {text}", text=one.words)
    if one.reply:
        yield Text("You were told: {text}", text=one.reply)

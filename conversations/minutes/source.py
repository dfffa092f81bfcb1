"""How minutes come in: pasted in parts, or as a file; then they are read, which takes a while."""

from dataclasses import replace

from conversations.digest_events import (
    MinutesPasted,
    MinutesSent,
    MinutesThrownAway,
    MinutesWhole,
)
from conversations.home import HOME
from conversations.minutes.reasons import REASONS
from conversations.minutes.view import Go, View
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Input, SentMedia, Turn, Typed

LONGEST = 200_000  # characters, about 60 pages
READ = "minutes.read"
"""What comes back when minutes were read; its position is the number of a reason."""

_SEND = Text("Please paste the minutes, or send a file: .txt, .md, .docx or .pdf.")
_PARTS = Text("A long text arrives in parts. Send all of it, then tap 'That is all'.")
_TOO_LONG = Text(
    "That is more than about 60 pages. Please send the part with decisions and actions."
)
_NO_FILE = Text("I can read text, Word and PDF files. Or you can paste the text.")
_NOTHING_YET = Text("I have nothing yet. Please paste the minutes, or send a file.")
_READING = Text("I am reading the minutes. This can take a minute.")


# --- the screens ---------------------------------------------------------------------------------


def start(view: View, *said: Words) -> Screen:
    """Ask how the minutes come."""
    asks = Text("How do you want to give me the minutes?")
    nobody = Text("Nobody gets anything before you have seen it and sent it.")
    options = (
        view.option(Text("Send or paste them"), "minutes.paste"),
        view.option(Text("Item by item"), "minutes.items"),
        HOME,
    )
    return Screen(title=view.minutes.title, lines=(*said, asks, nobody), options=options)


def paste(view: View, *said: Words) -> Screen:
    """Wait for text or a file."""
    lines = said or (_so_far(view.minutes.characters),)
    done = view.option(Text("That is all"), "minutes.whole")
    begin = view.option(Text("Begin again"), "minutes.again")
    buttons = (done, begin) if view.minutes.status == "pasting" else (begin,)
    return Screen(lines=lines, buttons=buttons)


def _so_far(characters: int) -> Words:
    if not characters:
        return _SEND
    return Plural(
        "I have {count} character so far.", "I have {count} characters so far.", characters
    )


def reading(view: View) -> Screen:
    """Say that the minutes are being read; it is shown again in its place when that is over."""
    begin = view.option(Text("Begin again"), "minutes.again")
    return Screen(lines=(_READING,), buttons=(begin, HOME), slot=f"minutes:{view.minutes.meeting}")


# --- what happens --------------------------------------------------------------------------------


def ask(go: Go) -> Turn:
    """Ask for the minutes."""
    there = go.at("paste")
    return there.turn(paste(there, *((_SEND, _PARTS) if not go.minutes.characters else ())))


def hear(go: Go, heard: Input) -> Turn:
    """Take a part of the minutes, or the file that holds them."""
    meeting, before = go.minutes.meeting, go.minutes.characters
    match heard:
        case SentMedia("document", media, _):
            there = go.at("reading")
            return there.turn(reading(there), events=(MinutesSent(meeting, media),))
        case SentMedia():
            return replace(go.turn(paste(go, _NO_FILE)), understood=False)
        case Typed(text) if text.strip() and before + len(text) > LONGEST:
            return replace(go.turn(paste(go, _TOO_LONG)), understood=False)
        case Typed(text) if text.strip():
            return _part(go, text)
        case _:
            return replace(go.turn(paste(go, _SEND, _PARTS)), understood=False)


def _part(go: Go, text: str) -> Turn:
    first = go.minutes.status != "pasting"
    characters = len(text) + (0 if first else go.minutes.characters)
    minutes = replace(go.minutes, status="pasting", characters=characters)
    pasted = MinutesPasted(go.minutes.meeting, text, first=first)
    return go.turn(paste(replace(go, minutes=minutes)), events=(pasted,))


def whole(go: Go) -> Turn:
    """Have what was pasted read."""
    if go.minutes.status != "pasting":
        return go.at("paste").turn(paste(go, _NOTHING_YET))
    there = go.at("reading")
    return there.turn(reading(there), events=(MinutesWhole(go.minutes.meeting),))


def again(go: Go) -> Turn:
    """Throw away what was sent so far, and ask anew."""
    revision = go.minutes.revision + 1
    minutes = replace(go.minutes, status="none", digest=None, revision=revision, characters=0)
    there = replace(go, minutes=minutes).at("start", revision=revision, page=0)
    gone = (MinutesThrownAway(go.minutes.meeting, go.minutes.revision),)
    return there.turn(start(there, Text("I threw it away.")), events=gone)


def over(go: Go, reason: int) -> tuple[Screen, ...]:
    """Say in its place that reading is over, and why it came to nothing if it did."""
    _, said = REASONS[reason if 0 <= reason < len(REASONS) else 1]
    return (replace(reading(go), lines=(said,), buttons=()).in_place(),)

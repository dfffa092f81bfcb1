"""The title of a meeting, and where it is: a place, a link, or both."""

import re
from collections.abc import Mapping

from conversations.composing.step import Hint, read_words
from conversations.meetings.state import Go, Outcome, Pick, Step, View, picked
from conversations.screen import Screen
from conversations.text import Text
from conversations.turn import Input

LONGEST_TITLE, LONGEST_PLACE, LONGEST_LINK = 100, 200, 300
LINK = re.compile(r"https?://[^\s/]+\.\S+", re.IGNORECASE)

NO_PLACE = Hint(Text("A meeting needs a place or a link. Please type one of them."))
_NO_LINK = Hint(Text("I cannot read that as a link. Please type one that begins with https://"))


def _show_title(view: View) -> Screen:
    asks = Text("What is a short title? Members see it first.")
    example = Text("For example: Partnership group in October")
    now = (Text("Now: {words}", words=view.plan.title),) if view.plan.title else ()
    return Screen(lines=(asks, example, *now), buttons=(view.back(),))


def _hear_title(go: Go, heard: Input) -> "Go | Outcome":
    if picked(heard) == Pick.BACK:
        return go.at("back")
    text = read_words(heard, LONGEST_TITLE)
    if isinstance(text, Hint):
        return text
    return go.planning(title=go.worded(text)).at("on")


def _show_place(view: View) -> Screen:
    asks = Text("Where is it? Type the place, as people find it.")
    example = Text("For example: Room 4, Civic Centre, High Street. The lift is on the left.")
    now = (Text("Now: {words}", words=view.plan.place),) if view.plan.place else ()
    only = view.option(Text("Only by link"), Pick.SKIP)
    return Screen(lines=(asks, example, *now), options=(only,), buttons=(view.back(),))


def _hear_place(go: Go, heard: Input) -> "Go | Outcome":
    match picked(heard):
        case Pick.BACK:
            return go.at("back")
        case Pick.SKIP:
            return go.planning(place=None).at("link")
    text = read_words(heard, LONGEST_PLACE)
    if isinstance(text, Hint):
        return text
    if LINK.fullmatch(text):
        return go.planning(place=None, link=text).at("on")
    return go.planning(place=go.worded(text)).at("on")


def _show_link(view: View) -> Screen:
    asks = Text("What is the link to join from home?")
    how = Text("Paste it here. Everybody who is invited can read it.")
    now = (Text("Now: {words}", words=view.plan.link),) if view.plan.link else ()
    without = (view.option(Text("Without a link"), Pick.SKIP),) if view.plan.place else ()
    return Screen(lines=(asks, how, *now), options=without, buttons=(view.back(),))


def _hear_link(go: Go, heard: Input) -> "Go | Outcome":
    match picked(heard):
        case Pick.BACK:
            return go.at("place")
        case Pick.SKIP if go.plan.place is None:
            return NO_PLACE
        case Pick.SKIP:
            return go.planning(link=None).at("on")
    text = read_words(heard, LONGEST_LINK)
    if isinstance(text, Hint):
        return text
    return go.planning(link=text).at("on") if LINK.fullmatch(text) else _NO_LINK


PART_STEPS: Mapping[str, Step] = {
    "title": Step(_show_title, _hear_title),
    "place": Step(_show_place, _hear_place),
    "link": Step(_show_link, _hear_link),
}

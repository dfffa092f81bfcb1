"""The decision's words in other languages: one part after the other, each optional."""

from conversations.deciding.state import WRITTEN
from conversations.deciding.view import Go, View, number_in
from conversations.deciding.writing import look, read_words
from conversations.other_languages import LAST, also_said, how_said, which_language
from conversations.screen import Act, Screen
from conversations.text import Text, Worded
from conversations.turn import Input, Turn


def languages(go: Go) -> Turn:
    """Ask which language to add words in."""
    return go.at("languages").turn(which(go))


def which(view: View) -> Screen:
    """List the other languages that are offered."""
    options = tuple(
        view.option(name, "d.language", place) for place, (_, name) in enumerate(view.others)
    )
    return which_language(options, view.option(Text("Back"), "d.preview"))


def language(go: Go, act: Act) -> Turn:
    """Begin with the words of a language."""
    place = number_in(act)
    if not 0 <= place < len(go.others):
        return languages(go)
    return _word(go.at("words", language=go.others[place][0]), 0)


def word(go: Go, act: Act) -> Turn:
    """Go to one of the texts."""
    place = number_in(act)
    return _word(go, place) if place >= 0 and go.state.language else languages(go)


def _word(go: Go, place: int) -> Turn:
    if place >= len(_written(go)):
        return look(go, LAST)
    there = go.at("words", word=place)
    return there.turn(show(there))


def _written(view: View) -> list[tuple[str, Worded]]:
    return [(part, words) for part in WRITTEN if (words := view.words(part))]


def show(view: View) -> Screen:
    """Ask for one text in the chosen language."""
    place, tag = view.state.word, view.state.language
    _, words = _written(view)[place]
    before = ("d.word", place - 1) if place else ("d.languages",)
    return how_said(
        words, tag, dict(view.others).get(tag, tag),
        view.option(Text("Back"), *before),
        view.option(Text("Skip"), "d.word", place + 1),
        view.option(Text("Stop here"), "d.preview"),
    )  # fmt: skip


def hear(go: Go, heard: Input) -> Turn:
    """Keep the words beside those that are there, and ask for the next."""
    part, words = _written(go)[go.state.word]
    text = read_words(go, part, go.state.language, heard)
    if isinstance(text, Text):
        return go.turn(Screen(lines=(text,)))
    spoken = also_said(words, go.state.language, text)
    return _word(go.at("words", **{part: spoken}), go.state.word + 1)

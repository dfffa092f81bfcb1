"""The two screens of saying words in another language, wherever facilitators do so."""

from conversations.facts import Facts
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Worded, Words

WHICH = Text("Which language do you want to add words in?")
LAST = Text("That was the last text. Thank you.")


def in_other_languages(facts: Facts, subject: int, place: int) -> tuple[Button, ...]:
    """Offer to say what is previewed in other languages, where the network speaks several."""
    if len(facts.network.languages) < 2:
        return ()
    return (Button(Text("Other languages"), Act("lang.open", (subject, place))),)


def which_language(languages: tuple[Button, ...], back: Button, *lines: Words) -> Screen:
    """Ask which language to add words in."""
    return Screen(lines=(WHICH, *lines), options=languages, buttons=(back,))


def to_add(name: str, texts: int) -> Words:
    """Name a language, with the number of texts that are not there in it."""
    return Plural(
        "{language}: {count} text to add",
        "{language}: {count} texts to add",
        texts,
        language=name,
    )


def how_said(words: Worded | None, language: str, name: str, *buttons: Button) -> Screen:
    """Ask for words in the language of that name; what is there in it is shown too."""
    lines: list[Words] = [Text("How do you say this in {language}?", language=name)]
    if words is not None:
        lines.append(words.by_language[0][1])
        if words.speaks(language):
            lines.append(Text("Now: {words}", words=words.said_in(language)))
    return Screen(lines=tuple(lines), buttons=buttons)


def also_said(words: Worded | None, language: str, text: str) -> Worded:
    """Give the words with what they are in one more language."""
    before = words.by_language if words else ()
    return Worded.of(dict(before) | {language: text})

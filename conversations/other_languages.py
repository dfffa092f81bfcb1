"""The two screens of saying words in another language, wherever facilitators do so."""

from conversations.events import Requested
from conversations.facts import Facts
from conversations.screen import Act, Button, Screen
from conversations.small_numbers import CELL
from conversations.text import Plural, Text, Worded, Words
from conversations.wording import OF_LOOP, READERS

WHICH = Text("Which language do you want to add words in?")
LAST = Text("That was the last text. Thank you.")


def who_reads_it(facts: Facts, subject: int, place: int = OF_LOOP) -> tuple[Requested, ...]:
    """Ask who reads these words, so that whoever facilitates can add them in other languages."""
    speaks_several = len(facts.network.languages) > 1
    asks = facts.person.facilitates and speaks_several
    return (Requested(READERS, subject, place),) if asks else ()


def in_other_languages(facts: Facts, subject: int, place: int) -> tuple[Button, ...]:
    """Offer to say what is previewed in other languages, where the network speaks several."""
    if len(facts.network.languages) < 2:
        return ()
    return (Button(Text("Other languages"), Act("lang.open", (subject, place))),)


def who_reads(people: int | None, language: str, shown: str) -> Words:
    """Say how many people read a language, and which one they see where words are missing.

    None is a number that is hidden.
    """
    if people is None:
        return Text(
            "Some people read {language}. Where words are missing, they see {shown}.",
            language=language,
            shown=shown,
        )
    if people < CELL:
        return Text(
            "Fewer than 5 people read {language}. Where words are missing, they see {shown}.",
            language=language,
            shown=shown,
        )
    return Plural(
        "{count} person reads {language}. Where words are missing, they see {shown}.",
        "{count} people read {language}. Where words are missing, they see {shown}.",
        people,
        language=language,
        shown=shown,
    )


def invited(who: tuple[Words, ...], languages: tuple[Button, ...], later: Button) -> Screen:
    """Say who reads which language, and offer to add words in each at once."""
    now = Text("Do you want to add their words now?")
    return Screen(lines=(*who, now), options=(*languages, later))


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

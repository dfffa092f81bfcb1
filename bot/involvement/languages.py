"""The languages Heard speaks: catalogues loaded at start, and words said in one of them.

The English in the code is the British English wording. Each other language is a file
`locales/<tag>/LC_MESSAGES/heard.po`; a message marked fuzzy is a draft that nobody has reviewed,
and is served all the same, so the language counts as a draft. Nobody is asked to agree in a
language while what they must be able to rely on is a draft (MUST_BE_REVIEWED).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.involvement.dates import show_date
from conversations.break_words import BreakWords
from conversations.reading import normalise
from conversations.text import OtherTongue, Plural, Text, Worded, Words
from conversations.wording import not_in_yours

ENGLISH = "en_GB"

# Translators: What people write to make Heard stop, with commas between.
# It acts only when it is the whole message, but then at once: leave out
# words that could be an answer to a question.
STOP = Text("stop, stop please, please stop, unsubscribe")
# Translators: What people write who want a break, with commas between. It
# acts only when it is the whole message, and not where a question takes any
# words as its answer.
TIRED = Text(
    "tired, I'm tired, I am tired, too tired, break, a break, I need a break, need a break"
)
# Translators: What people write who want a break until a day, such as 'break
# until 5 March', with commas between; each needs {day} once.
BREAK_UNTIL = Text("break until {day}, a break until {day}, pause until {day}", day="…")

MUST_BE_REVIEWED = (
    "bot/involvement/languages.py",
    "conversations/agreeing.py",
    "conversations/consent.py",
    "conversations/joining_steps.py",
    "conversations/my_data/",
    "conversations/own_choices/stopping.py",
    "conversations/signposts.py",
)
"""Where the texts of joining, consent, stop, distress and privacy stand, and the words for stop."""

_ISOLATED = (
    "\u2068{}\u2069"  # FSI … PDI: a name keeps its own direction, the sentence keeps its own
)


@dataclass(frozen=True, slots=True)
class Language:
    """A language to choose. A draft holds words that nobody has reviewed, or lacks some.

    `may_consent` tells whether somebody can be asked to agree in it: see MUST_BE_REVIEWED.
    """

    tag: str
    own_name: str
    is_draft: bool
    may_consent: bool = True


@dataclass(frozen=True, slots=True)
class _Speech:
    language: Language
    translations: NullTranslations


class Catalogues:
    """Every shipped language. Build it with `load`.

    `offered` are those that Heard speaks, `to_agree_in` the tags of those offered to newcomers.
    """

    def __init__(self, speeches: Iterable[_Speech], *, drafts: bool = False) -> None:
        self._speeches = {speech.language.tag: speech for speech in speeches}
        self.offered = tuple(speech.language for speech in self._speeches.values())
        self.to_agree_in = frozenset(one.tag for one in self.offered if drafts or one.may_consent)
        self._negotiate = lru_cache(maxsize=1000)(self._best_for)
        self.stop_words = frozenset(
            normalise(word) for tag in self._speeches for word in listed(self.say(STOP, tag))
        )
        self.break_words = self._break_words()

    @classmethod
    def load(cls, folder: Path, *, drafts: bool = False) -> "Catalogues":
        """Read `folder`/<tag>/LC_MESSAGES/heard.po; British English comes first, file or not.

        With `drafts`, as in the sandbox, people can agree in languages that nobody has reviewed.
        Raises OSError, or babel.messages.pofile.PoFileError, where a file cannot be read.
        """
        found = {path.parts[-3]: read_catalogue(path) for path in catalogue_paths(folder)}
        own_words = found.pop(ENGLISH, Catalog(ENGLISH))
        english = Language(ENGLISH, _own_name(ENGLISH), is_draft=False)
        return cls(
            (
                _Speech(english, _compiled(own_words)),
                *(_speech(tag, catalogue) for tag, catalogue in found.items()),
            ),
            drafts=drafts,
        )

    def say(self, words: Words, language: str) -> str:
        """Say `words` in `language`, else in its base language, else in British English.

        What people wrote is left as it is, whatever it holds. A value inside a message is wrapped
        in marks that isolate its direction; numbers and dates are written as the language does.
        """
        if isinstance(words, str):
            return words
        return self._say(words, self._speeches[self.negotiate(language)])

    def _break_words(self) -> BreakWords:
        said = {tag: (self.say(TIRED, tag), self.say(BREAK_UNTIL, tag)) for tag in self._speeches}
        day = _ISOLATED.format("…")
        until = [one.partition(day) for _, these in said.values() for one in listed(these)]
        return BreakWords(
            frozenset(normalise(one) for these, _ in said.values() for one in listed(these)),
            frozenset(
                (normalise(one), normalise(after))
                for one, found, after in until
                if found and one + after
            ),
        )

    def negotiate(self, code: str | None) -> str:
        """Give the tag offered that suits a code such as 'ur-PK', 'en-us' or 'CY' best."""
        return self._negotiate(code or "")

    def guess(self, code: str | None) -> str:
        """Give what to write in to somebody who chose nothing, by the language of their app."""
        tag = self.negotiate(code)
        return tag if tag in self.to_agree_in else ENGLISH

    def _best_for(self, code: str) -> str:
        wanted = _subtags(code)
        tags = [tag for tag in self._speeches if _subtags(tag) == wanted]
        tags += [tag for tag in self._speeches if _subtags(tag)[0] == wanted[0]]
        return tags[0] if tags else ENGLISH

    def _say(self, words: Words, speech: _Speech) -> str:
        match words:
            case str():
                return words
            case Worded():
                return words.said_in(speech.language.tag)
            case OtherTongue():
                return self._warn(words, speech)
            case Text(message=message):
                said = speech.translations.gettext(message)
            case Plural(singular=singular, plural=plural, count=count):
                said = speech.translations.ngettext(singular, plural, count)
        if not words.values and "{" not in said and "}" not in said:
            return said
        return said.format_map({name: self._shown(value, speech) for name, value in words})

    def _warn(self, words: OtherTongue, speech: _Speech) -> str:
        tag = words.met_by(speech.language.tag)
        if tag is None:
            return ""
        return self._say(not_in_yours(_name_of(tag, speech.language.tag)), speech)

    def _shown(self, value: Words | int | date, speech: _Speech) -> str:
        if isinstance(value, date):
            return show_date(value, speech.language.tag)
        if isinstance(value, int):
            return _figures(value, speech.language.tag)
        return _ISOLATED.format(self._say(value, speech))


def catalogue_paths(folder: Path) -> list[Path]:
    """Every catalogue under `folder`, sorted by its language's tag."""
    return sorted(folder.glob("*/LC_MESSAGES/heard.po"))


def read_catalogue(path: Path) -> Catalog:
    """Read `path`, …/<tag>/LC_MESSAGES/heard.po, as it stands."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], abort_invalid=True)


def listed(words: str) -> list[str]:
    """Give the parts of 'one, two', with the comma of any script."""
    return [part for part in (piece.strip() for piece in re.split("[,،、]", words)) if part]


def places(message: str) -> frozenset[tuple[str, str | None, str | None]]:
    """Give the {places} of a message, with any format and conversion.

    Raises ValueError where a brace is left open.
    """
    fields = ((name, form, change) for _, name, form, change in Formatter().parse(message))
    return frozenset((name, form, change) for name, form, change in fields if name is not None)


def english(message: Message) -> tuple[str, ...]:
    """Give the English of a message: one wording, or its singular and its plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    """Give what stands in the catalogue for a message: one form, or one for each plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def fits(message: Message, plurals: int) -> bool:
    """Tell whether a translation is whole and has the places of the English.

    A plural form may leave `{count}` out, and write 'one' instead.
    """
    spare = frozenset({("count", "", None)}) if message.pluralizable else frozenset()
    needed = spare.union(*map(places, english(message)))
    given = forms(message)
    try:
        same = all(places(form) | spare == needed for form in given)
    except ValueError:
        return False
    return same and all(given) and len(given) == (plurals if message.pluralizable else 1)


def _speech(tag: str, catalogue: Catalog) -> _Speech:
    whole = all(fits(message, catalogue.num_plurals) for message in catalogue if message.id)
    is_draft = not whole or any(message.fuzzy for message in catalogue if message.id)
    language = Language(tag, _own_name(tag), is_draft, _is_reviewed(catalogue))
    return _Speech(language, _compiled(catalogue))


def _is_reviewed(catalogue: Catalog) -> bool:
    """Tell whether somebody reviewed all that people must be able to rely on."""
    needed = [one for one in catalogue if one.id and _must_be_reviewed(one)]
    whole = all(fits(one, catalogue.num_plurals) and not one.fuzzy for one in needed)
    return bool(needed) and whole


def _must_be_reviewed(message: Message) -> bool:
    return any(file.startswith(MUST_BE_REVIEWED) for file, _ in message.locations)


def _compiled(catalogue: Catalog) -> NullTranslations:
    """Compile in memory what fits; the rest is said in English rather than wrongly."""
    unfit = [one.id for one in catalogue if one.id and not fits(one, catalogue.num_plurals)]
    for message_id in unfit:
        catalogue.delete(message_id)
    compiled = BytesIO()
    write_mo(compiled, catalogue, use_fuzzy=True)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=1000)
def _figures(number: int, tag: str) -> str:
    return format_decimal(number, locale=tag)


@lru_cache(maxsize=1000)
def _name_of(tag: str, reader: str) -> str:
    """Give a language's name as another language says it; its tag where that is not known."""
    try:
        return Locale.parse(tag or ENGLISH).get_language_name(reader) or tag
    except (ValueError, UnknownLocaleError):
        return tag


def _own_name(tag: str) -> str:
    locale = Locale.parse(tag)
    name = locale.get_language_name(locale) or tag
    return name[:1].upper() + name[1:]


def _subtags(code: str) -> tuple[str, ...]:
    return tuple(re.split("[-_@.]", code.strip().casefold()))

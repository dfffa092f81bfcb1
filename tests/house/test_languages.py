"""Rules for words: those in the code, and those in the catalogues."""

from functools import cache
from gettext import c2py  # what gettext itself reads the plural header with
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from bot.involvement.languages import (
    BREAK_UNTIL,
    ENGLISH,
    TIRED,
    Catalogues,
    catalogue_paths,
    english,
    fits,
    forms,
    listed,
    places,
    read_catalogue,
)
from conversations.reading import normalise
from tests.house.tree import ROOT
from tests.house.wording import (
    english_of,
    labels,
    plurals_in,
    sentences,
    unfilled,
    wordings,
    words,
)
from tests.tools.messages import extracted, messages, missing

LOCALES = ROOT / "locales"
TAGS = [path.parts[-3] for path in catalogue_paths(LOCALES)]
LONGEST_LABEL = 20  # characters
LONGEST_SENTENCE = 20  # words


@cache
def _code() -> Catalog:
    return extracted()


def _catalogue(tag: str) -> Catalog:
    return read_catalogue(LOCALES / tag / "LC_MESSAGES/heard.po")


def test_welsh_and_urdu_are_offered_beside_english_under_their_own_names() -> None:
    offered = [(one.tag, one.own_name) for one in Catalogues.load(LOCALES).offered]
    assert offered == [("en_GB", "English"), ("cy", "Cymraeg"), ("ur", "اردو")]


def test_no_compiled_catalogue_is_in_the_tree() -> None:
    assert list(LOCALES.rglob("*.mo")) == []


@pytest.mark.parametrize("tag", TAGS)
def test_every_message_in_the_code_is_translated(tag: str) -> None:
    assert missing(_catalogue(tag), _code()) == {}, "`make messages` adds them, empty"


@pytest.mark.parametrize("tag", TAGS)
def test_no_catalogue_keeps_what_the_code_no_longer_says(tag: str) -> None:
    catalogue = _catalogue(tag)
    gone = [english(one) for one in messages(catalogue) if _code().get(one.id) is None]
    assert gone == [], "`make messages` drops them"
    assert list(catalogue.obsolete) == [], "`make messages` drops them"


@pytest.mark.parametrize("tag", TAGS)
def test_translations_have_the_places_of_the_english_and_every_plural_form(tag: str) -> None:
    catalogue = _catalogue(tag)
    translated = [one for one in messages(catalogue) if any(forms(one))]
    assert translated
    wrong = [forms(one) for one in translated if not fits(one, catalogue.num_plurals)]
    assert wrong == []


@pytest.mark.parametrize(
    ("tag", "numbers", "expected"),
    [
        ("cy", (0, 1, 2, 3, 6, 4, 5, 7, 100), (0, 1, 2, 3, 4, 5, 5, 5, 5)),
        ("ur", (0, 1, 2), (1, 0, 1)),
    ],
)
def test_plural_forms_are_those_of_the_language(
    tag: str, numbers: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    catalogue = _catalogue(tag)
    form_for = c2py(catalogue.plural_expr)
    assert tuple(form_for(number) for number in numbers) == expected
    assert catalogue.num_plurals == max(expected) + 1


def test_words_for_people_are_literals_so_that_they_can_be_found_and_translated() -> None:
    assert [place for place, call in wordings("bot", "conversations") if not english_of(call)] == []


def test_extraction_finds_every_message_in_the_code() -> None:
    written = {
        one for _, call in wordings("bot", "conversations") for one in english_of(call) or []
    }
    assert written
    assert written == {one for message in messages(_code()) for one in english(message)}


def test_every_place_in_a_message_has_its_value_and_every_value_its_place() -> None:
    wrong = [(place, unfilled(call)) for place, call in wordings("bot", "conversations")]
    assert [(place, names) for place, names in wrong if names] == []


def test_no_message_depends_on_two_numbers() -> None:
    found = [place for place, call in wordings("bot", "conversations") if plurals_in(call) > 1]
    assert found == []


def test_sentences_for_people_have_at_most_20_words() -> None:
    found = [
        (place, sentence)
        for place, call in wordings("conversations")
        for message in english_of(call) or []
        for sentence in sentences(message)
        if len(words(sentence)) > LONGEST_SENTENCE
    ]
    assert found == []


@pytest.mark.parametrize("tag", [ENGLISH, *TAGS])
def test_labels_of_buttons_have_at_most_20_characters(tag: str) -> None:
    said = [_said(label, tag) for _, label in labels("conversations")]
    assert said
    assert [one for one in said if len(_without_places(one)) > LONGEST_LABEL] == []


@pytest.mark.parametrize("tag", [ENGLISH, *TAGS])
def test_typing_a_label_stops_nothing_unless_it_is_an_own_choice(tag: str) -> None:
    stop_words = Catalogues.load(LOCALES).stop_words
    others = [
        _said(label, tag)
        for path, label in labels("conversations")
        if Path(path).parent.name != "own_choices" and Path(path).name != "asides.py"
    ]
    assert [one for one in others if normalise(one) in stop_words] == []


@pytest.mark.parametrize("tag", [ENGLISH, *TAGS])
def test_every_language_has_words_for_a_break_that_are_no_stop_and_no_label(tag: str) -> None:
    catalogues = Catalogues.load(LOCALES)
    words = catalogues.break_words
    whole = {normalise(one) for one in listed(catalogues.say(TIRED, tag))}
    until = listed(catalogues.say(BREAK_UNTIL, tag))
    assert whole <= words.whole
    assert all(words.day_in(one.replace("…", "5/3")) for one in until)
    assert not words.whole & catalogues.stop_words
    said = {normalise(_said(label, tag)) for _, label in labels("conversations")}
    assert not words.whole & said


def _said(label: str, tag: str) -> str:
    message = None if tag == ENGLISH else _catalogues()[tag].get(label)
    return (message and forms(message)[0]) or label


@cache
def _catalogues() -> dict[str, Catalog]:
    return {tag: _catalogue(tag) for tag in TAGS}


def _without_places(label: str) -> str:
    for name, *_ in places(label):
        label = label.replace(f"{{{name}}}", "")
    return label.strip()

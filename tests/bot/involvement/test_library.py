"""The ready-made consultations: each can be asked as it is, in every shipped language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.involvement.data_files import DataError
from bot.involvement.library import (
    LANGUAGES,
    ReadyMade,
    load_library,
    read_ready_made,
)
from conversations.content import Question
from conversations.text import Worded

LIBRARY = load_library()
EVERY = pytest.mark.parametrize("ready", LIBRARY.values(), ids=LIBRARY)

SMALL = """\
slug: small
version: 1
minutes: 1
draft: [cy, ur]
title: {en: "T", cy: "T", ur: "T"}
about: {en: "A", cy: "A", ur: "A"}
questions:
  - kind: several
    text: {en: "Q", cy: "Q", ur: "Q"}
    choices:
      - {number: 1, label: {en: "One", cy: "Un", ur: "ایک"}}
      - {number: 2, label: {en: "None", cy: "Dim", ur: "کوئی نہیں"}, exclusive: true}
  - kind: scale
    text: {en: "S", cy: "S", ur: "S"}
    scale: {from: 1, to: 3, low: {en: "L", cy: "L", ur: "L"}, high: {en: "H", cy: "H", ur: "H"}}
    optional: false
"""


def read(text: str) -> ReadyMade:
    return read_ready_made("small.yaml", text.encode())


def texts(ready: ReadyMade) -> Iterator[Worded]:
    yield from (ready.title, ready.about)
    hints = (ready.asks.informs, ready.asks.can_change, ready.asks.cannot_change)
    yield from (hint for hint in hints if hint)
    for question in ready.questions:
        yield question.text
        yield from (choice.label for choice in question.choices)


def test_what_is_promised_is_shipped() -> None:
    assert {
        "overall-experience",
        "leaflet-or-letter",
        "importance-and-experience",
        "travel-and-access",
        "partnership-group",
    } <= LIBRARY.keys()


@EVERY
def test_every_text_is_in_every_shipped_language(ready: ReadyMade) -> None:
    for text in texts(ready):
        assert [language for language, _ in text.by_language] == list(LANGUAGES)


@EVERY
def test_urdu_is_in_its_own_script_and_welsh_is_no_english(ready: ReadyMade) -> None:
    for text in texts(ready):
        said = dict(text.by_language)
        if said["en"].isdecimal():
            continue  # a step of a scale
        assert re.search("[\u0600-\u06ff]", said["ur"]), said
        assert said["cy"] != said["en"]


@EVERY
def test_no_sentence_is_longer_than_twenty_words(ready: ReadyMade) -> None:
    sentences = [
        sentence
        for text in texts(ready)
        for _, words in text.by_language
        for sentence in re.split(r"(?<=[.?!؟۔])\s+|\n", words)
    ]
    assert [sentence for sentence in sentences if len(sentence.split()) > 20] == []


@EVERY
def test_labels_fit_a_button_in_every_language(ready: ReadyMade) -> None:
    labels = [
        label
        for question in ready.questions
        for choice in question.choices
        for _, label in choice.label.by_language
    ]
    assert [label for label in labels if len(label) > 40] == []


@EVERY
def test_no_two_choices_of_a_question_read_alike(ready: ReadyMade) -> None:
    for question in ready.questions:
        for language in LANGUAGES:
            labels = [choice.label.said_in(language).casefold() for choice in question.choices]
            assert len(labels) == len(set(labels)), labels


@EVERY
def test_what_the_program_adds_is_not_in_the_data(ready: ReadyMade) -> None:
    ours = re.compile(r"rather not|prefer not|\bskip\b", re.IGNORECASE)
    assert [text for text in texts(ready) if ours.search(text.said_in("en"))] == []


@EVERY
def test_the_minutes_are_those_that_members_are_told(ready: ReadyMade) -> None:
    seconds = sum(45 if question.kind == "free_text" else 20 for question in ready.questions)
    assert ready.minutes == max(1, -(-seconds // 60))


@EVERY
def test_welsh_and_urdu_are_called_drafts(ready: ReadyMade) -> None:
    assert ready.drafts == {"cy", "ur"}


@EVERY
def test_a_facilitator_finds_a_suggestion_for_each_part_of_the_ask(ready: ReadyMade) -> None:
    assert ready.asks.informs
    assert ready.asks.can_change
    assert ready.asks.cannot_change


def test_the_friends_and_family_question_has_its_published_words() -> None:
    question = LIBRARY["overall-experience"].questions[0]
    assert question.text.said_in("en") == "Overall, how was your experience of our service?"
    assert [choice.label.said_in("en") for choice in question.choices] == [
        "Very good",
        "Good",
        "Neither good nor poor",
        "Poor",
        "Very poor",
        "Don't know",
    ]


def test_only_the_review_of_a_leaflet_needs_an_attachment() -> None:
    assert [slug for slug, ready in LIBRARY.items() if ready.attachment] == ["leaflet-or-letter"]


def test_importance_and_experience_come_in_pairs_on_scales_of_the_same_length() -> None:
    scales = [
        question
        for question in LIBRARY["importance-and-experience"].questions
        if question.kind == "scale"
    ]
    assert len(scales) == 8
    for important, lived in zip(scales[::2], scales[1::2], strict=True):
        assert "important" in important.text.said_in("en")
        assert len(important.choices) == len(lived.choices) == 5


def test_the_partnership_questionnaire_describes_five_models_and_offers_each() -> None:
    described, asked, *_ = LIBRARY["partnership-group"].questions
    for language in LANGUAGES:
        for model in "ABCDE":
            assert f"{model}: " in described.text.said_in(language)
            offered = [choice.label.said_in(language) for choice in asked.choices]
            assert sum(f"{model}: " in label for label in offered) == 1


def test_a_file_becomes_questions_that_can_be_asked() -> None:
    several, scale = read(SMALL).questions
    assert (several.number, several.kind, several.optional) == (1, "several", True)
    assert [choice.exclusive for choice in several.choices] == [False, True]
    assert (scale.number, scale.kind, scale.optional) == (2, "scale", False)
    assert steps(scale) == [(1, "L"), (2, "2"), (3, "H")]


def steps(scale: Question) -> list[tuple[int, str]]:
    return [(choice.number, choice.label.said_in("en")) for choice in scale.choices]


@pytest.mark.parametrize(
    ("change", "instead", "complaint"),
    [
        ("minutes: 1", "minutes: 1\ncolour: red", "has the unknown field 'colour'"),
        ("minutes: 1\n", "", "lacks 'minutes'"),
        ("minutes: 1", "minutes: 0", "minutes must be a whole number from 1 to 60, not 0"),
        ("minutes: 1", "minutes: true", "minutes must be a whole number from 1 to 60, not True"),
        ("slug: small", "slug: large", "slug must be the file's name"),
        ("[cy, ur]", "[cy, fr]", "draft[2] must be one of cy, ur, not 'fr'"),
        ("[cy, ur]", "cy", "draft must be a list"),
        (', ur: "T"}', "}", "title lacks 'ur'"),
        ('ur: "T"', 'ur: " "', "title.ur must be words, not ' '"),
        ('cy: "T"', "cy: no", "title.cy must be words, not False"),
        ('ur: "T"', 'ur: "T", fr: "T"', "title has the unknown field 'fr'"),
        ("title: {", 'title: "T" #', "title must hold the fields en, cy, ur"),
        ("kind: several", "kind: quiz", "questions[1].kind must be one of single, several"),
        ("kind: several", "kind: free_text", "questions[1] is of kind free_text, which has no"),
        ("kind: scale", "kind: single", "questions[2] is of kind single, which needs choices"),
        ("kind: several", "kind: single", "choices[2] has the unknown field 'exclusive'"),
        ("number: 2", "number: 1", "questions[1].choices[2] repeats the number 1"),
        ("exclusive: true", "exclusive: maybe", "exclusive must be true or false, not 'maybe'"),
        ("optional: false", "optional: 0", "questions[2].optional must be true or false, not 0"),
        ("to: 3", "to: 2", "questions[2].scale.to must be a whole number from 3 to 10, not 2"),
        ("version: 1", "version: 1\nversion: 2", "line 1 gives 'version' twice"),
        ("minutes: 1", "minutes: !!python/object:os.system 1", "line 3 has an alias or a tag"),
        ("minutes: 1", "minutes: &m 1\nattachment: *m", "line 4 has an alias or a tag"),
        ("minutes: 1", "minutes: [1", "line 4 "),
        (SMALL, "", "must hold the fields slug"),
        (SMALL, "- a", "must hold the fields slug"),
        (SMALL, "a: " * 3, "line 1 mapping values are not allowed here"),
        (SMALL, "[" * 5000, "cannot be read"),
        (SMALL, "\0", "cannot be read"),
        (SMALL, "#" * 100_001, "is larger than 100000 bytes"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_file_and_field(
    change: str, instead: str, complaint: str
) -> None:
    assert change in SMALL
    with pytest.raises(DataError) as raised:
        read(SMALL.replace(change, instead, 1))
    said = str(raised.value)
    assert said.startswith("small.yaml: ")
    assert complaint in said
    assert said.endswith(".")
    assert "\n" not in said


def test_a_list_needs_enough_in_it() -> None:
    with pytest.raises(DataError, match=r"questions must be a list of at least 1"):
        read(SMALL[: SMALL.index("questions:")] + "questions: []\n")


@given(raw=st.binary() | st.text().map(str.encode))
def test_whatever_a_file_holds_only_one_kind_of_error_comes_out(raw: bytes) -> None:
    with pytest.raises(DataError):
        read_ready_made("any.yaml", raw)


def test_a_folder_of_ones_own_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a consultation", encoding="utf-8")
    assert list(load_library(tmp_path)) == ["small"]

"""What people type is read kindly: any script's digits, any case, with or without marks."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.reading import is_blank, normalise, pick, read_number, read_numbers, same_words
from conversations.screen import Act, Button, Screen
from conversations.text import Text
from tests.conversations.people import english

ZEROS = [
    chr(point)
    for point in range(0x110000)
    if unicodedata.category(chr(point)) == "Nd" and unicodedata.decimal(chr(point)) == 0
]
"""The nought of every script that counts in tens."""

numbers = st.integers(min_value=0, max_value=999)
around = st.sampled_from(["", " ", ".", ")", "\u200f", "\u2066", " !"])


def written(number: int, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in str(number))


@settings(deadline=None, max_examples=300)
@given(numbers, st.sampled_from(ZEROS), around, around)
def test_a_number_is_read_in_the_digits_of_any_script(
    number: int, zero: str, before: str, after: str
) -> None:
    assert read_number(before + written(number, zero) + after) == number


@settings(deadline=None)
@given(
    st.lists(numbers, min_size=1, max_size=6),
    st.sampled_from(ZEROS),
    st.sampled_from([", ", " ", "،", " and ", " a ", " اور ", " i ", " und ", "; ", " + "]),
)
def test_several_numbers_are_read_however_they_are_joined(
    several: list[int], zero: str, joiner: str
) -> None:
    assert read_numbers(joiner.join(written(one, zero) for one in several)) == tuple(several)


@pytest.mark.parametrize(
    "text", ["", " ", "two", "2nd", "1000", "38.5, shaking", "and", "10%x", "1 x"]
)
def test_anything_but_whole_numbers_is_no_number(text: str) -> None:
    assert read_number(text) is None
    assert read_numbers(text) is None


def test_two_numbers_are_not_one() -> None:
    assert read_number("1, 3") is None


@pytest.mark.parametrize(
    "typed",
    ["rather not", "RATHER NOT", " Rather   not.", "“rather not”", "\u200frather\u00a0not\u200f",
     "ｒａｔｈｅｒ ｎｏｔ", "¿rather not?",
     "rather no\u0301t", "rathér not", "rath\u00ader\u200b not"],
)  # fmt: skip
def test_case_width_accents_marks_and_spaces_do_not_matter(typed: str) -> None:
    assert normalise(typed) == "rather not"


@settings(deadline=None)
@given(st.text(max_size=30))
def test_no_text_at_all_is_too_odd_to_be_read(text: str) -> None:
    assert normalise(text) == normalise(text).strip()
    assert all(0 <= number <= 999 for number in read_numbers(text) or ())


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u2060", "\u2800", "\u3164", "\u202e"])
def test_what_shows_nothing_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", [".", "a", " 👍 ", "؟"])
def test_what_shows_anything_is_not_blank(text: str) -> None:
    assert not is_blank(text)


# --- choosing by typing ----------------------------------------------------------------------

BUS, CAR, BACK = (
    Button(Text("Bus or train"), Act("t.bus")),
    Button(Text("By car, I drove"), Act("t.car")),
    Button(Text("Back"), Act("t.back")),
)
SHOWN = Screen(lines=(), options=(BUS, CAR), first=0, buttons=(BACK,))


def welsh(words: object) -> str:
    return {"Bus or train": "Bws neu drên", "Back": "Yn ôl"}.get(english(words), english(words))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("0", BUS.act),
        ("1", CAR.act),
        ("۱", CAR.act),
        ("bws neu drên!", BUS.act),
        ("BUS OR TRAIN", BUS.act),
        ("by car, i drove", CAR.act),
        ("yn ôl", BACK.act),
        ("yn ol", BACK.act),
        ("back", BACK.act),
        ("2", None),
        ("by car", None),
        ("…", None),
    ],
)
def test_a_button_is_chosen_by_number_or_by_words_in_their_language_or_ours(
    text: str, act: Act | None
) -> None:
    assert pick(SHOWN, text, welsh) == act


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=5), st.integers(min_value=0, max_value=9), numbers)
def test_a_number_chooses_only_what_is_numbered(first: int, options: int, typed: int) -> None:
    acts = [Act("t.choose", (number,)) for number in range(first, first + options)]
    shown = Screen((), options=tuple(Button("x", act) for act in acts), first=first)
    chosen = pick(shown, str(typed), english)
    assert chosen == (Act("t.choose", (typed,)) if first <= typed < first + options else None)


@pytest.mark.parametrize("apostrophe", "'’‘`´")
def test_a_phone_may_write_an_apostrophe_in_its_own_way(apostrophe: str) -> None:
    assert same_words(Text("I can't tell"), f"i can{apostrophe}t tell", english)


def test_a_label_of_signs_alone_is_not_taken_for_other_signs() -> None:
    assert not same_words("👍", "👎", english)

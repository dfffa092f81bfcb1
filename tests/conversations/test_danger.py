"""Phrases are found as people type them on a phone, and look-alikes are not."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conversations.danger import (
    CLINICAL,
    SOMEONE_DIED,
    UNSAFE,
    URGENT,
    USER_DIED,
    Listed,
    Phrases,
)

ENGLISH = Listed(
    {
        "fever": URGENT,
        "chest pain": URGENT,
        "can't breathe": URGENT,
        "bleeding": URGENT,
        "38.5": URGENT,
        "want to die": UNSAFE,
        "should I take": CLINICAL,
    },
    frozenset({"fever pitch", "no bleeding", "should I take part"}),
)
WELSH = Listed({"gwaedu": URGENT}, doubled_letters_differ=True)
URDU = Listed({"بخار": URGENT, "خون بہہ رہا": URGENT, "سانس نہیں آ رہی": URGENT})
PHRASES = Phrases((ENGLISH, WELSH, URDU))


@pytest.mark.parametrize(
    "text",
    [
        "fever",
        "FEVER!!!",
        "I have a fever, and I am alone.",
        "feeeever",
        "f e v e r",
        "féver",
        "fe\u200bver",
        "chestpain",
        "Chest-pain",
        "chest\npain",
        "chest... pain",
        "cant breathe",
        "can’t breathe",
        "can't breatthe",
        "bleding",
        "38,5 since noon",
        "٣٨٫٥",
        "Rwy'n gwaedu",
        "gwaeduuuu",
        "مجھے بخار ہے۔",
        "بُخار",
        "خون بہ رہا ہے",
        "سانس نہيں آ رہی",  # with the Arabic letter that other keyboards have
    ],
)
def test_danger_is_found_however_it_is_typed(text: str) -> None:
    assert PHRASES.found_in(text) == {URGENT}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "🙂",
        "feverfew tea",
        "the chest of drawers, painted",
        "the fever pitch of the waiting room",
        "no bleeding",
        "No  bleeding at all",
        "should I take part?",
        "gwaeddu",  # to shout
        "385 people",
        "138.5 miles",
        "38.55",
        "want to diet",
    ],
)
def test_what_is_only_alike_is_not_found(text: str) -> None:
    assert PHRASES.found_in(text) == frozenset()


@pytest.mark.parametrize("text", ["No. Bleeding again.", "no, bleeding", "no 😢 bleeding"])
def test_a_look_alike_that_a_mark_parts_hides_nothing(text: str) -> None:
    assert PHRASES.found_in(text) == {URGENT}


def test_a_look_alike_hides_only_what_is_in_it() -> None:
    assert PHRASES.found_in("fever pitch, and then a fever") == {URGENT}


def test_every_kind_in_a_text_is_found() -> None:
    text = "I want to die. I have a fever, should I take something?"
    assert PHRASES.found_in(text) == {UNSAFE, URGENT, CLINICAL}


def test_a_letter_between_two_words_counts_once_with_and_without_the_space() -> None:
    tight = Phrases((Listed({"chest tight": URGENT}),))
    assert tight.found_in("chesttight") == tight.found_in("my chest  tight") == {URGENT}


def test_without_phrases_nothing_is_found() -> None:
    assert Phrases().found_in("fever") == frozenset()


# --- a death that is all that a message says ------------------------------------------------------

AROUND = ("my", "sorry", "last night", "thank you", "fy")
SAYS = {
    "husband died": SOMEONE_DIED,
    "bu farw": SOMEONE_DIED,
    "phone's owner died": USER_DIED,
}
NEWS = Phrases(
    (
        Listed(
            {"husband died": SOMEONE_DIED, "phone's owner died": USER_DIED, "fever": URGENT},
            look_alikes=frozenset({"husband died laughing"}),
            around=frozenset(AROUND[:-1]),
        ),
        Listed({"bu farw": SOMEONE_DIED}, around=frozenset({"fy"}), doubled_letters_differ=True),
    )
)
some_around = some.lists(some.sampled_from(AROUND[:-1]), max_size=4).map(" ".join)
any_case = some.sampled_from((str.upper, str.title, str))


@given(some_around, some.sampled_from(("husband died", "phone's owner died")), some_around,
       any_case, some.sampled_from((" ", ", ", ". ", "! ", "\n", " — ")))  # fmt: skip
def test_a_death_with_what_may_stand_around_it_is_all_that_is_said(
    before: str, news: str, after: str, written: Callable[[str], str], between: str
) -> None:
    text = written(between.join(part for part in (before, news, after) if part))
    assert NEWS.only_a_death(text) == SAYS[news]
    assert SAYS[news] in NEWS.found_in(text)


@given(some_around, some.sampled_from(sorted(SAYS)), some.sampled_from(("parking", "2019", "بس")))
def test_any_other_word_makes_it_one_thing_among_others(before: str, news: str, other: str) -> None:
    for text in (f"{before} {news} {other}", f"{other} {before} {news}"):
        assert NEWS.only_a_death(text) is None
        assert SAYS[news] in NEWS.found_in(text)


@pytest.mark.parametrize(
    "text", ["", "my", "fever", "husband died laughing", "husband died, fever", "sorry " * 40]
)
def test_what_says_anything_else_is_no_news_of_a_death(text: str) -> None:
    assert NEWS.only_a_death(text) is None


def test_whose_phone_it_was_weighs_more_than_that_somebody_died() -> None:
    assert NEWS.only_a_death("My husband died. Sorry, phone's owner died.") == USER_DIED
    assert NEWS.only_a_death("Bu farw fy bu farw") == SOMEONE_DIED


def test_a_long_message_says_more_than_a_death() -> None:
    assert NEWS.only_a_death("my husband died " + "sorry " * 30) == SOMEONE_DIED
    assert NEWS.only_a_death("my husband died " + "sorry " * 40) is None

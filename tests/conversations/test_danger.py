"""Phrases are found as people type them on a phone, and look-alikes are not."""

import pytest

from conversations.danger import CLINICAL, UNSAFE, URGENT, Listed, Phrases

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

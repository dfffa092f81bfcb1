"""Words are shown in the language of who reads them, or else as they were first written."""

import pytest

from conversations.text import OtherTongue, Plural, Text, Worded
from conversations.wording import not_in_yours

BILINGUAL = Worded.of({"en_GB": "hospital chemist", "cy": "fferyllfa'r ysbyty"})


@pytest.mark.parametrize(
    ("language", "words", "speaks"),
    [
        ("en_GB", "hospital chemist", True),
        ("en", "hospital chemist", True),
        ("en_US", "hospital chemist", True),
        ("cy", "fferyllfa'r ysbyty", True),
        ("cy_GB", "fferyllfa'r ysbyty", True),
        ("ur", "hospital chemist", False),
        ("", "hospital chemist", False),
    ],
)
def test_words_are_said_in_the_language_its_base_or_as_first_written(
    language: str,
    words: str,
    speaks: bool,  # noqa: FBT001
) -> None:
    assert BILINGUAL.said_in(language) == words
    assert BILINGUAL.speaks(language) is speaks


def test_the_exact_language_comes_before_one_of_the_same_base() -> None:
    both = Worded.of({"en_US": "drugstore", "en_GB": "chemist"})
    assert both.said_in("en_GB") == "chemist"
    assert both.said_in("en") == "drugstore"


def test_words_in_no_language_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        Worded(())


def test_who_cannot_read_words_is_told_in_which_language_they_are() -> None:
    alone = Worded.of({"en_GB": "bus"})
    both = OtherTongue((BILINGUAL, alone))
    assert [both.met_by(tag) for tag in ("en", "cy", "ur")] == [None, "en_GB", "en_GB"]
    assert OtherTongue((BILINGUAL,)).met_by("cy") is None
    assert dict(not_in_yours("Welsh")) == {"language": "Welsh"}


def test_a_message_gives_the_values_of_its_places() -> None:
    assert dict(Text("{who} decides on {day}.", who="The board", day=3)) == {
        "who": "The board",
        "day": 3,
    }
    assert dict(Plural("{count} of {all}", "{count} of {all}", 2, all=5)) == {"count": 2, "all": 5}

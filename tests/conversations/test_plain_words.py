"""Advice on plainer words."""

import pytest

from conversations.plain_words import PLAINER, advise, plainer


def test_hard_words_are_named_once_with_a_plainer_one() -> None:
    advice = advise("We utilise it prior to noon. Utilise it.")
    assert advice.words == (("utilise", "use"), ("prior to", "before"))
    assert advice


def test_plain_short_words_need_no_advice() -> None:
    assert not advise("We use it before noon.")


def test_the_longest_sentence_is_counted_where_it_is_too_long() -> None:
    assert advise("One. " + "word " * 21 + ".").longest == 22
    assert advise("word " * 20).longest == 0


@pytest.mark.parametrize(
    ("hard", "plain"),
    [
        ("Commence now.", "Start now."),
        ("They utilise outpatient pharmacy.", "They use hospital chemist."),
        ("A permit, and a request.", "A permit, and a request."),
    ],
)
def test_plainer_words_keep_capitals_and_leave_the_rest(hard: str, plain: str) -> None:
    assert plainer(hard) == plain


def test_no_plainer_word_has_a_plainer_one_itself() -> None:
    assert [plain for plain in PLAINER.values() if advise(plain).words] == []

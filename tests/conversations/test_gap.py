"""The gap in words: as far as small numbers let it be said."""

import pytest

from conversations.gap import Gap, Share, gap_lines
from tests.conversations.people import english

HEARD, KNOWN = Share(60, 40), Share(100, 2)


def told(gap: Gap) -> list[str]:
    return [english(line) for line in gap_lines(gap)]


def test_nobody_has_said_anything_yet() -> None:
    nothing = Share(None, 0)
    assert told(Gap(nothing, nothing, nothing)) == [
        "Nobody has said yet if they were heard.",
        "Nobody who works on this has said yet what they believe.",
    ]


def test_what_is_too_small_is_hidden_and_no_gap_is_told() -> None:
    lines = told(Gap(Share(), KNOWN, KNOWN, (("kind", "in_treatment", Share()),)))
    assert lines[0] == "I hide how many people felt heard until enough of them have said so."
    assert "gap" not in " ".join(lines)
    assert "treatment" not in " ".join(lines)


@pytest.mark.parametrize(
    ("believed", "line"),
    [
        (60, "There is no gap between the two."),
        (61, "The gap is 1 percentage point: fewer people felt heard than was believed."),
        (100, "The gap is 40 percentage points: fewer people felt heard than was believed."),
        (50, "The gap is 10 percentage points: more people felt heard than was believed."),
    ],
)
def test_the_gap_is_told_in_percent_points(believed: int, line: str) -> None:
    lines = told(Gap(HEARD, Share(), Share(believed, 2)))
    assert lines[0] == "60% of people say: yes, or partly, we were heard."
    assert lines[-1] == line


def test_one_side_of_what_is_believed_is_told_alone() -> None:
    assert told(Gap(HEARD, KNOWN, Share(None, 0)))[1:] == [
        "100% of those who work on it believe: people know of it."
    ]


def test_segments_are_told_by_kind_and_by_group() -> None:
    segments = (
        ("kind", "carer_or_family", Share(50, 10)),
        ("group", "Lung", Share(0, 12)),
        ("group", "Breast", Share()),
    )
    assert told(Gap(HEARD, KNOWN, KNOWN, segments))[-2:] == [
        "Carers and family: 50% felt heard.",
        "Lung: 0% felt heard.",
    ]


def test_a_segment_that_is_everybody_is_not_told_once_more() -> None:
    everybody = (("kind", "not_said", HEARD),)
    assert told(Gap(HEARD, KNOWN, KNOWN, everybody)) == told(Gap(HEARD, KNOWN, KNOWN))

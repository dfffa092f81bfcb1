"""Minutes of many shapes: what a careful facilitator would mark is found, look-alikes are not."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.involvement.minutes import Promised, Proposal, Told, propose

SAMPLES = sorted((Path(__file__).parent / "samples").glob("*.yaml"))


@pytest.fixture(params=SAMPLES, ids=lambda path: path.stem, scope="module")
def sample(request: pytest.FixtureRequest) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(request.param.read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def found(sample: dict[str, Any]) -> Proposal:
    return propose(sample["text"])


def test_there_are_minutes_of_many_shapes() -> None:
    assert len(SAMPLES) >= 20


def test_every_decision_is_found_and_nothing_else(sample: dict[str, Any], found: Proposal) -> None:
    assert [one.text for one in found.decisions] == sample["decisions"]


def test_every_promise_is_found_with_its_owner_and_day(
    sample: dict[str, Any], found: Proposal
) -> None:
    told = [{"owner": one.owner, "text": one.text, "due": one.due} for one in found.actions]
    assert sorted(told, key=str) == sorted(sample["actions"], key=str)


def test_what_is_asked_of_members_is_found(sample: dict[str, Any], found: Proposal) -> None:
    assert [one.text for one in found.asked_of_members] == sample["asked"]


def test_the_next_meeting_is_found(sample: dict[str, Any], found: Proposal) -> None:
    assert found.next_meeting == sample["next_meeting"]


def test_no_look_alike_is_taken(sample: dict[str, Any], found: Proposal) -> None:
    shown: list[Told | Promised] = [*found.decisions, *found.actions]
    taken = " / ".join(one.text for one in shown)
    assert [words for words in sample.get("look_alikes", ()) if words in taken] == []


def stands_parted(text: str, whole: str) -> bool:
    """Say whether a text's words stand in their order, with another column or a page between."""
    left = iter(whole.split())
    return all(word in left for word in text.split())


def test_every_text_stands_in_the_minutes_at_its_line(
    sample: dict[str, Any], found: Proposal
) -> None:
    lines = sample["text"].split("\n")
    shown: list[Told | Promised] = [*found.decisions, *found.actions, *found.asked_of_members]
    for one in shown:
        rest = " ".join(" ".join(lines[one.line - 1 :]).split())
        assert one.text in rest or (sample.get("parted") and stands_parted(one.text, rest))
        assert one.text.split()[0] in lines[one.line - 1]


def test_the_digest_is_short_and_made_of_the_minutes_own_sentences(
    sample: dict[str, Any], found: Proposal
) -> None:
    whole = " ".join(sample["text"].split())
    assert len(found.digest) <= 600
    for line in found.digest.splitlines():
        assert line in whole or (sample.get("parted") and stands_parted(line, whole))
    assert found.digest or not re.search(r"\w\.", sample["text"])

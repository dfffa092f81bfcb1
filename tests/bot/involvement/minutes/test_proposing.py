"""Days, promises and decisions one by one; and whatever is pasted, nothing is invented."""

import time
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.involvement.minutes import MinutesError, Promised, Told, propose

HEAD = "Minutes of the meeting of {day}\nPresent: AB, CD, EF (nurse)\n\n"
NEXT = "\n\nNext meeting: Saturday 5 December 2026"


def due_of(words: str, day: str = "Thursday 15 October 2026") -> date | None:
    (action,) = propose(f"{HEAD.format(day=day)}AB to ring the ward {words}.{NEXT}").actions
    return action.due


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("by 12/11", date(2026, 11, 12)),
        ("by 12.11.26", date(2026, 11, 12)),
        ("by 12th Nov", date(2026, 11, 12)),
        ("by November 12", date(2026, 11, 12)),
        ("by Friday", date(2026, 10, 16)),
        ("w/c 2 Nov", date(2026, 11, 2)),
        ("- November", date(2026, 11, 30)),
        ("by the end of October", date(2026, 10, 31)),
        ("before the end of the month", date(2026, 10, 31)),
        ("within two weeks", date(2026, 10, 29)),
        ("before the next meeting", date(2026, 12, 5)),
        ("for the December meeting", date(2026, 12, 5)),
        ("in time for the November meeting", None),
        ("by Christmas", date(2026, 12, 25)),
        ("by 3-4 November", date(2026, 11, 4)),
        ("as soon as possible", None),
        ("by mid-November", None),
        ("about the visit of 3 November and tell CD", None),
        ("by 12 September", None),  # past, or eleven months ahead: not sure
    ],
)
def test_days_are_counted_from_the_meeting(words: str, due: date | None) -> None:
    assert due_of(words) == due


def test_without_the_meetings_day_only_whole_dates_are_known() -> None:
    text = "Present: AB, CD\n\nAB to ring by Friday.\n\nCD to write by 3 November 2026."
    assert [one.due for one in propose(text).actions] == [None, date(2026, 11, 3)]
    told = propose(text, held=date(2026, 10, 15)).actions
    assert [one.due for one in told] == [date(2026, 10, 16), date(2026, 11, 3)]


@pytest.mark.parametrize(
    ("agreed", "is_decided"),
    [
        ("It was agreed that permits are given out at the desk.", True),
        ("Members agreed that nobody goes home without a spare kit.", True),
        ("It was agreed that the group has a table at the fair in June.", True),
        ("The group agreed that carers are welcome from 1 December.", True),
        ("The group supported moving the van to the market.", True),
        ("The group agreed that letters are often sent too late.", False),
        ("It was agreed that parking is a problem.", False),
        ("Everyone agreed this was wonderful.", False),
        ("It was agreed to come back to this.", False),
        ("The national committee has decided to lower the age.", False),
    ],
)
def test_what_is_agreed_in_the_present_tense_is_decided_or_only_felt(
    agreed: str, *, is_decided: bool
) -> None:
    proposal = propose(HEAD.format(day="15 October 2026") + agreed + NEXT)
    assert [one.text for one in proposal.decisions] == ([agreed] if is_decided else [])


@pytest.mark.parametrize(
    ("words", "owner"),
    [
        ("Mrs Poole spoke of the fair. She will ring the hall.", "Mrs Poole"),
        ("AB had no news of the van; he will ask the garage.", "AB"),
        ("Mr Wicks thanked Mrs Poole. She promised to send the bill.", "Mrs Poole"),
        ("If AB has time, she will ring the hall.", None),
        ("Nobody knew. She will ring the hall.", None),
        ("AB spoke of her surgery. She will be away until May.", None),
    ],
)
def test_he_and_she_are_the_last_who_were_named(words: str, owner: str | None) -> None:
    proposal = propose(HEAD.format(day="15 October 2026") + words + NEXT)
    assert [one.owner for one in proposal.actions] == ([owner] if owner else [])


@pytest.mark.parametrize(
    "sentence",
    [
        "It was noted that the ward closes at six.",
        "CD reported that she had sent the letter.",
        "EF suggested that AB should write to the Trust.",
        "The proposal to meet on Fridays was rejected.",
        "Will AB write to the Trust?",
        "AB had agreed to ring the ward, and has done so.",
        "CD asked AB how long people wait.",
        "The Trust Board agreed to close the ward.",
        "It was decided last year that the ward would close.",
        "The group did not agree on a date.",
        "Members agreed that the talk was helpful.",
        "The minutes were agreed as a correct record.",
        "The Trust will publish its plan in May.",
        "Once it is agreed, the plan can start.",
        "AB would like more time.",
        "CD explained that funding had been approved.",
    ],
)
def test_look_alikes_are_neither_decisions_nor_promises(sentence: str) -> None:
    proposal = propose(HEAD.format(day="15 October 2026") + sentence + NEXT)
    assert (proposal.decisions, proposal.actions) == ((), ())


@pytest.mark.parametrize(
    ("sentence", "owner"),
    [
        ("AB to ring the ward.", "AB"),
        ("AB/CD to ring the ward.", "AB/CD"),
        ("AB, CD and EF will ring the ward.", "AB, CD and EF"),
        ("Action: AB to ring the ward", "AB"),
        ("ACTION - ring the ward (CD)", "CD"),
        ("Someone must ring the ward. Action: CD", "CD"),
        ("EF kindly offered to ring the ward.", "EF"),
        ("CD said that he would ring the ward.", "CD"),
        ("It was agreed that AB would ring the ward.", "AB"),
        ("Mrs Shah will ring the ward.", "Mrs Shah"),
        ("The chair will ring the ward.", "The chair"),
        ("Joan Marsh to ring the ward.", "Joan Marsh"),
    ],
)
def test_owners_are_given_as_they_are_written(sentence: str, owner: str) -> None:
    (action,) = propose(HEAD.format(day="15 October 2026") + sentence + NEXT).actions
    assert action.owner == owner


def test_a_promise_told_twice_is_given_once_with_the_day_of_the_second() -> None:
    text = HEAD.format(day="15 October 2026") + (
        "AB to ring the ward about parking.\n\nActions\n"
        "- AB to ring the ward about parking - 3 November"
    )
    (action,) = propose(text + NEXT).actions
    assert (action.line, action.due) == (4, date(2026, 11, 3))


PIECES = """AB CD Action: AGREED: agreed to that It was will ring 3 November by next meeting | ||
- • 1. 2.1 . ? , ; ( ) Please members the and Present: Joan Marsh end of October # ** Ω"""
WORDS = st.sampled_from([*PIECES.split(), "\n", "\n\n", "\t", "\u2028", "   "])


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=400), st.lists(WORDS, max_size=80).map(" ".join)))
def test_whatever_is_pasted_each_text_stands_in_it(pasted: str) -> None:
    text = f"The meeting of the group was held on 15 October 2026 and it was good.\n{pasted}"
    try:
        proposal = propose(text)
    except MinutesError:
        return
    whole = " ".join(text.replace("\x00", " ").split())
    shown: list[Told | Promised] = [*proposal.decisions, *proposal.actions]
    for one in [*shown, *proposal.asked_of_members]:
        assert one.text in whole
        assert one.line <= text.count("\n") + text.count("\r") + 1
    assert len(proposal.digest) <= 600
    assert all(line in whole for line in proposal.digest.split("\n"))


@pytest.mark.parametrize(
    "much",
    [
        "AB to ring ",
        "next meeting ",
        "1. ",
        "a | b\n",
        "it was agreed ",
        "Abc Def ",
        "(",
        "3 May 2026 ",
    ],
)
def test_sixty_pages_of_anything_take_bounded_time(much: str) -> None:
    began = time.process_time()
    english = "The meeting was held, and it was agreed to go on with that.\n"
    text = english * 20 + much * (150_000 // len(much))
    with suppress(MinutesError):
        propose(text)
    assert time.process_time() - began < 60


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no words"),
        (" \n\t ", "no words"),
        ("The group met. " * 20_000, "more than about 60 pages"),
        (
            "Die Gruppe hat beschlossen, einen Brief zu schreiben und ihn bald zu senden. " * 5,
            "English",
        ),
        (
            "Cytunodd y grŵp i ysgrifennu llythyr at y bwrdd iechyd cyn y cyfarfod nesaf. " * 5,
            "English",
        ),
        ("گروپ نے خط لکھنے کا فیصلہ کیا۔ " * 3, "English"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(text: str, told: str) -> None:
    with pytest.raises(MinutesError, match=told) as raised:
        propose(text)
    assert "\n" not in str(raised.value)

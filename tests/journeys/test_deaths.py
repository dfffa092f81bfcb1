"""Somebody died: all that Heard starts ends, what is queued too; no survey comes (promise 4)."""

from datetime import timedelta
from typing import Any

import pytest

from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.content import Decision
from conversations.events import DecisionApproved
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    at,
    consult,
    last_id,
    news,
    own_words,
    part,
    plain,
    rows,
    seat,
    shown_since,
    words,
)
from tests.journeys.test_joining import traces

DAY = timedelta(days=1)
EASIER, ELSE = own_words(1, "What would have made it easier?"), own_words(2, "What else?")
IN_2019 = "My husband died in 2019, so I drove alone"
STOP_THE_WAITS = "Please stop the long waits"
DECIDED = Decision(words("Buses are few."), words("One more bus."))


def the_member(stage: Stage, who: Seat) -> dict[str, Any]:
    return rows(stage, tables.member, id=who.member)[0]


def started(stage: Stage, who: Seat) -> list[str]:
    """Give the kinds of what Heard started for somebody and what arrived, oldest first."""
    sent = rows(stage, tables.outbox, member_id=who.member, lane="bulk", status="sent")
    return [row["kind"] for row in sorted(sent, key=lambda row: row["id"])]


async def under_way(stage: Stage, *, language: str = "en_GB") -> tuple[Seat, Seat, int]:
    """Let a facilitator have asked one carer, who is at the first of two questions."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    carer = seat(stage, "carer", language=language)
    number = consult(stage, facilitator, a_draft(stage, questions=(EASIER, ELSE)))
    await stage.settle()
    carer.phone.type("1")  # Start, in any language
    await stage.settle()
    return facilitator, carer, number


def decide(stage: Stage, lead: Seat, number: int) -> None:
    event = DecisionApproved(number, DECIDED)
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, event, stage.clock.now(), 0)])


# --- told in a message of its own -----------------------------------------------------------------


async def test_a_death_ends_what_is_queued_and_nothing_ever_follows(stage: Stage) -> None:
    lead, carer, number = await under_way(stage)
    await stage.say(carer.phone, "The bus was late")
    await stage.move(to=at(2027, 2, 23, 20))
    queued = consult(stage, lead, a_draft(stage, "Parking"))
    await stage.settle()
    assert rows(stage, tables.outbox, kind="ask", subject=queued)[0]["status"] == "waiting"
    before = last_id(carer.phone)

    await stage.say(carer.phone, "My husband died last night")

    (said,) = shown_since(carer.phone, before)
    assert said.startswith("I am so sorry.")
    assert "I have stopped all messages." in said
    assert "If you would like someone to talk to: Listeners, 01234 222222." in said
    assert rows(stage, tables.outbox, kind="ask", subject=queued)[0]["status"] == "cancelled"
    assert part(stage, queued, carer) == "unreached"
    for _ in range(20):
        await stage.move(by=DAY)
    decide(stage, lead, number)
    for _ in range(30):
        await stage.move(by=DAY)

    assert shown_since(carer.phone, before) == [said]
    (untold,) = rows(stage, tables.notice, member_id=carer.member)
    assert (untold["status"], untold["reason"]) == ("untold", "died")
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "told", "the loop is closed"
    assert answers(stage, number, carer) == {1: "The bus was late"}


@pytest.mark.parametrize(
    ("said", "language", "who"),
    [
        ("The person I cared for has died", "en_GB", "cared_for"),
        ("The person who used this phone has died", "en_GB", "member"),
        ("Mae fy ngŵr wedi marw", "cy", "cared_for"),
        ("میرے شوہر کا انتقال ہو گیا", "ur", "cared_for"),
        ("mere shohar ka intiqal ho gaya", "en_GB", "cared_for"),
        ("My husband died", "ur", "cared_for"),
    ],
)
async def test_in_every_language_whichever_one_is_chosen(
    stage: Stage, said: str, language: str, who: str
) -> None:
    _, carer, number = await under_way(stage, language=language)

    await stage.say(carer.phone, said)

    row = the_member(stage, carer)
    assert (row["death"], row["stopped_at"]) == (who, row["death_at"])
    assert row["death_at"] is not None
    assert answers(stage, number, carer) == {}
    assert len(carer.phone.news) == 1


async def test_below_a_picture_and_in_a_message_changed_afterwards(stage: Stage) -> None:
    _, carer, number = await under_way(stage)
    said = carer.phone.type("The bus was late")
    await stage.settle()
    carer.phone.edit(said, "My husband died last night")
    await stage.settle()
    assert the_member(stage, carer)["death"] == "cared_for"
    assert "I am so sorry." in news(carer.phone)
    assert answers(stage, number, carer) == {1: "The bus was late"}

    other = seat(stage, "another carer")
    other.phone.photo(caption="my husband died")
    await stage.settle()
    assert the_member(stage, other)["death"] == "cared_for"
    assert not rows(stage, tables.media), "nor is the picture kept"


async def test_by_command_and_from_my_choices(stage: Stage) -> None:
    for begin in (("/died",), ("/choices", "Somebody died")):
        carer = seat(stage, " ".join(begin))
        await stage.say(carer.phone, *begin, "Someone I cared for")
        assert the_member(stage, carer)["death"] == "cared_for"
        assert "I am so sorry." in news(carer.phone)


async def test_what_was_said_can_be_erased_and_is_gone(stage: Stage) -> None:
    _, carer, number = await under_way(stage)
    await stage.say(carer.phone, "A bus from Llanfair Uchaf")

    await stage.say(carer.phone, "my husband died", "Erase it")
    assert "This cannot be undone." in news(carer.phone)
    await stage.say(carer.phone, "Yes, erase them")

    assert answers(stage, number, carer) == {}
    assert not traces(stage, "Llanfair Uchaf")
    assert the_member(stage, carer)["death"] == "cared_for"


async def test_what_was_said_can_be_kept_and_one_day_they_may_write_again(stage: Stage) -> None:
    _, carer, number = await under_way(stage)
    await stage.say(carer.phone, "The bus was late", "my husband died", "Keep what we said")
    assert answers(stage, number, carer) == {1: "The bus was late"}

    await stage.restart()
    await stage.move(by=3 * DAY)
    for said in ("hello", "/home", "17"):
        await stage.say(carer.phone, said)
        assert "I am here. I kept nothing of what you sent." in news(carer.phone)
    assert the_member(stage, carer)["death"] == "cared_for"

    await stage.say(carer.phone, "Start again")
    row = the_member(stage, carer)
    assert row["death"] is row["death_at"] is row["stopped_at"] is None


async def test_a_mistake_about_the_person_whose_phone_it_is_can_be_undone(stage: Stage) -> None:
    _, patient, _ = await under_way(stage)
    await stage.say(patient.phone, "/died", "This phone's owner")
    assert the_member(stage, patient)["death"] == "member"

    patient.phone.open(stage.bot)
    await stage.settle()
    assert "I was told that the person who used this phone has died." in news(patient.phone)
    await stage.say(patient.phone, "It was a mistake")

    assert the_member(stage, patient)["stopped_at"] is None


async def test_before_joining_nothing_is_kept(stage: Stage) -> None:
    stranger = stage.sandbox.new_person("stranger")
    stranger.open(stage.bot)
    await stage.settle()

    await stage.say(stranger, "my husband died")

    assert "I keep nothing of what you told me." in news(stranger)
    assert rows(stage, tables.member) == []


async def test_whoever_reads_the_ledger_learns_that_a_death_was_the_reason_not_whose(
    stage: Stage,
) -> None:
    lead = seat(stage, "facilitator", facilitates=True)
    carers = [seat(stage, f"carer {place}") for place in range(5)]
    number = consult(stage, lead, a_draft(stage, questions=(EASIER, ELSE)))
    await stage.settle()
    for one in carers:
        await stage.say(one.phone, "Start", "The bus was late", "my husband died")
    for _ in range(16):
        await stage.move(by=DAY)
    decide(stage, lead, number)
    await stage.settle()

    await stage.say(lead.phone, "/home")
    assert {row["reason"] for row in rows(stage, tables.notice)} == {"died"}


# --- told inside an answer ------------------------------------------------------------------------


async def test_inside_an_answer_it_is_kept_and_what_was_to_be_sent_waits(stage: Stage) -> None:
    lead, carer, number = await under_way(stage)
    await stage.move(to=at(2027, 2, 23, 20))
    queued = consult(stage, lead, a_draft(stage, "Parking", closes_on=at(2027, 5, 31, 0).date()))
    before = last_id(carer.phone)

    await stage.say(carer.phone, IN_2019)

    assert answers(stage, number, carer) == {1: IN_2019}
    (asked,) = (one for one in shown_since(carer.phone, before) if "You wrote" not in one)
    assert "I am sorry." in asked
    assert "Shall I go on asking you?" in asked
    assert ELSE.text.said_in("en") not in asked
    await stage.move(by=4 * DAY)
    assert part(stage, queued, carer) == "due", "what Heard would start waits"

    await stage.say(carer.phone, "Yes")
    assert ELSE.text.said_in("en") in news(carer.phone)
    await stage.say(carer.phone, "More buses")
    assert answers(stage, number, carer) == {1: IN_2019, 2: "More buses"}
    await stage.move(to=at(2027, 3, 1, 12))  # a Monday, no longer in quiet hours
    assert part(stage, queued, carer) == "asked"


async def test_not_now_is_a_break_and_please_stop_is_a_stop(stage: Stage) -> None:
    _, carer, number = await under_way(stage)
    await stage.say(carer.phone, IN_2019, "Not now")
    assert "Nothing is lost." in news(carer.phone)
    row = the_member(stage, carer)
    assert timedelta() <= row["break_until"] - row["break_since"] - 14 * DAY < timedelta(minutes=1)

    other = seat(stage, "another carer")
    await stage.settle()
    await stage.say(other.phone, "/home", "Evening chemotherapy", "Start", IN_2019, "Please stop")
    assert "I have stopped." in news(other.phone)
    assert answers(stage, number, other) == {1: IN_2019}


async def test_at_night_with_danger_the_number_comes_first(stage: Stage) -> None:
    _, carer, number = await under_way(stage)
    await stage.move(to=at(2027, 2, 24, 2))
    said = "My husband died and I want to die too"
    before = last_id(carer.phone)

    await stage.say(carer.phone, said)

    first, *others = [one for one in shown_since(carer.phone, before) if "You wrote" not in one]
    assert first.startswith("Please call 999 now if you are not safe.")
    assert "Shall I go on asking you?" in others[-1]
    assert answers(stage, number, carer) == {1: said}


# --- stop inside an answer ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "language"),
    [
        (STOP_THE_WAITS, "en_GB"),
        ("stop the long waits", "ur"),
        ("Mae angen stopio aros hir", "cy"),
        ("لمبا انتظار بند کریں پلیز", "ur"),
    ],
)
async def test_stop_inside_an_answer_is_kept_and_asked_about(
    stage: Stage, said: str, language: str
) -> None:
    _, patient, number = await under_way(stage, language=language)

    await stage.say(patient.phone, said)
    assert answers(stage, number, patient) == {1: said}
    assert the_member(stage, patient)["stopped_at"] is None

    await stage.say(patient.phone, "1")  # No
    await stage.say(patient.phone, "More buses")
    assert answers(stage, number, patient) == {1: said, 2: "More buses"}


async def test_yes_to_it_stops_at_once(stage: Stage) -> None:
    _, patient, number = await under_way(stage)
    await stage.say(patient.phone, STOP_THE_WAITS)
    assert "Do you also want me to stop writing to you?" in news(patient.phone)

    await stage.say(patient.phone, "yes")

    assert "I have stopped." in news(patient.phone)
    assert the_member(stage, patient)["stopped_at"] is not None
    assert answers(stage, number, patient) == {1: STOP_THE_WAITS}


async def test_a_reply_to_it_answers_it_even_when_something_else_was_begun(stage: Stage) -> None:
    _, patient, _ = await under_way(stage)
    await stage.say(patient.phone, STOP_THE_WAITS)
    asked = last_id(patient.phone)
    await stage.say(patient.phone, "/choices")

    patient.phone.type("Yes, stop", reply_to=asked)
    await stage.settle()

    assert the_member(stage, patient)["stopped_at"] is not None


async def test_it_outlives_a_restart(stage: Stage) -> None:
    _, patient, number = await under_way(stage)
    await stage.say(patient.phone, STOP_THE_WAITS)

    await stage.restart()
    await stage.say(patient.phone, "And more chairs")
    assert "I did not keep that. Please answer this first." in news(patient.phone)
    patient.phone.tap("No")
    await stage.settle()
    await stage.say(patient.phone, "More chairs")

    assert answers(stage, number, patient) == {1: STOP_THE_WAITS, 2: "More chairs"}


async def test_of_sixteen_at_once_only_who_wrote_of_it_is_asked(stage: Stage) -> None:
    lead = seat(stage, "facilitator", facilitates=True)
    crowd = [seat(stage, f"patient {place}") for place in range(16)]
    number = consult(stage, lead, a_draft(stage, questions=(EASIER, ELSE)))
    await stage.settle()
    for one in crowd:
        one.phone.type("1")
    await stage.settle()

    for place, one in enumerate(crowd):
        one.phone.type({3: STOP_THE_WAITS, 9: IN_2019}.get(place, "The bus stop is far"))
    await stage.settle()

    asked = [place for place, one in enumerate(crowd) if "What else?" not in plain(news(one.phone))]
    assert asked == [3, 9]
    assert [len(answers(stage, number, one)) for one in crowd] == [1] * 16

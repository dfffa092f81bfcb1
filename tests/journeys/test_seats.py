"""Seats, words, a call with its draw, and what is passed down: through the chat, to the phones."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.involvement import setup
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.sql import insert_missing
from conversations.content import Audience, Decision
from conversations.events import DecisionApproved
from tests.journeys.consultations import (
    Seat,
    a_draft,
    consult,
    news,
    plain,
    rows,
    seat,
    words,
)


def group(stage: Stage, name: str, *members: Seat) -> int:
    with stage.database.transaction() as connection:
        number = setup.ensure_group(connection, stage.network, name)
        belongs = [{"group_id": number, "member_id": one.member} for one in members]
        insert_missing(connection, tables.membership, belongs)
    return number


async def test_from_a_seat_and_its_code_to_a_call_and_its_draw(stage: Stage) -> None:
    lead = seat(stage, "lead", facilitates=True)
    patient, carer = seat(stage, "patient in treatment"), seat(stage, "carer")
    third = seat(stage, "patient after treatment")
    group(stage, "Lung group", patient, carer, third)

    await stage.say(lead.phone, "/seats", "Lung group", "Add a seat", "Deputy", "No end")
    code = plain(news(lead.phone)).splitlines()[0]
    await stage.say(patient.phone, "/seats", "I have a seat code", code)
    assert "You now sit here: Deputy." in plain(news(patient.phone))
    await stage.say(carer.phone, "/seats", "I have a seat code", code)
    assert "I do not know this code, or it was used." in plain(news(carer.phone))
    await stage.say(carer.phone, "/what MDT")
    assert "Doctors, nurses and others" in plain(news(carer.phone))

    await stage.say(
        lead.phone, "/call", "Make a call", "Read a leaflet", "Read it.", "1 hour.", "Its words.",
        "None.", "Call 01234 1.", "1", "Lung group", "in 2 weeks", "Send it",
    )  # fmt: skip
    await stage.move(by=timedelta(minutes=1))
    for one in (patient, carer, third):
        assert "We look for people who can help." in plain(news(one.phone))
        await stage.say(one.phone, "I can help")
    await stage.say(third.phone, "I cannot after all")
    await stage.move(by=timedelta(days=16))
    told = [plain(news(one.phone)) for one in (patient, carer)]
    assert sorted("You have a place." in one for one in told) == [False, True]
    assert sum("A fair draw gave them to others." in one for one in told) == 1
    assert "place" not in plain(news(third.phone))
    (call,) = rows(stage, tables.volunteer_call)
    assert call["status"] == "drawn"
    assert [row["title"] for row in rows(stage, tables.seat)] == [
        {"en_GB": "Deputy"}, {"en_GB": "Read a leaflet"},
    ]  # fmt: skip


async def test_new_members_get_their_first_messages_and_end_them_by_one_tap(stage: Stage) -> None:
    await stage.stop()
    stage.inducts = True
    await stage.start()
    new, other = seat(stage, "patient in treatment"), seat(stage, "carer")
    await stage.move(by=timedelta(days=1, minutes=2))
    for one in (new, other):
        assert "What I am for" in plain(news(one.phone))
    await stage.say(new.phone, "No more of these")
    assert "That is fine." in plain(news(new.phone))
    for _ in range(8):
        await stage.move(by=timedelta(days=2))
    assert "What your answer can change" in plain(news(other.phone))
    assert "What your answer can change" not in news(new.phone)


async def test_what_was_decided_above_reaches_the_group_below_once(stage: Stage) -> None:
    lead = seat(stage, "lead", facilitates=True)
    below, outside = seat(stage, "patient in treatment"), seat(stage, "carer")
    above = group(stage, "Partnership group")
    group(stage, "Lung group", below)
    number = consult(stage, lead, a_draft(stage, "Late buses", audience=Audience(groups=(above,))))
    await stage.move(by=timedelta(days=15))
    decided = Decision(you_said=words("It is far."), we_will=words("A bus runs at 9 pm."))
    with stage.database.transaction() as connection:
        approved = DecisionApproved(number, decided)
        now = stage.clock.now()
        perform(connection, [Happened(lead.member, lead.network, approved, now, 0)])

    await stage.say(
        lead.phone, "/seats", "Lung group", "Put it below another", "Partnership group",
        "Who sits where", "Partnership group", "Pass something on", "1",
        "Yes, pass it on",
    )  # fmt: skip
    for _ in range(2):
        await stage.move(by=timedelta(minutes=1))
    told = news(below.phone)
    assert told.count("Partnership group passes this on to you.") == 1
    assert "A bus runs at 9 pm." in told
    assert "Late buses" not in news(outside.phone)

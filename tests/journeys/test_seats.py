"""Seats, words, a call with its draw, and what is passed down: through the chat, to the phones."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.involvement import setup
from bot.store import tables
from bot.store.sql import insert_missing
from tests.journeys.consultations import Seat, news, plain, rows, seat


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

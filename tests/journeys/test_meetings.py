"""A meeting from its plan to who was there: invited, moved twice, had a say, reminded."""

from datetime import timedelta
from typing import Any

from icalendar import Calendar

from bot.demo.stage import Stage
from bot.sandbox.people import Phone
from bot.store import tables
from tests.journeys.consultations import Seat, at, news, plain, rows, seat

MONDAY = at(2027, 3, 1, 10)
QUESTION = "Why is parking so dear?"


async def town(stage: Stage) -> tuple[Seat, list[Seat]]:
    """Let a facilitator and some members be here, on a Monday morning."""
    await stage.move(to=MONDAY)
    facilitator = seat(stage, "facilitator", facilitates=True)
    people = ("patient in treatment, reads Urdu", "carer", "patient after treatment")
    return facilitator, [seat(stage, name) for name in people]


async def say(stage: Stage, who: Seat, *steps: str) -> None:
    """Let somebody tap what reads like this, marks of direction aside, or type it."""
    for step in steps:
        labels: dict[str, str] = {}
        for label in who.phone.labels:  # the newest first
            labels.setdefault(plain(label).partition(" · ")[2] or plain(label), label)
        await stage.say(who.phone, labels.get(step, step))


async def plan_one(stage: Stage, facilitator: Seat) -> None:
    """Let the facilitator plan a meeting and see who would be invited."""
    await say(
        stage, facilitator, "/meetings", "New meeting", "Partnership group", "30 March", "2 pm",
        "90 minutes", "Room 4, Civic Centre", "Without a link", "Parking", "To hear views",
        "Evening sessions", "To be decided", "Done", "Everyone",
    )  # fmt: skip
    await stage.settle()


def everything(who: Seat) -> str:
    """Give all that somebody was told."""
    return "\n".join(plain(one.text) for one in who.phone.messages if one.from_bot)


def file_of(stage: Stage, phone: Phone) -> bytes:
    """Give the last file that the bot sent to a phone."""
    chat = stage.sandbox.world.chat(stage.bot, phone.person)
    files = [one.media.file for one in chat.messages.values() if one.from_bot and one.media]
    assert files[-1].name == "meeting.ics"
    assert files[-1].mime_type == "text/calendar"
    return files[-1].content


async def test_a_meeting_is_planned_moved_twice_and_held(stage: Stage) -> None:
    facilitator, (patient, carer, silent) = await town(stage)
    await plan_one(stage, facilitator)
    assert "It goes to 3 people now." in everything(facilitator)
    await say(stage, facilitator, "Send invitations")
    await stage.settle()
    for one in (patient, carer, silent):
        assert "You are invited to this meeting." in news(one.phone)
        assert "Tuesday 30 March 2027, 14:00 to 15:30" in news(one.phone)

    await say(stage, patient, "1")
    assert "I will remind you the day before." in news(patient.phone)
    await say(stage, patient, "1")
    (first,) = Calendar.from_ical(file_of(stage, patient.phone)).walk("VEVENT")
    begins: Any = first["dtstart"]
    assert begins.dt.isoformat() == "2027-03-30T14:00:00+01:00"

    await say(stage, carer, "I cannot come", "Have my say", "Parking", "I have a question")
    await say(stage, carer, QUESTION, "Yes, read it out")
    await say(stage, facilitator, "/meetings", "Tuesday 30 March 2027: Partnership group")
    assert "Parking: 1 question or view" in news(facilitator.phone)
    await say(stage, facilitator, "What people put")
    assert "Please read it out:" in news(facilitator.phone)
    assert QUESTION in news(facilitator.phone)

    # Moved twice in the quiet hours: only the last time is told, once.
    await stage.move(to=at(2027, 3, 1, 20))
    await say(stage, facilitator, "Enough", "Change it", "Time: 14:00", "15:00", "Save it")
    await stage.settle()
    await say(stage, facilitator, "See the meeting", "Change it", "Time: 15:00", "16:00")
    await say(stage, facilitator, "Save it")
    await stage.settle()
    await stage.move(to=at(2027, 3, 2, 10))
    await stage.settle()
    for one in (patient, carer, silent):
        assert "16:00 to 17:30" in news(one.phone)
        assert "15:00 to 16:30" not in everything(one)
        assert everything(one).count("This meeting has changed.") == 1

    await say(stage, patient, "I will come", "For my calendar")
    (second,) = Calendar.from_ical(file_of(stage, patient.phone)).walk("VEVENT")
    assert second["uid"] == first["uid"]
    assert (first["sequence"], second["sequence"]) == (0, 2)

    await stage.move(to=at(2027, 3, 29, 10))
    await stage.settle()
    assert "This is a reminder of a meeting that you are coming to." in news(patient.phone)
    assert "reminder" not in everything(carer)

    await stage.move(to=at(2027, 3, 30, 16, 31))
    await stage.settle()
    assert "Were you there?" in news(patient.phone)
    assert "Were you there?" not in everything(silent)
    await say(stage, patient, "1")
    upstream = {row["member_id"]: row["how"] for row in rows(stage, tables.contributor)}
    assert upstream == {patient.member: "attendee", carer.member: "questioner"}


async def test_a_cancelled_meeting_is_told_and_leaves_no_way_to_come(stage: Stage) -> None:
    facilitator, (patient, carer, _) = await town(stage)
    await plan_one(stage, facilitator)
    await say(stage, facilitator, "Send invitations")
    await stage.settle()
    await say(stage, patient, "/home")
    assert "Coming up" in news(patient.phone)
    await say(stage, facilitator, "See the meeting", "Cancel it", "Yes, cancel it")
    await stage.settle()
    assert "This meeting is cancelled." in news(carer.phone)
    await say(stage, carer, "I will come")
    assert "This meeting is cancelled." in news(carer.phone)
    await say(stage, patient, "/home")
    assert "Coming up" not in news(patient.phone)
    assert rows(stage, tables.attendance, reply="comes") == []


async def test_bad_input_gets_a_sentence_and_nothing_is_lost(stage: Stage) -> None:
    facilitator, _ = await town(stage)
    await say(
        stage, facilitator, "/meetings", "New meeting", "Partnership group", "1 February 2027"
    )
    assert "is in the past. Please choose a later day." in news(facilitator.phone)
    await say(stage, facilitator, "28 March", "01:30")
    assert "there is no 01:30" in news(facilitator.phone)
    await say(stage, facilitator, "10:00", "90 minutes", "Only by link", "nowhere")
    assert "begins with https://" in news(facilitator.phone)
    await say(stage, facilitator, "/home", "More", "Meetings", "Go on: Partnership group")
    assert "Still missing: Place; Agenda; Who may come" in news(facilitator.phone)
    assert rows(stage, tables.meeting) == []


async def test_a_discreet_person_sees_on_the_lock_screen_only_that_something_waits(
    stage: Stage,
) -> None:
    facilitator, (patient, _, _) = await town(stage)
    with stage.database.transaction() as connection:
        mine = tables.member.update().where(tables.member.c.id == patient.member)
        connection.execute(mine.values(discreet=True))
    await plan_one(stage, facilitator)
    await say(stage, facilitator, "Send invitations")
    await stage.settle()
    assert "You have a message." in news(patient.phone)
    assert "meeting" not in news(patient.phone)
    await say(stage, patient, "Open")
    assert "Tuesday 30 March 2027, 14:00 to 15:30" in news(patient.phone)
    await say(stage, patient, "I will come", "For my calendar")
    assert b"BEGIN:VCALENDAR" in file_of(stage, patient.phone)


async def test_danger_in_a_question_gets_the_numbers_first(stage: Stage) -> None:
    facilitator, (patient, _, _) = await town(stage)
    await plan_one(stage, facilitator)
    await say(stage, facilitator, "Send invitations")
    await stage.settle()
    await say(stage, patient, "Have my say", "Parking", "I have a view")
    before = patient.phone.messages[-1].message_id
    await say(stage, patient, "I have a fever of 38.5 and I am shaking")
    said = [plain(one.text) for one in patient.phone.messages if one.message_id > before + 1]
    assert "01234 000000" in said[0]
    assert len(rows(stage, tables.put_question)) == 1


async def test_a_break_keeps_the_invitation_until_it_is_over(stage: Stage) -> None:
    facilitator, (patient, _, _) = await town(stage)
    await say(stage, patient, "/break", "1 week")
    taken = rows(stage, tables.member, id=patient.member)[0]["break_since"]
    assert taken is not None
    await plan_one(stage, facilitator)
    await say(stage, facilitator, "Send invitations")
    await stage.settle()
    assert "invited" not in news(patient.phone)
    await stage.move(by=timedelta(days=15))  # the break is over, and they are told so
    await stage.settle()
    await stage.move(by=timedelta(days=2))
    await stage.settle()
    assert "You are invited to this meeting." in everything(patient)

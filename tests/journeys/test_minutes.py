"""From minutes to a digest on people's phones: sent, looked at, approved, read, answered."""

import re
from datetime import timedelta

from bot.demo.stage import Stage
from bot.sandbox.people import Phone
from bot.store import tables
from conversations.content import Audience
from tests.journeys.consultations import news, rows, seat, shown_since
from tests.journeys.meetings_held import (
    MINUTES,
    choose,
    grow,
    plan_meeting,
    put,
    unlimited,
    was_there,
)

IN_TWO_DAYS = timedelta(days=2)


async def test_minutes_become_a_digest_that_everybody_gets_as_they_chose(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    attended = seat(stage, "carer who was there")
    asked = seat(stage, "patient who put a question")
    reads = seat(stage, "patient who reads all")
    monthly = seat(stage, "family, once a month")
    none = seat(stage, "patient who wants none")
    choose(stage, monthly, digests="monthly")
    choose(stage, none, digests="none")
    meeting = plan_meeting(stage, nurse)
    put(stage, asked, meeting, "Why is parking so dear?")
    await stage.move(by=IN_TWO_DAYS)
    was_there(stage, attended, meeting)
    unlimited(stage)

    await stage.say(nurse.phone, "/minutes")
    await stage.say(nurse.phone, "1", "Send or paste them", MINUTES, "That is all")
    assert "I found 1 decision." in news(nurse.phone)
    assert "I found 1 promise." in news(nurse.phone)
    await stage.say(nurse.phone, "1")
    assert "Line 7 of the minutes:" in news(nurse.phone)
    await stage.say(nurse.phone, "Into the ledger", "Next", "Next", "Next")
    assert "ST to bring figures" in news(nurse.phone)
    await stage.say(nurse.phone, "Into the ledger", "See all", "Answer questions")
    assert "Why is parking so dear?" in news(nurse.phone)
    await stage.say(nurse.phone, "It pays for the guards. We ask for a lower price.")
    before = {who.member: who.phone.messages[-1].message_id if who.phone.messages else 0
              for who in (attended, asked, reads, monthly, none)}  # fmt: skip
    await stage.say(nurse.phone, "Preview", "Send")
    await stage.settle()

    for who in (attended, asked, reads):
        shown = "\n".join(shown_since(who.phone, before[who.member]))
        assert "Partnership group, Wednesday 24 February 2027, in one minute" in shown
        assert "Decided: It was agreed that the late sessions" in shown
    for who in (monthly, none):
        assert shown_since(who.phone, before[who.member]) == []
    own = "\n".join(shown_since(asked.phone, before[asked.member]))
    assert "It pays for the guards." in own
    (kept,) = rows(stage, tables.commitment)
    assert (kept["owner_name"], str(kept["due_on"])) == ("ST", "2027-03-30")
    (decided,) = rows(stage, tables.decision, loop_id=meeting)
    assert "late sessions" in str(decided["content"])
    (row,) = rows(stage, tables.meeting, id=meeting)
    assert (row["minutes_lines"], row["status"]) == (None, "held")
    assert "source" not in str(rows(stage, tables.digest)[0]["content"])


async def test_a_reader_reads_more_reacts_asks_and_offers_help(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    reads = seat(stage, "patient in treatment")
    meeting = plan_meeting(stage, nurse)
    await stage.move(by=IN_TWO_DAYS)
    unlimited(stage)
    await _write_up(stage, nurse.phone)

    await stage.say(reads.phone, "More")
    assert "Choose one to read more" in news(reads.phone)
    await stage.say(reads.phone, "1", "I am worried", "Good")
    assert "You said: Good" in news(reads.phone)
    await stage.say(reads.phone, "I have a question", "Until when in June?")
    await stage.say(reads.phone, "/news", "1", "I can help", "I can drive people home.")

    (said,) = rows(stage, tables.reaction, meeting_id=meeting)
    assert (said["reaction"], said["member_id"]) == ("good", reads.member)
    tasks = rows(stage, tables.task, loop_id=meeting)
    assert [one["kind"] for one in tasks] == ["question", "offer"]
    (helper,) = rows(stage, tables.contributor, loop_id=meeting)
    assert (helper["how"], helper["member_id"]) == ("helper", reads.member)


async def test_a_file_is_read_and_one_that_cannot_be_says_what_to_do(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    plan_meeting(stage, nurse)
    await stage.move(by=IN_TWO_DAYS)
    await stage.say(nurse.phone, "/minutes", "1", "Send or paste them")

    nurse.phone.document(b"PK\x03\x04 with macros", "minutes.docx")
    await stage.settle()
    assert "I cannot read that file." in news(nurse.phone)
    welsh = "Cytunwyd y bydd y grŵp yn cyfarfod eto ym mis Ebrill. " * 20
    nurse.phone.document(welsh.encode(), "cofnodion.txt", "text/plain")
    await stage.settle()
    assert "do not seem to be in English" in news(nurse.phone)
    nurse.phone.document(MINUTES.encode(), "minutes.md", "text/markdown")
    await stage.settle()

    assert "I found 1 decision." in news(nurse.phone)
    assert {one["status"] for one in rows(stage, tables.media)} <= {"erased", "lost"}


async def test_long_minutes_arrive_in_parts_and_nothing_is_lost(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    meeting = plan_meeting(stage, nurse)
    await stage.move(by=IN_TWO_DAYS)
    filler = "Members talked about the long corridor and its chairs for a while.\n" * 90
    long = MINUTES.replace("2. Parking", f"{filler}\n2. Parking")
    await stage.say(nurse.phone, "/minutes", "1", "Send or paste them")

    nurse.phone.type(long)
    await stage.settle()
    await stage.say(nurse.phone, "That is all")

    assert "1 thing is asked of members." in news(nurse.phone)
    (row,) = rows(stage, tables.meeting, id=meeting)
    said = re.sub(r"\s+", "", "".join(row["minutes_lines"]))
    assert said == re.sub(r"\s+", "", long)


async def test_the_second_of_two_editors_is_told_and_loses_nothing(stage: Stage) -> None:
    first = seat(stage, "facilitator", facilitates=True)
    second = seat(stage, "second facilitator", facilitates=True)
    plan_meeting(stage, first)
    await stage.move(by=IN_TWO_DAYS)
    await stage.say(first.phone, "/minutes", "1", "Send or paste them", MINUTES, "That is all")
    await stage.say(second.phone, "/minutes", "1", "1")

    await stage.say(first.phone, "1", "Leave it out")
    await stage.say(second.phone, "Change the words", "Late sessions stay.")

    assert "Somebody else changed this" in "\n".join(shown_since(second.phone, 0))
    assert "Left out: It was agreed" in "\n".join(shown_since(second.phone, 0))
    await stage.say(second.phone, "1", "Put it back")
    content = rows(stage, tables.digest)[0]["content"]
    assert [one for one in content["pieces"] if one["left_out"]] == []


async def test_missing_minutes_are_asked_for_after_three_days_and_seven(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    plan_meeting(stage, nurse)

    await stage.move(by=timedelta(days=4, hours=6))
    first = [one for one in shown_since(nurse.phone, 0) if "This meeting was on" in one]
    assert len(first) == 1
    unlimited(stage)
    await stage.move(by=timedelta(days=4))
    await stage.move(by=timedelta(days=8))

    nags = [one for one in shown_since(nurse.phone, 0) if "This meeting was on" in one]
    assert len(nags) == 2
    await stage.say(nurse.phone, "Write it up")
    assert "How do you want to give me the minutes?" in news(nurse.phone)


async def test_without_minutes_it_is_written_item_by_item(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    reads = seat(stage, "patient who reads all")
    plan_meeting(stage, nurse)
    await stage.move(by=IN_TWO_DAYS)
    unlimited(stage)

    await stage.say(nurse.phone, "/minutes", "1", "Item by item")
    await stage.say(nurse.phone, "Late sessions stay until June.", "Skip")
    await stage.say(nurse.phone, "Add a line", "A promise", "A plan for lower prices.")
    await stage.say(nurse.phone, "Into the ledger", "the car park manager", "1 January 2020")
    assert "That day is over." in news(nurse.phone)
    await stage.say(nurse.phone, "30 March", "See all", "Preview", "Send")
    await stage.settle()

    shown = "\n".join(shown_since(reads.phone, 0))
    assert "Decided: Late sessions stay until June." in shown
    assert "Promised: A plan for lower prices." in shown
    assert rows(stage, tables.commitment)[0]["owner_name"] == "the car park manager"


async def test_once_a_month_there_is_one_message_with_all_news(stage: Stage) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    monthly = seat(stage, "family, once a month")
    await stage.say(monthly.phone, "/choices", "News of meetings", "Once a month")
    plan_meeting(stage, nurse)
    await stage.move(by=IN_TWO_DAYS)
    await _write_up(stage, nurse.phone)
    unlimited(stage)
    assert "in one minute" not in "\n".join(shown_since(monthly.phone, 0))

    await stage.move(by=timedelta(days=4))

    assert "These meetings have news." in "\n".join(shown_since(monthly.phone, 0))
    (label,) = {one for one in monthly.phone.labels if "Partnership" in one}
    await stage.say(monthly.phone, label)
    assert "Decided: It was agreed" in news(monthly.phone)
    await stage.move(by=timedelta(days=14))
    told = [one for one in shown_since(monthly.phone, 0) if "These meetings have news." in one]
    assert len(told) == 1


async def test_who_is_not_of_the_group_neither_gets_its_digest_nor_can_open_it(
    stage: Stage,
) -> None:
    nurse = seat(stage, "facilitator", facilitates=True)
    within = seat(stage, "patient of the group")
    outside = seat(stage, "patient of another group")
    group = grow(stage, within, "Lung")
    follower = seat(stage, "family who follows the group")
    await stage.say(follower.phone, "/news", "Groups I follow", "Lung")
    for who in (within, follower):
        choose(stage, who, digests="mine")
    meeting = plan_meeting(stage, nurse, Audience(groups=(group,)))
    await stage.move(by=IN_TWO_DAYS)
    unlimited(stage)
    await _write_up(stage, nurse.phone)

    for who in (within, follower):
        assert "in one minute" in "\n".join(shown_since(who.phone, 0))
    assert "in one minute" not in "\n".join(shown_since(outside.phone, 0))
    await stage.say(outside.phone, "/news")
    assert "There is no news of meetings now." in news(outside.phone)
    told = {one["member_id"] for one in rows(stage, tables.notice, loop_id=meeting)}
    assert told == {within.member, follower.member}


async def _write_up(stage: Stage, phone: Phone) -> None:
    await stage.say(phone, "/minutes", "1", "Send or paste them", MINUTES, "That is all")
    await stage.say(phone, "Preview", "Send")
    await stage.settle()

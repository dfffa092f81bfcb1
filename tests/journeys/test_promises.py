"""A promise from the decision to what came of it: its owner joins, is late, and leaves."""

import re
from datetime import timedelta

from bot.demo.stage import Stage
from bot.sandbox.people import Phone
from bot.store import tables
from tests.journeys.consultations import HOW_HOME, Seat, a_draft, consult, news, rows, seat

BUS = "Patient transport runs until 9 pm."
JOIN = ("1", "Go on", "I agree")
DECIDED = ("Most want late sessions.", "They stay.", "A third one.", "Skip", "Skip", "Skip")


async def _closed(stage: Stage) -> tuple[Seat, Seat, int]:
    """Let a member have answered a consultation that has closed since."""
    lead, member = seat(stage, "lead", facilitates=True), seat(stage, "patient in treatment")
    number = consult(stage, lead, a_draft(stage, questions=(HOW_HOME,)))
    await stage.settle()
    await stage.say(member.phone, "Start", "By bus")
    await stage.move(by=timedelta(days=15))
    return lead, member, number


async def _promised(stage: Stage, day: str = "30 June") -> tuple[Seat, Seat, Phone, int]:
    """Let it be decided with a promise, whose owner has come by the link."""
    lead, member, number, link = await _linked(stage, day)
    owner = stage.sandbox.new_person("professional")
    owner.open(stage.bot, link)
    await stage.settle()
    await stage.say(owner, *JOIN)
    return lead, member, owner, number


async def _linked(stage: Stage, day: str) -> tuple[Seat, Seat, int, str]:
    """Let it be decided with a promise; gives its link, too."""
    lead, member, number = await _closed(stage)
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Write the decision")
    await stage.say(lead.phone, *DECIDED, "Add a promise", BUS, "the transport manager")
    await stage.say(lead.phone, "Somebody else", day, "Keep it", "To the decision", "Send")
    found = re.search(r"start=(\S+)", news(lead.phone))
    assert found, news(lead.phone)
    return lead, member, number, found[1]


async def test_who_has_joined_before_takes_on_the_promise_of_a_link(stage: Stage) -> None:
    _, member, number, link = await _linked(stage, "30 June")
    other = seat(stage, "transport manager, a member since long")
    other.phone.open(stage.bot, link)
    await stage.settle()
    assert "1 promise is with you now." in news(other.phone)
    assert BUS in news(other.phone)
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert promise["owner_id"] == other.member
    member.phone.open(stage.bot, link)
    await stage.settle()
    assert "This link is not valid" in news(member.phone), "it was for one person"
    await stage.say(other.phone, "It will be later", "31 July", "No driver yet.", "Tell them")
    other.phone.open(stage.bot, link)
    await stage.settle()
    assert BUS in news(other.phone)
    await stage.say(other.phone, "/promises", "1")
    assert "It is due in" in news(other.phone)


async def test_a_promise_is_kept_late_and_everybody_hears_why(stage: Stage) -> None:
    lead, member, owner, number = await _promised(stage)
    assert "1 promise is with you now." in news(owner)
    await stage.say(owner, "3")
    assert "Why can it not be done?" in news(owner), "the promise waits for their reply"
    await stage.move(by=timedelta(days=1))
    assert BUS in news(member.phone)

    await stage.say(owner, "/promises", "1")
    assert "You promised the members of" in news(owner)
    assert BUS in news(owner)
    await stage.say(owner, "It will be later", "1 January 2020")
    assert "That day is not in the future." in news(owner)
    await stage.say(owner, "31 July", "The driver's contract is not signed.")
    assert "People will read this:" in news(owner)
    assert "31 July" in news(owner)
    await stage.say(owner, "Tell them")
    await stage.move(by=timedelta(days=2))
    assert "The driver's contract is not signed." in news(member.phone)

    await stage.say(owner, "/promises", "1", "It is done", "Yes, all of it", "It runs since today.")
    owner.photo(caption="The timetable")
    await stage.settle()
    await stage.say(owner, "Tell them")
    await stage.move(by=timedelta(days=9))
    assert "It runs since today." in news(member.phone)
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert (promise["status"], promise["version"]) == ("done", 4)
    (shown,) = rows(stage, tables.evidence, commitment_id=promise["id"])
    assert shown["media_id"]
    await stage.say(member.phone, "Tell me more")
    assert "What shows it: The timetable" in news(member.phone)
    assert "See the photo" not in news(member.phone)
    await stage.say(lead.phone, "/needs")
    waits = [one for one in lead.phone.labels if "Look at this" in one]
    await stage.say(lead.phone, waits[-1], "Look at it", "Members may see it")
    assert "Members who were told of it can see it now" in news(lead.phone)
    await stage.say(member.phone, "Tell me more", "See the photo")
    assert BUS in news(member.phone)
    assert member.phone.news[-1].media
    changes = rows(stage, tables.commitment_change, commitment_id=promise["id"])
    assert [one["what"] for one in changes] == ["made", "owner", "date", "status"]


async def test_the_owner_is_reminded_and_answers_by_a_number(stage: Stage) -> None:
    _, _, owner, number = await _promised(stage)
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    ahead = promise["due_on"] - timedelta(days=7) - stage.clock.now().date()
    await stage.move(by=ahead + timedelta(hours=6))
    assert "It is due in" in news(owner)
    assert BUS in news(owner)
    await stage.say(owner, "3")
    assert "Why can it not be done?" in news(owner)
    await stage.say(owner, "There is no driver.", "Tell them")
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert promise["status"] == "cannot"


async def test_the_promise_of_an_owner_who_blocks_goes_to_the_facilitator(stage: Stage) -> None:
    lead, _, owner, number = await _promised(stage)
    owner.block(stage.bot)
    await stage.move(by=timedelta(minutes=5))
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert promise["owner_id"] == lead.member
    (task,) = rows(stage, tables.task, kind="unowned")
    assert task["about"] == promise["id"]

    await stage.say(lead.phone, "/needs", "1")
    assert "Nobody owns this promise." in news(lead.phone)
    await stage.say(lead.phone, "Change who does it", "the bus company", "Somebody else")
    assert "It is handed over. It is with the bus company now." in news(lead.phone)
    assert "start=" in news(lead.phone)
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert (promise["owner_id"], promise["owner_name"]) == (None, "the bus company")
    assert rows(stage, tables.task, kind="unowned")[0]["done_at"]


async def test_half_a_promise_keeps_the_decision_and_says_what_it_lacks(stage: Stage) -> None:
    lead, _, number = await _closed(stage)
    await stage.say(lead.phone, "/home", "Tell people: Evening chemotherapy", "Write the decision")
    await stage.say(lead.phone, *DECIDED, "Add a promise", BUS, "Later", "To the decision", "Send")
    assert "Nobody is named yet who does this." in news(lead.phone)
    assert not rows(stage, tables.decision, loop_id=number)
    await stage.say(lead.phone, "Go on with it", "Change who does it", "the manager", "That is me")
    await stage.say(lead.phone, "Change the day", "1 January 2020")
    assert "That day is past." in news(lead.phone)
    await stage.say(lead.phone, "30 June", "Keep it", "To the decision", "Send")
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert promise["owner_id"] == lead.member
    assert len(rows(stage, tables.decision, loop_id=number)) == 1


async def test_what_is_not_theirs_waits_for_the_facilitator_and_stays(stage: Stage) -> None:
    _, _, owner, number = await _promised(stage)
    await stage.say(owner, "/promises", "1", "Not mine", "The estates manager.")
    assert "Until it is handed over, it stays with you." in news(owner)
    (task,) = rows(stage, tables.task, kind="not_mine")
    assert task["loop_id"] == number
    (promise,) = rows(stage, tables.commitment, loop_id=number)
    assert task["member_id"] == promise["owner_id"]

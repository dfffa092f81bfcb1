"""Lost and changed phones, accounts that are gone, and phones that somebody else has now."""

import re
from datetime import timedelta

from bot.demo.stage import Stage
from bot.sandbox.people import Phone
from bot.store import tables
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    consult,
    news,
    part,
    rows,
    seat,
)

WRONG = "AAAA-AAAA-AAAA-AAAA"


async def new_code(stage: Stage, who: Seat) -> str:
    """Let somebody make a recovery code and write it down."""
    await stage.say(who.phone, "/choices", "Recovery code", "New code")
    found = re.search(r"\b[2-9A-Z]{4}(-[2-9A-Z]{4}){3}\b", news(who.phone))
    assert found
    return found.group()


async def half_way(stage: Stage) -> tuple[Seat, Seat, int, str]:
    """Let somebody have answered the first of two questions, and have a code."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    code = await new_code(stage, patient)
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    return facilitator, patient, number, code


async def another_phone(stage: Stage, name: str = "patient in treatment, new phone") -> Phone:
    """Let somebody press Start on another phone."""
    phone = stage.sandbox.new_person(name)
    phone.open(stage.bot)
    await stage.settle()
    return phone


async def give(stage: Stage, phone: Phone, code: str) -> None:
    """Let somebody give a code on another phone."""
    await stage.say(phone, "/recover", code)


def member_of(stage: Stage, phone: Phone) -> int:
    """Give the number of whoever writes from this phone."""
    return int(rows(stage, tables.address, external_id=str(phone.id))[0]["member_id"])


# --- moving ---------------------------------------------------------------------------------------


async def test_a_person_moves_to_a_new_phone_and_goes_on_where_they_were(stage: Stage) -> None:
    _, patient, number, code = await half_way(stage)
    phone = await another_phone(stage)

    await stage.say(phone, "English", "I have a code", code.lower().replace("-", " "))
    assert "The code is right." in news(phone)
    await stage.say(phone, "Move to this account", "Yes, move")

    assert "Everything is on this account now." in news(phone)
    assert code not in news(phone)
    (place,) = rows(stage, tables.address, member_id=patient.member)
    assert place["external_id"] == str(phone.id)
    await stage.say(phone, "Home", "Go on: Evening chemotherapy", "A later bus")
    assert answers(stage, number, patient) == {1: [2], 2: "A later bus"}
    assert len(rows(stage, tables.member)) == 2, "nobody else is left of the new phone"


async def test_the_phone_before_is_forgotten_and_gets_nothing_more(stage: Stage) -> None:
    facilitator, patient, _, code = await half_way(stage)
    await stage.move(by=timedelta(hours=10))  # 20:00
    later = consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()
    phone = await another_phone(stage)
    await give(stage, phone, code)
    await stage.say(phone, "Move to this account", "Yes, move")
    before = len(patient.phone.messages)

    await stage.move(by=timedelta(hours=14))

    assert "Parking" in news(phone)
    assert part(stage, later, patient) == "asked"
    assert len(patient.phone.messages) == before
    await stage.say(patient.phone, "/home")
    assert "Which language shall I write to you in?" in news(patient.phone)
    assert member_of(stage, patient.phone) != patient.member


async def test_a_code_that_moved_somebody_works_no_more(stage: Stage) -> None:
    _, _, _, code = await half_way(stage)
    first, second = await another_phone(stage), await another_phone(stage, "carer")
    await give(stage, first, code)
    await stage.say(first, "Move to this account", "Yes, move")

    await give(stage, second, code)

    assert "I do not know this code." in news(second)


async def test_of_two_phones_that_claim_one_code_at_once_the_first_wins_and_the_other_is_told(
    stage: Stage,
) -> None:
    _, patient, _, code = await half_way(stage)
    phones = [await another_phone(stage, f"phone {number}") for number in range(2)]
    for phone in phones:
        await give(stage, phone, code)
        await stage.say(phone, "Move to this account")

    for phone in phones:
        phone.tap("Yes, move")
    await stage.settle()

    moved = ["Everything is on this account now." in news(phone) for phone in phones]
    told = ["This code no longer works." in news(phone) for phone in phones]
    assert sorted(moved) == [False, True]
    assert told == [not one for one in moved]
    assert member_of(stage, phones[moved.index(True)]) == patient.member
    assert member_of(stage, phones[moved.index(False)]) != patient.member


async def test_whoever_joined_on_the_new_phone_too_is_one_person_after_moving(stage: Stage) -> None:
    _, patient, number, code = await half_way(stage)
    again = seat(stage, "patient in treatment, joined once more")
    await stage.settle()
    await stage.say(again.phone, "Start", "On foot")

    await give(stage, again.phone, code)
    await stage.say(again.phone, "Move to this account")
    assert "What you answered and chose on this account until now is erased." in news(again.phone)
    await stage.say(again.phone, "Yes, move")

    assert member_of(stage, again.phone) == patient.member
    assert not rows(stage, tables.member, id=again.member)
    assert answers(stage, number, patient) == {1: [2]}
    assert answers(stage, number, again) == {}


async def test_somebody_who_stopped_can_move_and_stays_stopped(stage: Stage) -> None:
    _, patient, _, code = await half_way(stage)
    await stage.say(patient.phone, "stop")
    phone = await another_phone(stage)
    await give(stage, phone, code)

    await stage.say(phone, "Move to this account", "Yes, move")
    assert "You had stopped, and that stays so." in news(phone)
    await stage.say(phone, "Home")

    assert "You have stopped" in news(phone)
    assert rows(stage, tables.member, id=patient.member)[0]["stopped_at"] is not None


# --- without moving -------------------------------------------------------------------------------


async def test_answers_are_seen_stopped_and_erased_from_a_friends_phone(stage: Stage) -> None:
    _, patient, number, code = await half_way(stage)
    friend = seat(stage, "friend")
    before = len(patient.phone.messages)
    await give(stage, friend.phone, code)

    await stage.say(friend.phone, "See my answers", "Evening chemotherapy")
    assert "How did you get home? — By bus" in news(friend.phone)
    await stage.say(friend.phone, "Back", "Back", "Stop all messages")
    assert rows(stage, tables.member, id=patient.member)[0]["stopped_at"] is not None
    assert rows(stage, tables.member, id=friend.member)[0]["stopped_at"] is None
    await stage.say(friend.phone, "Erase my answers", "Yes, erase them")
    assert answers(stage, number, patient) == {}
    await stage.say(friend.phone, "Erase all about me", "Yes, erase it all")

    assert not rows(stage, tables.member, id=patient.member)
    assert not rows(stage, tables.address, external_id=patient.address)
    assert len(patient.phone.messages) == before, "the other phone is told nothing"
    assert [row["act"] for row in rows(stage, tables.audit) if row["act"].startswith("code.")] == [
        "code.given", "code.stopped", "code.erased", "code.erased",
    ]  # fmt: skip


async def test_ten_wrong_codes_lock_for_a_day_and_no_code_is_kept(stage: Stage) -> None:
    _, patient, _, code = await half_way(stage)
    phone = await another_phone(stage)
    for _ in range(9):
        await give(stage, phone, WRONG)
        assert "I do not know this code." in news(phone)

    await give(stage, phone, WRONG)
    assert "For your safety I take no code for 1 day." in news(phone)
    await give(stage, phone, code)
    assert "For your safety I take no code for 1 day." in news(phone)
    assert WRONG not in str(rows(stage, tables.inbox))

    await stage.move(by=timedelta(days=1, minutes=1))
    await give(stage, phone, code)
    assert "The code is right." in news(phone)
    assert code not in str(rows(stage, tables.inbox))
    assert rows(stage, tables.member, id=member_of(stage, phone))[0]["wrong_codes"] == 0
    assert member_of(stage, patient.phone) == patient.member


async def test_stop_and_danger_are_heard_where_a_code_is_awaited(stage: Stage) -> None:
    phone = await another_phone(stage)
    await stage.say(phone, "English", "I have a code", "I have a fever and I am shaking")
    assert "Please call now" in news(phone)

    await stage.say(phone, "stop")

    assert "you have not joined" in news(phone)
    assert not rows(stage, tables.address, external_id=str(phone.id))


async def test_a_code_typed_as_an_answer_is_kept_nowhere_and_read_by_nobody(stage: Stage) -> None:
    facilitator, patient, number, code = await half_way(stage)

    await stage.say(patient.phone, code.lower())

    assert "This is the code of this very account." in news(patient.phone)
    assert answers(stage, number, patient) == {1: [2]}
    assert code.lower() not in str(rows(stage, tables.inbox))
    await stage.say(facilitator.phone, code)
    assert "Then send /code." in news(facilitator.phone)


async def test_a_number_typed_to_an_ask_erases_nobody_whose_code_was_given_here(
    stage: Stage,
) -> None:
    facilitator, patient, _, code = await half_way(stage)
    friend = seat(stage, "friend")
    await stage.settle()
    await stage.say(friend.phone, "/recover", code, "Erase all about me")
    later = consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()

    await stage.say(friend.phone, "1")

    assert part(stage, later, friend) == "started"
    assert rows(stage, tables.member, id=patient.member)


# --- by telephone ---------------------------------------------------------------------------------


async def test_a_facilitator_stops_for_a_caller_and_the_code_opens_nothing_to_them(
    stage: Stage,
) -> None:
    facilitator, patient, number, code = await half_way(stage)
    before = len(patient.phone.messages)

    await stage.say(facilitator.phone, "/code", code)
    assert "I show you nothing of what they answered." in news(facilitator.phone)
    assert "See my answers" not in facilitator.phone.labels
    await stage.say(facilitator.phone, "No more messages")

    assert rows(stage, tables.member, id=patient.member)[0]["stopped_at"] is not None
    assert answers(stage, number, patient) == {1: [2]}
    assert len(patient.phone.messages) == before
    audit = [row for row in rows(stage, tables.audit) if row["act"].startswith("code.")]
    assert [(row["act"], row["actor_id"], row["subject"]) for row in audit] == [
        ("code.given", facilitator.member, patient.member),
        ("code.stopped", facilitator.member, patient.member),
    ]

    await stage.say(facilitator.phone, "/recover")
    assert "I open nothing to you with a code." in news(facilitator.phone)
    private = await another_phone(stage, "facilitator, at home")
    await give(stage, private, code)
    assert "works by telephone only" in news(private)


async def test_a_death_is_recorded_by_telephone_and_nobody_is_asked_about_it(stage: Stage) -> None:
    facilitator, patient, _, code = await half_way(stage)
    await stage.say(facilitator.phone, "/code", code, "Somebody has died", "Who has this code")
    before = len(patient.phone.messages)

    for _ in range(40):
        await stage.move(by=timedelta(days=1))

    row = rows(stage, tables.member, id=patient.member)[0]
    assert row["death"] == "member"
    assert row["stopped_at"] is not None
    assert len(patient.phone.messages) == before


async def test_a_caller_is_erased_whole(stage: Stage) -> None:
    facilitator, patient, number, code = await half_way(stage)
    await stage.say(facilitator.phone, "/code", code, "Erase everything", "Yes, erase it all")

    assert not rows(stage, tables.member, id=patient.member)
    assert answers(stage, number, patient) == {}
    await stage.say(facilitator.phone, "/code", code)
    assert "I do not know this code." in news(facilitator.phone)


async def test_a_code_of_another_network_is_nobodys(stage: Stage) -> None:
    await stage.stop()
    other = stage.add_network("lakeside", "Lakeside Cancer Network")
    await stage.start()
    account = next(number for number, network in stage.networks.items() if network == other)
    elsewhere = seat(stage, "patient at Lakeside", account=account)
    code = await new_code(stage, elsewhere)
    facilitator = seat(stage, "facilitator", facilitates=True)

    await stage.say(facilitator.phone, "/code", code)

    assert "I do not know this code." in news(facilitator.phone)


# --- accounts that are gone -----------------------------------------------------------------------


async def test_the_address_of_an_account_that_is_gone_is_forgotten_a_month_later(
    stage: Stage,
) -> None:
    facilitator, patient, number, code = await half_way(stage)
    patient.phone.deactivate()
    consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()
    (place,) = rows(stage, tables.address, external_id=patient.address)
    assert place["deactivated_at"] is not None

    await stage.move(by=timedelta(days=29))
    assert rows(stage, tables.address, external_id=patient.address)
    await stage.move(by=timedelta(days=1))

    assert not rows(stage, tables.address, external_id=patient.address)
    assert patient.address not in str(rows(stage, tables.inbox))
    assert answers(stage, number, patient) == {1: [2]}
    phone = await another_phone(stage)
    await give(stage, phone, code)
    await stage.say(phone, "Move to this account", "Yes, move")
    assert member_of(stage, phone) == patient.member


async def test_whoever_blocked_keeps_their_address(stage: Stage) -> None:
    facilitator, patient, _, _ = await half_way(stage)
    patient.phone.block()
    await stage.settle()
    consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.move(by=timedelta(days=60))

    (place,) = rows(stage, tables.address, external_id=patient.address)
    assert place["unreachable_since"] is not None
    assert place["deactivated_at"] is None


# --- silence --------------------------------------------------------------------------------------


async def test_after_half_a_year_nothing_old_is_shown_before_it_is_known_who_writes(
    stage: Stage,
) -> None:
    _, patient, number, _ = await half_way(stage)
    await stage.move(by=timedelta(days=184))

    patient.phone.tap("Change")
    await stage.settle()
    assert "Is it still you?" in news(patient.phone)
    assert "chemotherapy" not in news(patient.phone)
    await stage.say(patient.phone, "A later bus")
    assert "I did not use what you sent." in news(patient.phone)
    await stage.say(patient.phone, "Yes", "Home")

    assert "Home" in news(patient.phone)
    await stage.say(patient.phone, "My answers", "Evening chemotherapy")
    assert "By bus" in news(patient.phone)
    assert answers(stage, number, patient) == {1: [2]}


async def test_after_half_a_year_what_comes_by_itself_shows_nothing_before_it_is_opened(
    stage: Stage,
) -> None:
    facilitator, patient, _, _ = await half_way(stage)
    for _ in range(7):
        await stage.move(by=timedelta(days=28))
        await stage.say(facilitator.phone, "/home")
    before = len(patient.phone.messages)

    consult(stage, facilitator, a_draft(stage, "Parking"))
    await stage.settle()

    (shown,) = patient.phone.messages[before:]
    assert shown.text.startswith("You have a message.")
    await stage.say(patient.phone, "Open")
    assert "Is it still you?" in news(patient.phone)
    assert "Parking" not in news(patient.phone)
    await stage.say(patient.phone, "Yes", "Open")
    assert "Parking" in news(patient.phone)


async def test_writing_within_half_a_year_asks_nothing(stage: Stage) -> None:
    _, patient, _, _ = await half_way(stage)
    for _ in range(3):
        await stage.move(by=timedelta(days=150))
        await stage.say(patient.phone, "/home")
        assert "Is it still you?" not in news(patient.phone)


async def test_somebody_new_begins_anew_and_the_other_can_come_back_with_their_code(
    stage: Stage,
) -> None:
    _, patient, number, code = await half_way(stage)
    await stage.move(by=timedelta(days=184))

    await stage.say(patient.phone, "hello", "No, a new person")
    assert "Which language shall I write to you in?" in news(patient.phone)
    assert member_of(stage, patient.phone) != patient.member
    await stage.say(patient.phone, "English", "Join", "All at once", "I agree to all five", "Yes")
    assert "Is it still you?" not in news(patient.phone)
    assert "chemotherapy" not in news(patient.phone)
    assert not rows(stage, tables.address, member_id=patient.member)

    phone = await another_phone(stage, "patient in treatment, new number")
    await give(stage, phone, code)
    await stage.say(phone, "Move to this account", "Yes, move")
    assert member_of(stage, phone) == patient.member
    assert answers(stage, number, patient) == {1: [2]}


async def test_whoever_takes_part_no_more_is_on_record_as_out_of_reach(stage: Stage) -> None:
    facilitator, patient, _, _ = await half_way(stage)
    await stage.move(by=timedelta(days=184))
    await stage.say(patient.phone, "hello", "No, a new person")
    phone = patient.phone
    before = len(phone.messages)
    later = consult(stage, facilitator, a_draft(stage, "Parking"))

    await stage.move(by=timedelta(days=3))

    assert len(phone.messages) == before
    assert not rows(stage, tables.outbox, subject=later, member_id=patient.member)


async def test_when_somebody_wrote_is_known_to_a_day(stage: Stage) -> None:
    patient = seat(stage, "patient in treatment")
    began = stage.clock.now()
    await stage.say(patient.phone, "/home")
    for hours in (1, 10):
        await stage.move(by=timedelta(hours=hours))
        await stage.say(patient.phone, "/home")
    assert rows(stage, tables.member, id=patient.member)[0]["wrote_at"] < began + timedelta(hours=1)

    await stage.move(by=timedelta(days=1))
    await stage.say(patient.phone, "/home")
    wrote = rows(stage, tables.member, id=patient.member)[0]["wrote_at"]
    assert wrote > began + timedelta(days=1)

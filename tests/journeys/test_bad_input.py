"""Issue 'The main job', bad input: one clear sentence, nothing changes, and the next input works.

A wrong token, a port in use and a newer database belong to the command line.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.channels.telegram.codec import write_data
from bot.demo.stage import Stage
from bot.store import tables
from conversations.screen import Act
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    button,
    consult,
    last_id,
    news,
    part,
    rows,
    seat,
    shown_since,
    what_counts,
)

NOT_UNDERSTOOD = "I did not understand that."
NOT_FOR_YOU = "I cannot use that button any more. Here is what you can do."


async def asked(stage: Stage) -> tuple[Seat, Seat, int]:
    """Let a facilitator have asked one member, who is at the first question."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start")
    assert "How did you get home?" in news(patient.phone)
    return facilitator, patient, number


# --- what a member sends that cannot be used -----------------------------------------------------


def _send_sticker(patient: Seat) -> None:
    patient.phone.sticker()


def _forward(patient: Seat) -> None:
    patient.phone.forward("Please all vote for the bus.")


def _edit(patient: Seat) -> None:
    typed = [one for one in patient.phone.messages if not one.from_bot][-1]
    patient.phone.edit(typed.message_id, "2")


def _send_photo(patient: Seat) -> None:
    patient.phone.photo(caption="2")


def _unknown_command(patient: Seat) -> None:
    patient.phone.type("/vote 2")


def _empty(patient: Seat) -> None:
    patient.phone.type("\u200b\u2063")


def _far_off(patient: Seat) -> None:
    patient.phone.type("17")


SLIPS: dict[str, tuple[Callable[[Seat], None], str]] = {
    "unknown command": (_unknown_command, "I do not know that command. Here is what you can do."),
    "sticker": (_send_sticker, "I cannot use that kind of message."),
    "forwarded post": (_forward, "I cannot use forwarded messages. Please write it in your own"),
    "edited message": (_edit, "I keep what you sent first. To change an answer, choose it under"),
    "picture": (_send_photo, "Please choose one: tap a button, or type its number."),
    "empty text": (_empty, "Please choose one: tap a button, or type its number."),
    "a number that is not there": (_far_off, "Please choose one: tap a button, or type its number"),
}


@pytest.mark.parametrize("slip", SLIPS)
async def test_what_cannot_be_used_is_answered_in_a_sentence_and_changes_nothing(
    stage: Stage, slip: str
) -> None:
    _, patient, number = await asked(stage)
    await stage.say(patient.phone, "hm")
    before = what_counts(stage)
    do, sentence = SLIPS[slip]

    do(patient)
    await stage.settle()

    assert sentence in news(patient.phone)
    assert what_counts(stage) == before
    if slip == "unknown command":  # it leads home, and home leads back
        await stage.say(patient.phone, "Go on: Evening chemotherapy")
    await stage.say(patient.phone, "2")
    assert answers(stage, number, patient) == {1: [2]}


@pytest.mark.parametrize("slip", ["sticker", "forwarded post", "edited message", "picture"])
async def test_the_same_slips_before_joining_leave_nothing_and_joining_goes_on(
    stage: Stage, slip: str
) -> None:
    phone = stage.sandbox.new_person("patient in treatment")
    phone.open(stage.bot)
    await stage.settle()
    await stage.say(phone, "hm")
    before = what_counts(stage)

    SLIPS[slip][0](Seat(phone, 0, stage.network))
    await stage.settle()

    said = "changed message here" if slip == "edited message" else "I cannot use that here."
    assert said in news(phone)
    assert what_counts(stage) == before
    await stage.say(phone, "English")
    assert "Hello. I am Heard" in news(phone)


async def test_a_text_of_nothing_at_all_is_no_answer_in_own_words(stage: Stage) -> None:
    _, patient, number = await asked(stage)
    await stage.say(patient.phone, "1")
    before = what_counts(stage)

    for blank in ("\u200b", "\u2063\u200f", "\u00ad"):
        await stage.say(patient.phone, blank)
        assert "Please type your answer, or send a voice message. Or skip." in news(patient.phone)
    assert what_counts(stage) == before

    await stage.say(patient.phone, "👍")
    assert answers(stage, number, patient) == {1: [1], 2: "👍"}


async def test_a_raw_update_with_an_empty_text_is_answered_too(stage: Stage) -> None:
    _, patient, _ = await asked(stage)
    before = what_counts(stage)
    person = {"id": patient.phone.id, "is_bot": False, "first_name": "P"}
    chat = {"id": patient.phone.id, "type": "private", "first_name": "P"}
    body = {"message_id": 90, "date": 1, "from": person, "chat": chat, "text": ""}

    mark = last_id(patient.phone)
    stage.sandbox.world.deliver(patient.phone.chat, "message", body)
    await stage.settle()

    assert any("Please choose one" in one for one in shown_since(patient.phone, mark))
    assert what_counts(stage) == before


async def test_five_thousand_characters_are_refused_whole_with_the_part_that_the_app_cut_off(
    stage: Stage,
) -> None:
    _, patient, number = await asked(stage)
    await stage.say(patient.phone, "1")
    before = what_counts(stage)

    mark = last_id(patient.phone)
    patient.phone.type("Long. " * 834)  # the app sends it as two messages, one after the other
    await stage.settle()

    said = shown_since(patient.phone, mark)
    assert len(said) == 1
    assert "That is longer than I can keep. Please send at most 4,000 characters" in said[0]
    assert what_counts(stage) == before
    await stage.move(by=timedelta(minutes=1))
    await stage.say(patient.phone, "Shorter.")
    assert answers(stage, number, patient)[2] == "Shorter."


# --- buttons that are not one's own --------------------------------------------------------------


async def test_a_tap_on_another_persons_button_does_nothing_to_either(stage: Stage) -> None:
    _, patient, number = await asked(stage)
    carer = seat(stage, "carer")
    await stage.settle()
    await stage.say(carer.phone, "/home")
    _, theirs = button(patient.phone, "By bus")
    message, _ = button(carer.phone, "My answers")
    before = what_counts(stage)

    carer.phone.tap_data(message, theirs)
    await stage.settle()

    assert NOT_FOR_YOU in news(carer.phone)
    assert what_counts(stage) == before
    assert not answers(stage, number, patient)
    await stage.say(patient.phone, "By bus")
    assert answers(stage, number, patient) == {1: [2]}


async def test_a_facilitators_button_tapped_by_a_member_does_nothing(stage: Stage) -> None:
    facilitator, patient, number = await asked(stage)
    await stage.say(facilitator.phone, "/home", "Under way: Evening chemotherapy")
    message, _ = button(patient.phone, "By bus")
    before = what_counts(stage)

    for verb in ("d.open", "d.closing", "d.close", "d.results", "d.read", "d.write", "d.send",
                 "c.open", "c.pause", "c.cancel", "c.cancelled", "c.overview"):  # fmt: skip
        patient.phone.tap_data(message, write_data(Act(verb, (number, 0, 1)), patient.member))
        await stage.settle()
        assert "Here is what you can do." in news(patient.phone), verb
        assert what_counts(stage) == before, verb

    await stage.say(patient.phone, "By bus")
    assert answers(stage, number, patient) == {1: [2]}


FORGED = ("1:a.choose:zz.1.1:{mine}", "1:a.choose:{number}.9.1:{mine}", "0:a.choose:1:1", "vote=2",
          "1:a.choose:{number}.1.77:{mine}", "1:a.choose:{number}:{mine}", "1:a.no::{mine}",
          "1:x.open:{number}:{mine}", "1:j.agree:0.5:{mine}", "1:h.rate:{number}.0:{mine}",
          "1:h.rate:{number}.999:{mine}", "1:w.pick:0.{number}:{mine}", "1:w.pick::{mine}",
          "1:m.nothing::{mine}", "1:o.every:0.77777:{mine}", "1:o.language:0.999:{mine}",
          "1:a.start::{mine}", "1:c.audience:{number}.0.1:{mine}", "1:d.read:{number}:{mine}",
          "1:c.overview:{number}.0.1:{mine}", "1:d.rea:{number}.999999:{mine}", "💊")  # fmt: skip


async def test_forged_and_foreign_callbacks_do_nothing_and_are_answered(stage: Stage) -> None:
    _, patient, number = await asked(stage)
    message, own = button(patient.phone, "By bus")
    member = own.rpartition(":")[2]
    consultation = own.split(":")[2].partition(".")[0]
    before = what_counts(stage)

    for forged in FORGED:
        patient.phone.tap_data(message, forged.format(mine=member, number=consultation))
        await stage.settle()
        assert news(patient.phone), forged
        assert what_counts(stage) == before, forged

    assert not rows(stage, tables.inbox, status="poison")
    await stage.say(patient.phone, "By bus")
    assert answers(stage, number, patient) == {1: [2]}


async def test_a_facilitators_forged_callbacks_do_nothing_and_are_answered(stage: Stage) -> None:
    facilitator, patient, _ = await asked(stage)
    await stage.say(facilitator.phone, "/home")
    message, own = button(facilitator.phone, "My answers")
    member, consultation = own.rpartition(":")[2], button(patient.phone, "By bus")[1].split(":")[2]
    before = what_counts(stage)

    composing = ("c.open", "c.overview", "c.group", "c.questions", "c.nothing")
    deciding = ("d.part", "d.day", "d.read", "d.results", "d.send", "d.nothing", "d.keep")
    for verb in (*composing, *deciding):
        for ids in ("", "1", consultation.partition(".")[0] + ".99999", consultation):
            facilitator.phone.tap_data(message, f"1:{verb}:{ids}:{member}")
            await stage.settle()
            assert news(facilitator.phone), (verb, ids)
            assert what_counts(stage) == before | _audit(stage), (verb, ids)
    assert not rows(stage, tables.inbox, status="poison")


def _audit(stage: Stage) -> dict[str, list[dict[str, object]]]:
    """Give the audit: acts of power stay on record, even those that led to nothing."""
    return {"audit": rows(stage, tables.audit)}


# --- after the end -------------------------------------------------------------------------------


async def test_an_answer_after_closing_is_not_kept_and_says_so(stage: Stage) -> None:
    _, patient, number = await asked(stage)
    await stage.say(patient.phone, "1")
    await stage.move(by=timedelta(days=16))
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "closed"
    before = what_counts(stage)

    await stage.say(patient.phone, "Somewhere warm to wait")

    assert "This consultation is closed, so I cannot change anything in it now." in news(
        patient.phone
    )
    assert "What you answered before is kept." in news(patient.phone)
    message, old = button(patient.phone, "Change")
    for data in (old, old.replace("a.change", "a.skip"), old.replace("a.change", "a.start")):
        patient.phone.tap_data(message, data)
        await stage.settle()
        assert "This consultation is closed" in news(patient.phone)
    assert what_counts(stage) == before
    assert part(stage, number, patient) == "started"
    await stage.say(patient.phone, "Home")
    assert "Nothing is waiting for you." in news(patient.phone)


async def test_an_answer_in_the_moment_between_the_end_and_the_tick_is_not_kept(
    stage: Stage,
) -> None:
    _, patient, number = await asked(stage)
    ends = rows(stage, tables.consultation, id=number)[0]["closes_at"]
    before = answers(stage, number, patient)

    stage.clock.move(to=ends)
    await stage.say(patient.phone, "1")

    assert "This consultation is closed" in news(patient.phone)
    assert answers(stage, number, patient) == before == {}

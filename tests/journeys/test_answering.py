"""Answering, through the real program: in every way, in any order, with no time-out."""

from datetime import timedelta
from pathlib import Path

from bot.channels.telegram.codec import write_data
from bot.delivery.fetching import place_of
from bot.demo.stage import Stage
from bot.store import tables
from conversations.content import Choice, Question
from conversations.screen import Act
from tests.journeys.consultations import (
    EASIER,
    HOW_HOME,
    Seat,
    a_draft,
    answers,
    button,
    consult,
    files_in,
    last_id,
    news,
    one_choice,
    own_words,
    part,
    rows,
    seat,
    shown_since,
    until,
    words,
)

WAIT = one_choice(1, "How long did you wait?", "Under an hour", "Over an hour")
CHAIRS = own_words(2, "What about the chairs?")
SEVERAL = Question(
    3,
    "several",
    words("What did you use?"),
    tuple(Choice(n, words(f"Thing {n}")) for n in (1, 2, 3)),
)
SCALE = Question(
    4, "scale", words("How was it?"), tuple(Choice(n, words(str(n))) for n in (1, 2, 3, 4, 5))
)


async def one_asked(stage: Stage, *questions: Question) -> tuple[Seat, int]:
    """Let one member have been asked, and have pressed Start."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    asked = questions or (HOW_HOME, EASIER)
    number = consult(stage, facilitator, a_draft(stage, questions=asked))
    await stage.settle()
    await stage.say(patient.phone, "Start")
    return patient, number


async def two_half_done(stage: Stage) -> tuple[Seat, int, int]:
    """Let one member be at the second question of two consultations; the chairs came last."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    home = consult(stage, facilitator, a_draft(stage, "Going home"))
    chairs = consult(stage, facilitator, a_draft(stage, "Waiting room", questions=(WAIT, CHAIRS)))
    await stage.settle()
    await stage.settle()
    for number, choice in ((home, "By bus"), (chairs, "Over an hour")):
        message = asks_of(stage, patient)[number]
        patient.phone.tap_data(message, start_of(patient, message))
        await stage.settle()
        await stage.say(patient.phone, choice)
    assert part(stage, home, patient) == part(stage, chairs, patient) == "started"
    return patient, home, chairs


def asks_of(stage: Stage, patient: Seat) -> dict[int, int]:
    """Give the message of each ask that a member got, by consultation."""
    sent = rows(stage, tables.outbox, member_id=patient.member, kind="ask", status="sent")
    return {row["subject"]: row["message"] for row in sent}


def start_of(patient: Seat, message: int) -> str:
    """Give what the Start button of one message carries."""
    shown = next(one for one in patient.phone.messages if one.message_id == message)
    return next(
        one.data for row in shown.buttons for one in row if "Start" in one.label and one.data
    )


def message_with(patient: Seat, text: str) -> int:
    """Give the latest message of the bot that holds a text."""
    return max(
        one.message_id for one in patient.phone.messages if one.from_bot and text in one.text
    )


# --- the ways to answer --------------------------------------------------------------------------


async def test_digits_words_and_taps_answer_alike(stage: Stage) -> None:
    patient, number = await one_asked(stage, HOW_HOME, EASIER, SEVERAL, SCALE)

    patient.phone.type("by bus")
    await stage.settle()
    await stage.say(patient.phone, "A later bus", "1 and 3", "٤")

    assert answers(stage, number, patient) == {1: [2], 2: "A later bus", 3: [1, 3], 4: [4]}
    assert part(stage, number, patient) == "finished"
    assert "Thank you. That was the last question." in news(patient.phone)
    assert "I will tell you what was decided by Tuesday 30 March 2027." in news(patient.phone)


async def test_a_voice_note_is_kept_and_stored_in_the_media_folder(
    stage: Stage, tmp_path: Path
) -> None:
    patient, number = await one_asked(stage)
    await stage.say(patient.phone, "1")

    patient.phone.voice(content=b"OggS a later bus")
    await stage.settle()

    kept = answers(stage, number, patient)[2]
    file = place_of(tmp_path / "media", kept)
    await until(file.exists)
    assert file.read_bytes() == b"OggS a later bus"
    assert rows(stage, tables.media, id=kept)[0]["status"] == "stored"
    assert "Your voice message is kept." in news(patient.phone)


async def test_a_voice_note_that_words_replace_is_not_kept(stage: Stage, tmp_path: Path) -> None:
    patient, number = await one_asked(stage)
    await stage.say(patient.phone, "1")
    patient.phone.voice()
    await stage.settle()
    await until(lambda: files_in(tmp_path / "media"))

    await stage.say(patient.phone, "Change", "A later bus")

    assert answers(stage, number, patient)[2] == "A later bus"
    await until(lambda: not files_in(tmp_path / "media") and not rows(stage, tables.media))


async def test_a_voice_note_where_none_can_be_used_is_not_kept(
    stage: Stage, tmp_path: Path
) -> None:
    patient, number = await one_asked(stage)

    patient.phone.voice()
    await stage.settle()

    assert "Please choose one: tap a button, or type its number." in news(patient.phone)
    assert answers(stage, number, patient) == {}
    await until(lambda: not files_in(tmp_path / "media") and not rows(stage, tables.media))


async def test_skip_back_change_and_rather_not_say(stage: Stage) -> None:
    patient, number = await one_asked(stage)

    await stage.say(patient.phone, "Skip")
    assert answers(stage, number, patient) == {1: "skipped"}
    await stage.say(patient.phone, "Back")
    assert "You skipped this." in news(patient.phone)
    await stage.say(patient.phone, "I'd rather not say")
    assert answers(stage, number, patient) == {1: "not_said"}
    await stage.say(patient.phone, "A later bus", "See my answers", "1", "On foot")

    assert answers(stage, number, patient) == {1: [3], 2: "A later bus"}
    assert part(stage, number, patient) == "finished"
    assert rows(stage, tables.consultation, id=number)[0]["answered"] == 1


async def test_the_picture_comes_before_the_first_question_and_later_loses_nothing(
    stage: Stage,
) -> None:
    patient, number = await one_asked(stage)

    await stage.say(patient.phone, "2", "Later")

    assert "That is fine. Nothing is lost." in news(patient.phone)
    assert part(stage, number, patient) == "put_off"
    await stage.say(patient.phone, "/home", "Go on: Evening chemotherapy")
    assert "Welcome back. You were at question 2 of 2." in news(patient.phone)


# --- no time-outs --------------------------------------------------------------------------------


async def test_leaving_and_coming_back_after_three_weeks_and_a_restart(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    last_day = stage.clock.now().date() + timedelta(days=40)
    number = consult(stage, facilitator, a_draft(stage, closes_on=last_day))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By car")

    await stage.move(by=timedelta(days=21))
    await stage.restart()
    await stage.say(patient.phone, "A later bus")

    assert answers(stage, number, patient) == {1: [1], 2: "A later bus"}


async def test_a_button_of_three_weeks_ago_still_works(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    last_day = stage.clock.now().date() + timedelta(days=40)
    number = consult(stage, facilitator, a_draft(stage, closes_on=last_day))
    await stage.settle()
    await stage.say(patient.phone, "Start")
    message, data = button(patient.phone, "By bus")
    await stage.say(patient.phone, "By car")

    await stage.move(by=timedelta(days=21))
    await stage.restart()
    patient.phone.tap_data(message, data)
    await stage.settle()

    assert answers(stage, number, patient) == {1: [2]}


# --- two half done -------------------------------------------------------------------------------


async def test_words_go_to_the_consultation_that_was_opened_or_tapped_last(stage: Stage) -> None:
    patient, home, chairs = await two_half_done(stage)

    await stage.say(patient.phone, "Too hard")

    assert answers(stage, chairs, patient)[2] == "Too hard"
    assert 2 not in answers(stage, home, patient)


async def test_words_that_reply_to_a_prompt_go_there(stage: Stage) -> None:
    patient, home, chairs = await two_half_done(stage)

    patient.phone.type("A later bus", reply_to=message_with(patient, "made it easier"))
    await stage.settle()

    assert answers(stage, home, patient)[2] == "A later bus"
    assert 2 not in answers(stage, chairs, patient)


async def test_words_that_belong_nowhere_are_kept_and_heard_asks_which(stage: Stage) -> None:
    patient, home, chairs = await two_half_done(stage)
    await stage.say(patient.phone, "Too hard")  # the last question: nothing has the focus now
    third = seat(stage, "facilitator of another group", facilitates=True)
    other = consult(stage, third, a_draft(stage, "Parking", questions=(WAIT, CHAIRS)))
    await stage.settle()
    message = asks_of(stage, patient)[other]
    patient.phone.tap_data(message, start_of(patient, message))
    await stage.settle()
    await stage.say(patient.phone, "1", "/home")

    mark = last_id(patient.phone)
    patient.phone.type("A later bus")
    await stage.settle()

    assert "I kept what you sent. Which of these is it for?" in shown_since(patient.phone, mark)[0]
    await stage.say(patient.phone, "Going home")
    assert answers(stage, home, patient)[2] == "A later bus"
    assert 2 not in answers(stage, other, patient)
    assert answers(stage, chairs, patient)[2] == "Too hard"


async def test_a_voice_note_that_is_for_none_of_them_is_not_kept(
    stage: Stage, tmp_path: Path
) -> None:
    patient, home, _ = await two_half_done(stage)
    await stage.say(patient.phone, "Too hard")
    patient.phone.voice()
    await stage.settle()
    assert "Which of these is it for?" in news(patient.phone)
    await until(lambda: files_in(tmp_path / "media"))

    await stage.say(patient.phone, "None of these")

    assert "I did not keep what you sent." in news(patient.phone)
    assert 2 not in answers(stage, home, patient)
    await until(lambda: not files_in(tmp_path / "media") and not rows(stage, tables.media))


async def test_an_old_tap_changes_only_its_own_question_and_does_not_take_the_words(
    stage: Stage,
) -> None:
    patient, home, chairs = await two_half_done(stage)
    old = message_with(patient, "How did you get home?")
    data = write_data(Act("a.choose", (home, 1, 3)), patient.member)

    patient.phone.tap_data(old, data)
    await stage.settle()
    assert answers(stage, home, patient) == {1: [3]}
    assert answers(stage, chairs, patient) == {1: [2]}
    await stage.say(patient.phone, "Too hard")

    assert answers(stage, chairs, patient) == {1: [2], 2: "Too hard"}
    assert answers(stage, home, patient) == {1: [3]}


async def test_an_ask_that_comes_in_between_does_not_take_the_words(stage: Stage) -> None:
    patient, number = await one_asked(stage)
    await stage.say(patient.phone, "1")
    other = seat(stage, "facilitator of another group", facilitates=True)
    later = consult(stage, other, a_draft(stage, "Parking", questions=(WAIT, CHAIRS)))
    await stage.settle()
    assert "Parking" in news(patient.phone)

    await stage.say(patient.phone, "A later bus")

    assert answers(stage, number, patient)[2] == "A later bus"
    assert answers(stage, later, patient) == {}


# --- declining and erasing -----------------------------------------------------------------------


async def test_not_this_one_is_kept_and_can_be_taken_back(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    number = consult(stage, facilitator, a_draft(stage))
    await stage.settle()

    await stage.say(patient.phone, "Not this one")
    assert part(stage, number, patient) == "declined"
    await stage.say(patient.phone, "Start", "2")

    assert part(stage, number, patient) == "started"
    assert answers(stage, number, patient) == {1: [2]}

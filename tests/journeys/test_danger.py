"""Words of danger get the right number first, wherever a person is and at any hour (promise 9)."""

import pytest

from bot.demo.stage import Stage
from bot.store import tables
from tests.journeys.consultations import (
    HOW_HOME,
    Seat,
    a_draft,
    answers,
    at,
    consult,
    news,
    own_words,
    plain,
    rows,
    seat,
    shown_since,
)

CALL = "Please call now: 01234 000000 (acute oncology, 24 hours) or 999."
NOT_SAFE = "Please call 999 now if you are not safe."
NOBODY = "I am a computer program, and nobody may read this."
EASIER, ELSE = own_words(1, "What would have made it easier?"), own_words(2, "What else?")
SAID = "Fever 38.5, shaking, and the bus was late"


def told(who: Seat) -> list[str]:
    """Give the messages under the person's last one."""
    mine = max(one.message_id for one in who.phone.messages if not one.from_bot)
    return shown_since(who.phone, mine)


async def asked(stage: Stage, *, language: str = "en_GB") -> tuple[Seat, Seat, int]:
    """Let a facilitator have asked one member, who is at the first of two questions."""
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment", language=language)
    number = consult(stage, facilitator, a_draft(stage, questions=(EASIER, ELSE)))
    await stage.settle()
    patient.phone.type("1")  # Start, in any language
    await stage.settle()
    return facilitator, patient, number


async def test_at_night_the_number_comes_before_the_next_question_and_the_answer_is_kept(
    stage: Stage,
) -> None:
    _, patient, number = await asked(stage)
    await stage.move(to=at(2027, 2, 24, 2))

    await stage.say(patient.phone, SAID)

    first, *following = told(patient)
    assert first.startswith(CALL)
    assert NOBODY in first
    assert any(ELSE.text.said_in("en") in one for one in following)
    assert answers(stage, number, patient) == {1: SAID}


async def test_where_nothing_could_be_kept_nothing_pushes_the_number_off_the_screen(
    stage: Stage,
) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    patient = seat(stage, "patient in treatment")
    number = consult(stage, facilitator, a_draft(stage, questions=(HOW_HOME, ELSE)))
    await stage.settle()
    patient.phone.type("Start")
    await stage.settle()

    await stage.say(patient.phone, "I am bleeding and it does not stop")

    (only,) = told(patient)
    assert only.startswith(CALL)
    assert answers(stage, number, patient) == {}
    await stage.say(patient.phone, "By bus")  # what waited before waits still
    assert answers(stage, number, patient) == {1: [2]}


async def test_nothing_but_the_answer_keeps_what_was_written(stage: Stage) -> None:
    facilitator, patient, number = await asked(stage)
    await stage.say(patient.phone, SAID)

    stored = [
        str({name: value for name, value in row.items() if name != "payload"})
        for table in (tables.conversation_state, tables.outbox, tables.member, tables.audit)
        for row in rows(stage, table)
    ]
    assert not [row for row in stored if "38.5" in row or "urgent" in row]
    await stage.say(facilitator.phone, "/home")
    assert "fever" not in news(facilitator.phone).lower()
    assert rows(stage, tables.answer, response_id=_response(stage, number, patient))


def _response(stage: Stage, number: int, who: Seat) -> int:
    (mine,) = rows(stage, tables.response, consultation_id=number, member_id=who.member)
    return int(mine["id"])


async def test_after_a_stop_which_stays_a_stop(stage: Stage) -> None:
    _, patient, _ = await asked(stage)
    await stage.say(patient.phone, "stop")

    await stage.say(patient.phone, "I want to die")

    assert told(patient)[0].startswith(NOT_SAFE)
    assert "Listeners, 01234 222222" in told(patient)[0]
    (row,) = rows(stage, tables.member, id=patient.member)
    assert row["stopped_at"] is not None


async def test_with_the_command_that_stops(stage: Stage) -> None:
    _, patient, _ = await asked(stage)

    await stage.say(patient.phone, "/stop I cannot cope any more")

    assert "If you want to talk to someone now: Listeners, 01234 222222." in told(patient)[0]
    assert "I have stopped." in news(patient.phone)


async def test_in_urdu(stage: Stage) -> None:
    _, patient, number = await asked(stage, language="ur")

    await stage.say(patient.phone, "مجھے تیز بخار ہے")

    first = told(patient)[0]
    assert "01234 000000" in first
    assert "999" in first
    assert "ابھی فون کریں" in first
    assert answers(stage, number, patient) == {1: "مجھے تیز بخار ہے"}


async def test_in_another_language_than_the_chosen_one(stage: Stage) -> None:
    _, patient, _ = await asked(stage)

    await stage.say(patient.phone, "mujhe tez bukhar hai")

    assert told(patient)[0].startswith(CALL)


async def test_in_joining_and_whoever_turns_away_is_forgotten_all_the_same(stage: Stage) -> None:
    stranger = stage.sandbox.new_person("stranger")
    stranger.open(stage.bot)
    await stage.settle()
    kept = rows(stage, tables.conversation_state)

    await stage.say(stranger, "my chest hurts")

    assert plain(stranger.news[0].text).startswith(CALL)
    after = rows(stage, tables.conversation_state)
    assert [row["kept"]["state"]["step"] for row in after] == [
        row["kept"]["state"]["step"] for row in kept
    ]
    await stage.say(stranger, "/stop I want to die")
    said = [plain(one.text) for one in stranger.news]
    assert said[0].startswith(NOT_SAFE)
    assert "I keep nothing of what you told me." in said[1]
    assert rows(stage, tables.member) == []


async def test_in_a_message_that_was_changed_afterwards(stage: Stage) -> None:
    _, patient, number = await asked(stage)
    await stage.say(patient.phone, "A later bus")
    typed = [one for one in patient.phone.messages if not one.from_bot][-1]

    patient.phone.edit(typed.message_id, "A later bus. I am bleeding.")
    await stage.settle()

    assert [one for one in patient.phone.messages if plain(one.text).startswith(CALL)]
    assert answers(stage, number, patient) == {1: "A later bus"}


async def test_under_a_picture_and_in_what_cannot_be_used(stage: Stage) -> None:
    _, patient, _ = await asked(stage)

    patient.phone.photo(caption="my temperature is 39")
    await stage.settle()
    assert told(patient)[0].startswith(CALL)

    patient.phone.forward("I cant breathe")
    await stage.settle()
    assert told(patient)[0].startswith(CALL)


async def test_while_a_facilitator_composes(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    await stage.say(facilitator.phone, "/ask")

    await stage.say(facilitator.phone, "I have chest pain and cannot go on with this now")

    assert told(facilitator)[0].startswith(CALL)


@pytest.mark.parametrize(
    "said", ["The fever pitch of the waiting room", "No bleeding, no hot drinks", "بخار نہیں ہے"]
)
async def test_a_look_alike_gets_no_number(stage: Stage, said: str) -> None:
    _, patient, number = await asked(stage)

    await stage.say(patient.phone, said)

    assert CALL not in news(patient.phone)
    assert answers(stage, number, patient) == {1: said}


async def test_a_complaint_and_a_question_for_the_team_are_sent_where_they_belong(
    stage: Stage,
) -> None:
    _, patient, _ = await asked(stage)

    await stage.say(patient.phone, "I want to complain about the ward")
    assert "Riverside complaints, 01234 444444" in told(patient)[0]

    await stage.say(patient.phone, "Should I take my tablets tonight?")
    assert "I cannot give medical advice." in told(patient)[0]
    assert "01234 333333" in told(patient)[0]


async def test_of_sixteen_people_at_once_the_one_in_danger_gets_the_number(stage: Stage) -> None:
    facilitator = seat(stage, "facilitator", facilitates=True)
    crowd = [seat(stage, f"patient {place}") for place in range(16)]
    number = consult(stage, facilitator, a_draft(stage, questions=(EASIER, ELSE)))
    await stage.settle()
    for one in crowd:
        one.phone.type("1")
    await stage.settle()

    for place, one in enumerate(crowd):
        one.phone.type("I am breathless" if place == 7 else "A later bus")
    await stage.settle()

    assert [place for place, one in enumerate(crowd) if CALL in news(one.phone)] == [7]
    assert [len(answers(stage, number, one)) for one in crowd] == [1] * 16

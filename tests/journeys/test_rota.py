"""Somebody reads words of danger: only while a rota is set, in its hours, and on record."""

from bot.demo.stage import Stage
from bot.store import tables
from tests.journeys.consultations import (
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
)

NOBODY = "nobody may read this"
ON_WEEKDAYS = "Somebody reads this on weekdays, not at once."
MAY_NEED = "Somebody may need a person."
EASIER, ELSE = own_words(1, "What would have made it easier?"), own_words(2, "What else?")
SAID = "The bus was late and I cannot cope any more"
MONDAY = at(2027, 3, 1, 10)


async def reads(stage: Stage, who: Seat, hours: str = "9 to 17") -> None:
    """Let somebody join the rota in the chat."""
    for words in ("/rota", "Join the rota", "Weekdays", hours):
        await stage.say(who.phone, words)


async def two_readers(stage: Stage) -> tuple[Seat, Seat, Seat, int]:
    """Let two facilitators read, and one patient be at the first of two questions."""
    first, second = (seat(stage, name, facilitates=True) for name in ("facilitator", "lead nurse"))
    patient = seat(stage, "patient in treatment")
    await stage.move(to=MONDAY)
    number = consult(stage, first, a_draft(stage, questions=(EASIER, ELSE)))
    await stage.settle()
    for who in (first, second):
        await reads(stage, who)
    await stage.say(patient.phone, "1")
    return first, second, patient, number


def everything(who: Seat) -> str:
    return "\n".join(plain(one.text) for one in who.phone.messages if one.from_bot)


async def test_one_name_is_no_rota_and_a_second_makes_it_one(stage: Stage) -> None:
    first, second = (seat(stage, name, facilitates=True) for name in ("facilitator", "lead nurse"))
    patient = seat(stage, "patient in treatment")

    await reads(stage, first)
    assert "One reader is no cover" in news(first.phone)
    await stage.say(patient.phone, "I cannot cope any more")
    assert NOBODY in news(patient.phone)
    assert rows(stage, tables.flag) == []

    await reads(stage, second)
    assert ON_WEEKDAYS in news(second.phone)
    await stage.say(patient.phone, "I cannot cope any more")
    assert ON_WEEKDAYS in news(patient.phone)
    assert NOBODY not in news(patient.phone)
    assert len(rows(stage, tables.flag)) == 1


async def test_a_reader_is_told_without_a_word_of_it_reads_it_and_marks_it_as_done(
    stage: Stage,
) -> None:
    first, second, patient, number = await two_readers(stage)

    await stage.say(patient.phone, SAID)

    assert answers(stage, number, patient) == {1: SAID}
    for reader in (first, second):
        assert MAY_NEED in news(reader.phone)
        assert "cope" not in everything(reader)
    await stage.say(first.phone, "/home")  # what they do goes on; a notice takes no focus
    await stage.say(first.phone, "Read it")
    assert SAID in news(first.phone)
    assert EASIER.text.said_in("en") in news(first.phone)
    await stage.say(first.phone, "done")
    assert "It is marked as done." in news(first.phone)

    await stage.say(second.phone, "Read it")
    assert "This is done already." in news(second.phone)
    assert SAID not in everything(second)
    acts = [row["act"] for row in rows(stage, tables.audit, actor_id=first.member)]
    assert acts[-2:] == ["flag.read", "flag.done"]
    assert "cope" not in str(rows(stage, tables.audit))
    (member,) = rows(stage, tables.member, id=patient.member)
    assert "distress" not in str(member)


async def test_what_was_written_at_night_is_told_in_the_morning_the_number_at_once(
    stage: Stage,
) -> None:
    first, _, patient, _ = await two_readers(stage)
    await stage.move(to=at(2027, 3, 2, 2))

    await stage.say(patient.phone, "I am bleeding")

    assert "Please call now" in news(patient.phone)
    assert MAY_NEED not in everything(first)
    await stage.move(to=at(2027, 3, 2, 9))
    assert MAY_NEED in news(first.phone)


async def test_a_stopped_person_gets_the_number_and_nothing_of_theirs_is_kept(stage: Stage) -> None:
    first, _, patient, _ = await two_readers(stage)
    await stage.say(patient.phone, "stop")

    await stage.say(patient.phone, "I want to die")

    assert "Please call 999 now" in news(patient.phone)
    assert NOBODY in news(patient.phone)
    assert rows(stage, tables.flag) == []
    assert MAY_NEED not in everything(first)


async def test_a_place_is_taken_over_and_the_rota_is_not_set_any_more(stage: Stage) -> None:
    first, second, patient, _ = await two_readers(stage)

    await stage.say(second.phone, "/rota")
    await stage.say(second.phone, "Take over: weekdays")
    await stage.say(second.phone, "Yes")

    assert "One reader is no cover" in news(second.phone)
    await stage.say(first.phone, "/rota")
    assert first.phone.labels[0] == "1 · Join the rota"
    await stage.say(patient.phone, "I cannot cope any more")
    assert NOBODY in news(patient.phone)


async def test_a_member_who_asks_for_the_rota_learns_nothing_of_it(stage: Stage) -> None:
    _, _, patient, _ = await two_readers(stage)
    await stage.say(patient.phone, "/rota")
    assert "reader" not in news(patient.phone)
    assert len(rows(stage, tables.reader)) == 2

"""Recovery codes, moves and silence, as they stand in the tables of each database."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock.jobs import JOBS
from bot.delivery.turns import take_turns
from bot.involvement import people, silence
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.recovering import WITHIN, CodeNoLongerValid, load
from bot.store import tables
from bot.store.database import Database
from conversations.events import (
    CodeGiven,
    CodeRefused,
    ErasedByCode,
    Event,
    Moved,
    RecoveryCodeMade,
    SomebodyNew,
    StillMe,
    StoppedByCode,
)
from conversations.facts import CodeHolder, Person
from conversations.recovery import hash_of
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post
from tests.statements import statements

CODE, NEW_CODE = "K7QM-2XRT-9WBC-HD4P", "AAAA-BBBB-CCCC-DDDD"
HASH = hash_of(CODE)


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def do(hall: Hall, who: str, *events: Event, now: Any = NOW) -> None:
    """Let somebody do something."""
    happened = [Happened(hall.members[who], hall.network, one, now, 0) for one in events]
    with hall.database.transaction() as connection:
        perform(connection, happened)


def holder(hall: Hall, who: str, code: str = HASH, now: Any = NOW) -> CodeHolder:
    """Give what somebody would find with a code."""
    asked = (hall.members[who], hall.network, code)
    with hall.database.reading() as connection:
        return load(connection, [asked], now)[asked]


def row(hall: Hall, who: str) -> dict[str, Any]:
    return hall.rows(tables.member, id=hall.members[who])[0]


def change(hall: Hall, table: sa.Table, which: Any, **values: Any) -> None:
    with hall.database.transaction() as connection:
        connection.execute(table.update().where(which).values(**values))


def with_code(hall: Hall) -> tuple[str, str]:
    """Seat two, the first one with a code; gives their addresses."""
    patient, other = hall.seat(2)
    do(hall, patient, RecoveryCodeMade(CODE))
    return patient, other


def stranger(hall: Hall) -> str:
    """Let somebody have written who never joined."""
    address = "8000000001"
    with hall.database.transaction() as connection:
        met = people.meet(connection, {(hall.account, address): "en"}, NOW)
    hall.members[address] = met[hall.account, address].person.id
    return address


# --- codes ----------------------------------------------------------------------------------------


def test_a_code_is_known_by_its_hash_in_its_own_network_only(hall: Hall) -> None:
    patient, other = with_code(hall)
    assert holder(hall, other) == CodeHolder(hall.members[patient])
    assert holder(hall, other, hash_of(NEW_CODE)) == CodeHolder()
    elsewhere = (hall.members[other], hall.network + 1, HASH)
    with hall.database.reading() as connection:
        assert load(connection, [elsewhere], NOW)[elsewhere] == CodeHolder()


def test_a_code_told_by_telephone_is_kept_in_a_form_of_its_own(hall: Hall) -> None:
    patient, other = with_code(hall)
    do(hall, other, CodeGiven(HASH, by_telephone=True))
    assert holder(hall, other) == CodeHolder(hall.members[patient], told=True)
    with pytest.raises(CodeNoLongerValid):
        do(hall, other, Moved(HASH, hall.members[patient], NEW_CODE))
    do(hall, other, StoppedByCode(HASH))
    assert row(hall, patient)["stopped_at"] == NOW
    do(hall, patient, RecoveryCodeMade(NEW_CODE))
    assert holder(hall, other, hash_of(NEW_CODE)) == CodeHolder(hall.members[patient], stopped=True)


def test_wrong_codes_are_counted_together_within_a_day_and_forgiven_by_a_right_one(
    hall: Hall,
) -> None:
    _, other = with_code(hall)
    for _ in range(3):
        do(hall, other, CodeRefused(wrong=True))
    do(hall, other, CodeRefused())
    assert holder(hall, other).wrong == 3
    assert holder(hall, other, now=NOW + WITHIN).wrong == 0
    do(hall, other, CodeRefused(wrong=True), now=NOW + WITHIN)
    assert row(hall, other)["wrong_codes"] == 1
    do(hall, other, CodeGiven(HASH))
    assert row(hall, other)["wrong_codes"] == 0


def test_what_is_done_with_a_code_that_is_gone_fails_and_changes_nothing(hall: Hall) -> None:
    patient, other = with_code(hall)
    do(hall, patient, RecoveryCodeMade(NEW_CODE))
    before = hall.everything()
    for event in (CodeGiven(HASH), StoppedByCode(HASH), ErasedByCode(HASH)):
        with pytest.raises(CodeNoLongerValid):
            do(hall, other, event)
    assert hall.everything() == before


# --- moving ---------------------------------------------------------------------------------------


def test_of_two_who_move_in_one_group_none_does_and_then_the_first(hall: Hall) -> None:
    patient, first = with_code(hall)
    (second,) = hall.seat(1)
    for one in (first, second):
        hall.store(hall.tap(one, "k.begin"))
        take_one_by_one(hall)
        hall.store(hall.text(one, CODE))
        take_one_by_one(hall)
        hall.store(hall.tap(one, "k.move"))
        take_one_by_one(hall)
    hall.store(hall.tap(first, "k.move_yes"), hall.tap(second, "k.move_yes"))

    with pytest.raises(CodeNoLongerValid), hall.database.transaction() as connection:
        take_turns(connection, hall.heads(connection), hall.room, NOW)
    take_one_by_one(hall)

    (place,) = hall.rows(tables.address, member_id=hall.members[patient])
    assert place["external_id"] == first
    said = [str(one["payload"]) for one in hall.rows(tables.outbox)]
    assert sum("Everything is on this account now." in one for one in said) == 1
    assert sum("This code no longer works." in one for one in said) == 1
    assert row(hall, second)["joined_at"] is not None


def take_one_by_one(hall: Hall) -> None:
    """Take the turns that wait, each by itself."""
    with hall.database.reading() as connection:
        waiting = hall.heads(connection)
    for one in waiting:
        with hall.database.transaction() as connection:
            take_turns(connection, [one], hall.room, NOW)


def test_what_waits_goes_to_the_new_account_and_edits_of_old_messages_do_not(hall: Hall) -> None:
    patient, other = with_code(hall)
    post = Post(hall)
    post.put(patient, "said before", slot="q:1:1")
    post.send()
    post.put(patient, "changed", edits=True, slot="q:1:1")
    post.put(patient, "an ask", kind="ask", subject=1)
    (place,) = hall.rows(tables.address, external_id=other)

    do(hall, other, Moved(HASH, hall.members[patient], NEW_CODE))

    theirs = hall.rows(tables.outbox, member_id=hall.members[patient])
    assert {one["address_id"] for one in theirs} == {place["id"]}
    assert [(one["status"], one["message"], one["slot"]) for one in theirs] == [
        ("sent", None, None), ("cancelled", None, None), ("waiting", None, None),
    ]  # fmt: skip
    assert post.send() == ["an ask"]
    assert not hall.rows(tables.address, external_id=patient)
    assert not hall.rows(tables.member, id=hall.members[other])


def test_whoever_never_joined_leaves_nothing_when_somebody_moves_to_their_account(
    hall: Hall,
) -> None:
    patient, _ = with_code(hall)
    new = stranger(hall)
    do(hall, new, Moved(HASH, hall.members[patient], NEW_CODE))
    assert not hall.rows(tables.member, id=hall.members[new])
    (place,) = hall.rows(tables.address, external_id=new)
    assert place["member_id"] == hall.members[patient]
    assert [one["act"] for one in hall.rows(tables.audit)][-1] == "code.moved"


def test_nothing_is_left_of_where_somebody_wrote_from_before(hall: Hall) -> None:
    patient, other = with_code(hall)
    hall.store(hall.text(patient, "hello"))
    take_one_by_one(hall)
    (place,) = hall.rows(tables.address, external_id=patient)
    wait = {"channel_account_id": hall.account, "address_id": place["id"], "until": NOW}
    with hall.database.transaction() as connection:
        connection.execute(tables.hold.insert().values(**wait, seconds=1.0))

    do(hall, other, Moved(HASH, hall.members[patient], NEW_CODE))

    assert patient not in str(hall.everything())


# --- accounts that are gone -----------------------------------------------------------------------


def test_whoever_writes_again_is_there_again(hall: Hall) -> None:
    (patient,) = hall.seat(1)
    here = tables.address.c.external_id == patient
    change(hall, tables.address, here, deactivated_at=NOW, unreachable_since=NOW)
    hall.store(hall.text(patient, "hello"))
    take_one_by_one(hall)
    (place,) = hall.rows(tables.address, external_id=patient)
    assert (place["deactivated_at"], place["unreachable_since"]) == (None, None)


def test_a_month_later_addresses_go_and_with_them_whoever_never_joined(hall: Hall) -> None:
    patient, late = hall.seat(2)
    new = stranger(hall)
    gone = tables.address.c.external_id.in_((patient, new))
    change(hall, tables.address, gone, deactivated_at=NOW - timedelta(days=30))
    recent = tables.address.c.external_id == late
    change(hall, tables.address, recent, deactivated_at=NOW - timedelta(days=29))

    with hall.database.transaction() as connection:
        job = JOBS["forget_accounts_that_are_gone"]
        assert [job.run(connection, hall.room, NOW) for _ in range(2)] == [2, 0]

    assert [one["external_id"] for one in hall.rows(tables.address)] == [late]
    assert hall.rows(tables.member, id=hall.members[patient])
    assert not hall.rows(tables.member, id=hall.members[new])


# --- silence --------------------------------------------------------------------------------------


def test_when_people_wrote_is_written_down_once_a_day_for_all_together(hall: Hall) -> None:
    seats = hall.seat(3)
    with hall.database.transaction() as connection, statements() as ran:
        wrote = [Person(hall.members[one]) for one in seats]
        silence.note(connection, wrote, NOW)
        assert len(ran) == 1
        silence.note(connection, [Person(one.id, wrote_at=NOW) for one in wrote], NOW)
        silence.note(connection, [Person(wrote[0].id, wrote_at=NOW, silent=True)], NOW)
        assert len(ran) == 1
    assert {row(hall, one)["wrote_at"] for one in seats} == {NOW}


def test_half_a_year_is_183_days() -> None:
    assert not silence.is_long(None, NOW)
    assert not silence.is_long(NOW - timedelta(days=183), NOW)
    assert silence.is_long(NOW - timedelta(days=183, seconds=1), NOW)


def test_it_is_still_them_counts_from_now_on(hall: Hall) -> None:
    (patient,) = hall.seat(1)
    do(hall, patient, StillMe())
    assert row(hall, patient)["wrote_at"] == NOW


def test_somebody_new_has_the_address_and_nothing_else_of_the_other(hall: Hall) -> None:
    (patient,) = hall.seat(1)
    hall.ask()
    Post(hall).put(patient, "an ask", kind="ask", subject=1)

    do(hall, patient, SomebodyNew(4711))

    (place,) = hall.rows(tables.address, external_id=patient)
    assert (place["member_id"], place["unreachable_since"]) == (4711, None)
    new = hall.rows(tables.member, id=4711)[0]
    assert (new["joined_at"], new["language"], new["wrote_at"]) == (None, "", NOW)
    assert not hall.rows(tables.participation, member_id=4711)
    assert hall.rows(tables.participation, member_id=hall.members[patient])
    (ask,) = hall.rows(tables.outbox, kind="ask")
    assert ask["status"] == "cancelled"


def test_whoever_never_joined_is_forgotten_when_somebody_new_begins(hall: Hall) -> None:
    new = stranger(hall)
    do(hall, new, SomebodyNew(4711))
    assert not hall.rows(tables.member, id=hall.members[new])
    assert hall.rows(tables.address, external_id=new)[0]["member_id"] == 4711

"""After a restored backup nothing that Heard starts comes a second time; on both databases."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.delivery import outbox
from bot.involvement import after_restoring
from bot.involvement.people import grant
from bot.involvement.sent_since import catch_up_key
from bot.involvement.stop_list import SENT, Line, StopList
from bot.store import tables
from conversations import seat_events
from conversations.calling import Brief
from conversations.content import Audience
from conversations.digests import Digest
from conversations.plain import to_plain
from tests.bot.clock.test_jobs import tick
from tests.bot.delivery.hall import Hall, words
from tests.bot.involvement.test_seats import DECIDED, Tree

DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
BACKUP = datetime(2027, 4, 8, 10, tzinfo=UTC)  # a Thursday, soon after the end of a quarter
FRIDAY = BACKUP + timedelta(hours=28)
LOST = FRIDAY + HOUR
DECISION, GAP, HELD, READ, SCHEDULED, CALL = 1, 2, 3, 4, 5, 900
BRIEF = Brief(words("Read it."), words("2 hours."), words("Words."), words("None."), words("Call."))
Rows = Mapping[str, list[dict[str, Any]]]

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(hall: Hall, tmp_path: Path) -> Tree:
    """A network in which something of everything is about to go out."""
    stops = StopList(tmp_path / "stops.jsonl", SecretStr("k" * 32))
    hall.room = replace(hall.room, stops=stops, inducts=True)
    tree = Tree(hall)
    tick(hall, BACKUP - DAY, ["list_the_stops"])
    with hall.database.transaction() as connection:
        grant(connection, tree.facilitator, "facilitator", None, BACKUP - DAY)
    loops(tree, tree.facilitator)
    meetings(tree, tree.facilitator)
    promises(tree, tree.facilitator)
    tree.join(tree.lung, *tree.people)
    tree.do(
        seat_events.CallMade(CALL, words("Leaflet"), BRIEF, 2, date(2027, 4, 20), tree.lung, "s")
    )
    return tree


def put(tree: Tree, table: sa.Table, **row: Any) -> None:
    with tree.hall.database.transaction() as connection:
        connection.execute(table.insert().values(**row))


def change(tree: Tree, table: sa.Table, number: int, **values: Any) -> None:
    with tree.hall.database.transaction() as connection:
        connection.execute(table.update().where(table.c.id == number).values(**values))


def loops(tree: Tree, lead: int) -> None:
    """Let one be decided and passed down, a gap be due, and one be about to open."""
    for number in (DECISION, GAP, SCHEDULED):
        tree.hall.ask(number)
    put(tree, tables.decision, loop_id=DECISION, version=1, content=to_plain(DECIDED),
        approved_by=lead, approved_at=BACKUP - HOUR)  # fmt: skip
    put(tree, tables.edition, loop_id=DECISION, version=1, kind="decision", day=BACKUP.date(),
        status="out", due_at=BACKUP - HOUR)  # fmt: skip
    put(tree, tables.passed_on, loop_id=DECISION, group_id=tree.lung, from_group=tree.above,
        passed_at=BACKUP)  # fmt: skip
    put(tree, tables.belief, loop_id=GAP, member_id=lead, as_role="facilitator",
        asked_at=BACKUP - 15 * DAY)  # fmt: skip
    p = tables.participation
    with tree.hall.database.transaction() as connection:
        connection.execute(p.delete().where(p.c.consultation_id == SCHEDULED))
    change(tree, tables.consultation, SCHEDULED, status="scheduled", opens_at=BACKUP + HOUR / 2,
           closes_at=BACKUP + 2 * DAY)  # fmt: skip


def meetings(tree: Tree, lead: int) -> None:
    """Let the minutes of one be missing, and the digest of another be out, with an answer."""
    for number, days in ((HELD, 4), (READ, 30)):
        begun = BACKUP - days * DAY
        said = {"network_id": tree.hall.network, "title": {"en_GB": "Meeting"}}
        put(tree, tables.loop, id=number, kind="meeting", status="open", opened_at=begun, **said)
        put(tree, tables.meeting, id=number, status="held", starts_at=begun, made_by=lead,
            audience=to_plain(Audience()), made_at=begun, **said)  # fmt: skip
    change(tree, tables.meeting, READ, minutes_at=BACKUP - 20 * DAY)
    put(tree, tables.digest, meeting_id=READ, revision=1, content=to_plain(Digest()),
        edited_at=BACKUP - 20 * DAY, approved_at=BACKUP - 20 * DAY)  # fmt: skip
    put(tree, tables.put_question, id=8, meeting_id=READ, item=1, member_id=tree.people[2],
        kind="question", words="Why?", put_at=BACKUP, answer="So.", answered_at=BACKUP)  # fmt: skip
    change(tree, tables.member, tree.people[3], digests="monthly")


def promises(tree: Tree, lead: int) -> None:
    """Let two be due on Thursday, and two others have been given to somebody just now."""
    reminded, given = tree.people[:2]
    with tree.hall.database.transaction() as connection:
        for who in (reminded, given):
            grant(connection, who, "professional", None, BACKUP - DAY)
    for number, who, due_on, made_at in (
        (31, reminded, BACKUP.date(), BACKUP - 10 * DAY),
        (32, reminded, BACKUP.date(), BACKUP - 10 * DAY),
        (33, given, date(2027, 9, 1), BACKUP - HOUR),
        (34, given, date(2027, 9, 1), BACKUP - HOUR),
    ):
        put(tree, tables.commitment, id=number, loop_id=GAP, network_id=tree.hall.network,
            promise={"en_GB": "A bus"}, owner_id=who, due_on=due_on, made_at=made_at)  # fmt: skip
        put(tree, tables.commitment_change, commitment_id=number, version=1, what="made",
            material=False, content={}, changed_by=lead, changed_at=made_at)  # fmt: skip


# --- what happens -------------------------------------------------------------------------------


def go(tree: Tree, now: datetime) -> set[str]:
    """Let all that is due go out; gives how the keys of it begin."""
    o, p, names = tables.outbox, tables.participation, set()
    while tick(tree.hall, now) and (waits := waiting(tree)):
        names |= {key.partition(":")[0] for key in waits}
        with tree.hall.database.transaction() as connection:
            went = o.update().where(o.c.status == "waiting")
            connection.execute(went.values(status="sent", sent_at=now, payload=None))
            asked = (p.c.status == "due") & p.c.queued_at.is_not(None)
            connection.execute(p.update().where(asked).values(status="asked"))
    return names


def waiting(tree: Tree) -> list[str]:
    """Give the keys of what Heard is about to start."""
    rows = tree.hall.rows(tables.outbox, lane="bulk", status="waiting")
    return [row["dedupe_key"] for row in rows]


def everything(tree: Tree) -> Rows:
    return {table.name: tree.hall.rows(table) for table in known()}


def known() -> list[sa.Table]:
    """Give all tables but the audit, which is only added to; none before one that it refers to."""
    return [one for one in tables.outbox.metadata.sorted_tables if one is not tables.audit]


def go_back(tree: Tree, then: Rows) -> None:
    """Put every row back to how it was."""
    with tree.hall.database.transaction() as connection:
        for table in reversed(known()):
            before = {_key(table, row) for row in then[table.name]}
            for made in connection.execute(sa.select(table)).mappings().all():
                if _key(table, made) not in before:
                    connection.execute(table.delete().where(_is(table, made)))
        for table in known():
            for row in then[table.name]:
                back = table.update().where(_is(table, row)).values(row)
                if not connection.execute(back).rowcount:
                    connection.execute(table.insert().values(row))


def _key(table: sa.Table, row: Any) -> tuple[Any, ...]:
    return tuple(row[column.name] for column in table.primary_key)


def _is(table: sa.Table, row: Any) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == row[column.name] for column in table.primary_key))


def hold(tree: Tree, *, heed: bool) -> after_restoring.TakenOver:
    """Do what a restore does; with `heed` there is a list."""
    stops, taken = tree.hall.room.stops, after_restoring.TakenOver()
    with tree.hall.database.transaction() as connection:
        if heed and stops is not None:
            taken = after_restoring.take_over(connection, stops, BACKUP)
        after_restoring.restored(connection, BACKUP, LOST, taken, moved=False)
    return taken


def resume(tree: Tree, *, leave_out: bool = False) -> None:
    with tree.hall.database.transaction() as connection:
        if leave_out:
            assert after_restoring.leave_out(connection, LOST)
            assert after_restoring.unclear(connection, LOST).messages == 0
        after_restoring.resume(connection, LOST + SECOND)


TIMED = {
    "ask", "closed", "gap", "induction", "influence", "minutes", "nudges", "reminder", "round_up",
}  # fmt: skip
"""How the keys begin of what the clock starts here."""
ALL = TIMED | {"believe", "call", "givens", "passed", "put", "told"}


def test_with_a_list_nothing_that_went_since_comes_again(town: Tree) -> None:
    then = everything(town)
    assert go(town, BACKUP + HOUR) | go(town, FRIDAY) >= ALL
    tick(town.hall, FRIDAY + SECOND, ["list_the_stops"])
    had = {row["dedupe_key"] for row in town.hall.rows(tables.outbox, lane="bulk")}
    go_back(town, then)

    taken = hold(town, heed=True)
    resume(town)

    assert (taken.complete, taken.sent) == (True, len(had))
    only_news_follows(town, had)


def only_news_follows(town: Tree, had: set[str]) -> None:
    tick(town.hall, LOST + HOUR)
    assert waiting(town) == []
    # By then what opened on Thursday has closed, and the next to new members may be due.
    tick(town.hall, LOST + DAY)
    new = set(waiting(town))
    assert not had & new
    assert {key.partition(":")[0] for key in new} <= {"closed", "nag", "induction"}


def test_left_out_is_what_waited_or_was_being_sent_and_what_was_due_since(town: Tree) -> None:
    o = tables.outbox
    tick(town.hall, BACKUP)
    with town.hall.database.transaction() as connection:
        some = o.update().where(o.c.lane == "bulk", o.c.id % 2 == 0)
        connection.execute(some.values(status="sending", lease="killed"))
    then = everything(town)
    go(town, BACKUP + HOUR)
    go(town, FRIDAY)
    had = {row["dedupe_key"] for row in town.hall.rows(o, lane="bulk")}
    go_back(town, then)

    hold(town, heed=False)
    resume(town, leave_out=True)
    with town.hall.database.transaction() as connection:
        outbox.recover(connection, LOST, town.hall.account, "the next")

    only_news_follows(town, had)
    parts = town.hall.rows(tables.participation, consultation_id=SCHEDULED)
    assert {row["status"] for row in parts} == {"unreached"}


def the_list(town: Tree) -> StopList:
    assert town.hall.room.stops is not None
    return town.hall.room.stops


def test_a_number_that_was_given_anew_is_not_taken_for_what_had_it_before(town: Tree) -> None:
    """An earlier restore undid what was sent by that key; its number is another's by now."""
    sent = Line(BACKUP - 2 * DAY, SENT, the_list(town).mark("put:8"))
    the_list(town).add([sent], BACKUP + HOUR)
    assert hold(town, heed=True).sent == 0
    tick(town.hall, LOST)
    assert "put:8" in waiting(town)


def test_what_is_told_of_a_meeting_ends_no_task_with_its_number(town: Tree) -> None:
    """Both are answers; what the message is about has another meaning in each."""
    put(town, tables.task, id=READ, network_id=town.hall.network, kind="question",
        member_id=town.people[4], made_at=BACKUP, reply="Soon.")  # fmt: skip
    tick(town.hall, BACKUP, ["tell_answers"])
    sent = Line(BACKUP + SECOND, SENT, the_list(town).mark("put:8"))
    the_list(town).add([sent], BACKUP + HOUR)
    assert hold(town, heed=True).sent == 1
    assert town.hall.rows(tables.task)[0]["replied_at"] is None
    tick(town.hall, LOST)
    assert f"answer:{READ}" in waiting(town)


def test_the_end_of_one_break_does_not_end_the_next(town: Tree) -> None:
    who, over, later = town.people[5], BACKUP - HOUR, BACKUP + 30 * DAY
    change(town, tables.member, who, break_since=BACKUP - DAY, break_until=over)
    tick(town.hall, BACKUP, ["end_breaks"])
    change(town, tables.member, who, break_since=BACKUP, break_until=later)
    sent = Line(BACKUP + SECOND, SENT, the_list(town).mark(catch_up_key(who, over)))
    the_list(town).add([sent], BACKUP + HOUR)
    assert hold(town, heed=True).sent == 1
    (row,) = town.hall.rows(tables.member, id=who)
    assert row["break_until"] == later


def settled(town: Tree, backup: datetime) -> bool:
    """Do what `heard resume` does first; gives whether it goes on by itself."""
    with town.hall.database.transaction() as connection:
        return after_restoring.take_over(connection, the_list(town), backup).complete


def test_what_a_held_program_lists_does_not_cover_what_the_list_lacks(town: Tree) -> None:
    """The list was an older copy, which ended before the backup."""
    assert not hold(town, heed=True).complete
    tick(town.hall, LOST + HOUR, ["list_the_stops"])
    assert not settled(town, BACKUP)


def test_a_backup_made_while_another_is_unclear_is_as_unclear(town: Tree) -> None:
    hold(town, heed=False)
    tick(town.hall, LOST + HOUR, ["list_the_stops"])
    tick(town.hall, LOST + 3 * HOUR, ["list_the_stops"])
    backup, restored = LOST + 2 * HOUR, LOST + 4 * HOUR
    with town.hall.database.transaction() as connection:
        taken = after_restoring.take_over(connection, the_list(town), backup)
        after_restoring.restored(connection, backup, restored, taken, moved=False)
    assert not taken.complete
    assert not settled(town, backup)
    resume(town)
    assert settled(town, backup), "once somebody has said which mistake they prefer"

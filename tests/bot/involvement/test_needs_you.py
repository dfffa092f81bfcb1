"""Tasks and the week's list in the tables, on both databases: who gets what, once, and in order."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot.clock.jobs import list_what_needs_you, send_replies
from bot.clock.jobs.list_what_needs_you import monday_of
from bot.involvement import cover, needs_you, people, record, setup, tasks
from bot.involvement.cover import Whose
from bot.involvement.effects import perform
from bot.involvement.erasing import remove_answers
from bot.involvement.facts import Asker, Shelf, load_facts
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from bot.store.resealing import reseal
from bot.store.sealing import PLAIN, REPLY, TASK, Sealer
from conversations.facts import Person
from conversations.loop_events import TaskDone, TaskOpened, TaskRaised
from conversations.needing import Needing, Task, TheTask, WhatNeedsMe
from tests.bot.delivery.hall import NOW, Hall, words

MONDAY = datetime(2027, 3, 8, 9, 30, tzinfo=UTC)
KEY = "bWVtYmVycycgd29yZHMgYXJlIHNlYWxlZCBoZXJlICE"


@pytest.fixture
def hall(database: Database) -> Hall:
    """A network, on SQLite and on Postgres."""
    return Hall(database)


class Office:
    """Two facilitators of the network (the first asked), one of a group, and a member."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.member, self.other, self.lung = hall.seat(3)
        self.loop = hall.ask(1)
        self.lead = self._asker()
        self.set(tables.member, self.lead, joined_at=NOW)
        with hall.database.transaction() as connection:
            self.group = setup.ensure_group(connection, hall.network, "Lung")
            people.grant(connection, self.number(self.other), "facilitator", None, NOW)
            people.grant(connection, self.number(self.lung), "facilitator", self.group, NOW)

    def _asker(self) -> int:
        (row,) = self.hall.rows(tables.consultation, id=self.loop)
        return int(row["asked_by"])

    def number(self, who: str) -> int:
        return self.hall.members[who]

    def do(self, who: int, *events: Any, now: datetime = NOW) -> None:
        happened = [Happened(who, self.hall.network, one, now, 0) for one in events]
        with self.hall.database.transaction() as connection:
            perform(connection, happened)

    def raise_task(self, kind: str, **more: Any) -> int | None:
        with self.hall.database.transaction() as connection:
            return tasks.raise_task(connection, self.hall.network, kind, **({"now": NOW} | more))

    def set(self, table: sa.Table, number: int, **values: Any) -> None:
        with self.hall.database.transaction() as connection:
            connection.execute(table.update().where(table.c.id == number).values(**values))

    def lists(self, now: datetime = NOW) -> dict[int, list[tuple[str, int, bool]]]:
        with self.hall.database.reading() as connection:
            found = needs_you.load(connection, self.hall.network, now)
        return {
            who: [(one.kind, one.count, one.cover) for one in needing.items]
            for who, needing in found.items()
        }

    def find(self, who: Person, need: Any) -> Any:
        asker = Asker(who, self.hall.network)
        shelf: Shelf = self.hall.room.shelf
        with self.hall.database.reading() as connection:
            return load_facts(connection, [(asker, need)], shelf, NOW).get((who.id, need))

    def tick(self, job: Any, now: datetime = MONDAY) -> int:
        with self.hall.database.transaction() as connection:
            return int(job.run(connection, self.hall.room, now))

    def acts(self) -> list[str]:
        with self.hall.database.reading() as connection:
            return [line.act for _, line in record.latest(connection, self.hall.network, 99)]


@pytest.fixture
def office(hall: Hall) -> Office:
    return Office(hall)


def text_of(row: dict[str, Any]) -> str:
    """Give what a message says, without the signs that keep directions of writing apart."""
    return str(row["payload"]["params"]["text"]).translate({0x2068: None, 0x2069: None})


def facilitator(number: int, *groups: int) -> Person:
    within = frozenset(("facilitator", group) for group in groups)
    return Person(number, "en_GB", joined=True, roles=frozenset({"facilitator"}), in_groups=within)


# --- tasks ----------------------------------------------------------------------------------------


def test_what_a_member_writes_waits_and_is_dealt_with_once(office: Office) -> None:
    who = office.number(office.member)
    office.do(who, TaskRaised("question", office.loop, words="Which bus?"))
    (row,) = office.hall.rows(tables.task)
    assert (row["kind"], row["loop_id"], row["member_id"]) == ("question", office.loop, who)
    number = row["id"]
    office.do(office.lead, TaskOpened(number), TaskDone(number, "The 42."))
    office.do(office.number(office.other), TaskDone(number, "Another answer."))
    (row,) = office.hall.rows(tables.task)
    assert (row["done_by"], row["reply"]) == (office.lead, "The 42.")
    assert office.acts()[-2:] == ["task.read", "task.done"]


def test_what_a_job_raises_waits_once_until_it_is_done(office: Office) -> None:
    first = office.raise_task("unowned", loop=office.loop, about=5)
    assert office.raise_task("unowned", loop=office.loop, about=5) is None
    assert office.raise_task("unowned", loop=office.loop, about=6) is not None
    assert first is not None
    office.do(office.lead, TaskDone(first))
    assert office.raise_task("unowned", loop=office.loop, about=5) is not None
    assert len(office.hall.rows(tables.task)) == 3


def test_another_networks_loop_raises_nothing_and_no_task_of_it_is_done(office: Office) -> None:
    number = office.raise_task("question", loop=office.loop, member=office.number(office.member))
    assert number is not None
    with office.hall.database.transaction() as connection:
        elsewhere = setup.ensure_network(connection, "hills", "Hills", NOW)
        assert tasks.raise_task(connection, elsewhere, "x", loop=office.loop, now=NOW) is None
        stranger = Happened(office.lead, elsewhere, TaskDone(number), NOW, 0)
        perform(connection, [stranger])
        assert tasks.load(connection, elsewhere, facilitator(office.lead), number) is None
    assert office.hall.rows(tables.task)[0]["done_at"] is None


def test_a_task_is_seen_by_who_facilitates_its_loop_and_by_who_raised_it(office: Office) -> None:
    who = office.number(office.member)
    office.do(who, TaskRaised("question", office.loop, words="Which bus?"))
    office.do(who, TaskRaised("question", office.loop, words="And when?"), now=NOW + timedelta(1))
    first, second = (row["id"] for row in office.hall.rows(tables.task))
    seen: Task = office.find(facilitator(office.lead), TheTask(first))
    assert (seen.words, seen.answerable, seen.mine, seen.following) == (
        "Which bus?", True, False, second,
    )  # fmt: skip
    assert (
        office.find(facilitator(office.number(office.lung), office.group), TheTask(first)) is None
    )
    assert seen.theirs
    raised = office.find(facilitator(who, office.group), TheTask(first))
    assert (raised.mine, raised.theirs) == (True, False)
    assert office.find(Person(office.number(office.other), joined=True), TheTask(first)) is None
    assert office.find(facilitator(office.lead), TheTask(999)) is None


def test_a_task_about_a_promise_shows_the_promise(office: Office) -> None:
    promise = {"id": 5, "loop_id": office.loop, "network_id": office.hall.network,
               "promise": {"en_GB": "A later bus."}, "made_at": NOW}  # fmt: skip
    with office.hall.database.transaction() as connection:
        connection.execute(tables.commitment.insert().values(**promise))
    number = office.raise_task("unowned", loop=office.loop, about=5)
    assert number is not None
    seen: Task = office.find(facilitator(office.lead), TheTask(number))
    assert seen.about == words("A later bus.")
    assert not seen.answerable


def test_a_reply_goes_once_to_whoever_asked(office: Office) -> None:
    who = office.number(office.member)
    office.do(who, TaskRaised("question", office.loop, words="Which bus?"))
    office.do(who, TaskRaised("not_meant", office.loop, words="No."), now=NOW + timedelta(1))
    first, second = (row["id"] for row in office.hall.rows(tables.task))
    office.do(office.lead, TaskDone(first, "The 42."), TaskDone(second))
    assert office.tick(send_replies) == 1
    assert office.tick(send_replies) == 0
    (sent,) = office.hall.rows(tables.outbox, kind="answer")
    assert sent["member_id"] == who
    assert "You asked: Which bus?" in text_of(sent)
    assert "We answer: The 42." in text_of(sent)
    assert sent["lane"] == "bulk"


def test_a_reply_to_somebody_who_stopped_goes_nowhere_and_waits_no_more(office: Office) -> None:
    who = office.number(office.member)
    office.do(who, TaskRaised("question", office.loop, words="Which bus?"))
    (row,) = office.hall.rows(tables.task)
    office.do(office.lead, TaskDone(row["id"], "The 42."))
    office.set(tables.member, who, stopped_at=NOW)
    assert office.tick(send_replies) == 1
    assert office.hall.rows(tables.outbox, kind="answer") == []
    assert office.tick(send_replies) == 0


def test_what_a_member_wrote_goes_with_their_answers_and_with_them(office: Office) -> None:
    who = office.number(office.member)
    office.do(who, TaskRaised("question", office.loop, words="Which bus?"))
    office.do(who, TaskRaised("not_mine", office.loop, words="Ask the ward."))
    with office.hall.database.transaction() as connection:
        remove_answers(connection, [(office.loop, who)])
    assert [row["kind"] for row in office.hall.rows(tables.task)] == ["not_mine"]
    with office.hall.database.transaction() as connection:
        connection.execute(tables.member.delete().where(tables.member.c.id == who))
    assert office.hall.rows(tables.task) == []


def test_words_and_reply_are_sealed_each_for_its_own_row(office: Office) -> None:
    who = office.number(office.member)
    office.do(who, TaskRaised("question", office.loop, words="Which bus?"))
    (row,) = office.hall.rows(tables.task)
    office.do(office.lead, TaskDone(row["id"], "The 42."))
    sealer = Sealer(KEY)
    office.hall.database.sealer = sealer
    reseal(office.hall.database, lambda number: Path(str(number)), lambda *_: None)
    (row,) = office.hall.rows(tables.task)
    assert "bus" not in row["words"]
    assert "42" not in row["reply"]
    assert sealer.open(row["words"], TASK, row) == "Which bus?"
    assert sealer.open(row["reply"], REPLY, row) == "The 42."
    office.hall.database.sealer = PLAIN


# --- the list -------------------------------------------------------------------------------------


def test_whoever_asked_gets_it_and_the_others_while_they_are_away(office: Office) -> None:
    office.raise_task("question", loop=office.loop, member=office.number(office.member))
    lead, other, lung = office.lead, office.number(office.other), office.number(office.lung)
    assert office.lists() == {lead: [("question", 1, False)], other: [], lung: []}
    office.set(tables.member, lead, break_since=NOW, break_until=NOW + timedelta(days=7))
    assert office.lists()[other] == [("question", 1, True)]
    assert office.lists()[lead] == office.lists()[lung] == []
    office.set(tables.member, lead, break_since=None, break_until=None, wrote_at=NOW)
    assert office.lists(NOW + timedelta(days=28))[lead] == [("question", 1, False)]
    assert office.lists(NOW + timedelta(days=29))[other] == [("question", 1, True)]


def test_while_everybody_is_away_everybody_who_may_gets_it(office: Office) -> None:
    office.raise_task("question", loop=office.loop, member=office.number(office.member))
    for who in (office.lead, office.number(office.other)):
        office.set(tables.member, who, break_since=NOW)
    lists = office.lists()
    assert lists[office.lead] == [("question", 1, False)]
    assert lists[office.number(office.other)] == [("question", 1, True)]


def test_what_nobody_asked_is_for_all_who_facilitate_it(office: Office) -> None:
    lung, other = office.number(office.lung), office.number(office.other)
    people_there = [
        cover.Facilitator(lung, frozenset({office.group}), away=False, since=NOW),
        cover.Facilitator(other, None, away=False, since=NOW),
    ]
    assert cover.who_gets(Whose(), people_there) == {other: False}
    assert cover.who_gets(Whose((office.group,)), people_there) == {lung: False, other: False}
    gone = Whose((office.group,), owner=1)
    assert cover.who_gets(gone, people_there) == {lung: False, other: False}


def test_everything_that_waits_is_in_it_harm_first(office: Office) -> None:
    network, loop = office.hall.network, office.loop
    office.set(tables.consultation, loop, status="closed")
    office.raise_task("not_meant", loop=loop, member=office.number(office.member))
    office.raise_task("something_new", loop=loop)
    promise = {"id": 5, "loop_id": loop, "network_id": network, "made_at": NOW,
               "promise": {"en_GB": "A later bus."}, "due_on": date(2027, 2, 20)}  # fmt: skip
    here = {"network_id": network, "title": {"en_GB": "x"}, "opened_at": NOW}
    with office.hall.database.transaction() as connection:
        connection.execute(tables.commitment.insert().values(**promise))
        for number, kind in ((50, "issue"), (51, "issue"), (60, "meeting")):
            connection.execute(tables.loop.insert().values(id=number, kind=kind, **here))
        for number in (50, 51):
            raised = {"id": number, "network_id": network, "raised_at": NOW, "supporters": 0}
            connection.execute(tables.issue.insert().values(status="waiting", **raised))
        held = {"id": 60, "network_id": network, "status": "held", "title": {"en_GB": "x"},
                "audience": {"groups": [], "kinds": []}, "made_at": NOW,
                "starts_at": NOW - timedelta(days=3)}  # fmt: skip
        connection.execute(tables.meeting.insert().values(**held))
    soon, past = datetime(2027, 3, 30, 9, tzinfo=UTC), datetime(2027, 4, 7, 9, tzinfo=UTC)
    assert [kind for kind, *_ in office.lists(soon)[office.lead]] == [
        "not_meant", "late_promise", "issue", "due_soon", "minutes",
    ]  # fmt: skip
    assert ("issue", 2, False) in office.lists(soon)[office.lead]
    assert [kind for kind, *_ in office.lists(past)[office.lead]][:2] == ["not_meant", "overdue"]
    assert ("minutes", 1, False) in office.lists(NOW)[office.lead]


def test_words_of_danger_come_first_to_who_may_read_them(office: Office) -> None:
    with office.hall.database.transaction() as connection:
        flag = {"network_id": office.hall.network, "member_id": office.number(office.member),
                "kind": "distress", "words": "x", "raised_at": NOW, "level": 3}  # fmt: skip
        connection.execute(tables.flag.insert().values(**flag))
    lists = office.lists()
    assert lists[office.lead] == [("flag", 1, False)]
    assert lists[office.number(office.lung)] == []


def test_the_list_is_found_by_who_facilitates_only(office: Office) -> None:
    office.raise_task("question", loop=office.loop, member=office.number(office.member))
    found: Needing = office.find(facilitator(office.lead), WhatNeedsMe())
    assert [one.kind for one in found.items] == ["question"]
    assert office.find(Person(office.number(office.member), joined=True), WhatNeedsMe()) is None


@pytest.mark.parametrize(
    ("now", "monday"),
    [
        (datetime(2027, 3, 8, 8, 59, tzinfo=UTC), "2027-03-01 09:00 +0000"),
        (datetime(2027, 3, 8, 9, 0, tzinfo=UTC), "2027-03-08 09:00 +0000"),
        (datetime(2027, 3, 14, 22, 0, tzinfo=UTC), "2027-03-08 09:00 +0000"),
        (datetime(2027, 3, 29, 8, 0, tzinfo=UTC), "2027-03-29 09:00 +0100"),
    ],
)
def test_the_week_begins_on_monday_at_nine_where_the_network_is(now: datetime, monday: str) -> None:
    assert f"{monday_of(now, ZoneInfo('Europe/London')):%Y-%m-%d %H:%M %z}" == monday


def test_each_facilitator_gets_one_list_a_week_and_none_where_nothing_waits(
    office: Office,
) -> None:
    office.raise_task("question", loop=office.loop, member=office.number(office.member))
    assert office.tick(list_what_needs_you) == 3
    assert office.tick(list_what_needs_you, MONDAY + timedelta(hours=1)) == 0
    (sent,) = office.hall.rows(tables.outbox, kind="needs")
    assert sent["member_id"] == office.lead
    assert "Answer a question: Going home 1 (5 min)" in text_of(sent)
    assert sent["not_after"] == datetime(2027, 3, 15, 9, tzinfo=UTC)
    office.tick(list_what_needs_you, MONDAY + timedelta(days=7))
    assert len(office.hall.rows(tables.outbox, kind="needs")) == 2


def test_whoever_came_since_monday_gets_the_next_list(office: Office) -> None:
    office.tick(list_what_needs_you)
    (new,) = office.hall.seat(1)
    later = MONDAY + timedelta(days=1)
    with office.hall.database.transaction() as connection:
        people.grant(connection, office.number(new), "facilitator", None, later)
    assert office.tick(list_what_needs_you, later + timedelta(hours=1)) == 0
    assert office.tick(list_what_needs_you, MONDAY + timedelta(days=7)) == 4


def test_a_group_for_which_one_person_acts_is_named(office: Office) -> None:
    with office.hall.database.reading() as connection:
        assert cover.alone(connection, office.hall.network, NOW) == []
    office.set(tables.member, office.number(office.other), stopped_at=NOW)
    office.set(tables.member, office.number(office.lung), stopped_at=NOW)
    with office.hall.database.reading() as connection:
        assert cover.alone(connection, office.hall.network, NOW) == [("Lung", 1)]


# --- what is no loop's ----------------------------------------------------------------------------


def _without_the_network(office: Office) -> int:
    """Leave only the facilitator of the group; gives them."""
    with office.hall.database.transaction() as connection:
        of_network = tables.role.c.group_id.is_(None)
        connection.execute(tables.role.update().where(of_network).values(revoked_at=NOW))
    return office.number(office.lung)


def test_what_is_no_loops_is_seen_where_facilitators_have_groups_only(office: Office) -> None:
    lung = _without_the_network(office)
    office.do(office.number(office.member), TaskRaised("question", words="XYZQ"))
    assert office.lists() == {lung: [("question", 1, False)]}
    task = office.hall.rows(tables.task)[0]["id"]
    assert office.find(facilitator(lung, office.group), TheTask(task)).words == "XYZQ"


def test_a_place_in_a_call_is_the_business_of_the_calls_group(office: Office) -> None:
    lung, other = office.number(office.lung), office.number(office.other)
    with office.hall.database.transaction() as connection:
        breast = setup.ensure_group(connection, office.hall.network, "Breast")
        connection.execute(
            tables.volunteer_call.insert().values(
                id=9090, network_id=office.hall.network, group_id=office.group, made_by=lung,
                title={"en_GB": "Read a leaflet"}, brief={}, places=1, closes_on=NOW.date(),
                status="drawn", made_at=NOW,
            )
        )  # fmt: skip
    number = office.raise_task("place_free", about=9090, words="Read a leaflet")
    assert number is not None
    assert office.lists()[lung] == [("task", 1, False)]
    assert office.lists()[other] == []
    assert office.find(facilitator(lung, office.group), TheTask(number)) is not None
    assert office.find(facilitator(lung, breast), TheTask(number)) is None

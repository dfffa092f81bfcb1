"""Issues in the tables, on both databases: who is behind one, who sees it, and what stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from bot.clock.jobs import JOBS
from bot.involvement import needs_you, people, roles, setup
from bot.involvement.effects import perform
from bot.involvement.erasing_people import erase_people
from bot.involvement.facts import Asker, load_facts
from bot.involvement.happened import Happened
from bot.involvement.issues.loading import THIS_WEEK
from bot.involvement.meetings import rows
from bot.involvement.retention import delete_old
from bot.involvement.sent_since import issue_key, take_as_sent
from bot.involvement.stop_list import SENT, Line, StopList
from bot.involvement.untold import by_state
from bot.store import tables
from bot.store.database import Database
from conversations import events, issue_events
from conversations.content import Audience, Decision
from conversations.facts import Person
from conversations.issues import (
    MOST_A_MONTH,
    MOST_WAITING,
    Desk,
    Issue,
    IssueRule,
    IssuesHere,
    Mine,
    MyIssue,
    MyIssues,
    Others,
    OthersIssues,
    TheIssue,
)
from conversations.meeting_events import (
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
    QuestionPut,
)
from conversations.meetings_facts import AgendaItem, Plan
from conversations.rights import FACILITATOR, NO_GROUP
from tests.bot.delivery.hall import NOW, Hall, words

DAY = timedelta(days=1)
PARKING, COLD = 501, 502


class Town:
    """Members who raise issues 501, 502, …, and a facilitator."""

    def __init__(self, database: Database) -> None:
        self.hall = Hall(database)
        self.people = [self.hall.members[one] for one in self.hall.seat(16)]
        self.facilitator = self.people[0]
        self.groups: frozenset[tuple[str, int]] = frozenset()

    def do(self, who: int, *done: events.Event, now: datetime = NOW, network: int = 0) -> None:
        """Let somebody do something, in their network or, forged, in another one."""
        happened = [Happened(who, network or self.hall.network, one, now, 0) for one in done]
        with self.hall.database.transaction() as connection:
            perform(connection, happened)

    def find(self, who: int, need: Any, now: datetime = NOW, *, role: str = "") -> Any:
        """Give what somebody finds."""
        person = Person(who, roles=frozenset({role} if role else ()), in_groups=self.groups)
        with self.hall.database.reading() as connection:
            asker = Asker(person, self.hall.network)
            found = load_facts(connection, [(asker, need)], self.hall.room.shelf, now)
        return found.get((who, need))

    def mine(self, who: int) -> tuple[MyIssue, ...]:
        mine: Mine = self.find(who, MyIssues())
        return mine.issues

    def others(self, who: int, now: datetime = NOW) -> Others:
        others: Others = self.find(who, OthersIssues(), now)
        return others

    def desk(self) -> Desk:
        desk: Desk = self.find(self.facilitator, IssuesHere(), role="facilitator")
        return desk

    def issue(self, number: int) -> Issue | None:
        issue: Issue | None = self.find(self.facilitator, TheIssue(number), role="facilitator")
        return issue

    def raised(self, who: int, number: int, title: str = "", **more: Any) -> int:
        """Let somebody have raised an issue; with a title, it was let through."""
        said = {"words": f"issue {number}", **more}
        self.do(who, issue_events.IssueRaised(number, **said))
        if title:
            self.do(self.facilitator, issue_events.IssueLetThrough(number, words(title)))
        return number

    def support(self, number: int, *who: int, now: datetime = NOW) -> None:
        for one in who:
            self.do(one, issue_events.IssueSupported(number), now=now)

    def row(self, number: int) -> dict[str, Any]:
        (row,) = self.hall.rows(tables.issue, id=number)
        return row

    def behind(self, number: int) -> dict[int, str]:
        rows = self.hall.rows(tables.contributor, loop_id=number)
        return {row["member_id"]: row["how"] for row in rows}

    def plan(self, number: int, *agenda: AgendaItem, new: bool = True) -> None:
        """Plan a meeting for tomorrow, or change the agenda of one."""
        plan = Plan(
            words("A meeting"), (NOW + DAY).date(), "10:00", 60, words("Here"), None, agenda,
            Audience(),
        )  # fmt: skip
        self.do(
            self.facilitator,
            MeetingPlanned(number, plan) if new else MeetingChanged(number, 0, plan),
        )

    def agenda(self, meeting: int) -> list[tuple[int, int | None, str]]:
        """Give the items of an agenda as they stand: number, issue, title."""
        with self.hall.database.reading() as connection:
            (_, found) = rows.load(connection, [meeting])[meeting]
        return [(one.item, one.issue, one.title.said_in("en_GB")) for one in found.agenda]

    def tell(self, now: datetime = NOW) -> list[int]:
        """Run the job; gives who was newly told."""
        before = {row["id"] for row in self.hall.rows(tables.outbox, kind="issue")}
        with self.hall.database.transaction() as connection:
            JOBS["tell_raisers"].run(connection, self.hall.room, now)
        rows = self.hall.rows(tables.outbox, kind="issue")
        return sorted(row["member_id"] for row in rows if row["id"] not in before)


@pytest.fixture
def town(database: Database) -> Town:
    """A network of sixteen people, on SQLite and on Postgres."""
    return Town(database)


def decline(number: int, reason: str = "@known") -> issue_events.IssueDeclined:
    return issue_events.IssueDeclined(number, reason)


def merge(number: int, into: int) -> issue_events.IssueMerged:
    return issue_events.IssueMerged(number, into)


# --- raising --------------------------------------------------------------------------------------


def test_an_issue_is_a_loop_with_its_raiser_upstream_and_a_day_that_was_promised(
    town: Town,
) -> None:
    town.raised(town.people[1], PARKING)
    (loop,) = town.hall.rows(tables.loop, id=PARKING)
    assert (loop["kind"], loop["status"]) == ("issue", "open")
    assert loop["hear_back_on"] == town.row(PARKING)["answer_by"] == NOW.date() + 42 * DAY
    assert town.behind(PARKING) == {town.people[1]: "raiser"}
    (mine,) = town.mine(town.people[1])
    assert (mine.status, mine.words, mine.supporters) == ("waiting", "issue 501", 0)
    assert town.mine(town.people[2]) == ()


def test_the_networks_rule_holds_for_what_is_raised_after_it(town: Town) -> None:
    town.raised(town.people[1], PARKING)
    town.do(town.facilitator, issue_events.IssueRuleChosen(14, 5, 0))
    town.raised(town.people[1], COLD)
    assert town.row(PARKING)["answer_by"] == NOW.date() + 42 * DAY
    assert town.row(COLD)["answer_by"] == NOW.date() + 14 * DAY
    assert town.desk().rule == IssueRule(14, 5, 0)
    assert "issue.rule" in {row["act"] for row in town.hall.rows(tables.audit)}


def test_no_more_wait_of_one_person_than_may(town: Town) -> None:
    for number in range(PARKING, PARKING + MOST_WAITING + 2):
        town.raised(town.people[1], number)
    assert len(town.hall.rows(tables.issue)) == MOST_WAITING


def test_a_group_of_another_network_is_none(town: Town) -> None:
    with town.hall.database.transaction() as connection:
        there = setup.ensure_network(connection, "lakeside", "Lakeside", NOW)
        group = setup.ensure_group(connection, there, "Lung")
    town.raised(town.people[1], PARKING, group=group)
    assert town.row(PARKING)["group_id"] is None


def test_only_the_raiser_takes_it_back_and_only_before_it_is_looked_at(town: Town) -> None:
    town.raised(town.people[1], PARKING)
    town.do(town.people[2], issue_events.IssueTakenBack(PARKING))
    assert town.row(PARKING)["status"] == "waiting"
    town.do(town.people[1], issue_events.IssueTakenBack(PARKING))
    assert town.hall.rows(tables.issue) == town.hall.rows(tables.loop) == []

    town.raised(town.people[1], COLD, "It is cold")
    town.do(town.people[1], issue_events.IssueTakenBack(COLD))
    assert town.row(COLD)["status"] == "open"


# --- supporting -----------------------------------------------------------------------------------


def test_support_counts_once_and_never_of_who_raised_it(town: Town) -> None:
    raiser, *others = town.people[1:]
    town.raised(raiser, PARKING, "Parking")
    town.support(PARKING, raiser, *others[:2], others[0])
    assert town.row(PARKING)["supporters"] == 2
    assert town.behind(PARKING)[raiser] == "raiser"
    town.do(others[0], issue_events.SupportEnded(PARKING))
    town.do(raiser, issue_events.SupportEnded(PARKING))
    assert town.row(PARKING)["supporters"] == 1
    assert set(town.behind(PARKING)) == {raiser, others[1]}


def test_what_waits_or_is_over_is_not_supported(town: Town) -> None:
    town.raised(town.people[1], PARKING)
    town.support(PARKING, town.people[2])
    town.do(town.facilitator, decline(PARKING))
    town.support(PARKING, town.people[2])
    assert town.behind(PARKING) == {}
    assert town.row(PARKING)["supporters"] == 0


def test_five_in_a_calendar_month_of_the_networks_zone_and_then_five_more(town: Town) -> None:
    raiser, who = town.people[1:3]
    numbers = range(PARKING, PARKING + MOST_A_MONTH + 2)
    for number in numbers:
        town.do(town.facilitator, issue_events.IssueRuleChosen(42, 3, 10))
        town.raised(raiser, number, f"Issue {number}")
        town.support(number, who)
    supported = [number for number in numbers if who in town.behind(number)]
    assert len(supported) == MOST_A_MONTH
    assert town.others(who).left == 0

    last = datetime(2027, 3, 31, 22, 59, tzinfo=UTC)  # 23:59 there
    town.support(numbers[-1], who, now=last)
    assert who not in town.behind(numbers[-1])
    town.support(numbers[-1], who, now=last + timedelta(minutes=1))
    assert who in town.behind(numbers[-1])
    assert town.others(who, last + timedelta(minutes=1)).left == MOST_A_MONTH - 1


def test_the_list_is_short_the_same_for_a_week_and_another_one_the_next(town: Town) -> None:
    for number in range(PARKING, PARKING + 30):
        town.raised(town.people[1 + number % 10], number, f"Issue {number}")
    reader, other = town.people[14:16]
    this_week = [one.id for one in town.others(reader).issues]
    assert len(this_week) == THIS_WEEK
    assert this_week == [one.id for one in town.others(other, NOW + DAY).issues]
    assert this_week != [one.id for one in town.others(reader, NOW + 7 * DAY).issues]
    assert town.find(reader, OthersIssues(PARKING + 29)).issues[0].id == PARKING + 29


def test_ones_own_what_waits_and_what_is_answered_are_not_on_it(town: Town) -> None:
    raiser, other = town.people[1:3]
    town.raised(raiser, PARKING, "Parking")
    town.raised(raiser, COLD)
    assert town.others(raiser).issues == ()
    (seen,) = town.others(other).issues
    assert (seen.id, seen.supported, seen.supporters) == (PARKING, False, 0)
    decision = events.DecisionApproved(PARKING, Decision(words("Parking"), words("A bus")))
    town.do(town.facilitator, decision)
    assert town.others(other).issues == ()
    assert {one.id: one.status for one in town.mine(raiser)} == {
        PARKING: "answered",
        COLD: "waiting",
    }


def test_what_was_archived_without_an_answer_is_closed_for_everybody(town: Town) -> None:
    raiser, other = town.people[1:3]
    town.raised(raiser, PARKING, "Parking")
    town.raised(raiser, COLD)
    _set(town, tables.loop.update().values(status="archived", archived_at=NOW))
    town.support(PARKING, other)
    assert town.others(other).issues == ()
    assert (town.desk().waiting, town.desk().open) == ((), ())
    assert {one.status for one in town.mine(raiser)} == {"closed"}
    assert town.behind(PARKING) == {raiser: "raiser"}
    for number in range(600, 600 + MOST_WAITING):
        town.raised(raiser, number)
    assert len(town.hall.rows(tables.issue)) == MOST_WAITING + 2


def test_few_supporters_are_shown_to_nobody(town: Town) -> None:
    town.raised(town.people[1], PARKING, "Parking")
    town.support(PARKING, *town.people[2:11])
    reader = town.people[12]
    for shown in (town.others(reader).issues[0], town.mine(town.people[1])[0], town.desk().open[0]):
        assert shown.supporters is None
    town.support(PARKING, town.people[11])
    for shown in (town.others(reader).issues[0], town.mine(town.people[1])[0], town.desk().open[0]):
        assert shown.supporters == 10


# --- looking --------------------------------------------------------------------------------------


def test_the_second_facilitator_changes_nothing_that_the_first_has_dealt_with(town: Town) -> None:
    town.raised(town.people[1], PARKING)
    town.do(town.facilitator, decline(PARKING, "No money."))
    town.do(town.facilitator, issue_events.IssueLetThrough(PARKING, words("Parking")))
    town.do(town.facilitator, decline(PARKING, "Another reason."))
    row = town.row(PARKING)
    assert (row["status"], row["reason"], row["title"]) == ("declined", "No money.", None)
    (loop,) = town.hall.rows(tables.loop)
    assert loop["status"] == "archived"
    acts = [row["act"] for row in town.hall.rows(tables.audit) if row["act"].startswith("issue")]
    assert acts == ["issue.declined"]


def test_what_others_see_is_answered_and_not_declined(town: Town) -> None:
    town.raised(town.people[1], PARKING, "Parking")
    town.do(town.facilitator, decline(PARKING))
    assert town.row(PARKING)["status"] == "open"


def test_what_is_for_everybody_is_left_to_groups_while_nobody_facilitates_all(town: Town) -> None:
    _, address = town.hall.seat(2)
    place = (town.hall.account, address)
    of_group, everybodys = town.hall.members[address], town.raised(town.people[1], PARKING)
    with town.hall.database.transaction() as connection:
        within = setup.ensure_group(connection, town.hall.network, "Lung")
        people.grant(connection, of_group, FACILITATOR, within, NOW)
    for leads, seen in ((False, {within, NO_GROUP}), (True, {within})):
        with town.hall.database.transaction() as connection:
            if leads:
                people.grant(connection, town.facilitator, FACILITATOR, None, NOW)
            person = people.meet(connection, {place: None}, NOW)[place].person
            assert set(roles.groups_as(connection, of_group, FACILITATOR) or ()) == seen
            listed = needs_you.load(connection, town.hall.network, NOW)[of_group].items
        assert set(person.groups_as(FACILITATOR) or ()) == seen
        assert [one.kind for one in listed] == ([] if leads else ["issue"])
        town.groups = person.in_groups
        found = town.find(of_group, TheIssue(everybodys), role=FACILITATOR)
        assert bool(found) is not leads


def test_nobody_of_another_network_changes_or_sees_it(town: Town) -> None:
    town.raised(town.people[1], PARKING)
    town.raised(town.people[1], COLD, "It is cold")
    with town.hall.database.transaction() as connection:
        there = setup.ensure_network(connection, "lakeside", "Lakeside", NOW)
    before = town.hall.rows(tables.issue)
    for event in (
        issue_events.IssueLetThrough(PARKING, words("Ours")), decline(PARKING),
        merge(PARKING, COLD), issue_events.IssueSupported(COLD), issue_events.IssueAnswered(COLD),
        issue_events.IssueTakenBack(PARKING), issue_events.IssueOnAgenda(COLD, 1),
    ):  # fmt: skip
        town.do(town.people[5], event, network=there)
    assert town.hall.rows(tables.issue) == before
    town.hall.network, here = there, town.hall.network
    assert town.issue(PARKING) is None
    assert town.others(town.people[5]).issues == ()
    assert town.desk().waiting == ()
    town.hall.network = here


def test_merging_moves_everyone_and_the_earlier_day(town: Town) -> None:
    first, second, both, one = town.people[1:5]
    town.raised(first, PARKING, "Parking")
    town.do(town.facilitator, issue_events.IssueRuleChosen(14, 3, 10))
    town.raised(second, COLD, "No signs")
    town.support(PARKING, both)
    town.support(COLD, both, one)
    town.do(town.facilitator, merge(COLD, COLD), merge(COLD, 999))
    assert town.row(COLD)["status"] == "open"
    town.do(town.facilitator, merge(COLD, PARKING))
    assert town.behind(PARKING) == {
        first: "raiser", second: "raiser", both: "supporter", one: "supporter",
    }  # fmt: skip
    assert town.behind(COLD) == {}
    kept = town.row(PARKING)
    assert (kept["supporters"], kept["answer_by"]) == (3, NOW.date() + 14 * DAY)
    (loop,) = town.hall.rows(tables.loop, id=PARKING)
    assert loop["hear_back_on"] == NOW.date() + 14 * DAY
    (told,) = town.mine(second)
    assert (told.status, told.into, told.answer_by) == (
        "merged", words("Parking"), NOW.date() + 14 * DAY,
    )  # fmt: skip
    assert town.others(second).issues == ()


def test_no_issue_of_a_group_is_kept_for_people_outside_it(town: Town) -> None:
    with town.hall.database.transaction() as connection:
        closed, other = (setup.ensure_group(connection, town.hall.network, name)
                         for name in ("Bereaved", "Lung"))  # fmt: skip
    town.raised(town.people[1], PARKING, "Of the closed group", group=closed)
    town.raised(town.people[2], COLD, "Of the other group", group=other)
    town.raised(town.people[3], 503, "Of everyone")
    town.do(town.facilitator, merge(COLD, PARKING), merge(503, PARKING))
    assert [town.row(one)["status"] for one in (PARKING, COLD, 503)] == ["open"] * 3
    assert town.behind(PARKING) == {town.people[1]: "raiser"}
    town.raised(town.people[4], 504, "Of the closed group too", group=closed)
    town.do(town.facilitator, merge(504, PARKING), merge(COLD, 503))
    assert (town.row(504)["merged_into"], town.row(COLD)["merged_into"]) == (PARKING, 503)


def test_what_was_merged_into_one_that_is_merged_follows(town: Town) -> None:
    for number in (PARKING, COLD, 503):
        town.raised(town.people[number - 500], number, f"Issue {number}")
    town.do(town.facilitator, merge(503, COLD))
    town.do(town.facilitator, merge(COLD, PARKING))
    assert town.row(503)["merged_into"] == PARKING
    assert len(town.behind(PARKING)) == 3


def test_the_rule_lets_the_most_supported_on_an_agenda(town: Town) -> None:
    for number in range(PARKING, PARKING + 4):
        town.raised(town.people[1], number, f"Issue {number}")
    town.support(PARKING + 2, *town.people[2:13])
    town.support(PARKING + 3, *town.people[2:5])
    assert [one.id for one in town.desk().open if one.by_rule] == [PARKING + 2]
    town.do(town.facilitator, issue_events.IssueRuleChosen(42, 3, 0))
    by_rule = [one.id for one in town.desk().open if one.by_rule]
    assert by_rule == [PARKING + 2, PARKING + 3, PARKING]


def test_an_agenda_takes_it_once_and_only_of_a_meeting_to_come(town: Town) -> None:
    town.raised(town.people[1], PARKING, "Parking")
    planned, past, cancelled = 601, 602, 603
    for number, starts, status in (
        (planned, NOW + DAY, "planned"), (past, NOW - DAY, "planned"),
        (cancelled, NOW + DAY, "cancelled"),
    ):  # fmt: skip
        _meeting(town, number, starts, status)
    assert [one.id for one in town.desk().meetings] == [planned]
    for meeting in (past, cancelled, 999, planned, planned):
        town.do(town.facilitator, issue_events.IssueOnAgenda(PARKING, meeting))
    (item,) = town.hall.rows(tables.agenda_item)
    assert (item["meeting_id"], item["issue_id"], item["position"]) == (planned, PARKING, 1)
    assert town.row(PARKING)["status"] == "on_agenda"
    town.raised(town.people[2], COLD, "No signs")
    town.do(town.facilitator, merge(PARKING, COLD))
    assert town.hall.rows(tables.agenda_item)[0]["issue_id"] == COLD


def test_the_one_that_is_kept_takes_the_place_on_an_agenda_once(town: Town) -> None:
    raisers, supporter, (monday, friday) = town.people[1:4], town.people[5], (601, 602)
    for number, who in zip((PARKING, COLD, 503), raisers, strict=True):
        town.raised(who, number, f"Issue {number}")
    town.support(PARKING, supporter)
    town.plan(monday, item(1, PARKING))
    town.plan(friday, item(1, COLD))
    for question, meeting in enumerate((monday, friday), 1):
        put = QuestionPut(meeting, 1, question, "question", "Why?")
        town.do(supporter, put)

    town.do(town.facilitator, merge(PARKING, 503))
    assert town.agenda(monday) == [(1, 503, "Issue 503")]
    assert {one.id: one.status for one in town.desk().open} == dict.fromkeys(
        (COLD, 503), "on_agenda"
    )
    assert set(town.behind(503)) == {raisers[0], raisers[2], supporter}

    town.plan(friday, item(1, COLD), item(2, PARKING), item(3, 503), new=False)  # a stale plan
    assert town.agenda(friday) == [(1, COLD, "Issue 502"), (3, 503, "Issue 503")]
    town.do(supporter, QuestionPut(friday, 3, 3, "view", "It is far."))
    town.do(town.facilitator, merge(503, COLD))
    assert town.agenda(monday) == [(1, COLD, "Issue 502")]
    assert town.agenda(friday) == [(1, COLD, "Issue 502")]
    put_to = {row["id"]: row["item"] for row in town.hall.rows(tables.put_question)}
    assert put_to == {1: 1, 2: 1, 3: 1}
    assert set(town.behind(COLD)) == {*raisers, supporter}

    town.do(town.facilitator, MeetingCancelled(friday, 0))
    assert town.row(COLD)["status"] == "on_agenda"  # of Monday's
    town.plan(monday, item(1), new=False)
    assert town.row(COLD)["status"] == "open"


def item(number: int, issue: int | None = None) -> AgendaItem:
    return AgendaItem(number, words(f"Issue {issue}"), "decision", issue)


def _meeting(town: Town, number: int, starts: datetime, status: str) -> None:
    mine = {"id": number, "network_id": town.hall.network, "title": {"en_GB": f"{number}"}}
    with town.hall.database.transaction() as connection:
        connection.execute(
            tables.loop.insert().values(kind="meeting", status="open", opened_at=NOW, **mine)
        )
        connection.execute(
            tables.meeting.insert().values(
                status=status, starts_at=starts, audience={}, made_at=NOW, **mine
            )
        )


def test_whoever_facilitates_one_group_sees_only_its_issues(town: Town) -> None:
    with town.hall.database.transaction() as connection:
        lung = setup.ensure_group(connection, town.hall.network, "Lung")
        breast = setup.ensure_group(connection, town.hall.network, "Breast")
        rows = [{"group_id": lung, "member_id": town.people[3]},
                {"group_id": breast, "member_id": town.people[4]}]  # fmt: skip
        connection.execute(tables.membership.insert(), rows)
    town.raised(town.people[3], PARKING, "Parking", group=lung)
    town.raised(town.people[3], COLD, "Cold")
    town.groups = frozenset({("facilitator", lung)})
    assert [one.id for one in town.desk().open] == [PARKING]
    assert town.issue(PARKING) is not None
    assert town.issue(COLD) is None
    town.groups = frozenset({("facilitator", breast)})
    assert town.desk().open == ()
    mine: Mine = town.find(town.people[3], MyIssues())
    assert mine.groups == ((lung, "Lung"),)
    assert [one.id for one in town.others(town.people[4]).issues] == [COLD]


def test_who_does_not_facilitate_finds_nothing(town: Town) -> None:
    town.raised(town.people[1], PARKING)
    assert town.find(town.people[1], IssuesHere()) is None
    assert town.find(town.people[1], TheIssue(PARKING)) is None


# --- telling, leaving, growing old ----------------------------------------------------------------


def test_whoever_raised_it_is_told_once_and_nobody_who_stopped(town: Town) -> None:
    first, stopped = town.people[1:3]
    town.raised(first, PARKING)
    town.raised(stopped, COLD)
    assert town.tell() == []
    town.do(stopped, events.Stopped())
    town.do(town.facilitator, decline(PARKING), decline(COLD))
    assert town.tell() == [first]
    assert town.tell(NOW + DAY) == []
    assert town.row(PARKING)["told_at"] == NOW
    assert town.row(COLD)["told_at"] is None


def test_whoever_can_be_reached_again_is_told_then_but_not_after_two_months(town: Town) -> None:
    first, second = town.people[1:3]
    a = tables.address
    for who, number in ((first, PARKING), (second, COLD)):
        town.raised(who, number)
        town.do(town.facilitator, decline(number))
        _set(town, a.update().where(a.c.member_id == who).values(unreachable_since=NOW))
    assert town.tell() == []
    _set(town, a.update().where(a.c.member_id == first).values(unreachable_since=None))
    assert town.tell(NOW + 3 * DAY) == [first]
    _set(town, a.update().values(unreachable_since=None))
    assert town.tell(NOW + 61 * DAY) == []


def test_after_a_restore_nobody_is_told_again_what_was_sent_since(
    town: Town, tmp_path: Path
) -> None:
    who, other = town.people[1:3]
    for one, number in ((who, PARKING), (other, COLD)):
        town.raised(one, number)
        town.do(town.facilitator, decline(number))
    stop_list = StopList(tmp_path / "stops", SecretStr("a key for tests that is long enough"))
    mark = stop_list.mark(issue_key(PARKING, who))
    stop_list.add([Line(NOW, SENT, mark)], NOW)
    with town.hall.database.transaction() as connection:
        assert take_as_sent(connection, stop_list, stop_list.read(), NOW) == 1
    assert town.tell(NOW + DAY) == [other]
    assert town.row(PARKING)["told_at"] == NOW, "when it was sent"


def _set(town: Town, change: sa.Update) -> None:
    with town.hall.database.transaction() as connection:
        connection.execute(change)


def test_erasing_a_person_leaves_the_title_and_who_else_is_behind_it(town: Town) -> None:
    raiser, twin, supporter, gone = town.people[1:5]
    town.raised(raiser, PARKING, "Parking")
    town.raised(twin, COLD)
    town.do(town.facilitator, merge(COLD, PARKING))
    town.support(PARKING, supporter, gone)
    with town.hall.database.transaction() as connection:
        erase_people(connection, town.hall.network, [raiser, gone], NOW, None)
    row = town.row(PARKING)
    assert (row["words"], row["raised_by"], row["supporters"]) == (None, None, 2)
    assert row["title"] == {"en_GB": "Parking"}
    assert town.behind(PARKING) == {twin: "raiser", supporter: "supporter"}
    with town.hall.database.reading() as connection:
        assert by_state(connection, PARKING) == {"told": 0, "waiting": 2, "erased": 2}


def test_erasing_answers_erases_the_words_of_issues_and_keeps_the_person_behind_them(
    town: Town,
) -> None:
    who = town.people[1]
    town.raised(who, PARKING, "Parking")
    town.raised(who, COLD)
    town.do(who, events.AnswersErased(None))
    (left,) = town.hall.rows(tables.issue)
    assert (left["id"], left["words"], left["raised_by"]) == (PARKING, None, who)
    assert town.behind(PARKING) == {who: "raiser"}


def test_a_year_after_its_end_only_the_title_of_what_was_answered_is_left(town: Town) -> None:
    for number in (PARKING, COLD, 503, 504):
        town.raised(town.people[number - 500], number, "Parking" if number in {503, 504} else "")
    town.do(town.facilitator, decline(PARKING))
    town.do(town.facilitator, merge(COLD, 504))
    town.do(town.facilitator, issue_events.IssueAnswered(503))
    over = tables.loop.update().where(tables.loop.c.id == 503)
    _set(town, over.values(status="archived", archived_at=NOW))
    for later, left in ((364, 4), (366, 2)):
        with town.hall.database.transaction() as connection:
            then = NOW + later * DAY
            delete_old(connection, town.hall.network, {}, then, most=100)
        assert len(town.hall.rows(tables.issue)) == left
    assert town.row(503)["words"] is None
    assert town.row(504)["words"] == "issue 504"
    with town.hall.database.transaction() as connection:
        gone = delete_old(connection, town.hall.network, {}, NOW + 366 * DAY, most=100)
    assert "issue" not in gone.rows

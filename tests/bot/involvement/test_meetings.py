"""What events do to meetings, what is loaded of them and for whom, and their calendar files."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from icalendar import Calendar

from bot.clock.jobs import hold_meetings
from bot.involvement import audiences, people
from bot.involvement.consultations import Contents
from bot.involvement.drafts import StaleDraftError
from bot.involvement.effects import perform
from bot.involvement.erasing_people import erase_people
from bot.involvement.facts import Asker, Shelf, load_facts
from bot.involvement.happened import Happened
from bot.involvement.meetings.calendar import calendar_file
from bot.involvement.retention import DEFAULTS, delete_old
from bot.involvement.setup import ensure_network
from bot.store import tables
from bot.store.database import Database
from bot.store.sealing import Sealer
from conversations.content import Audience
from conversations.events import AnswersErased
from conversations.facts import Need, Person
from conversations.meeting_events import (
    InvitationAnswered,
    MeetingCancelled,
    MeetingChanged,
    MeetingPlanned,
    QuestionPut,
    QuestionsRead,
    QuestionTakenBack,
    ReadOutChosen,
    WasThere,
)
from conversations.meetings_facts import (
    AgendaItem,
    IssuesToDiscuss,
    Meeting,
    MeetingDesk,
    MeetingsComing,
    MyPlace,
    MyPlaceAt,
    Plan,
    TheCalendarFile,
    TheMeeting,
    TheMeetingDesk,
    TheMeetings,
)
from conversations.needing import TheTask
from conversations.text import Worded
from tests.bot.delivery.hall import NOW, Hall, words

NUMBER, ISSUE = 4242, 71
LONDON = ZoneInfo("Europe/London")
PLAN = Plan(
    title=words("Partnership group"),
    day=date(2027, 3, 30),
    begins="14:00",
    minutes=90,
    place=words("Room 4, Civic Centre"),
    link="https://meet.example.org/4",
    agenda=(AgendaItem(1, words("Parking")), AgendaItem(2, words("Evenings"), "decision")),
    audience=Audience(),
)
STARTS = datetime(2027, 3, 30, 13, tzinfo=UTC)
SHELF = Shelf(Contents())


class Meetings:
    """A hall in which one meeting is planned, with three people invited to it."""

    def __init__(self, database: Database) -> None:
        self.hall = Hall(database)
        self.database = database
        self.lead = self._facilitator("1", None)
        self.patient, self.carer, self.other = (self.hall.members[one] for one in self.hall.seat(3))
        self.do(self.lead, MeetingPlanned(NUMBER, PLAN))

    def _facilitator(self, address: str, group: int | None) -> int:
        with self.database.transaction() as connection:
            place = (self.hall.account, address)
            person = people.meet(connection, {place: "en"}, NOW)[place].person
            people.grant(connection, person.id, "facilitator", group, NOW)
            return person.id

    def group(self, name: str) -> int:
        with self.database.transaction() as connection:
            row = {"network_id": self.hall.network, "name": name, "kind": "locality"}
            made = tables.group.insert().values(**row).returning(tables.group.c.id)
            return int(connection.execute(made).scalar_one())

    def do(self, who: int, *done: Any, now: datetime = NOW) -> None:
        with self.database.transaction() as connection:
            for event in done:
                perform(connection, [Happened(who, self.hall.network, event, now, 0)])

    def find(self, person: Person, need: Need, now: datetime = NOW) -> Any:
        asker = Asker(person, self.hall.network)
        with self.database.reading() as connection:
            return load_facts(connection, [(asker, need)], SHELF, now).get((person.id, need))

    def leader(self, group: int | None = None) -> Person:
        within = frozenset({("facilitator", group)} if group else ())
        return Person(
            self.lead, "en_GB", joined=True, roles=frozenset({"facilitator"}), in_groups=within
        )

    def member(self, number: int) -> Person:
        return Person(number, "en_GB", joined=True)

    def rows(self, table: sa.Table, **where: Any) -> list[dict[str, Any]]:
        return self.hall.rows(table, **where)

    def audit(self) -> list[str]:
        return [row["act"] for row in self.rows(tables.audit)]


@pytest.fixture
def meetings(database: Database) -> Meetings:
    return Meetings(database)


def changed(**parts: Any) -> Plan:
    return replace(PLAN, **parts)


# --- planning, changing, cancelling ---------------------------------------------------------------


def test_a_plan_becomes_a_meeting_with_its_loop_and_everyone_is_invited(
    meetings: Meetings,
) -> None:
    (loop,) = meetings.rows(tables.loop)
    assert (loop["id"], loop["kind"], loop["status"]) == (NUMBER, "meeting", "open")
    (row,) = meetings.rows(tables.meeting)
    assert row["starts_at"] == STARTS  # summer time
    invited = {one["member_id"] for one in meetings.rows(tables.attendance)}
    assert invited == {meetings.patient, meetings.carer, meetings.other}
    assert meetings.audit() == ["meeting.planned"]


def test_a_plan_that_is_not_whole_becomes_nothing(meetings: Meetings) -> None:
    meetings.do(meetings.lead, MeetingPlanned(9, changed(agenda=())))
    meetings.do(meetings.lead, MeetingPlanned(10, changed(day=date(2027, 3, 28), begins="01:30")))
    assert [row["id"] for row in meetings.rows(tables.meeting)] == [NUMBER]


def test_two_changes_at_once_are_one_change_and_one_refusal(meetings: Meetings) -> None:
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, changed(begins="15:00")))
    with pytest.raises(StaleDraftError):
        meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, changed(begins="16:00")))
    with pytest.raises(StaleDraftError):
        meetings.do(meetings.lead, MeetingCancelled(NUMBER, 0))
    (row,) = meetings.rows(tables.meeting)
    assert (row["revision"], row["starts_at"]) == (1, STARTS + timedelta(hours=1))
    assert meetings.audit() == ["meeting.planned", "meeting.moved"]


def test_an_agenda_changes_its_order_and_drops_items_for_good(meetings: Meetings) -> None:
    agenda = (AgendaItem(3, words("Leaflets"), "information"), AgendaItem(1, words("Permits")))
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, changed(agenda=agenda)))
    found = meetings.find(meetings.leader(), TheMeeting(NUMBER))
    assert isinstance(found, Meeting)
    assert found.agenda == agenda
    assert found.last_item == 3
    dropped = meetings.rows(tables.agenda_item, item=2)[0]
    assert dropped["dropped_at"] == NOW
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, PLAN))
    again = meetings.find(meetings.leader(), TheMeeting(NUMBER))
    assert [one.item for one in again.agenda] == [1, 2]


def test_a_meeting_of_another_network_is_not_changed(meetings: Meetings) -> None:
    with meetings.database.transaction() as connection:
        elsewhere = ensure_network(connection, "hillside", "Hillside", NOW)
    event = MeetingChanged(NUMBER, 0, changed(begins="15:00"))
    with pytest.raises(StaleDraftError), meetings.database.transaction() as connection:
        perform(connection, [Happened(meetings.lead, elsewhere, event, NOW, 0)])


def an_issue(meetings: Meetings, number: int = ISSUE, **more: Any) -> None:
    with meetings.database.transaction() as connection:
        loop = {
            "id": number, "network_id": meetings.hall.network, "kind": "issue",
            "title": {"en_GB": "Cards"}, "opened_at": NOW,
        }  # fmt: skip
        connection.execute(tables.loop.insert().values(**loop))
        row = {
            "id": number, "network_id": meetings.hall.network, "title": {"en_GB": "Cards"},
            "status": "open", "raised_at": NOW, "supporters": 3,
        }  # fmt: skip
        connection.execute(tables.issue.insert().values(**row | more))


def status_of_issue(meetings: Meetings) -> str:
    return str(meetings.rows(tables.issue, id=ISSUE)[0]["status"])


def test_an_issue_on_an_agenda_waits_again_when_it_is_taken_off_or_cancelled(
    meetings: Meetings,
) -> None:
    an_issue(meetings)
    assert meetings.find(meetings.leader(), IssuesToDiscuss()) == ((ISSUE, words("Cards")),)
    assert not meetings.find(meetings.member(meetings.patient), IssuesToDiscuss())
    agenda = (*PLAN.agenda, AgendaItem(3, words("Cards"), issue=ISSUE))
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, changed(agenda=agenda)))
    assert status_of_issue(meetings) == "on_agenda"
    assert meetings.find(meetings.leader(), IssuesToDiscuss()) == ()
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, PLAN))
    assert status_of_issue(meetings) == "open"
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, changed(agenda=agenda)))
    meetings.do(meetings.lead, MeetingCancelled(NUMBER, 0))
    assert status_of_issue(meetings) == "open"


def test_an_issue_that_a_meeting_did_not_answer_waits_again_after_it(meetings: Meetings) -> None:
    an_issue(meetings)
    agenda = (*PLAN.agenda, AgendaItem(3, words("Cards"), issue=ISSUE))
    meetings.do(meetings.lead, MeetingChanged(NUMBER, 0, changed(agenda=agenda)))
    with meetings.database.transaction() as connection:
        hold_meetings.run(connection, meetings.hall.room, STARTS + timedelta(hours=3))
    assert meetings.rows(tables.meeting)[0]["status"] == "held"
    assert status_of_issue(meetings) == "open"


def test_issues_of_a_group_are_for_who_facilitates_it(meetings: Meetings) -> None:
    lung, breast = meetings.group("Lung"), meetings.group("Breast")
    an_issue(meetings, group_id=lung)
    assert meetings.find(meetings.leader(lung), IssuesToDiscuss()) == ((ISSUE, words("Cards")),)
    assert meetings.find(meetings.leader(breast), IssuesToDiscuss()) == ()


# --- replying, having a say, having been there ----------------------------------------------------


def test_only_who_is_invited_replies(meetings: Meetings) -> None:
    meetings.do(meetings.patient, InvitationAnswered(NUMBER, "comes"))
    meetings.do(meetings.lead, InvitationAnswered(NUMBER, "comes"))
    assert meetings.find(meetings.member(meetings.patient), MyPlaceAt(NUMBER)) == MyPlace("comes")
    assert meetings.find(meetings.leader(), MyPlaceAt(NUMBER)) is None
    assert len(meetings.rows(tables.attendance)) == 3


def ask(meetings: Meetings, who: int, number: int = 31, text: str = "Why so dear?") -> None:
    meetings.do(who, QuestionPut(NUMBER, 1, number, "question", text))


def test_what_is_put_is_kept_without_a_name_and_its_author_hears_what_comes(
    meetings: Meetings,
) -> None:
    ask(meetings, meetings.patient)
    ask(meetings, meetings.lead, 32)
    meetings.do(meetings.carer, ReadOutChosen(31, read_out=True))  # not theirs
    desk = meetings.find(meetings.leader(), TheMeetingDesk(NUMBER))
    assert isinstance(desk, MeetingDesk)
    assert [(one.id, one.words, one.read_out) for one in desk.put] == [(31, "Why so dear?", False)]
    meetings.do(meetings.patient, ReadOutChosen(31, read_out=True))
    assert meetings.rows(tables.put_question)[0]["read_out"] is True
    (upstream,) = meetings.rows(tables.contributor)
    assert (upstream["member_id"], upstream["how"]) == (meetings.patient, "questioner")
    assert meetings.find(meetings.member(meetings.patient), MyPlaceAt(NUMBER)) == MyPlace(put=1)
    meetings.do(meetings.lead, QuestionsRead(NUMBER))
    assert meetings.audit()[-1] == "put_question.read"


def test_what_is_put_is_sealed(database: Database) -> None:
    sealer = Sealer("A" * 43)
    with Database(database.url, sealer=sealer) as sealed:
        meetings = Meetings(sealed)
        ask(meetings, meetings.patient)
        kept = meetings.rows(tables.put_question)[0]["words"]
        assert "dear" not in kept
        desk = meetings.find(meetings.leader(), TheMeetingDesk(NUMBER))
        assert desk.put[0].words == "Why so dear?"


def test_what_is_taken_back_is_gone_and_only_the_last_one_ends_being_told(
    meetings: Meetings,
) -> None:
    ask(meetings, meetings.patient)
    ask(meetings, meetings.patient, 32)
    meetings.do(meetings.carer, QuestionTakenBack(31))
    meetings.do(meetings.patient, QuestionTakenBack(31))
    assert [row["id"] for row in meetings.rows(tables.put_question)] == [32]
    assert meetings.rows(tables.contributor)
    meetings.do(meetings.patient, QuestionTakenBack(32))
    assert not meetings.rows(tables.contributor)


def test_what_was_put_to_a_meeting_that_is_cancelled_waits_for_a_reply(database: Database) -> None:
    sealer = Sealer("A" * 43)
    with Database(database.url, sealer=sealer) as sealed:
        meetings = Meetings(sealed)
        ask(meetings, meetings.patient)
        meetings.do(meetings.lead, MeetingCancelled(NUMBER, 0))
        (row,) = meetings.rows(tables.task)
        assert (row["kind"], row["loop_id"], row["member_id"]) == (
            "question", NUMBER, meetings.patient,
        )  # fmt: skip
        assert "dear" not in row["words"]
        task = meetings.find(meetings.leader(), TheTask(row["id"]))
        assert (task.words, task.answerable) == ("Why so dear?", True)


def test_nothing_is_put_to_a_meeting_that_is_cancelled(meetings: Meetings) -> None:
    meetings.do(meetings.lead, MeetingCancelled(NUMBER, 0))
    ask(meetings, meetings.patient)
    assert not meetings.rows(tables.put_question)


def test_who_was_there_is_upstream_and_may_correct_it(meetings: Meetings) -> None:
    meetings.do(meetings.patient, WasThere(NUMBER, came=True))
    meetings.do(meetings.carer, WasThere(NUMBER, came=True), WasThere(NUMBER, came=False))
    meetings.do(meetings.lead, WasThere(NUMBER, came=True))
    (upstream,) = meetings.rows(tables.contributor)
    assert (upstream["member_id"], upstream["how"]) == (meetings.patient, "attendee")


def test_erasing_takes_what_was_put_along(meetings: Meetings) -> None:
    ask(meetings, meetings.patient)
    ask(meetings, meetings.carer, 32)
    ask(meetings, meetings.other, 33)
    meetings.do(meetings.patient, AnswersErased())
    with meetings.database.transaction() as connection:
        erase_people(connection, meetings.hall.network, [meetings.carer], NOW, None)
    assert [row["id"] for row in meetings.rows(tables.put_question)] == [33]
    left = {row["member_id"] for row in meetings.rows(tables.attendance)}
    assert left == {meetings.patient, meetings.other}


def test_old_meetings_go_with_all_that_hangs_on_them(meetings: Meetings) -> None:
    ask(meetings, meetings.patient)
    meetings.do(meetings.lead, MeetingCancelled(NUMBER, 0))

    def age(days: int) -> None:
        with meetings.database.transaction() as connection:
            later = STARTS + timedelta(days=days)
            delete_old(connection, meetings.hall.network, DEFAULTS, later, most=50)

    age(364)
    assert meetings.rows(tables.put_question)
    assert meetings.rows(tables.attendance)
    age(366)
    assert not meetings.rows(tables.put_question)
    assert not meetings.rows(tables.attendance)
    assert meetings.rows(tables.agenda_item)
    age(8 * 365 + 1)
    assert not meetings.rows(tables.loop)
    assert not meetings.rows(tables.agenda_item)


# --- what is found --------------------------------------------------------------------------------


def test_a_meeting_is_found_by_who_is_invited_and_who_looks_after_it_only(
    meetings: Meetings,
) -> None:
    lung = meetings.group("Lung")
    for need in (TheMeeting(NUMBER), TheMeetingDesk(NUMBER)):
        assert meetings.find(meetings.leader(), need)
        assert meetings.find(meetings.leader(lung), need) is None
        assert meetings.find(Person(99, "en_GB", joined=True), need) is None
    patient = meetings.member(meetings.patient)
    assert meetings.find(patient, TheMeeting(NUMBER))
    assert meetings.find(patient, TheMeetingDesk(NUMBER)) is None
    assert meetings.find(patient, TheMeetings()) is None
    assert meetings.find(patient, TheMeeting(1)) is None
    asker = Asker(meetings.leader(), 999)
    with meetings.database.reading() as connection:
        need = TheMeetingDesk(NUMBER)
        assert not load_facts(connection, [(asker, need)], SHELF, NOW)


def test_the_desk_counts_replies(meetings: Meetings) -> None:
    meetings.do(meetings.patient, InvitationAnswered(NUMBER, "comes"))
    meetings.do(meetings.carer, InvitationAnswered(NUMBER, "cannot"))
    meetings.do(meetings.patient, WasThere(NUMBER, came=True))
    desk = meetings.find(meetings.leader(), TheMeetingDesk(NUMBER))
    assert desk.replies == (("comes", None), ("cannot", None), ("unsure", None))
    assert (desk.came, desk.invited) == (None, 0)  # nothing has gone out yet


@pytest.mark.parametrize(
    ("invited", "comes", "cannot", "told"),
    [
        (6, 5, 1, (None, None, None)),  # 1 would be the rest of so few
        (13, 8, 0, (13, 8, 0)),
        (12, 11, 1, (12, None, None)),
        (20, 13, 2, (20, 13, None)),  # whoever said nothing hides the 2
        (12, 0, 0, (12, 0, 0)),
    ],
)
def test_nobody_at_the_desk_can_be_told_by_subtraction(
    meetings: Meetings, invited: int, comes: int, cannot: int, told: tuple[int | None, ...]
) -> None:
    who = [meetings.hall.members[one] for one in meetings.hall.seat(invited)]
    said = ["comes"] * comes + ["cannot"] * cannot + [None] * (invited - comes - cannot)
    rows = [
        {"meeting_id": NUMBER, "member_id": one, "reply": reply, "asked_revision": 0}
        for one, reply in zip(who, said, strict=True)
    ]
    with meetings.database.transaction() as connection:
        connection.execute(tables.attendance.insert(), rows)
    desk = meetings.find(meetings.leader(), TheMeetingDesk(NUMBER))
    replies = dict(desk.replies)
    assert told == (desk.invited, replies["comes"], replies["cannot"])


def test_the_list_has_what_comes_first_and_then_what_was(meetings: Meetings) -> None:
    for number, day in ((2, 5), (3, 9), (4, 2)):
        meetings.do(meetings.lead, MeetingPlanned(number, changed(day=date(2027, 4, day))))
    now = datetime(2027, 4, 3, 12, tzinfo=UTC)
    found = meetings.find(meetings.leader(), TheMeetings(), now)
    assert [one.id for one in found] == [2, 3, 4, NUMBER]
    coming = meetings.find(meetings.member(meetings.patient), MeetingsComing(), now)
    assert [(one.id, reply) for one, reply in coming] == [(2, None), (3, None)]
    meetings.do(meetings.lead, MeetingCancelled(2, 0))
    coming = meetings.find(meetings.member(meetings.patient), MeetingsComing(), now)
    assert [one.id for one, _ in coming] == [3]


NIGHT = datetime(2027, 3, 5, 23, tzinfo=UTC)
SOON = NIGHT + timedelta(hours=4)


def test_an_invitation_counts_people_as_their_limits_let_it(meetings: Meetings) -> None:
    meetings.hall.seat(9)
    with meetings.database.transaction() as connection:
        m = tables.member
        taking_a_break = m.update().where(m.c.id == meetings.patient)
        connection.execute(taking_a_break.values(break_since=NOW))
        stopped = m.update().where(m.c.id == meetings.carer)
        connection.execute(stopped.values(stopped_at=NOW))
    with meetings.database.reading() as connection:
        network = meetings.hall.network
        count = audiences.count_invited(connection, network, Audience(), NOW, a_minute=0)
        assert (count.now, count.later, count.never, count.minutes) == (
            10, (("break", 1),), (("stopped", 1),), 1,
        )  # fmt: skip
        begins = audiences.count_invited(connection, network, Audience(), NIGHT, begins=SOON)
        assert (begins.now, begins.later) == (0, (("break", 1),))
        assert begins.never == (("begins_first", 10), ("stopped", 1)), "before the quiet hours end"
        listed = {meetings.hall.account: frozenset[str]()}
        nobody = audiences.count_invited(connection, network, Audience(), NOW, testers=listed)
        assert nobody.now == 0


# --- calendar files -------------------------------------------------------------------------------

MEETING = Meeting(
    NUMBER,
    Worded.of({"en_GB": "Partnership; group, with\ncommas", "cy": "Grŵp partneriaeth"}),
    STARTS,
    90,
    place=words("Room 4, Civic Centre"),
    link="https://meet.example.org/4",
    agenda=PLAN.agenda,
)


def event_of(meeting: Meeting, language: str = "en_GB") -> Any:
    (event,) = Calendar.from_ical(calendar_file(meeting, LONDON, language, NOW)).walk("VEVENT")
    return event


def test_a_calendar_file_says_it_all_in_local_hours() -> None:
    event = event_of(MEETING)
    assert event["summary"] == "Partnership; group, with\ncommas"
    assert event["location"] == "Room 4, Civic Centre, https://meet.example.org/4"
    assert event["dtstart"].params["TZID"] == "Europe/London"
    assert event["dtstart"].dt.isoformat() == "2027-03-30T14:00:00+01:00"
    assert event["dtend"].dt.isoformat() == "2027-03-30T15:30:00+01:00"
    assert event["description"] == "• Parking\n• Evenings"
    assert event_of(MEETING, "cy")["summary"] == "Grŵp partneriaeth"


def test_a_calendar_file_brings_its_time_zone_and_keeps_to_the_format() -> None:
    text = calendar_file(MEETING, LONDON, "en_GB", NOW)
    assert "BEGIN:VTIMEZONE" in text
    assert "TZID:Europe/London" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("BEGIN:VEVENT") == 1


def test_a_moved_meeting_keeps_its_name_and_counts_its_changes() -> None:
    moved = replace(MEETING, revision=2, starts_at=STARTS + timedelta(days=7))
    before, after = event_of(MEETING), event_of(moved)
    assert before["uid"] == after["uid"] == f"heard-meeting-{NUMBER}"
    assert (before["sequence"], after["sequence"]) == (0, 2)


def test_a_cancelled_meeting_without_a_link_is_taken_out_of_a_calendar() -> None:
    gone = replace(MEETING, status="cancelled", link=None, place=None)
    text = calendar_file(gone, LONDON, "en_GB", NOW)
    assert "METHOD:CANCEL" in text
    assert event_of(gone)["status"] == "CANCELLED"
    assert "url" not in event_of(gone)


def test_the_file_is_for_who_is_invited(meetings: Meetings) -> None:
    need = TheCalendarFile(NUMBER)
    text = meetings.find(meetings.member(meetings.patient), need)
    assert "SUMMARY:Partnership group" in text
    assert meetings.find(meetings.leader(), need) is None

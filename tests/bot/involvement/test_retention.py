"""What is old goes, by the days that are set; what is younger, or still needed, stays."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.involvement import people, record
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.retention import DEFAULTS, RULES, Deleted, delete_old
from bot.involvement.setup import ensure_account, ensure_network
from bot.store import tables
from bot.store.database import Database
from conversations import events
from conversations.content import Given
from tests.bot.delivery.hall import NOW, Hall

HOUR = timedelta(hours=1)
NEVER = dict.fromkeys(RULES, 100_000)
FILE = {"kind": "voice", "file_id": "f", "unique_id": "u", "status": "stored"}


@pytest.fixture
def hall(database: Database) -> Hall:
    return Hall(database)


def change(hall: Hall, table: sa.Table, **values: Any) -> None:
    with hall.database.transaction() as connection:
        connection.execute(table.update().values(**values))


def insert(hall: Hall, table: sa.Table, **values: Any) -> None:
    with hall.database.transaction() as connection:
        connection.execute(table.insert().values(**values))


def member(hall: Hall) -> int:
    """Give the first member, who is there from then on."""
    return next(iter(hall.members.values())) if hall.members else hall.members[hall.seat(1)[0]]


def answered(hall: Hall, now: datetime = NOW) -> None:
    """Let the first member have answered a consultation, with a voice note."""
    who = member(hall)
    hall.ask(1)
    file = {"id": 5, "network_id": hall.network, "channel_account_id": hall.account}
    insert(hall, tables.media, **FILE, **file, member_id=who, created_at=now)
    given = events.Answered(1, 1, 1, Given(choices=(1,)))
    with hall.database.transaction() as connection:
        perform(connection, [Happened(who, hall.network, given, now, 0)])
    change(hall, tables.answer, media_id=5)


def told(hall: Hall) -> None:
    """Let the consultation be over, with everything that can hang on it."""
    answered(hall)
    change(hall, tables.consultation, status="told", closed_at=NOW)
    change(hall, tables.loop, status="archived", archived_at=NOW)
    whose = {"loop_id": 1, "member_id": member(hall)}
    insert(hall, tables.decision, loop_id=1, version=1, content={}, approved_at=NOW)
    insert(hall, tables.notice, **whose, version=1, status="told", due_at=NOW, told_at=NOW)
    insert(hall, tables.contributor, **whose, how="helper", since=NOW)
    insert(hall, tables.heard_rating, **whose, rating="yes", rated_at=NOW)


def delete(
    hall: Hall, now: datetime, days: Mapping[str, int] | None = None, most: int = 100
) -> Deleted:
    with hall.database.transaction() as connection:
        return delete_old(connection, hall.network, NEVER | dict(days or {}), now, most=most)


# --- what became old at NOW -----------------------------------------------------------------------


def blocked(hall: Hall) -> None:
    member(hall)
    change(hall, tables.address, unreachable_since=NOW)


def spare_file(hall: Hall) -> None:
    answered(hall)
    change(hall, tables.answer, media_id=None)


def half_way(hall: Hall) -> None:
    who = {"conversation": "home", "subject": 0}
    insert(hall, tables.conversation_state, member_id=member(hall), **who, kept={}, changed_at=NOW)


def stranger(hall: Hall) -> None:
    with hall.database.transaction() as connection:
        people.meet(connection, {(hall.account, "1"): "en"}, NOW)


def withdrawn(hall: Hall) -> None:
    member(hall)
    change(hall, tables.consent, withdrawn_at=NOW)


def revoked(hall: Hall) -> None:
    insert(hall, tables.role, member_id=member(hall), role="chair", granted_at=NOW, revoked_at=NOW)


def link(hall: Hall) -> None:
    ended = {"token_hash": "x", "label": "Poster", "used": 1, "expires_at": NOW}
    insert(hall, tables.invite, network_id=hall.network, **ended)
    member(hall)
    with hall.database.transaction() as connection:
        one = sa.select(tables.invite.c.id).scalar_subquery()
        connection.execute(tables.member.update().values(came_by=one))


def page(hall: Hall) -> None:
    insert(hall, tables.one_time_page, member_id=member(hall), token_hash="x", expires_at=NOW)


def read_flag(hall: Hall) -> None:
    of = {"network_id": hall.network, "member_id": member(hall), "kind": "distress"}
    insert(hall, tables.flag, **of, raised_at=NOW, read_at=NOW)


def taken(hall: Hall) -> None:
    member(hall)
    hall.store(hall.text(next(iter(hall.members)), "private"))
    change(hall, tables.inbox, status="done", done_at=NOW, payload=None, sender="")


def sent(hall: Hall) -> None:
    of = {"channel_account_id": hall.account, "member_id": member(hall), "dedupe_key": "1"}
    (place,) = hall.rows(tables.address)
    what = {"lane": "bulk", "kind": "ask", "subject": 1, "status": "sent", "tries": 1}
    when = {"due_at": NOW, "created_at": NOW, "sent_at": NOW}
    insert(hall, tables.outbox, **of, **what, **when, address_id=place["id"], edits=False)


def wait(hall: Hall) -> None:
    of = {"channel_account_id": hall.account, "address_id": 0}
    insert(hall, tables.hold, **of, until=NOW, seconds=1.0)


def a_group(hall: Hall) -> int:
    insert(hall, tables.group, id=1, network_id=hall.network, name="Panel", kind="panel")
    return 1


def seat(hall: Hall) -> None:
    insert(hall, tables.seat, group_id=a_group(hall), title={"en_GB": "Carer"}, ended_at=NOW)


def call(hall: Hall) -> None:
    of = {"network_id": hall.network, "title": {}, "brief": {}, "places": 1, "status": "drawn"}
    insert(hall, tables.volunteer_call, id=1, **of, closes_on=NOW.date(), made_at=NOW, drawn_at=NOW)
    insert(hall, tables.volunteer, call_id=1, member_id=member(hall), used=0, drawn=True)


def influence(hall: Hall) -> None:
    said = {"year": 2027, "quarter": 1, "domain": "care", "strength": "strong", "said_at": NOW}
    insert(hall, tables.influence, group_id=a_group(hall), member_id=member(hall), **said)


def translated(hall: Hall) -> None:
    of = {"network_id": hall.network, "mark": "…", "language": "ur", "words": "…"}
    insert(hall, tables.translation, **of, made_at=NOW)


def dealt_with(hall: Hall) -> None:
    of = {"network_id": hall.network, "member_id": member(hall), "kind": "question"}
    insert(hall, tables.task, **of, words="Which bus?", made_at=NOW, done_at=NOW)


def a_loop(hall: Hall, kind: str) -> dict[str, Any]:
    """Let a meeting or an issue have a loop that is over; gives what its own row needs."""
    of = {"id": 9, "network_id": hall.network}
    insert(hall, tables.loop, **of, kind=kind, title={"en_GB": "Parking"}, status="archived",
           opened_at=NOW, archived_at=NOW)  # fmt: skip
    return of


def ended_issue(hall: Hall) -> None:
    insert(hall, tables.issue, **a_loop(hall, "issue"), raised_by=member(hall), status="answered",
           words="It is far.", raised_at=NOW)  # fmt: skip


def held(hall: Hall) -> None:
    """Let a meeting have been held, to which somebody was invited and put a question."""
    who = {"meeting_id": 9, "member_id": member(hall)}
    insert(hall, tables.meeting, **a_loop(hall, "meeting"), title={"en_GB": "The group"},
           audience={}, status="held", starts_at=NOW, made_at=NOW)  # fmt: skip
    insert(hall, tables.attendance, **who, reply="comes", asked_at=NOW)
    insert(hall, tables.put_question, **who, id=5, item=1, kind="view", words="Far", put_at=NOW)


BECAME_OLD: Mapping[str, tuple[Callable[[Hall], object], int]] = {
    "address": (blocked, 1), "response": (told, 1), "media": (spare_file, 1),
    "heard_rating": (told, 1), "notice": (told, 1), "participation": (told, 1),
    "contributor": (told, 1),
    "draft": (told, 1), "consultation": (told, 1), "conversation_state": (half_way, 1),
    "stranger": (stranger, 1), "member": (member, 1), "consent": (withdrawn, 1),
    "role": (revoked, 1), "invite": (link, 1), "one_time_page": (page, 1), "flag": (read_flag, 1),
    "seat": (seat, 1), "volunteer_call": (call, 1), "influence": (influence, 1),
    "translation": (translated, 1),
    "task": (dealt_with, 1), "issue": (ended_issue, 1), "meeting": (held, 1),
    "attendance": (held, 1), "put_question": (held, 1),
    "inbox": (taken, 1), "outbox": (sent, 1), "hold": (wait, 1),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_by_each_rule_what_is_old_goes_and_what_is_younger_stays(hall: Hall, name: str) -> None:
    make, rows = BECAME_OLD[name]
    make(hall)
    period = {name: DEFAULTS[name]}
    over = NOW + timedelta(days=DEFAULTS[name])
    assert delete(hall, over - HOUR, period).rows == {}
    assert delete(hall, over + HOUR, period) == Deleted({name: rows}, more=False)
    assert delete(hall, over + HOUR, period).rows == {}


@pytest.mark.parametrize("name", RULES)
def test_what_is_old_in_one_network_stays_while_it_is_not_in_the_other(
    hall: Hall, name: str
) -> None:
    BECAME_OLD[name][0](hall)
    with hall.database.transaction() as connection:
        other = ensure_network(connection, "lakeside", "Lakeside", NOW)
        ensure_account(connection, other, "another token")
        gone = delete_old(connection, other, {}, NOW + timedelta(days=9999), most=100)
    assert gone.rows == {}


def test_an_organisations_own_days_take_the_place_of_the_usual(hall: Hall) -> None:
    told(hall)
    assert delete(hall, NOW + timedelta(days=31), {"response": 30}).rows == {"response": 1}
    assert hall.rows(tables.answer) == hall.rows(tables.answer_choice) == []
    assert [row["status"] for row in hall.rows(tables.media)] == ["erased"], "the voice note too"


def test_no_more_goes_at_once_than_is_said(hall: Hall) -> None:
    hall.seat(5)
    half_way(hall)
    with hall.database.transaction() as connection:
        for number in list(hall.members.values())[1:]:
            row = {"member_id": number, "conversation": "home", "subject": 0, "kept": {}}
            connection.execute(tables.conversation_state.insert().values(**row, changed_at=NOW))
    later = NOW + timedelta(days=91)
    parts = [delete(hall, later, {"conversation_state": 90}, most=2) for _ in range(3)]
    assert [(one.total, one.more) for one in parts] == [(2, True), (2, True), (1, False)]


# --- what is still needed -------------------------------------------------------------------------


def years(hall: Hall, *names: str) -> Mapping[str, int]:
    """Delete by some rules ten years later."""
    return delete(hall, NOW + timedelta(days=3650), {name: DEFAULTS[name] for name in names}).rows


HANGS = ("response", "notice", "participation", "heard_rating", "draft", "consultation", "media")


@pytest.mark.parametrize("status", ["scheduled", "open", "closed"])
def test_nothing_of_a_consultation_goes_before_everybody_was_told(hall: Hall, status: str) -> None:
    told(hall)
    change(hall, tables.consultation, status=status)
    assert years(hall, *HANGS) == {}


def test_the_year_begins_when_the_last_person_was_told(hall: Hall) -> None:
    told(hall)
    change(hall, tables.notice, told_at=NOW + timedelta(days=3600))
    assert years(hall, "response", "notice", "participation") == {}


def test_a_consultation_goes_with_all_that_hangs_on_it(hall: Hall) -> None:
    told(hall)
    read_flag(hall)
    change(hall, tables.flag, consultation_id=1)
    change(hall, tables.consultation_version, attachment={"kind": "voice", "media": 5})
    change(hall, tables.answer, media_id=None)
    assert years(hall, "consultation") == {"consultation": 1}
    for table in (
        tables.consultation, tables.consultation_version, tables.question, tables.question_version,
        tables.participation, tables.response, tables.answer, tables.answer_choice, tables.decision,
        tables.notice, tables.heard_rating,
    ):  # fmt: skip
        assert hall.rows(table) == [], table.name
    assert [row["consultation_id"] for row in hall.rows(tables.flag)] == [None]
    assert [row["status"] for row in hall.rows(tables.media)] == ["erased"], "what it showed"


def test_a_member_who_waits_to_hear_back_or_works_here_or_answered_since_stays(hall: Hall) -> None:
    answered(hall)
    assert years(hall, "member") == {}, "nobody has told them yet"
    change(hall, tables.consultation, status="told", closed_at=NOW)
    change(hall, tables.loop, status="archived", archived_at=NOW)
    with hall.database.transaction() as connection:
        people.grant(connection, member(hall), "facilitator", None, NOW)
    assert years(hall, "member", "stranger") == {}, "nor who asked, and has not joined"
    change(hall, tables.role, revoked_at=NOW)
    assert years(hall, "stranger") == {"stranger": 1}
    change(hall, tables.participation, answered_at=NOW + timedelta(days=3500))
    assert years(hall, "member") == {}
    change(hall, tables.participation, answered_at=NOW)
    change(hall, tables.member, wrote_at=NOW + timedelta(days=3500))
    assert years(hall, "member") == {}
    change(hall, tables.member, wrote_at=None)
    assert years(hall, "member") == {"member": 1}


def test_a_member_who_was_silent_for_too_long_is_erased_whole_and_that_is_on_record(
    hall: Hall,
) -> None:
    told(hall)
    assert years(hall, "member") == {"member": 1}
    for table in (tables.address, tables.consent, tables.response, tables.answer, tables.notice):
        kept = [row for row in hall.rows(table) if row.get("member_id") == member(hall)]
        assert kept == [], table.name
    lines = hall.rows(tables.audit, act="member.erased")
    assert [(line["actor_id"], line["subject"]) for line in lines] == [(None, member(hall))]
    with hall.database.reading() as connection:
        assert record.verify(connection, hall.network).broken is None


def test_whoever_stopped_keeps_their_address_so_that_the_stop_holds(hall: Hall) -> None:
    blocked(hall)
    change(hall, tables.member, stopped_at=NOW)
    assert years(hall, "address") == {}


def test_what_somebody_is_half_way_through_stays_while_it_is_open(hall: Hall) -> None:
    half_way(hall)
    hall.ask(1)
    change(hall, tables.conversation_state, subject=1)
    change(hall, tables.consultation, status="open")
    assert years(hall, "conversation_state") == {}
    change(hall, tables.consultation, status="closed")
    assert years(hall, "conversation_state") == {"conversation_state": 1}


def test_words_do_not_go_to_a_conversation_that_was_deleted(hall: Hall) -> None:
    half_way(hall)
    change(hall, tables.member, focus_conversation="home", focus_subject=0)
    years(hall, "conversation_state")
    (row,) = hall.rows(tables.member)
    assert (row["focus_conversation"], row["focus_subject"]) == (None, None)


def test_files_that_an_answer_holds_or_a_facilitator_sent_stay(hall: Hall) -> None:
    answered(hall)
    assert years(hall, "media") == {}
    change(hall, tables.answer, media_id=None)
    insert(hall, tables.role, member_id=member(hall), role="facilitator", granted_at=NOW)
    assert years(hall, "media") == {}


def test_what_waits_is_never_old(hall: Hall) -> None:
    taken(hall)
    sent(hall)
    change(hall, tables.inbox, payload={"text": "not emptied yet"})
    for status in ("waiting", "sending"):
        change(hall, tables.outbox, status=status)
        assert years(hall, "inbox", "outbox") == {}


def test_a_link_that_goes_takes_nobody_along(hall: Hall) -> None:
    link(hall)
    assert years(hall, "invite") == {"invite": 1}
    assert [row["came_by"] for row in hall.rows(tables.member)] == [None]


def test_a_link_without_an_end_and_an_unread_flag_stay(hall: Hall) -> None:
    link(hall)
    read_flag(hall)
    change(hall, tables.invite, expires_at=None)
    change(hall, tables.flag, read_at=None)
    assert years(hall, "invite", "flag") == {}


def test_no_rule_touches_the_audit_and_each_has_room_above_its_least() -> None:
    assert tables.audit not in {rule.table for rule in RULES.values()}
    assert all(rule.days >= rule.least for rule in RULES.values())

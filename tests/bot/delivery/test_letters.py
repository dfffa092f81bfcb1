"""Dead letters: what did not go, or perhaps, and what was set aside; tried again, or dropped."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock.jobs import JOBS
from bot.delivery import inbox, letters
from bot.delivery.letters import DeadLetter
from bot.delivery.ports import Outcome, Refused, Sent, Unknown
from bot.involvement import own_choices, telling, undelivered
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations import events
from conversations.content import Decision, Given
from conversations.facts import Ledger
from tests.bot.delivery.hall import NOW, Hall, words
from tests.bot.delivery.post import Post

LATER = NOW + timedelta(hours=1)
LOST = Unknown("the connection broke")
DECIDED = Decision(words("Buses are late."), words("We will ask for later buses."))


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def tick(hall: Hall, now: Any = NOW) -> None:
    with hall.database.transaction() as connection:
        for job in JOBS.values():
            job.run(connection, hall.room, now)


def dead(hall: Hall, now: Any = NOW) -> list[DeadLetter]:
    with hall.database.reading() as connection:
        return letters.find(connection, now)


def shown(hall: Hall) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.state, one.again) for one in dead(hall)]


def retry(hall: Hall, now: Any = LATER) -> int:
    with hall.database.transaction() as connection:
        return letters.retry(connection, letters.find(connection, now), now)


def drop(hall: Hall, reason: str = "read and settled by phone") -> None:
    with hall.database.transaction() as connection:
        letters.drop(connection, letters.find(connection, NOW), reason, NOW)


def end(post: Post, *outcomes: Outcome, now: Any = NOW) -> None:
    """Let what goes to each person end like this, in the order of their numbers."""
    by_member = dict(zip(sorted(post.hall.members.values()), outcomes, strict=False))
    while (found := post.claim(now)).claimed or found.moved:
        for one in found.claimed:
            post.end([one], by_member.get(one.member, Sent(one.id)), now)


def asked(post: Post, *outcomes: Outcome) -> list[int]:
    """Let people be asked, and their asks end like this; gives their numbers in order."""
    hall = post.hall
    hall.seat(len(outcomes))
    hall.ask(1)
    post.change(tables.participation, status="due", queued_at=None)
    post.change(tables.member, ask_every_days=0)
    tick(hall)
    end(post, *outcomes)
    return sorted(hall.members.values())


def told(post: Post, *outcomes: Outcome) -> list[int]:
    """Let people have answered, and their notices end like this; gives their numbers in order."""
    hall = post.hall
    people = asked(post, *(Sent(number) for number in range(100, 100 + len(outcomes))))
    given = events.Answered(1, 1, 1, Given(choices=(1,)))
    with hall.database.transaction() as connection:
        for who in people:
            perform(connection, [Happened(who, hall.network, given, NOW, 0)])
        connection.execute(tables.consultation.update().values(status="closed"))
        by = connection.execute(sa.select(tables.consultation.c.asked_by)).scalar_one()
        decided = events.DecisionApproved(1, DECIDED)
        perform(connection, [Happened(by, hall.network, decided, NOW, 0)])
    tick(hall)
    end(post, *outcomes)
    tick(hall)
    return people


def notices(hall: Hall) -> list[tuple[str, str | None]]:
    return [(row["status"], row["reason"]) for row in hall.rows(tables.notice)]


def messages(hall: Hall, kind: str) -> list[str]:
    return [row["status"] for row in hall.rows(tables.outbox, kind=kind)]


def audit(hall: Hall) -> list[tuple[str, dict[str, Any]]]:
    rows = hall.rows(tables.audit)
    return [(row["act"], row["detail"]) for row in rows if row["act"].startswith("letter")]


def stop(hall: Hall, member: int) -> None:
    with hall.database.transaction() as connection:
        own_choices.stopped(connection, [Happened(member, hall.network, events.Stopped(), NOW, 0)])


# --- what is listed -------------------------------------------------------------------------------


def test_what_went_what_waits_and_what_was_cancelled_is_not_listed(post: Post) -> None:
    sent, waits, cancelled = post.hall.seat(3)
    post.put(sent, "sent")
    post.send()
    post.put(waits, "waits", due_at=LATER)
    post.put(cancelled, "cancelled")
    with post.hall.database.transaction() as connection:
        undelivered.cancel(connection, tables.outbox.c.due_at == NOW, "closed")

    assert dead(post.hall) == []


def test_a_reply_that_was_refused_is_listed_and_cannot_be_written_anew(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "Marmalade at midnight")
    post.send(outcome=Refused("too long"))

    (one,) = dead(post.hall)
    assert (one.network, one.kind, one.state, one.why, one.again) == (
        "riverside", "reply", "failed", "too long", False,
    )  # fmt: skip
    assert one.number == f"out-{post.hall.rows(tables.outbox)[0]['id']}"
    assert "Marmalade" not in repr(one)
    assert person not in repr(one)
    assert retry(post.hall) == 0


def test_the_oldest_comes_first_and_some_can_be_named(post: Post) -> None:
    for person in post.hall.seat(3):
        post.put(person, "hello")
    end(post, *[Refused("no")] * 3)
    first, second, third = dead(post.hall)

    with post.hall.database.reading() as connection:
        named = letters.find(connection, NOW, {third.number, first.number, "out-99999"})
    assert named == [first, third]
    assert first.at <= second.at <= third.at


# --- notices --------------------------------------------------------------------------------------


def test_a_notice_that_was_lost_or_perhaps_told_is_told_again_in_a_message_of_its_own(
    post: Post,
) -> None:
    told(post, LOST, Refused("no"), Sent(1))
    hall = post.hall
    assert sorted(shown(hall)) == [("notice", "failed", True), ("notice", "uncertain", True)]
    assert letters.people(dead(hall)) == 2

    assert retry(hall) == 2
    assert dead(hall) == []
    tick(hall, LATER)
    end(post, now=LATER)
    tick(hall, LATER)

    assert notices(hall) == [("told", None)] * 3
    assert messages(hall, "notice").count("sent") == 3
    assert {one["act"] for one in hall.rows(tables.audit)} >= {"letter.out.tried_again"}
    assert hall.rows(tables.consultation)[0]["status"] == "told"
    accounts = hall.rows(tables.outbox, kind="nag")
    assert len([one for one in accounts if one["dedupe_key"].startswith("told:")]) == 2


def test_trying_again_twice_at_the_same_moment_writes_one_message(post: Post) -> None:
    told(post, LOST)

    assert retry(post.hall) == 1
    assert retry(post.hall) == 0
    tick(post.hall, LATER)
    tick(post.hall, LATER)

    assert messages(post.hall, "notice") == ["uncertain", "waiting"]


def test_what_is_lost_again_is_listed_once_and_can_be_tried_once_more(post: Post) -> None:
    told(post, LOST)
    assert retry(post.hall, NOW) == 1, "also at the very moment of the first"
    tick(post.hall, LATER)
    end(post, LOST, now=LATER)
    tick(post.hall, LATER)

    assert shown(post.hall) == [("notice", "uncertain", True)]
    assert messages(post.hall, "notice") == ["uncertain"] * 2


def test_whoever_stopped_or_cannot_be_reached_is_not_told_again(post: Post) -> None:
    stopped, gone, there = told(post, LOST, LOST, LOST)
    stop(post.hall, stopped)
    where = tables.address.c.member_id == gone
    with post.hall.database.transaction() as connection:
        connection.execute(tables.address.update().where(where).values(unreachable_since=NOW))

    assert sorted(one.again for one in dead(post.hall)) == [False, False, True]
    assert retry(post.hall) == 1
    due = post.hall.rows(tables.notice, status="due")
    assert [row["member_id"] for row in due] == [there]


def test_the_facilitator_sees_who_was_perhaps_told_and_has_it_told_again(post: Post) -> None:
    told(post, LOST, LOST, Refused("no"), Sent(1))
    hall = post.hall
    assert seen(hall).untold == (("failed", None), ("uncertain", None))
    assert seen(hall).again == 3
    account = hall.rows(tables.outbox, kind="nag")[-1]["payload"]
    assert "I cannot tell if the message arrived" in str(account)
    assert "Write to them again" in str(account)

    again = [Happened(facilitator(hall), hall.network, events.ToldAgain(1), LATER, 0)]
    with hall.database.transaction() as connection:
        perform(connection, again)
        perform(connection, again)
    tick(hall, LATER)
    end(post, now=LATER)

    assert notices(hall) == [("told", None)] * 4
    assert dead(hall) == []
    assert (seen(hall).untold, seen(hall).again, seen(hall).told) == ((), 0, None)


def test_nobody_has_it_told_again_in_another_network(post: Post) -> None:
    told(post, LOST)
    with post.hall.database.transaction() as connection:
        telling.told_again(
            connection, [Happened(1, post.hall.network + 1, events.ToldAgain(1), LATER, 0)]
        )
    assert notices(post.hall) == [("untold", "failed")]


def seen(hall: Hall) -> Ledger:
    from bot.involvement import ledger  # noqa: PLC0415

    with hall.database.reading() as connection:
        found = ledger.load(connection, {1}, hall.room.shelf.contents)
    return found[hall.network, 1]


def facilitator(hall: Hall) -> int:
    return int(hall.rows(tables.consultation)[0]["asked_by"])


# --- asks -----------------------------------------------------------------------------------------


def test_an_ask_that_was_lost_is_written_anew_and_counted_once(post: Post) -> None:
    people = asked(post, Refused("no"), Sent(1))
    hall = post.hall
    assert shown(hall) == [("ask", "failed", True)]
    assert status_of(hall, people[0]) == "unreached"

    assert retry(hall) == 1
    tick(hall, LATER)
    end(post, now=LATER)
    tick(hall, LATER)

    assert [status_of(hall, one) for one in people] == ["asked", "asked"]
    assert dead(hall) == []
    assert sorted(messages(hall, "ask")) == ["failed", "sent", "sent"]
    progress = [row["dedupe_key"] for row in hall.rows(tables.outbox, kind="progress")]
    assert "2:0:0:False:2" in {key.rpartition("=")[2] for key in progress}, "2 sent, of 2"


def test_an_ask_whose_consultation_is_over_cannot_be_written_anew(post: Post) -> None:
    asked(post, Refused("no"))
    post.change(tables.consultation, status="closed")

    assert shown(post.hall) == [("ask", "failed", False)]
    assert retry(post.hall) == 0


@pytest.mark.parametrize("values", [{"sending": "cancelled"}, {"closes_at": NOW + timedelta(1)}])
def test_an_ask_that_can_go_no_more_is_left(post: Post, values: dict[str, Any]) -> None:
    asked(post, Refused("no"))
    post.change(tables.consultation, **values)

    assert retry(post.hall, NOW + timedelta(days=2)) == 0


def test_whoever_has_answered_meanwhile_is_not_asked_again(post: Post) -> None:
    asked(post, LOST)
    end(post, LOST)
    assert shown(post.hall) == [("ask", "uncertain", True)]
    post.change(tables.participation, status="started")

    assert retry(post.hall) == 0


def status_of(hall: Hall, member: int) -> str:
    (row,) = hall.rows(tables.participation, member_id=member)
    return str(row["status"])


# --- updates --------------------------------------------------------------------------------------


def set_aside(hall: Hall) -> str:
    """Let an update fail until it is set aside; gives the address it came from."""
    (person,) = hall.seat(1)
    hall.store(hall.text(person, "Marmalade at midnight"))
    with hall.database.transaction() as connection:
        (letter,) = inbox.heads(connection, [hall.account])
        for _ in range(inbox.TRIES):
            inbox.fail(connection, letter.id, NOW)
    return person


def test_an_update_that_was_set_aside_is_taken_again(hall: Hall) -> None:
    person = set_aside(hall)
    (one,) = dead(hall)
    assert (one.kind, one.state, one.tries, one.again) == ("update", "poison", 3, True)
    assert person not in (one.why, one.kind, one.number)

    assert retry(hall) == 1
    with hall.database.reading() as connection:
        (letter,) = inbox.heads(connection, [hall.account])
    assert letter.sender == person
    (row,) = hall.rows(tables.inbox)
    assert (row["status"], row["tries"], row["done_at"]) == ("waiting", 0, None)
    assert dead(hall) == []


def test_an_update_whose_words_are_purged_can_only_be_dropped(hall: Hall) -> None:
    set_aside(hall)
    with hall.database.transaction() as connection:
        inbox.purge(connection, LATER)

    assert [one.again for one in dead(hall)] == [False]
    assert retry(hall) == 0


def test_one_person_with_a_message_and_an_update_counts_once(post: Post) -> None:
    person = set_aside(post.hall)
    post.hall.ask(1)
    post.change(tables.participation, status="due")
    post.put(person, "Would you like to answer?", kind="ask", subject=1)
    post.send(outcome=Refused("no"))

    found = dead(post.hall)
    assert sorted(one.again for one in found) == [True, True]
    assert letters.people(found) == 1


# --- dropping -------------------------------------------------------------------------------------


def test_dropping_keeps_the_reason_and_reaches_nobody(post: Post) -> None:
    told(post, LOST)
    drop(post.hall, "told by phone")

    assert dead(post.hall) == []
    assert audit(post.hall) == [
        ("letter.out.dropped", {"kind": "notice", "reason": "told by phone"})
    ]
    assert notices(post.hall) == [("untold", "failed")]
    tick(post.hall, LATER)
    assert messages(post.hall, "notice") == ["uncertain"]


def test_what_was_written_goes_with_the_update_that_is_dropped(hall: Hall) -> None:
    set_aside(hall)
    drop(hall)

    assert dead(hall) == []
    (row,) = hall.rows(tables.inbox)
    assert (row["payload"], row["sender"], row["status"]) == (None, "", "poison")


def test_a_message_and_an_update_of_the_same_number_are_two(post: Post) -> None:
    person = set_aside(post.hall)
    post.put(person, "hello")
    post.send(outcome=Refused("no"))
    numbers: Sequence[str] = [one.number for one in dead(post.hall)]
    assert len({number.partition("-")[2] for number in numbers}) == 1
    with post.hall.database.transaction() as connection:
        letters.drop(connection, letters.find(connection, NOW, {numbers[0]}), "read", NOW)

    assert [one.number for one in dead(post.hall)] == [numbers[1]]

"""The outbox: written once, and taken up after a crash without saying anything twice too often."""

import random
from datetime import timedelta

import pytest

from bot.delivery import outbox
from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post
from tests.bot.delivery.test_claims import a_notice, notices, opened
from tests.statements import statements


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def test_what_is_written_twice_under_one_key_is_there_once(post: Post) -> None:
    (person,) = post.hall.seat(1)
    place = post.hall.rows(tables.address)[0]["id"]
    message = outbox.Message(
        account=post.hall.account, address=place, member=post.hall.members[person], key="reply:1:0",
        kind="reply", payload={"said": "hello"}, due_at=NOW,
    )  # fmt: skip
    for _ in range(2):
        with post.hall.database.transaction() as connection:
            outbox.write(connection, [message, message], NOW)

    assert post.send() == ["hello"]


def test_a_reply_in_the_middle_of_a_crash_is_repeated_at_most_once(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "hello")
    assert post.claimed() == ["hello"]
    post.recover()
    assert post.claimed() == ["hello"]
    post.recover()

    assert post.claimed() == []
    assert post.states() == ["uncertain"]
    assert post.kept_words() == []


def test_a_crash_after_a_failure_that_nobody_understood_repeats_nothing_more(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "hello")
    post.claim()
    post.recover()
    post.claim()
    post.recover()
    post.recover()

    assert post.states() == ["uncertain"]


def test_a_notice_in_the_middle_of_a_crash_is_not_repeated_and_is_on_record(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "notice", kind="notice", subject=opened(post.hall))
    a_notice(post.hall, 1)
    assert post.claimed() == ["notice"]
    post.recover()

    assert post.send() == []
    assert post.states() == ["uncertain"]
    assert notices(post.hall) == [("untold", "failed")]
    assert post.kept_words() == []


def test_a_crash_between_sending_and_writing_it_down_keeps_the_order(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "first")
    post.put(person, "second")
    post.claim()  # and sent, and then the program is killed
    post.recover()

    assert post.send() == ["first", "second"]


def test_what_was_sent_before_a_crash_is_left_as_it_is(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "sent")
    post.put(person, "waits")
    post.end(post.claim().claimed, Sent(8))
    before = post.hall.everything()
    post.recover()

    assert post.hall.everything() == before


def test_whoever_stopped_before_a_crash_gets_nothing_after_it(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask", kind="ask", subject=opened(post.hall))
    post.claim()
    post.change(tables.member, stopped_at=NOW)
    post.recover()

    assert post.states() == ["cancelled"]


def test_a_goodbye_that_crashed_twice_lets_the_person_be_forgotten(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.change(tables.member, joined_at=None)
    post.put(person, "goodbye", kind="goodbye")
    for _ in range(2):
        post.claim()
        post.recover()

    assert post.hall.rows(tables.member) == []


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_a_message_moves_only_as_the_table_says(post: Post, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  the same walk in every run
    people = post.hall.seat(3)
    number = opened(post.hall)
    a_notice(post.hall, number)
    now, going = NOW, list(post.claim().claimed)
    for _ in range(40):
        before = {row["id"]: row["status"] for row in post.hall.rows(tables.outbox)}
        match chance.randrange(5):
            case 0 | 1:
                kind = chance.choice(("reply", "ask", "notice", "reminder"))
                who, late = chance.choice(people), chance.choice((None, now))
                post.put(who, "text", kind=kind, subject=number, due_at=now, not_after=late)
            case 2:
                now += timedelta(hours=chance.choice((1, 9, 30)))
                going += post.claim(now).claimed
            case 3 if going:
                post.end([going.pop()], chance.choice(OUTCOMES), now)
            case _:
                post.recover(now)
                going = []
        after = {row["id"]: row["status"] for row in post.hall.rows(tables.outbox)}
        moved = [(before[one], after[one]) for one in before if before[one] != after[one]]
        assert all(to in ALLOWED[was] for was, to in moved), moved


def test_what_a_message_showed_is_found_without_reading_every_message(
    sqlite_database: Database,
) -> None:
    with sqlite_database.transaction() as connection, statements() as asked:
        assert outbox.shown_at(connection, [(1, 500), (2, 501)]) == {}
        plan = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + asked[0], (1,) * 8)
        assert "outbox_message (address_id=? AND message=?)" in str(plan.all())


OUTCOMES: tuple[Outcome, ...] = (
    Sent(3), Refused("no"), Unknown("no answer"), NotSent("no"), TooFast(1),
    Unreachable("blocked"),
)  # fmt: skip
# What came back may be let go in the same transaction.
ALLOWED = {
    was: set(to).union(*(outbox.MOVES.get(one, ()) for one in to))
    for was, to in outbox.MOVES.items()
}

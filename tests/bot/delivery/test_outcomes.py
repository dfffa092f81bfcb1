"""What became of a message is written down, with what follows for the loop and for the person."""

from typing import Any

import pytest

from bot.delivery.outcomes import LET_LIE
from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from bot.store import tables
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post, said
from tests.bot.delivery.test_claims import a_notice, notices, opened, part

LOST = Unknown("no answer")
BLOCKED = Unreachable("Forbidden: bot was blocked by the user")


@pytest.fixture
def post(hall: Hall) -> Post:
    return Post(hall)


def test_a_reply_of_which_nobody_knows_is_sent_once_more_and_only_once(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "hello")

    assert post.send(outcome=LOST) == ["hello", "hello"]
    assert post.states() == ["uncertain"]
    assert post.kept_words() == []


def test_a_later_message_waits_for_the_one_that_is_sent_once_more(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "first")
    post.put(person, "second")
    post.end(post.claim().claimed, LOST)

    assert post.send() == ["first", "second"]


def test_a_notice_of_which_nobody_knows_is_never_sent_again_and_is_on_record(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "notice", kind="notice", subject=opened(post.hall))
    a_notice(post.hall, 1)

    assert post.send(outcome=LOST) == ["notice"]
    assert post.states() == ["uncertain"]
    assert notices(post.hall) == [("untold", "failed")]


@pytest.mark.parametrize(
    ("outcome", "notice", "asked"),
    [
        (Sent(5), ("told", None), "asked"),
        (Refused("too long"), ("untold", "failed"), "unreached"),
        (BLOCKED, ("untold", "unreachable"), "unreached"),
        (TooFast(1), ("queued", None), "due"),
        (NotSent("no connection"), ("queued", None), "due"),
    ],
)
def test_the_loop_knows_what_became_of_asks_and_notices(
    post: Post, outcome: Outcome, notice: Any, asked: str
) -> None:
    told, person = post.hall.seat(2)
    number = opened(post.hall)
    a_notice(post.hall, number)
    post.put(told, "notice", kind="notice", subject=number)
    post.put(person, "ask", kind="ask", subject=number)
    post.end(post.claim().claimed, outcome)

    (row,) = post.hall.rows(tables.notice, member_id=post.hall.members[told])
    assert (row["status"], row["reason"]) == notice
    (row,) = post.hall.rows(tables.participation, member_id=post.hall.members[person])
    assert row["status"] == asked


def test_an_ask_that_failed_does_not_undo_that_somebody_has_begun(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask", kind="ask", subject=opened(post.hall))
    found = post.claim().claimed
    post.change(tables.participation, status="started")
    post.end(found, Refused("too long"))

    assert part(post.hall) == ["started"]


def test_nothing_of_what_was_said_is_kept_once_it_is_over(post: Post) -> None:
    people = post.hall.seat(5)
    outcomes: list[Outcome] = [Sent(1), BLOCKED, Refused("no"), NotSent("no"), LOST]
    for person in people:
        post.put(person, "private")
    for one in post.claim().claimed:
        post.end([one], outcomes.pop())
    post.put(people[0], "waits")

    assert post.kept_words() == []
    assert sorted(post.states()) == [
        "failed", "sent", "unreachable", "waiting", "waiting", "waiting",
    ]  # fmt: skip


def test_whoever_stops_while_a_message_is_on_its_way_does_not_get_it_later(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "ask", kind="ask", subject=opened(post.hall))
    found = post.claim().claimed
    post.change(tables.member, stopped_at=NOW)
    post.end(found, TooFast(1))

    assert post.states() == ["cancelled"]
    assert post.send() == []


def test_an_outcome_that_comes_twice_changes_nothing(post: Post) -> None:
    (person,) = post.hall.seat(1)
    post.put(person, "hello")
    found = post.claim().claimed
    post.end(found, Sent(5))
    before = post.hall.everything()
    post.end(found, NotSent("no connection"))

    assert post.hall.everything() == before


def test_why_never_names_an_address(post: Post) -> None:
    people = post.hall.seat(3)
    outcomes: list[Outcome] = [BLOCKED, Refused("no"), LOST]
    for person, outcome in zip(people, outcomes, strict=True):
        post.put(person, "private")
        post.end(post.claim().claimed, outcome)

    told = str([row["why"] for row in post.hall.rows(tables.outbox)])
    assert not [person for person in people if person in told]


# --- the goodbye ------------------------------------------------------------------------------


def a_stranger(post: Post) -> str:
    """Let somebody be who never joined."""
    (person,) = post.hall.seat(1)
    post.change(tables.member, joined_at=None)
    return person


@pytest.mark.parametrize("outcome", [Sent(4), Refused("no"), BLOCKED, LOST])
def test_who_turned_away_is_forgotten_once_the_goodbye_went_or_never_can(
    post: Post, outcome: Outcome
) -> None:
    post.put(a_stranger(post), "goodbye", kind="goodbye")
    post.send(outcome=outcome)

    assert post.hall.rows(tables.member) == []
    assert post.hall.rows(tables.address) == []


def test_who_turned_away_and_blocked_heard_before_the_goodbye_is_forgotten(post: Post) -> None:
    person = a_stranger(post)
    post.put(person, "first")
    post.put(person, "goodbye", kind="goodbye")
    post.end(post.claim().claimed, BLOCKED)

    assert post.hall.rows(tables.member) == []


def test_who_waits_for_a_goodbye_is_not_forgotten(post: Post) -> None:
    post.put(a_stranger(post), "goodbye", kind="goodbye")
    post.end(post.claim().claimed, NotSent("no connection"))

    assert len(post.hall.rows(tables.member)) == 1
    assert [said(one) for one in post.claim().claimed] == ["goodbye"]


@pytest.mark.parametrize("menu", LET_LIE)
@pytest.mark.parametrize(
    ("kind", "goes_to"),
    [("ask", "answering"), ("notice", "hearing_back"), ("flag", "flags"), ("nag", None)],
)
def test_a_number_that_is_typed_to_news_is_not_for_the_menu_before(
    post: Post, menu: str, kind: str, goes_to: str | None
) -> None:
    (person,) = post.hall.seat(1)
    number = opened(post.hall)
    who = {"member_id": post.hall.members[person], "conversation": menu, "subject": 0}
    with post.hall.database.transaction() as connection:
        connection.execute(
            tables.conversation_state.insert().values(**who, kept={}, changed_at=NOW)
        )
        connection.execute(tables.member.update().values(focus_conversation=menu, focus_subject=0))
    post.put(person, "news", kind=kind, subject=number)
    assert post.send() == ["news"]

    (row,) = post.hall.rows(tables.member, id=who["member_id"])
    assert row["focus_conversation"] == goes_to
    assert row["focus_subject"] == (number if goes_to else None)

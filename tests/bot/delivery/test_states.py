"""A message moves between its states as the table in `outbox` says, and in no other way."""

from dataclasses import replace

import pytest

from bot.delivery import claims, outbox, outcomes
from bot.delivery.outbox import MOVES, Claimed, Message
from bot.delivery.outcomes import Ended
from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable
from bot.involvement import own_choices
from bot.involvement.happened import Happened
from bot.store import tables
from conversations.events import Stopped
from tests.bot.delivery.hall import NOW, Hall

OUTCOMES: dict[str, Outcome] = {
    "sent": Sent(9),
    "unreachable": Unreachable("blocked"),
    "refused": Refused("too long"),
    "too fast": TooFast(3),
    "not sent": NotSent("no connection"),
    "unknown": Unknown("reset"),
}
ENDS = {
    "sent": "sent",
    "unreachable": "unreachable",
    "refused": "failed",
    "too fast": "waiting",
    "not sent": "waiting",
}
KINDS = ("reply", "ask", "reminder", "notice", "nag", "progress", "goodbye")
OVER = ("sent", "unreachable", "failed", "uncertain", "cancelled", "expired")


def a_message(hall: Hall, kind: str = "reply") -> Message:
    """Give a message to somebody who has just joined."""
    (person,) = hall.seat(1)
    there = hall.rows(tables.address, external_id=person)[0]
    return Message(
        account=hall.account,
        address=there["id"],
        member=there["member_id"],
        key="first",
        kind=kind,
        payload={"text": "Hello"},
        due_at=NOW,
    )


def write(hall: Hall, *messages: Message) -> None:
    """Write messages down."""
    with hall.database.transaction() as connection:
        outbox.write(connection, messages, NOW)


def claim(hall: Hall) -> list[Claimed]:
    """Claim what may go now."""
    with hall.database.transaction() as connection:
        return claims.claim(connection, NOW, [claims.Room(hall.account, None)]).claimed


def end(hall: Hall, message: Claimed, outcome: Outcome) -> str:
    """Write down what became of a message; gives its state."""
    with hall.database.transaction() as connection:
        outcomes.write(connection, [Ended(message, outcome)], NOW)
    return state(hall)


def state(hall: Hall) -> str:
    """Give the state of the one message that there is."""
    (row,) = hall.rows(tables.outbox)
    return str(row["status"])


def stop(hall: Hall, member: int) -> None:
    """Let somebody stop."""
    with hall.database.transaction() as connection:
        own_choices.stopped(connection, [Happened(member, hall.network, Stopped(), NOW, 0)])


@pytest.mark.parametrize("kind", KINDS)
def test_every_outcome_of_every_kind_is_a_move_of_the_table(hall: Hall, kind: str) -> None:
    for became, outcome in OUTCOMES.items():
        message = alone(hall, kind)
        assert state(hall) == "sending"
        assert "sending" in MOVES["waiting"]

        ends = end(hall, message, outcome)

        assert ends in MOVES["sending"]
        assert ends == ENDS.get(became, ends)
        kept = hall.rows(tables.outbox)[0]["payload"]
        assert (kept is None) == (ends != "waiting"), "only what may be sent again is kept"


@pytest.mark.parametrize("over", OVER)
def test_what_is_over_is_over(hall: Hall, over: str) -> None:
    assert over not in MOVES
    for outcome in OUTCOMES.values():
        message = alone(hall)
        with hall.database.transaction() as connection:
            connection.execute(tables.outbox.update().values(status=over))

        assert end(hall, message, outcome) == over
        with hall.database.transaction() as connection:
            outbox.recover(connection, NOW, hall.account, "the next")

        assert not claim(hall)
        assert state(hall) == over


def alone(hall: Hall, kind: str = "reply") -> Claimed:
    """Let one message be on its way, and no other be there."""
    with hall.database.transaction() as connection:
        connection.execute(tables.outbox.delete())
    write(hall, a_message(hall, kind))
    (message,) = claim(hall)
    return message


@pytest.mark.parametrize("kind", KINDS)
def test_a_program_that_died_takes_up_what_was_on_its_way(hall: Hall, kind: str) -> None:
    write(hall, a_message(hall, kind))
    claim(hall)

    with hall.database.transaction() as connection:
        outbox.recover(connection, NOW, hall.account, "the next")

    assert state(hall) == ("uncertain" if kind == "notice" else "waiting")
    assert state(hall) in MOVES["sending"]


@pytest.mark.parametrize("kind", ["ask", "reminder", "notice", "nag"])
def test_a_stop_holds_what_was_on_its_way_and_did_not_arrive(hall: Hall, kind: str) -> None:
    write(hall, a_message(hall, kind))
    (message,) = claim(hall)
    stop(hall, message.member)

    assert end(hall, message, NotSent("no connection")) == "cancelled"
    assert not claim(hall)


def test_a_reply_still_goes_after_a_stop(hall: Hall) -> None:
    write(hall, a_message(hall))
    (message,) = claim(hall)
    stop(hall, message.member)

    assert end(hall, message, NotSent("no connection")) == "waiting"
    assert claim(hall) == [message]


def test_one_message_at_a_time_to_a_person_and_replies_go_first(hall: Hall) -> None:
    ask = a_message(hall, "ask")
    reply = replace(ask, kind="reply", key="second")
    write(hall, ask, reply, replace(reply, key="third"), reply)
    assert len(hall.rows(tables.outbox)) == 3, "the same key is written once"

    order = []
    for _ in range(3):
        (message,) = claim(hall)
        order.append(message.kind)
        with hall.database.transaction() as connection:
            outcomes.write(connection, [Ended(message, Sent(9))], NOW)

    assert order == ["reply", "reply", "ask"]

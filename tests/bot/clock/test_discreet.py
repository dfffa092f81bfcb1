"""Discreet, on both databases: whatever a job starts for somebody discreet names nothing."""

from datetime import timedelta

from bot.delivery.turns import take_turns
from bot.store import tables
from tests.bot.clock.test_jobs import (
    CLOSES,
    HEAR_BACK,
    MORNING,
    change,
    decided,
    tick,
    tick_and_send,
    to_ask,
)
from tests.bot.delivery.hall import NOW, Hall
from tests.bot.delivery.post import Post
from tests.house.tree import calls, modules

WAITS = "You have a message."


def said(hall: Hall, **where: object) -> set[str]:
    """Give what the messages in the outbox say."""
    rows = hall.rows(tables.outbox, **where)
    return {row["payload"]["params"]["text"].partition("\n")[0] for row in rows if row["payload"]}


def buttons(hall: Hall, kind: str) -> list[list[str]]:
    return [
        [one["text"] for keys in markup["inline_keyboard"] for one in keys]
        for row in hall.rows(tables.outbox, kind=kind)
        if row["payload"] and (markup := row["payload"]["params"]["reply_markup"])
    ]


def protected(hall: Hall, kind: str) -> set[bool]:
    return {
        row["payload"]["params"].get("protect_content", False)
        for row in hall.rows(tables.outbox, kind=kind)
        if row["payload"]
    }


def test_an_ask_and_its_reminder_say_only_that_a_message_waits(post: Post) -> None:
    hall = post.hall
    to_ask(hall)
    change(hall, tables.member, discreet=True)
    tick(hall)

    assert said(hall, kind="ask") == {WAITS}
    assert buttons(hall, "ask") == [["Open"]] * 3
    assert protected(hall, "ask") == {True}
    post.send(NOW)
    tick(hall, CLOSES - timedelta(hours=14))
    assert said(hall, kind="reminder") == {WAITS}


def test_a_decision_says_only_that_a_message_waits(hall: Hall) -> None:
    people = to_ask(hall)
    change(hall, tables.member, discreet=True)
    decided(hall, people)
    tick(hall, MORNING)

    assert said(hall, kind="notice") == {WAITS}
    assert buttons(hall, "notice") == [["Open"]] * 3


def test_what_a_discreet_facilitator_gets_names_nothing_either(hall: Hall) -> None:
    to_ask(hall)
    change(hall, tables.member, discreet=True)
    for moment in (NOW, MORNING, HEAR_BACK):
        tick(hall, moment)

    assert said(hall, kind="nag") == {WAITS}
    assert said(hall, kind="progress") <= {WAITS}


def test_who_is_not_discreet_reads_what_it_is_about(hall: Hall) -> None:
    to_ask(hall)
    tick(hall)

    assert WAITS not in said(hall, kind="ask")
    assert protected(hall, "ask") == {False}


# --- what waits when it is chosen -----------------------------------------------------------------


def test_what_waits_already_is_covered_at_once(hall: Hall) -> None:
    first, *_ = to_ask(hall)
    tick(hall)
    assert WAITS not in said(hall, kind="ask")
    hall.store(hall.tap(first, "o.lock_yes"))
    with hall.database.transaction() as connection:
        take_turns(connection, hall.heads(connection), hall.room, NOW)

    mine = hall.rows(tables.outbox, kind="ask", member_id=hall.members[first])
    assert said(hall, kind="ask", member_id=hall.members[first]) == {WAITS}
    assert [row["conversation"] for row in mine] == ["discreet"]
    others = [row for row in hall.rows(tables.outbox, kind="ask") if row not in mine]
    assert all(row["conversation"] == "answering" for row in others)


def test_replies_to_somebody_discreet_cannot_be_forwarded(hall: Hall) -> None:
    first, other = hall.seat(2)
    change(hall, tables.member, first, discreet=True)
    hall.store(hall.text(first, "hello"), hall.text(other, "hello"))
    with hall.database.transaction() as connection:
        take_turns(connection, hall.heads(connection), hall.room, NOW)

    for row in hall.rows(tables.outbox, kind="reply"):
        is_first = row["member_id"] == hall.members[first]
        assert row["payload"]["params"].get("protect_content", False) is is_first


def test_typed_words_go_to_what_was_sent_and_open_it(post: Post) -> None:
    hall = post.hall
    first, *_ = to_ask(hall)
    change(hall, tables.member, discreet=True)
    tick_and_send(post, NOW)

    [row] = hall.rows(tables.member, id=hall.members[first])
    assert (row["focus_conversation"], row["focus_subject"]) == ("discreet", 1)


# --- one place ------------------------------------------------------------------------------------


def test_what_heard_starts_is_made_in_one_place() -> None:
    makers = {path for path, tree in modules("bot") for name, _ in calls(tree) if name == "Message"}
    ours = {path for path in makers if path.startswith(("bot/delivery", "bot/clock"))}

    assert ours == {
        "bot/delivery/apology.py", "bot/delivery/starting.py", "bot/delivery/turns.py",
    }  # fmt: skip

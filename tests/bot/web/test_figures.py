"""/metrics: what the tables say, what this process counted, and nothing that tells of people."""

from datetime import UTC, datetime, timedelta

from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.routing import Route

from bot.delivery import gauges, metrics
from bot.delivery.ports import NotSent, Sent, TooFast
from bot.store.database import Database
from bot.store.tables import channel_account
from bot.web.pages import METRICS, metrics_route
from tests.bot.web.conftest import Serve
from tests.bot.web.rows import an_account, hanging, letters, messages
from tests.statements import statements

NOW = datetime(2027, 2, 23, 10, 0, tzinfo=UTC)


def routes_of(database: Database) -> list[Route]:
    return [metrics_route(database, lambda: NOW)]


def figures(shown: bytes) -> dict[str, float]:
    """Read a page as Prometheus does."""
    families = text_string_to_metric_families(shown.decode())
    return {
        "/".join([one.name, *one.labels.values()]): one.value
        for family in families
        for one in family.samples
    }


async def test_the_tables_tell_what_waits_what_went_wrong_and_who_was_there(
    database: Database, serve: Serve
) -> None:
    account = an_account(database, NOW)
    ago, later = NOW - timedelta(seconds=90), NOW + timedelta(hours=1)
    letters(database, account, ago)
    letters(database, account, NOW, many=2)
    letters(database, account, NOW, many=3, status="poison")
    for lane, status, due, many in (
        ("reply", "waiting", NOW, 2), ("reply", "sending", NOW, 1), ("bulk", "waiting", later, 3),
        ("bulk", "uncertain", NOW, 2), ("bulk", "failed", NOW, 1), ("bulk", "sent", NOW, 1),
    ):  # fmt: skip
        for _ in range(many):
            messages(database, account, due, lane=lane, status=status)
    with database.transaction() as connection:
        connection.execute(channel_account.update().values(heard_at=NOW - timedelta(seconds=7)))

    async with serve(routes_of(database)) as served:
        answer = await served.get(METRICS)

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    shown = figures(answer.body)
    messages_shown = {
        name.removeprefix("heard_outbox_messages/"): number
        for name, number in shown.items()
        if name.startswith("heard_outbox_messages") and number
    }
    assert messages_shown == {
        "reply/due": 2, "reply/sending": 1, "bulk/later": 3, "bulk/uncertain": 2, "bulk/failed": 1,
    }  # fmt: skip
    assert shown["heard_outbox_messages/reply/failed"] == 0, "shown too, so that a graph has it"
    assert shown["heard_inbox_waiting"] == 3
    assert shown["heard_inbox_oldest_seconds"] == 90
    assert shown["heard_inbox_poison"] == 3
    assert shown[f"heard_last_heard_seconds/{account}"] == 7
    assert shown["heard_database_up"] == 1


async def test_a_database_that_hangs_leaves_what_was_counted(
    sqlite_database: Database, serve: Serve
) -> None:
    async with hanging(sqlite_database), serve(routes_of(sqlite_database)) as served:
        answer = await served.get(METRICS)
    shown = figures(answer.body)
    assert shown["heard_database_up"] == 0
    assert "heard_inbox_waiting" not in shown
    assert "process_resident_memory_bytes" in shown


def test_what_a_process_counts_is_shown_by_account_and_by_fixed_words() -> None:
    account = 4711
    metrics.updates_stored(account, 2)
    metrics.inbox_was_full(account, 1)
    metrics.turn_taken(account)
    metrics.turn_failed(account)
    metrics.update_set_aside(account)
    metrics.tap_acknowledged(account)
    metrics.webhook_refused(account, "secret")
    metrics.message_ended(account, "reply", Sent(12))
    metrics.message_ended(account, "bulk", NotSent("no connection"))
    metrics.message_ended(account, "bulk", TooFast(17))
    metrics.reply_sent(account, 0.3)
    metrics.reply_sent(account, -5)  # a clock was put back
    shown = {
        name: number
        for name, number in figures(generate_latest(metrics.COUNTED)).items()
        if "/4711" in name and "bucket" not in name
    }
    assert shown == {
        "heard_updates_stored_total/4711": 2,
        "heard_inbox_full_total/4711": 1,
        "heard_turns_taken_total/4711": 1,
        "heard_turns_failed_total/4711": 1,
        "heard_updates_set_aside_total/4711": 1,
        "heard_taps_acknowledged_total/4711": 1,
        "heard_webhook_refused_total/4711/secret": 1,
        "heard_sends_total/4711/reply/sent": 1,
        "heard_sends_total/4711/bulk/not sent": 1,
        "heard_sends_total/4711/bulk/too fast": 1,
        "heard_too_fast_seconds_total/4711": 17,
        "heard_reply_delay_seconds_count/4711": 2,
        "heard_reply_delay_seconds_sum/4711": 0.3,
    }


def test_every_figure_is_found_by_an_index(sqlite_database: Database) -> None:
    with sqlite_database.reading() as connection, statements() as asked:
        gauges.read(connection, NOW)
        plans = {
            one: connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {one}", (NOW,) * one.count("?"))
            for one in list(asked)
        }
        steps = {one: [row[-1] for row in plan] for one, plan in plans.items()}
    assert len(steps) == 8, "those for the two lanes are the same"
    whole = [
        (one, step)
        for one, plan in steps.items()
        for step in plan
        if step.startswith(("SCAN inbox", "SCAN outbox")) and " INDEX " not in step
    ]
    assert whole == []

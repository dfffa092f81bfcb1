"""What this process counts, for Prometheus. Labels are an account's number and fixed words only.

What the tables know already, such as how much waits, is not counted here but read from them.
"""

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from bot.delivery.ports import NotSent, Outcome, Refused, Sent, TooFast, Unknown, Unreachable

disable_created_metrics()  # type: ignore[no-untyped-call]

COUNTED = CollectorRegistry()
ProcessCollector(registry=COUNTED)  # memory, processor time, open files

_OUTCOMES: dict[type[Outcome], str] = {
    Sent: "sent",
    Unreachable: "unreachable",
    Refused: "refused",
    TooFast: "too fast",
    NotSent: "not sent",
    Unknown: "unknown",
}
_DELAYS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)  # seconds
_ACCOUNT = ("account",)


def _counter(name: str, told: str, *labels: str) -> Counter:
    return Counter(f"heard_{name}", told, ("account", *labels), registry=COUNTED)


_stored = _counter("updates_stored", "Updates that were brought and are stored.")
_full = _counter("inbox_full", "Updates that were not taken, because too many wait.")
_taken = _counter("turns_taken", "Turns that were taken.")
_failed = _counter("turns_failed", "Turns that failed; each is tried again, up to three times.")
_aside = _counter("updates_set_aside", "Updates that were set aside after three failures.")
_sends = _counter("sends", "Messages by what became of them.", "lane", "outcome")
_too_fast = _counter("too_fast_seconds", "Seconds of waiting that the channel asked for.")
_acknowledged = _counter("taps_acknowledged", "Taps that the app was told about.")
_refused = _counter("webhook_refused", "Calls of the webhook that were refused.", "reason")
_delay = Histogram(
    "heard_reply_delay_seconds",
    "Seconds from an update's arrival to the reply's being sent.",
    _ACCOUNT,
    buckets=_DELAYS,
    registry=COUNTED,
)


def updates_stored(account: int, how_many: int) -> None:
    """Count updates that were stored, those that were there already included."""
    _stored.labels(account).inc(how_many)


def inbox_was_full(account: int, how_many: int) -> None:
    """Count updates that were not taken because too many wait."""
    _full.labels(account).inc(how_many)


def turn_taken(account: int) -> None:
    """Count a turn, once it is committed."""
    _taken.labels(account).inc()


def turn_failed(account: int) -> None:
    """Count a turn that failed by itself, not one that failed with its group."""
    _failed.labels(account).inc()


def update_set_aside(account: int) -> None:
    """Count an update that is not tried again."""
    _aside.labels(account).inc()


def message_ended(account: int, lane: str, outcome: Outcome) -> None:
    """Count one call of `Channel.send`; `lane` is 'reply' or 'bulk'."""
    told = next(name for kind, name in _OUTCOMES.items() if isinstance(outcome, kind))
    _sends.labels(account, lane, told).inc()
    if isinstance(outcome, TooFast):
        _too_fast.labels(account).inc(outcome.seconds)


def reply_sent(account: int, seconds: float) -> None:
    """Count how long a reply took, from its update's arrival in the inbox."""
    _delay.labels(account).observe(max(0.0, seconds))


def tap_acknowledged(account: int) -> None:
    """Count an acknowledgement that was sent."""
    _acknowledged.labels(account).inc()


def webhook_refused(account: int, reason: str) -> None:
    """Count a call of the webhook that was not answered 200."""
    _refused.labels(account, reason).inc()

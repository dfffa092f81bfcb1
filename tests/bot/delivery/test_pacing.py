"""Never more than 30 messages a second to everybody or one a second to a chat, but for a burst."""

import inspect
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.pacing import (
    CHAT_BURST,
    EVERYBODY_BURST,
    OPEN,
    SPENDS,
    USUAL,
    Pacing,
    Rates,
)
from bot.delivery.ports import Channel

NEARLY = 1e-6
CHAT = (USUAL.chat, CHAT_BURST)
EVERYBODY = (USUAL.everybody, EVERYBODY_BURST)

wishes = st.lists(
    st.tuples(st.integers(1, 4), st.floats(0, 2, allow_nan=False)), min_size=1, max_size=120
)


def played(pacing: Pacing, wanted: list[tuple[int, float]]) -> dict[int | None, list[float]]:
    """Send each message as soon as it may go; gives the moments by chat, and by None for all."""
    moment, sent = 100.0, defaultdict[int | None, list[float]](list)
    for chat, pause in wanted:
        moment += pause
        while (ready := pacing.ready(chat, moment)) > moment + NEARLY:
            moment = ready
        pacing.spend(chat, moment)
        sent[chat].append(moment)
        sent[None].append(moment)
    return sent


def keeps_to(moments: list[float], rate: float, burst: float) -> bool:
    """Tell whether in every window no more was sent than the rate and one burst allow."""
    return all(
        last - first + 1
        <= burst + rate * (moments[last] - moments[first]) + NEARLY * (last + 1) * rate
        for first in range(len(moments))
        for last in range(first, len(moments))
    )


@given(wishes)
def test_no_window_of_any_length_holds_more_than_the_rate_and_one_burst(
    wanted: list[tuple[int, float]],
) -> None:
    for who, moments in played(Pacing(), wanted).items():
        assert keeps_to(moments, *(EVERYBODY if who is None else CHAT))


@given(wishes)
def test_nobody_waits_longer_than_the_rates_ask_for(wanted: list[tuple[int, float]]) -> None:
    pacing, moment = Pacing(), 100.0
    for chat, pause in wanted:
        moment += pause
        ready = pacing.ready(chat, moment)
        assert ready <= moment + 1 / CHAT[0] + NEARLY
        moment = max(moment, ready)
        pacing.spend(chat, moment)


@given(wishes, st.integers(1, 4), st.floats(0.1, 500))
def test_a_hold_is_obeyed_by_those_it_is_for(
    wanted: list[tuple[int, float]], held: int, seconds: float
) -> None:
    for rates in (USUAL, OPEN):
        pacing = Pacing(rates)
        pacing.hold(held, 100.0 + seconds)
        assert all(moment >= 100.0 + seconds - NEARLY for moment in played(pacing, wanted)[held])
        pacing.hold(None, 10_000.0)
        assert all(pacing.ready(chat, 200.0) >= 10_000.0 for chat in range(5))


def test_with_open_buckets_nothing_waits() -> None:
    pacing = Pacing(OPEN)
    for _ in range(1000):
        assert pacing.ready(1, 5.0) == 5.0
        pacing.spend(1, 5.0)


def test_chats_of_long_ago_are_forgotten_and_never_one_that_still_waits() -> None:
    pacing = Pacing()
    for chat in range(11_000):
        pacing.spend(chat, 100.0 + chat / 30)
    last = 10_999
    for _ in range(3):
        pacing.spend(last, 100.0 + last / 30)

    assert pacing.ready(last, 100.0 + last / 30) >= 100.0 + last / 30 + 1 - NEARLY


def test_all_that_is_asked_of_a_channel_is_in_the_table() -> None:
    asked = {
        name
        for name, what in inspect.getmembers(Channel, inspect.iscoroutinefunction)
        if not name.startswith("_")
    }
    assert asked | {"edit"} == set(SPENDS)


def test_an_edit_takes_none_of_the_chats_tokens() -> None:
    pacing = Pacing(Rates(everybody=0.0))
    for _ in range(4):
        pacing.spend(1, 100.0, "edit")
    assert pacing.ready(1, 100.0) == 100.0
    for _ in range(3):
        pacing.spend(1, 101.0)
    assert pacing.ready(1, 101.0, "edit") == 101.0 < pacing.ready(1, 101.0)

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from bot.channels.telegram.codec import MOST_BYTES, read_data, write_data
from conversations.screen import Act

verbs = some.from_regex(r"[a-z]\.[a-z]{1,10}", fullmatch=True)
ids = some.lists(some.integers(0, 2**48 - 1), max_size=3).map(tuple)
members = some.integers(0, 2**62)


@given(verb=verbs, ids=ids, member=members)
def test_what_is_written_is_read_back_within_64_bytes(
    verb: str, ids: tuple[int, ...], member: int
) -> None:
    act = Act(verb, ids)
    data = write_data(act, member)
    assert len(data.encode()) <= MOST_BYTES
    assert read_data(data) == (act, member)


@given(some.text(max_size=80) | some.binary() | some.none() | some.integers())
@example("1:a.choose:1.2:zzzzzzzzzzzzz")
@example("1:a.choose:01:1")
@example("1:a.choose:1_0:1")
@example("1:a.choose:+1:1")
@example("1:a.choose:1..2:1")
@example("1:a.choose:-1:1")
@example("1:a.choose: 1:1")
@example("1:a.choose:٣:1")
@example("1:A.choose:1:1")
@example("1:a.choose:1:1:1")
@example("2:a.choose:1:1")
@example("1:a.choose:1:")
@example("1::1:1")
@example("")
def test_what_nobody_wrote_is_not_read(data: object) -> None:
    read = read_data(data)
    assert read is None or write_data(*read) == data


@given(some.from_regex(r"1:[a-z.]{1,9}:[0-9a-z.]{0,30}:[0-9a-z]{1,14}", fullmatch=True))
def test_whatever_is_read_is_what_would_be_written(data: str) -> None:
    read = read_data(data)
    assert read is None or write_data(*read) == data


def test_an_act_without_numbers_has_none_when_read() -> None:
    assert write_data(Act("h.home"), 35) == "1:h.home::z"
    assert read_data("1:h.home::z") == (Act("h.home"), 35)


@pytest.mark.parametrize(
    "act",
    [
        Act("a.choose", (2**63,)),
        Act("a.choose", (-1,)),
        Act("a:b", (1,)),
        Act("", (1,)),
        Act("a." + "b" * 60),
        Act("a.choose", (2**63 - 1,) * 4),
    ],
)
def test_what_could_not_be_read_back_is_refused_when_it_is_written(act: Act) -> None:
    with pytest.raises(ValueError, match="A button cannot carry"):
        write_data(act, 1)

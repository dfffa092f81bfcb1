"""Whatever a bot sends, it is answered or refused; the sandbox itself never fails."""

import json
from datetime import UTC, datetime
from inspect import isawaitable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.clock import CivilClock
from bot.sandbox.entities import Formatted
from bot.sandbox.errors import ApiError
from bot.sandbox.methods import METHODS, Asked
from bot.sandbox.parameters import Reader, read, truth, whole, words
from bot.sandbox.people import Phone
from bot.sandbox.world import World
from tests.bot.sandbox.parsers import check_with_both

TEXTS = st.text("ab<>/😀 ", max_size=8) | st.sampled_from(
    ["HTML", "typing", "https://a.org", "voice-1001-1", "<b>a</b>", "<i>"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.just("\ud800")
    | st.integers(-3, 9)
    | st.floats(allow_nan=False)
    | TEXTS
)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2)
)


def mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value of the right shape, or now and then any other."""
    return st.integers(0, 9).flatmap(lambda chance: LEAVES if chance == 9 else right)


def fields(**known: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with some of these fields."""
    return st.fixed_dictionaries({}, optional={name: mostly(it) for name, it in known.items()})


BUTTON = fields(text=TEXTS, callback_data=TEXTS, url=TEXTS, style=TEXTS, copy_text=ANYTHING)
ENTITY = fields(
    type=st.sampled_from(["bold", "url", "text_link", "odd"]),
    offset=st.integers(-1, 3),
    length=st.integers(-1, 3),
    url=TEXTS,
)
SCOPE = fields(
    type=st.sampled_from(["default", "chat", "odd"]), chat_id=st.sampled_from([7_000_000_001, 5])
)
SHAPED: dict[str, st.SearchStrategy[Any]] = {
    "chat_id": st.just(7_000_000_001),
    "message_id": st.integers(2, 3),
    "message_ids": st.lists(st.integers(1, 4), max_size=4),
    "reply_markup": fields(inline_keyboard=st.lists(st.lists(BUTTON, max_size=2), max_size=2)),
    "entities": st.lists(ENTITY, max_size=3),
    "caption_entities": st.lists(ENTITY, max_size=3),
    "scope": SCOPE,
    "commands": st.lists(fields(command=TEXTS, description=TEXTS), max_size=2),
    "reply_parameters": fields(message_id=st.integers(-1, 4), chat_id=st.just(7_000_000_001)),
    "link_preview_options": fields(is_disabled=st.booleans(), url=TEXTS),
    "parse_mode": st.sampled_from(["HTML", "", "None", "Markdown"]),
    "language_code": st.sampled_from(["", "cy", "english"]),
    "voice": st.just("voice-1001-1"),
    "file_id": st.just("voice-1001-1"),
    "action": st.just("typing"),
    "allowed_updates": st.lists(TEXTS, max_size=2),
}
NEEDED = {"chat_id", "message_id", "text", "voice"}
BY_READER: dict[Reader, st.SearchStrategy[Any]] = {
    whole: st.integers(-3, 300),
    truth: st.booleans(),
    words: TEXTS,
}


def shaped(name: str, reader: Reader) -> st.SearchStrategy[Any]:
    right = SHAPED.get(name, BY_READER.get(reader, ANYTHING))
    return right | right.map(as_text)


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def a_world() -> World:
    clock = CivilClock(datetime(2026, 3, 2, tzinfo=UTC), frozen=True)
    world = World(clock, limited=False)
    phone = Phone(world, world.add_person("patient"))
    phone.open(world.add_bot("1001:sandbox", "clinic_bot"))
    phone.voice()
    world.post(phone.chat, Formatted("Well?"), from_bot=True)
    return world


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """A method and values for its parameters, at most one of them of a wrong shape."""
    method = METHODS[draw(st.sampled_from(sorted(METHODS)))]
    known = sorted(set(method.parameters) - {"timeout"})
    given = {
        name: draw(shaped(name, method.parameters[name]))
        for name in known
        if name in NEEDED or draw(st.booleans())
    }
    if known and draw(st.integers(0, 3)) == 3:
        given[draw(st.sampled_from(known))] = draw(ANYTHING)
    return method.name, given


@settings(deadline=None)  # the machine may be busy
@given(calls())
async def test_any_call_is_answered_in_order_or_refused(call: tuple[str, dict[str, Any]]) -> None:
    name, given = call
    method, world = METHODS[name.lower()], a_world()
    try:
        result = method.do(Asked(world, world.bot(), read(method.parameters, given), method.name))
        result = await result if isawaitable(result) else result
    except ApiError as refused:
        assert refused.status in (400, 409)  # noqa: PT017
    else:
        json.dumps(result, ensure_ascii=False).encode()
        check_with_both(name, result)

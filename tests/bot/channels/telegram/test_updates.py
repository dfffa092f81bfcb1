from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.channels.telegram.codec import write_data
from bot.channels.telegram.updates import read_update, sender_of, without_our_words
from bot.delivery.ports import Heard, MediaRef
from conversations.screen import Act
from tests.bot.channels.telegram import raw

SIZES = [
    raw.FILE | {"width": 90, "height": 90, "file_id": "small"},
    raw.FILE | {"width": 900, "height": 900},
    raw.FILE | {"width": 320, "height": 320, "file_id": "middle"},
]


def heard(update: dict[str, Any]) -> Heard:
    before = deepcopy(update)
    understood = read_update(update)
    assert update == before
    assert understood is not None
    return understood


def test_words_are_typed_and_say_what_they_reply_to() -> None:
    update = raw.message(text="Bus, mostly", reply_to_message=raw.body(message_id=9))
    expected = Heard("typed", text="Bus, mostly", guess="ur", message=12, reply_to=9)
    assert heard(update) == expected


def test_what_a_message_said_that_was_tapped_or_replied_to_is_not_kept() -> None:
    ours = raw.body(message_id=9, text="Somebody wrote: a later bus.")
    quoted = {"text": "a later bus", "position": 16}
    written = raw.message(text="Yes", reply_to_message=ours, quote=quoted)
    query = {"id": "5", "from": ours["from"], "message": ours, "data": "x", "chat_instance": "1"}
    tapped = {"update_id": 1, "callback_query": query}
    for update in (written, tapped):
        stored = without_our_words(update)
        assert "bus" not in str(stored)
        assert "bus" in str(update), "it was not changed"
        assert (heard(stored), sender_of(stored)) == (heard(update), sender_of(update))


@pytest.mark.parametrize(
    ("text", "kind", "read"),
    [
        ("/start", "opened", ""),
        ("/start aB_9-z", "opened", "aB_9-z"),
        ("/start@heard_bot aB_9-z", "opened", "aB_9-z"),
        ("/START x", "opened", "x"),
        ("/start " + "x" * 900, "opened", "x" * 64),
        ("/stop", "commanded", "stop"),
        ("/stop@heard_bot all of it\nplease", "commanded", "stop"),
        ("/Ask", "commanded", "ask"),
        ("/بند", "typed", "/بند"),
        ("/ 3", "typed", "/ 3"),
        ("please /stop", "typed", "please /stop"),
        ("a\0b\ud800", "typed", "ab?"),
    ],
)
def test_a_command_is_told_from_words(text: str, kind: str, read: str) -> None:
    understood = heard(raw.message(text=text))
    assert (understood.kind, understood.text) == (kind, read)


FORWARDED = {"type": "hidden_user", "sender_user_name": "B", "date": 1}


@pytest.mark.parametrize(
    ("update", "written"),
    [
        (raw.message(text="I have a fever"), "I have a fever"),
        (raw.message(photo=SIZES, caption="my rash"), "my rash"),
        ({"update_id": 1, "edited_message": raw.body(text="a fever")}, "a fever"),
        ({"update_id": 1, "edited_message": raw.body(photo=SIZES, caption="a rash")}, "a rash"),
        (raw.message(text="/help I have a fever"), "I have a fever"),
        (raw.message(text="/start I have a fever"), "I have a fever"),
        (raw.message(text="/start aB_9-fever"), ""),  # a link's token
        (raw.message(text="a fever", forward_origin=FORWARDED), "a fever"),
        (raw.message(animation=raw.FILM, document=raw.FILE, caption="a fever"), "a fever"),
        (raw.tap("1:a.b:1:2"), ""),
        (raw.message(text="/stop"), ""),
    ],
)
def test_whatever_a_person_wrote_can_be_looked_at(update: dict[str, Any], written: str) -> None:
    assert heard(update).written == written


@pytest.mark.parametrize(
    ("fields", "media"),
    [
        (
            {"voice": raw.FILE | {"duration": 7, "mime_type": "audio/ogg"}},
            MediaRef("voice", "F1", "U1", mime="audio/ogg", size=900, seconds=7),
        ),
        (
            {"audio": raw.FILE | {"duration": 70, "file_name": "memo.mp3"}},
            MediaRef("voice", "F1", "U1", size=900, seconds=70, name="memo.mp3"),
        ),
        ({"photo": SIZES}, MediaRef("photo", "F1", "U1", size=900)),
        ({"video": raw.FILM}, MediaRef("video", "F1", "U1", size=900, seconds=4)),
        (
            {"document": raw.FILE | {"file_name": "a.pdf", "mime_type": "application/pdf"}},
            MediaRef("document", "F1", "U1", mime="application/pdf", size=900, name="a.pdf"),
        ),
    ],
)
def test_media_come_with_their_caption(fields: dict[str, Any], media: MediaRef) -> None:
    expected = Heard("media", text="look", media=media, guess="ur", message=12)
    assert heard(raw.message(caption="look", **fields)) == expected


PLACE = {"latitude": 51.5, "longitude": -0.1}
STICKER = raw.FILE | {
    "type": "regular",
    "width": 1,
    "height": 1,
    "is_animated": False,
    "is_video": False,
}


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"sticker": STICKER}, "sticker"),
        ({"location": PLACE}, "location"),
        ({"venue": {"location": PLACE, "title": "A", "address": "B"}, "location": PLACE}, "venue"),
        ({"contact": {"phone_number": "0", "first_name": "B"}}, "contact"),
        ({"animation": raw.FILM, "document": raw.FILE}, "animation"),
        ({"video_note": raw.FILE | {"length": 1, "duration": 1}}, "video_note"),
        ({"dice": {"emoji": "🎲", "value": 3}}, "dice"),
        ({"something_new": {"in": "2027"}}, "unknown"),
        (
            {
                "text": "stop",
                "forward_origin": {"type": "hidden_user", "sender_user_name": "B", "date": 1},
            },
            "forwarded",
        ),
    ],
)
def test_what_heard_cannot_use_is_named(fields: dict[str, Any], name: str) -> None:
    expected = Heard("other", text=name, guess="ur", message=12, beside=fields.get("text", ""))
    assert heard(raw.message(**fields)) == expected


def test_an_edit_carries_the_new_words() -> None:
    update = {"update_id": 1, "edited_message": raw.body(text="Train", edit_date=1795000009)}
    assert heard(update) == Heard("edited", text="Train", guess="ur", message=12)


def test_a_tap_carries_its_act_and_whose_button_it_was() -> None:
    update = raw.tap(write_data(Act("a.choose", (5, 2, 3)), 41))
    expected = Heard(
        "tapped",
        act=Act("a.choose", (5, 2, 3)),
        meant_for=41,
        guess="ur",
        shown=11,
        tap="77",
    )
    assert heard(update) == expected


@pytest.mark.parametrize("data", [None, "", "1:a.choose:1.2", "drop table", "é" * 32])
def test_a_forged_tap_is_heard_without_an_act(data: str | None) -> None:
    assert heard(raw.tap(data)) == Heard("tapped", guess="ur", shown=11, tap="77")


def test_a_tap_on_a_deleted_message_is_heard() -> None:
    gone = {"chat": raw.CHAT, "message_id": 3, "date": 0}
    understood = heard(raw.tap(write_data(Act("h.home"), 1), message=gone))
    assert (understood.act, understood.shown) == (Act("h.home"), 3)


def test_blocking_and_unblocking_are_heard() -> None:
    assert heard(raw.membership("member", "kicked")) == Heard("blocked", guess="ur")
    assert heard(raw.membership("kicked", "member")) == Heard("unblocked", guess="ur")


@pytest.mark.parametrize(
    "update",
    [
        raw.message(text="hi", chat=raw.GROUP),
        raw.tap("x", message=raw.body(chat=raw.GROUP)),
        raw.tap("x", message=None, inline_message_id="1"),
        raw.message(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
        raw.message(text="hi", **{"from": raw.PERSON | {"is_bot": True}}),
        {"update_id": 1, "edited_message": raw.body(location=PLACE)},
        {"update_id": 1, "edited_message": raw.body(text="hi", chat=raw.GROUP)},
        raw.membership("member", "left"),
        {"update_id": 1},
        {"update_id": 1, "poll_answer": {"poll_id": "1", "option_ids": [], "user": raw.PERSON}},
    ],
)
def test_where_no_person_did_anything_nothing_is_heard(update: dict[str, Any]) -> None:
    assert read_update(update) is None


@pytest.mark.parametrize(
    ("update", "sender"),
    [
        (raw.message(text="hi"), "7000000001"),
        (raw.tap("x"), "7000000001"),
        (raw.membership("member", "kicked"), "7000000001"),
        ({"update_id": 1, "edited_message": raw.body(text="hi")}, "7000000001"),
        (raw.message(text="hi", chat=raw.GROUP), ""),
        (raw.tap("x", message=raw.body(chat=raw.GROUP)), ""),
        (raw.tap("x", message=None), ""),
        ({"update_id": 1, "message": [1]}, ""),
        ({"update_id": 1, "poll": {}}, ""),
    ],
)
def test_the_sender_is_the_person_of_a_private_chat(update: dict[str, Any], sender: str) -> None:
    assert sender_of(update) == sender


anything = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=5),
    lambda inside: (
        some.lists(inside, max_size=3)
        | some.dictionaries(some.sampled_from(["id", "type", "chat", "from", "text"]), inside)
    ),
    max_leaves=8,
)
WHOLE = [
    raw.message(text="/start x", reply_to_message=raw.body(message_id=9)),
    raw.message(voice=raw.FILE | {"duration": 7, "mime_type": "audio/ogg"}, caption="a"),
    raw.message(photo=SIZES),
    raw.tap("1:a.b:1:2"),
    raw.membership("member", "kicked"),
    {"update_id": 1, "edited_message": raw.body(text="x")},
]


@some.composite
def spoiled(draw: Callable[[some.SearchStrategy[Any]], Any]) -> dict[str, Any]:
    """Replace or remove one thing, however deep, of an update that was whole."""
    update: dict[str, Any] = deepcopy(draw(some.sampled_from(WHOLE)))
    place: Any = update
    while True:
        keys = list(range(len(place)) if isinstance(place, list) else place)
        key = draw(some.sampled_from(keys))
        inner = place[key]
        if not (isinstance(inner, dict | list) and inner and draw(some.booleans())):
            break
        place = inner
    if draw(some.booleans()):
        place[key] = draw(anything)
    else:
        del place[key]
    return update


@settings(max_examples=400, deadline=None)
@given(spoiled() | some.dictionaries(some.sampled_from(["message", "update_id"]), anything))
def test_whatever_arrives_is_heard_soundly_or_not_at_all(update: dict[str, Any]) -> None:
    assert isinstance(sender_of(update), str)
    understood = read_update(update)
    if understood is not None:
        understood.text.encode()
        numbers = (understood.message, understood.shown, understood.reply_to)
        assert all(number is None or 0 <= number < 2**63 for number in numbers)
        assert understood.guess is None or isinstance(understood.guess, str)
        assert understood.tap is None or isinstance(understood.tap, str)

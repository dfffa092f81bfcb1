from typing import Any

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.codec import read_data
from bot.channels.telegram.transport import Transport
from bot.delivery.ports import NotSent, Payload, Refused, Sent, TooFast, Unknown, Unreachable
from bot.involvement.languages import Catalogues
from bot.sandbox.images import plain_png
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from conversations.screen import Act, Attachment, Button, Screen, TextFile
from conversations.text import Text
from tests.bot.channels.telegram import broken
from tests.bot.channels.telegram.conftest import TOKEN

QUESTION = Screen(
    title="Evening <chemotherapy>",
    lines=("How did you get home?", "See https://example.org & tell us."),
    options=(
        Button("By car", Act("a.choose", (5, 1, 1))),
        Button("Bus", Act("a.choose", (5, 1, 2))),
    ),
    buttons=(Button(Text("Later"), Act("a.later", (5,))),),
)


def payload(channel: TelegramChannel, screen: Screen = QUESTION) -> Payload:
    return channel.render(screen, "en_GB", 4711)


async def send(channel: TelegramChannel, to: Phone, made: Payload, **how: Any) -> Any:
    where: dict[str, Any] = {"edits": None, "file": None}
    return await channel.send(made, str(to.id), **where | how)


async def test_a_screen_looks_on_the_phone_as_it_was_meant(
    channel: TelegramChannel, phone: Phone
) -> None:
    assert await send(channel, phone, payload(channel)) == Sent(2)
    seen = phone.messages[-1]
    assert seen.text == (
        "Evening <chemotherapy>\n\nHow did you get home?\n\nSee https://example.org & tell us.\n\n"
        "1. By car\n2. Bus\n\nOr type: \u2068later\u2069"
    )
    assert seen.html.startswith("<b>Evening &lt;chemotherapy&gt;</b>")
    assert [[button.label for button in row] for row in seen.buttons] == [
        ["1 · By car", "2 · Bus"],
        ["Later"],
    ]
    assert read_data(seen.buttons[0][1].data) == (Act("a.choose", (5, 1, 2)), 4711)


async def test_an_edit_changes_the_message_in_its_place(
    channel: TelegramChannel, phone: Phone
) -> None:
    await send(channel, phone, payload(channel))
    chosen = payload(channel, Screen(lines=("You chose: Bus.",), replaces=True))
    assert await send(channel, phone, chosen, edits=2) == Sent(2)
    assert len(phone.messages) == 2
    seen = phone.messages[-1]
    assert (seen.text, seen.buttons, seen.edited) == ("You chose: Bus.", (), True)


async def test_an_edit_that_changes_nothing_counts_as_sent(
    channel: TelegramChannel, phone: Phone
) -> None:
    await send(channel, phone, payload(channel))
    assert await send(channel, phone, payload(channel), edits=2) == Sent(2)


async def test_an_edit_without_a_message_is_sent_anew(
    channel: TelegramChannel, phone: Phone
) -> None:
    in_place = payload(channel, QUESTION.in_place())
    assert await send(channel, phone, in_place) == Sent(2)
    assert await send(channel, phone, in_place, edits=99) == Sent(3)
    voice = phone.voice()
    assert await send(channel, phone, in_place, edits=voice) == Sent(voice + 1)


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "video"])
async def test_a_file_that_telegram_holds_is_sent_with_its_caption(
    channel: TelegramChannel, phone: Phone, sandbox: Sandbox, kind: str
) -> None:
    held = sandbox.world.store(sandbox.world.bot(), kind, plain_png(), None, "image/png")
    screen = Screen(
        lines=("Our leaflet",), attachment=Attachment(kind, 9), options=QUESTION.options
    )
    made = payload(channel, screen)
    assert made["media"] == 9
    assert await send(channel, phone, made, file=held.file_id) == Sent(2)
    seen = phone.messages[-1]
    assert seen.media is not None
    assert (seen.media.kind, seen.text) == (kind, "Our leaflet\n\n1. By car\n2. Bus")
    changed = payload(channel, Screen(lines=("Thanks",), attachment=Attachment(kind, 9)))
    assert await send(channel, phone, changed, edits=2) == Sent(2)
    assert (phone.messages[-1].text, phone.messages[-1].buttons) == ("Thanks", ())


async def test_a_file_that_is_missing_is_said_and_nothing_is_sent(
    channel: TelegramChannel, phone: Phone
) -> None:
    screen = Screen(lines=("Our leaflet",), attachment=Attachment("photo", 9))
    outcome = await send(channel, phone, payload(channel, screen))
    assert outcome == Refused("the file of this message is not at Telegram")
    assert len(phone.messages) == 1


async def test_who_blocked_or_left_or_never_started_cannot_be_reached(
    channel: TelegramChannel, phone: Phone, sandbox: Sandbox
) -> None:
    made = payload(channel)
    phone.block()
    assert await send(channel, phone, made) == Unreachable("Forbidden: bot was blocked by the user")
    phone.unblock()
    phone.deactivate()
    assert await send(channel, phone, made) == Unreachable(
        "Forbidden: user is deactivated", gone=True
    )
    stranger = sandbox.new_person("carer who never pressed Start")
    assert await send(channel, stranger, made) == Unreachable("Chat not found")


async def test_what_telegram_will_never_take_is_refused(
    channel: TelegramChannel, phone: Phone
) -> None:
    assert await send(channel, phone, payload(channel, Screen(lines=("",)))) == Refused(
        "Message text is empty"
    )
    outcome = await channel.send(payload(channel), "@somebody", edits=None, file=None)
    assert outcome == Refused("this is no address at Telegram")


async def test_too_fast_for_one_chat_holds_only_that_chat_back(
    channel: TelegramChannel, phone: Phone, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox.limits, "_now", lambda: 0.0)  # as if all came in a moment
    sandbox.limits.on = True
    outcomes = [await send(channel, phone, payload(channel)) for _ in range(4)]
    assert outcomes[:3] == [Sent(2), Sent(3), Sent(4)]
    assert outcomes[3] == TooFast(1)


async def test_a_tap_is_acknowledged_and_an_old_one_is_let_go(
    channel: TelegramChannel, phone: Phone, sandbox: Sandbox
) -> None:
    await send(channel, phone, payload(channel))
    phone.tap("2 · Bus")
    (tap,) = sandbox.world.bot().taps
    await channel.acknowledge(tap)
    assert sandbox.world.bot().taps == {}
    await channel.acknowledge(tap)
    assert [call.status for call in sandbox.calls.of("answerCallbackQuery")] == [200, 400]


async def test_a_voice_note_can_be_fetched_up_to_a_size(
    channel: TelegramChannel, phone: Phone, sandbox: Sandbox
) -> None:
    phone.voice(content=b"sound")
    (file_id,) = sandbox.world.bot().files
    assert await channel.download(file_id, 5) == b"sound"
    with pytest.raises(OSError, match="larger than 4 bytes"):
        await channel.download(file_id, 4)
    with pytest.raises(OSError, match="cannot be fetched"):
        await channel.download("unknown", 5)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b'{"ok":true,"result":{"file_path":"../../etc/passwd"}}', "does not offer"),
        (b'{"ok":true,"result":{"file_path":"/etc/passwd"}}', "does not offer"),
        (b'{"ok":true,"result":{"file_id":"F"}}', "does not offer"),
        (b'{"ok":true,"result":true}', "does not offer"),
        (b'{"ok":true,"result":{"file_path":"a","file_size":9}}', "larger than 5 bytes"),
        (b'{"ok":true,"result":{"file_path":"a","file_size":1}}', "larger than 5 bytes"),
    ],
)
async def test_paths_and_sizes_of_files_are_not_trusted(answer: bytes, why: str) -> None:
    async with (
        broken.server(broken.answers("200 OK", answer)) as address,
        broken.transport(address) as transport,
    ):
        with pytest.raises(OSError, match=why):
            await transport.download("F", 5)


@pytest.mark.parametrize(
    "answer", [b'{"ok":true,"result":true}', b'{"ok":true}', b'{"ok":true,"result":{}}', b"?"]
)
async def test_an_answer_without_a_message_leaves_it_open_whether_it_was_sent(
    answer: bytes,
) -> None:
    talk = broken.answers("200 OK", answer)
    async with broken.server(talk) as address, broken.transport(address) as transport:
        outcome = await first_outcome(transport)
        await transport.acknowledge("1")
    assert isinstance(outcome, Unknown)


async def test_a_broken_gateway_leaves_it_open_whether_it_was_sent() -> None:
    talk = broken.answers("502 Bad Gateway", b"<html>words</html>")
    async with broken.server(talk) as address, broken.transport(address) as transport:
        assert await first_outcome(transport) == Unknown("Bad Gateway (502)")


async def test_a_reset_leaves_it_open_whether_it_was_sent() -> None:
    async with broken.server(broken.resets) as address, broken.transport(address) as transport:
        assert isinstance(await first_outcome(transport), Unknown)


async def test_without_a_connection_nothing_is_sent_and_taps_are_let_go() -> None:
    async with broken.transport("http://127.0.0.1:1") as transport:
        assert isinstance(await first_outcome(transport), NotSent)
        await transport.acknowledge("1")


async def test_a_token_that_is_taken_back_means_that_nothing_was_sent(
    sandbox: Sandbox, catalogues: Catalogues, phone: Phone
) -> None:
    async with TelegramChannel(SecretStr(TOKEN), sandbox.address, catalogues.say) as channel:
        del sandbox.world.bots[TOKEN]
        assert await send(channel, phone, payload(channel)) == NotSent("Unauthorized")


async def first_outcome(transport: Transport) -> Any:
    made = {"method": "sendMessage", "params": {"text": "words"}}
    return await transport.send(made, "7000000001", edits=None, file=None)


# --- files that Heard writes itself ---------------------------------------------------------------

CALENDAR = TextFile("meeting.ics", "text/calendar", "BEGIN:VCALENDAR\r\nSUMMARY:Cwrdd â ni\r\n")


@pytest.mark.parametrize("protected", [False, True])
async def test_a_file_that_heard_wrote_comes_as_a_document_that_can_be_kept(
    sandbox: Sandbox, channel: TelegramChannel, phone: Phone, *, protected: bool
) -> None:
    home = Button("Home", Act("m.home"))
    screen = Screen(lines=("For your <calendar>.",), options=(home,), file=CALENDAR)
    made = channel.render(screen, "en_GB", 4711, protected=protected)
    assert await send(channel, phone, made) == Sent(2)
    assert phone.messages[-1].text == "For your <calendar>.\n\n1. Home"
    assert phone.messages[-1].buttons[0][0].label == "1 · Home"
    assert not phone.messages[-1].protected
    kept = sandbox.world.chat(sandbox.world.bot(), phone.person).messages[2].media
    assert kept is not None
    assert kept.file.name == "meeting.ics"
    assert kept.file.mime_type == "text/calendar"
    assert kept.file.content.decode() == CALENDAR.text


async def test_a_file_that_heard_wrote_is_not_sent_to_who_blocked_it(
    channel: TelegramChannel, phone: Phone
) -> None:
    phone.block()
    made = payload(channel, Screen(lines=("For your calendar.",), file=CALENDAR))
    assert isinstance(await send(channel, phone, made), Unreachable)


def test_a_file_that_heard_writes_is_small() -> None:
    with pytest.raises(ValueError, match="at most 65536"):
        TextFile("meeting.ics", "text/calendar", "x" * (TextFile.MOST + 1))

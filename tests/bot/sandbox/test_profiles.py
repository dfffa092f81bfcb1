"""What bots say of themselves, by scope and language."""

import pytest

from bot.sandbox.people import Phone
from tests.bot.sandbox.caller import Caller

STOP = [{"command": "stop", "description": "Stop"}]
STOPPEN = [{"command": "stop", "description": "Peidio"}]


async def test_commands_are_kept_by_scope_and_language(clinic: Caller, patient: Phone) -> None:
    chat = {"type": "chat", "chat_id": patient.id}
    await clinic.call("setMyCommands", commands=STOP)
    await clinic.call("setMyCommands", commands=STOPPEN, language_code="cy", scope=chat)
    assert await clinic.call("getMyCommands") == STOP
    assert await clinic.call("getMyCommands", scope={"type": "default"}) == STOP
    assert await clinic.call("getMyCommands", scope=chat, language_code="cy") == STOPPEN
    assert await clinic.call("getMyCommands", language_code="cy") == []
    await clinic.call("deleteMyCommands")
    assert await clinic.call("getMyCommands") == []


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"commands": [{"command": "Stop!", "description": "Stop"}]}, "BOT_COMMAND_INVALID"),
        (
            {"commands": [{"command": "stop", "description": " "}]},
            "BOT_COMMAND_DESCRIPTION_INVALID",
        ),
        ({"commands": STOP * 101}, "BOT_COMMANDS_TOO_MUCH"),
        (
            {"commands": [{"command": "stop"}]},
            "can't parse BotCommand: command and description are required",
        ),
        ({"commands": STOP, "language_code": "english"}, "invalid language code specified"),
        (
            {"commands": STOP, "scope": {"type": "moon"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            {"commands": STOP, "scope": {"type": "chat"}},
            "can't parse BotCommandScope: Empty chat_id specified",
        ),
        ({"commands": STOP, "scope": {"type": "chat", "chat_id": 5}}, "chat not found"),
    ],
)
async def test_wrong_commands_are_refused(
    clinic: Caller, given: dict[str, object], reason: str
) -> None:
    assert await clinic.refusal("setMyCommands", **given) == f"400 Bad Request: {reason}"


@pytest.mark.parametrize(
    ("method", "name", "most", "at_first"),
    [
        ("MyName", "name", 64, "Clinic"),
        ("MyDescription", "description", 512, ""),
        ("MyShortDescription", "short_description", 120, ""),
    ],
)
async def test_texts_are_kept_by_language_and_fall_back(
    clinic: Caller, method: str, name: str, most: int, at_first: str
) -> None:
    assert await clinic.call(f"get{method}") == {name: at_first}
    await clinic.call(f"set{method}", **{name: "a" * most})
    await clinic.call(f"set{method}", **{name: "Cymraeg"}, language_code="cy")
    assert await clinic.call(f"get{method}", language_code="cy") == {name: "Cymraeg"}
    assert await clinic.call(f"get{method}", language_code="ur") == {name: "a" * most}
    await clinic.call(f"set{method}", language_code="cy")
    assert await clinic.call(f"get{method}", language_code="cy") == {name: "a" * most}
    refused = await clinic.refusal(f"set{method}", **{name: "a" * (most + 1)})
    assert refused == f"400 Bad Request: {name.replace('_', ' ')} is too long"

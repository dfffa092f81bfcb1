"""setMyName, setMyDescription, setMyShortDescription, setMyCommands and their getters."""

import json
import re
from collections.abc import Callable
from typing import Any

from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.table import Asked, Doing, Method
from bot.sandbox.model import Profile
from bot.sandbox.parameters import a_list, an_object, words

_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_MOST_COMMANDS = 100
_MOST_DESCRIPTION = 256
_EVERYWHERE = ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
_SCOPED = {"scope": an_object, "language_code": words}

Texts = Callable[[Profile], dict[str, str]]


def _language(asked: Asked) -> str:
    code: str = asked.get("language_code", "")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _setter(texts: Texts, name: str, most: int) -> Doing:
    def set_text(asked: Asked) -> bool:
        text, language = asked.get(name, ""), _language(asked)
        if utf16_length(text) > most:
            raise bad_request(f"{name.replace('_', ' ')} is too long")
        if text:
            texts(asked.bot.profile)[language] = text
        else:
            texts(asked.bot.profile).pop(language, None)
        return True

    return set_text


def _getter(texts: Texts, name: str, otherwise: Callable[[Asked], str]) -> Doing:
    def get_text(asked: Asked) -> dict[str, str]:
        known = texts(asked.bot.profile)
        return {name: known.get(_language(asked)) or known.get("") or otherwise(asked)}

    return get_text


def set_commands(asked: Asked) -> bool:
    """Set the commands of one scope and language."""
    given = asked.get("commands") or []
    if len(given) > _MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    asked.bot.profile.commands[_key(asked)] = [_command(one) for one in given]
    return True


def get_commands(asked: Asked) -> list[dict[str, str]]:
    """Return the commands of exactly one scope and language."""
    return asked.bot.profile.commands.get(_key(asked), [])


def delete_commands(asked: Asked) -> bool:
    """Forget the commands of one scope and language."""
    asked.bot.profile.commands.pop(_key(asked), None)
    return True


def _command(one: Any) -> dict[str, str]:
    if not isinstance(one, dict) or not {"command", "description"} <= set(one):
        raise bad_request("can't parse BotCommand: command and description are required")
    name, description = str(one["command"]).removeprefix("/"), str(one["description"]).strip()
    if not _COMMAND.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 0 < utf16_length(description) <= _MOST_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _key(asked: Asked) -> tuple[str, str]:
    return _scope(asked, asked.get("scope") or {"type": "default"}), _language(asked)


def _scope(asked: Asked, scope: dict[str, Any]) -> str:
    if scope.get("type") in _EVERYWHERE:
        return json.dumps({"type": scope["type"]})
    if scope.get("type") != "chat":
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    given = str(scope.get("chat_id", ""))
    if not given:
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    chat = asked.world.chat_for_bot(asked.bot, int(given) if given.isdecimal() else given)
    return json.dumps({"type": "chat", "chat_id": chat.id})


def _nothing(_: Asked) -> str:
    return ""


def _own_name(asked: Asked) -> str:
    return asked.bot.name


def _names(profile: Profile) -> dict[str, str]:
    return profile.names


def _descriptions(profile: Profile) -> dict[str, str]:
    return profile.descriptions


def _short_descriptions(profile: Profile) -> dict[str, str]:
    return profile.short_descriptions


def _pair(
    method: str, texts: Texts, name: str, most: int, otherwise: Callable[[Asked], str]
) -> tuple[Method, Method]:
    language = {"language_code": words}
    return (
        Method(f"set{method}", _setter(texts, name, most), language | {name: words}),
        Method(f"get{method}", _getter(texts, name, otherwise), language),
    )


TABLE = (
    *_pair("MyName", _names, "name", 64, _own_name),
    *_pair("MyDescription", _descriptions, "description", 512, _nothing),
    *_pair("MyShortDescription", _short_descriptions, "short_description", 120, _nothing),
    Method("setMyCommands", set_commands, _SCOPED | {"commands": a_list}),
    Method("getMyCommands", get_commands, _SCOPED),
    Method("deleteMyCommands", delete_commands, _SCOPED),
)

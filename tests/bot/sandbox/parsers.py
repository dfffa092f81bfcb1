"""Two independent readers of Telegram objects: PTB's `de_json` and aiogram's models."""

from typing import Any

import telegram
from aiogram import methods as aiogram_methods
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, TypeAdapter
from telegram import TelegramObject

_PTB: dict[str, type[TelegramObject]] = {
    "getMe": telegram.User,
    "getUpdates": telegram.Update,
    "getWebhookInfo": telegram.WebhookInfo,
    "getFile": telegram.File,
    "getChat": telegram.ChatFullInfo,
    "getMyCommands": telegram.BotCommand,
    "getMyName": telegram.BotName,
    "getMyDescription": telegram.BotDescription,
    "getMyShortDescription": telegram.BotShortDescription,
}
_MESSAGES = ("send", "edit")


def check_with_both(method: str, result: Any) -> None:
    """Fail unless both know every field of the result, and find all that they need."""
    name = method[0].upper() + method[1:]
    returning: type[TelegramMethod[Any]] = getattr(aiogram_methods, name)
    assert_nothing_extra(TypeAdapter(returning.__returning__).validate_python(result))
    for one in result if isinstance(result, list) else [result]:
        if isinstance(one, dict):
            kind = telegram.Message if method.startswith(_MESSAGES) else _PTB[method]
            assert_nothing_unknown(kind.de_json(one))
        else:
            assert one is True


def assert_nothing_extra(value: object) -> None:
    """Fail if aiogram met a field that its models do not have."""
    if isinstance(value, list | tuple):
        for one in value:
            assert_nothing_extra(one)
    if isinstance(value, BaseModel):
        assert not value.model_extra, f"{type(value).__name__}: {value.model_extra}"
        for _, one in value:
            assert_nothing_extra(one)


def assert_nothing_unknown(value: object) -> None:
    """Fail if PTB met a field that its classes do not have."""
    if isinstance(value, list | tuple):
        for one in value:
            assert_nothing_unknown(one)
    if isinstance(value, TelegramObject):
        assert not value.api_kwargs, f"{type(value).__name__}: {value.api_kwargs}"
        slots = {slot for kind in type(value).__mro__ for slot in getattr(kind, "__slots__", ())}
        for slot in slots:
            if not slot.startswith("_"):
                assert_nothing_unknown(getattr(value, slot))

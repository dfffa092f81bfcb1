"""Reads reply markup: inline keyboards, strictly. Other markup is not in this sandbox."""

from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.html_text import checked_link
from bot.sandbox.model import Button, Keyboard

_MOST_BUTTONS = 100
_MOST_DATA = 64  # bytes
_STYLES = ("default", "primary", "danger", "success")
_FIELDS = frozenset({"text", "callback_data", "url", "copy_text", "style"})


def read_keyboard(markup: dict[str, Any] | None) -> Keyboard:
    """Return the rows of an inline keyboard; empty rows are dropped. Raises the 400."""
    if not markup:
        return ()
    if set(markup) != {"inline_keyboard"}:
        raise bad_request("the sandbox knows inline keyboards only")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    keyboard = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, keyboard)) > _MOST_BUTTONS:
        raise bad_request("reply markup is too long")
    return keyboard


def _button(raw: object) -> Button:
    if not isinstance(raw, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text, style = raw.get("text"), raw.get("style")
    if not isinstance(text, str):
        raise _unreadable('Can\'t find field "text"')
    if not text.strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if style is not None and style not in _STYLES:
        raise _unreadable("invalid button style specified")
    if not raw.keys() <= _FIELDS:
        name = min(raw.keys() - _FIELDS)
        raise _unreadable(f'the sandbox does not know the field "{name}"')
    return _kind_of_button(text, raw, None if style == "default" else style)


def _kind_of_button(text: str, raw: dict[str, Any], style: str | None) -> Button:
    if url := raw.get("url"):
        return Button(text, url=_link(str(url)), style=style)
    if data := raw.get("callback_data"):
        if not isinstance(data, str) or len(data.encode()) > _MOST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
        return Button(text, data=data, style=style)
    if copied := raw.get("copy_text"):
        return Button(text, copy_text=_copied(copied), style=style)
    raise _unreadable("Text buttons are unallowed in the inline keyboard")


def _link(url: str) -> str:
    if (link := checked_link(url)) is None:
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
    return link


def _copied(raw: object) -> str:
    text = raw.get("text") if isinstance(raw, dict) else None
    if not isinstance(text, str):
        raise _unreadable('Can\'t find field "text"')
    return text


def _unreadable(reason: str) -> ApiError:
    return bad_request(f"can't parse inline keyboard button: {reason}")

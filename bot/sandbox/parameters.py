"""Reads what a call was given: JSON, form and multipart values alike, strictly by schema."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import bad_request

_AS_JSON = json.JSONEncoder(ensure_ascii=False)
_TRUE = frozenset({"true", "True", "1", "yes"})
_FALSE = frozenset({"false", "False", "0", "no", ""})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with the request."""

    content: bytes = field(repr=False)
    name: str | None
    mime_type: str

    def __str__(self) -> str:
        return f"{self.name or 'file'} ({len(self.content)} bytes)"


Reader = Callable[[str, Any], Any]
"""Takes a parameter's name and what came, and returns its value or raises the 400."""


def whole(name: str, raw: Any) -> int:
    """Read an Integer."""
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise bad_request(f'parameter "{name}" must be an Integer')
    try:
        return int(raw)
    except ValueError:
        raise bad_request(f'parameter "{name}" must be an Integer') from None


def truth(name: str, raw: Any) -> bool:
    """Read a Boolean."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str | int) and (text := str(raw)) in _TRUE | _FALSE:
        return text in _TRUE
    raise bad_request(f'parameter "{name}" must be a Boolean')


def words(name: str, raw: Any) -> str:
    """Read a String."""
    if not isinstance(raw, str):
        raise bad_request(f'parameter "{name}" must be a String')
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    return raw


def an_object(name: str, raw: Any) -> dict[str, Any]:
    """Read a JSON object, or the text of one."""
    value = _structure(name, raw)
    if not isinstance(value, dict):
        raise bad_request(f"object expected as {_title(name)}")
    return value


def a_list(name: str, raw: Any) -> list[Any]:
    """Read a JSON array, or the text of one."""
    value = _structure(name, raw)
    if not isinstance(value, list):
        raise bad_request(f"expected an Array as {_title(name)}")
    return value


def a_chat(name: str, raw: Any) -> int | str:
    """Read a chat's number, or its '@name'."""
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise bad_request(f'parameter "{name}" must be an Integer or a String')
    text = str(raw).strip()
    if not text:
        raise bad_request(f"{name} is empty")
    return int(text) if text.removeprefix("-").isdecimal() else text


def a_file(name: str, raw: Any) -> Upload | str:
    """Read an uploaded file, or a file id or address."""
    return raw if isinstance(raw, Upload) else words(name, raw)


def read(schema: Mapping[str, Reader], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a call by its schema; null counts as absent. Raises the 400."""
    uploads = {name for name, value in raw.items() if isinstance(value, Upload)}
    attached: set[str] = set()
    given: dict[str, Any] = {}
    for name, value in raw.items():
        if value is None or (name in uploads and name not in schema):
            continue
        if name not in schema:
            raise bad_request(f'unknown parameter "{name}"')
        source = value.removeprefix("attach://") if _attaches(value) else None
        if source is not None:
            attached.add(source)
            value = _attachment(source, raw)  # noqa: PLW2901
        given[name] = schema[name](name, value)
    for name in sorted(uploads - attached - set(schema)) if uploads else ():
        raise bad_request(f'unknown parameter "{name}"')
    return given


def _attaches(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("attach://")


def _attachment(source: str, raw: Mapping[str, Any]) -> Upload:
    upload = raw.get(source)
    if not isinstance(upload, Upload):
        raise bad_request("there is no attached file in the request")
    return upload


def _structure(name: str, raw: Any) -> Any:
    try:
        value = json.loads(raw) if isinstance(raw, str) else raw
        _AS_JSON.encode(value).encode()
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request(f"can't parse {_title(name)} JSON object") from None
    return value


def _title(name: str) -> str:
    return "reply keyboard markup" if name == "reply_markup" else name.replace("_", " ")

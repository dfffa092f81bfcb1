"""Frozen dataclasses to plain JSON values and back, by their type hints.

Knows dataclasses, tuples, optional values, dates, moments, strings, whole numbers and truth values:
what states, drafts and questions are made of, and nothing else.
"""

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Kind = TypeVar("Kind")
JSON = dict[str, Any]


def to_plain(value: Any) -> Any:
    """Give `value` as what `json.dumps` takes; dates as ISO 8601.

    What is None is left out, where reading puts None there by itself.
    """
    if is_dataclass(value):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {
            field.name: to_plain(inner)
            for field, inner in named
            if inner is not None or field.default is not None
        }
    if isinstance(value, tuple):
        return [to_plain(inner) for inner in value]
    if isinstance(value, date):
        return value.isoformat()
    return value


def from_plain(kind: type[Kind], value: Any) -> Kind:
    """Build a `kind` from what `to_plain` gave.

    Raises TypeError or ValueError where `value` does not fit; unknown keys are a TypeError.
    """
    if not isinstance(value, dict):
        msg = f"{kind.__name__} is kept as an object, not as {type(value).__name__}."
        raise TypeError(msg)
    anything: Any = kind
    hints = _hints(anything)
    unknown = value.keys() - hints.keys()
    if unknown:
        msg = f"{kind.__name__} has no {', '.join(sorted(unknown))}."
        raise TypeError(msg)
    return kind(**{name: _read(hints[name], inner) for name, inner in value.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _read(hint: Any, value: Any) -> Any:
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        wanted = [arm for arm in get_args(hint) if arm is not NoneType]
        return None if value is None else _read(wanted[0], value)
    if origin is tuple:
        return _read_tuple(get_args(hint), value)
    if isinstance(hint, type) and is_dataclass(hint):
        return from_plain(hint, value)
    if hint in {date, datetime}:
        return hint.fromisoformat(value)
    if type(value) is not hint:
        msg = f"{value!r} is not {hint}."
        raise TypeError(msg)
    return value


def _read_tuple(arms: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if len(arms) == 2 and arms[1] is Ellipsis:
        return tuple(_read(arms[0], inner) for inner in value)
    return tuple(_read(arm, inner) for arm, inner in zip(arms, value, strict=True))

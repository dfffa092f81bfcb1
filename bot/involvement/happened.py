"""An event that a turn led to, with who and when: what every effect takes, many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from sqlalchemy import Connection

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class Happened(Generic[Kind]):
    """One event of one member's turn; `now` is UTC, `update` the inbox row that led to it."""

    member: int
    network: int
    event: Kind
    now: datetime
    update: int


@dataclass(frozen=True, slots=True)
class ByItself:
    """What the clock led to in a network: it was nobody's turn. `now` is UTC."""

    network: int
    now: datetime
    member: None = None


Effect: TypeAlias = Callable[[Connection, Sequence[Happened[Any]]], None]

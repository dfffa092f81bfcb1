"""Data files that ship with the program: YAML of plain values, checked when they are loaded.

An error names the file and the field.
"""

from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import yaml

LARGEST_FILE = 100_000  # bytes
Names: TypeAlias = tuple[str, ...]


class DataError(ValueError):
    """A data file cannot be used; the message names its file and field."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value from a file, and the path to it, with which its errors begin."""

    value: Any
    file: str
    path: str = ""

    def refuse(self, what: str) -> NoReturn:
        """Raise DataError: this part, then `what`."""
        field = f"{self.path} " if self.path else ""
        raise DataError(f"{self.file}: {field}{what}.")

    def fields(self, needed: Names, optional: Names = ()) -> dict[str, "Part"]:
        """Give the fields of a mapping; refuses one that is unknown or lacks one that is needed."""
        if not isinstance(self.value, dict):
            self.refuse(f"must hold the fields {', '.join(needed)}")
        for name in self.value:
            if name not in needed + optional:
                self.refuse(f"has the unknown field {name!r}")
        for name in needed:
            if name not in self.value:
                self.refuse(f"lacks {name!r}")
        dot = "." if self.path else ""
        return {
            name: Part(value, self.file, f"{self.path}{dot}{name}")
            for name, value in self.value.items()
        }

    def items(self, fewest: int = 0) -> list["Part"]:
        """Give the items of a list."""
        if not isinstance(self.value, list) or len(self.value) < fewest:
            self.refuse(f"must be a list of at least {fewest}" if fewest else "must be a list")
        return [
            Part(value, self.file, f"{self.path}[{number}]")
            for number, value in enumerate(self.value, start=1)
        ]

    def text(self) -> str:
        """Give words."""
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(f"must be words, not {self.value!r}")
        return self.value.strip()

    def number(self, least: int, most: int) -> int:
        """Give a whole number."""
        if type(self.value) is not int or not least <= self.value <= most:
            self.refuse(f"must be a whole number from {least} to {most}, not {self.value!r}")
        return self.value

    def yes_or_no(self) -> bool:
        """Give true or false."""
        if not isinstance(self.value, bool):
            self.refuse(f"must be true or false, not {self.value!r}")
        return self.value

    def one_of(self, allowed: Names) -> str:
        """Give a word out of a few."""
        if self.value not in allowed:
            self.refuse(f"must be one of {', '.join(allowed)}, not {self.value!r}")
        return str(self.value)


class _PlainLoader(yaml.SafeLoader):
    """YAML of plain values only: no aliases, no tags, no field given twice."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "tag", None):
            self._refuse("has an alias or a tag", event.start_mark)
        return super().compose_node(parent, index)

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        names = [key.value for key, _ in node.value]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            self._refuse(f"gives {twice!r} twice", node.start_mark)
        return node

    def _refuse(self, what: str, where: yaml.Mark) -> NoReturn:
        raise yaml.MarkedYAMLError(problem=what, problem_mark=where)


def parse(name: str, raw: bytes) -> Any:
    """Give what YAML holds; raises DataError with the line where it is no YAML."""
    if len(raw) > LARGEST_FILE:
        raise DataError(f"{name}: is larger than {LARGEST_FILE} bytes.")
    try:
        return yaml.load(raw, _PlainLoader)  # noqa: S506 - a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise DataError(f"{name}:{line} {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise DataError(f"{name}: cannot be read as YAML in UTF-8.") from error

"""Ready-made consultations: data files in `conversations/library`, checked when they are loaded.

Each text is in every shipped language. 'Skip' and 'I'd rather not say' are added by the program.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NoReturn, TypeAlias

import yaml

from conversations.content import Choice, Question
from conversations.questions import KINDS
from conversations.text import Worded

LANGUAGES = ("en", "cy", "ur")
CHOOSING = frozenset({"single", "several"})
LARGEST_FILE = 100_000  # bytes
LARGEST_STEP = 10
Names: TypeAlias = tuple[str, ...]

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class LibraryError(ValueError):
    """A ready-made consultation cannot be used; the message names its file and field."""


@dataclass(frozen=True, slots=True)
class SuggestedAsk:
    """Parts of the honest ask that a facilitator can keep or change."""

    informs: Worded | None = None
    can_change: Worded | None = None
    cannot_change: Worded | None = None


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A consultation to start from.

    `minutes` is how long answering takes. `drafts` are the languages nobody has reviewed. With
    `attachment`, questions are about a picture or document that the facilitator adds.
    """

    slug: str
    version: int
    minutes: int
    title: Worded
    about: Worded
    asks: SuggestedAsk
    questions: tuple[Question, ...]
    drafts: frozenset[str]
    attachment: bool


def load_library(folder: Traversable | None = None) -> dict[str, ReadyMade]:
    """Read every ready-made consultation, by slug; raises LibraryError at the first mistake.

    `folder` holds the `*.yaml` files; without it, those that ship with the program are read.
    """
    shipped = folder or files("conversations") / "library"
    found = sorted(shipped.iterdir(), key=lambda file: file.name)
    texts = (file for file in found if file.name.endswith(".yaml"))
    library = [read_ready_made(file.name, file.read_bytes()) for file in texts]
    return {ready.slug: ready for ready in library}


def read_ready_made(name: str, raw: bytes) -> ReadyMade:
    """Read one file called `name`; raises LibraryError where anything in it is amiss."""
    top = _Part(_parse(name, raw), name).fields(
        ("slug", "version", "minutes", "draft", "title", "about", "questions"),
        ("asks", "attachment"),
    )
    slug = top["slug"].text()
    if not _SLUG.fullmatch(slug) or name != f"{slug}.yaml":
        top["slug"].refuse(f"must be the file's name in small letters and hyphens, not {slug!r}")
    return ReadyMade(
        slug=slug,
        version=top["version"].number(1, 9999),
        minutes=top["minutes"].number(1, 60),
        title=top["title"].worded(),
        about=top["about"].worded(),
        asks=_asks(top.get("asks")),
        questions=_questions(top["questions"]),
        drafts=frozenset(part.one_of(LANGUAGES[1:]) for part in top["draft"].items()),
        attachment="attachment" in top and top["attachment"].yes_or_no(),
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A value from a file, and the path to it, with which its errors begin."""

    value: Any
    file: str
    path: str = ""

    def refuse(self, what: str) -> NoReturn:
        field = f"{self.path} " if self.path else ""
        raise LibraryError(f"{self.file}: {field}{what}.")

    def fields(self, needed: Names, optional: Names = ()) -> dict[str, "_Part"]:
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
            name: _Part(value, self.file, f"{self.path}{dot}{name}")
            for name, value in self.value.items()
        }

    def items(self, fewest: int = 0) -> list["_Part"]:
        if not isinstance(self.value, list) or len(self.value) < fewest:
            self.refuse(f"must be a list of at least {fewest}" if fewest else "must be a list")
        return [
            _Part(value, self.file, f"{self.path}[{number}]")
            for number, value in enumerate(self.value, start=1)
        ]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            self.refuse(f"must be words, not {self.value!r}")
        return self.value.strip()

    def number(self, least: int, most: int) -> int:
        if type(self.value) is not int or not least <= self.value <= most:
            self.refuse(f"must be a whole number from {least} to {most}, not {self.value!r}")
        return self.value

    def yes_or_no(self) -> bool:
        if not isinstance(self.value, bool):
            self.refuse(f"must be true or false, not {self.value!r}")
        return self.value

    def one_of(self, allowed: Names) -> str:
        if self.value not in allowed:
            self.refuse(f"must be one of {', '.join(allowed)}, not {self.value!r}")
        return str(self.value)

    def worded(self) -> Worded:
        said = self.fields(LANGUAGES)
        return Worded.of({language: said[language].text() for language in LANGUAGES})


def _asks(part: _Part | None) -> SuggestedAsk:
    names = ("informs", "can_change", "cannot_change")
    given = part.fields((), names) if part else {}
    return SuggestedAsk(**{name: hint.worded() for name, hint in given.items()})


def _questions(part: _Part) -> tuple[Question, ...]:
    parts = enumerate(part.items(fewest=1), start=1)
    return tuple(_question(number, question) for number, question in parts)


def _question(number: int, part: _Part) -> Question:
    given = part.fields(("kind", "text"), ("choices", "scale", "optional"))
    kind = given["kind"].one_of(tuple(KINDS))
    belongs = "choices" if kind in CHOOSING else kind
    for name in ("choices", "scale"):
        if (name in given) != (name == belongs):
            part.refuse(
                f"is of kind {kind}, which {'needs' if name == belongs else 'has no'} {name}"
            )
    if belongs == "choices":
        choices = _choices(given["choices"], several=kind == "several")
    else:
        choices = _steps(given["scale"]) if belongs == "scale" else ()
    optional = "optional" not in given or given["optional"].yes_or_no()
    return Question(number, kind, given["text"].worded(), choices, optional)


def _choices(part: _Part, *, several: bool) -> tuple[Choice, ...]:
    choices: dict[int, Choice] = {}
    for item in part.items(fewest=2):
        given = item.fields(("number", "label"), ("exclusive",) if several else ())
        number = given["number"].number(1, 99)
        if number in choices:
            item.refuse(f"repeats the number {number}")
        exclusive = "exclusive" in given and given["exclusive"].yes_or_no()
        choices[number] = Choice(number, given["label"].worded(), exclusive)
    return tuple(choices.values())


def _steps(part: _Part) -> tuple[Choice, ...]:
    """Give the steps of a scale: the ends in words, those between as figures."""
    given = part.fields(("from", "to", "low", "high"))
    first = given["from"].number(0, 1)
    last = given["to"].number(first + 2, LARGEST_STEP)
    low, high = given["low"].worded(), given["high"].worded()
    between = (
        Choice(step, Worded.of(dict.fromkeys(LANGUAGES, str(step))))
        for step in range(first + 1, last)
    )
    return (Choice(first, low), *between, Choice(last, high))


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


def _parse(name: str, raw: bytes) -> Any:
    """Give what YAML holds; raises LibraryError with the line where it is no YAML."""
    if len(raw) > LARGEST_FILE:
        raise LibraryError(f"{name}: is larger than {LARGEST_FILE} bytes.")
    try:
        return yaml.load(raw, _PlainLoader)  # noqa: S506 - a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        line = f" line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise LibraryError(f"{name}:{line} {error.problem}.") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise LibraryError(f"{name}: cannot be read as YAML in UTF-8.") from error

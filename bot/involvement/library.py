"""Ready-made consultations: data files in `conversations/library`, checked when they are loaded.

Each text is in every shipped language. 'Skip' and 'I'd rather not say' are added by the program.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.involvement.data_files import Part, parse
from conversations.content import Choice, Question
from conversations.questions import KINDS
from conversations.text import Worded

LANGUAGES = ("en", "cy", "ur")
CHOOSING = frozenset({"single", "several"})
LARGEST_STEP = 10

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


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
    """Read every ready-made consultation, by slug; raises DataError at the first mistake.

    `folder` holds the `*.yaml` files; without it, those that ship with the program are read.
    """
    shipped = folder or files("conversations") / "library"
    found = sorted(shipped.iterdir(), key=lambda file: file.name)
    texts = (file for file in found if file.name.endswith(".yaml"))
    library = [read_ready_made(file.name, file.read_bytes()) for file in texts]
    return {ready.slug: ready for ready in library}


def read_ready_made(name: str, raw: bytes) -> ReadyMade:
    """Read one file called `name`; raises DataError where anything in it is amiss."""
    top = Part(parse(name, raw), name).fields(
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
        title=_worded(top["title"]),
        about=_worded(top["about"]),
        asks=_asks(top.get("asks")),
        questions=_questions(top["questions"]),
        drafts=frozenset(part.one_of(LANGUAGES[1:]) for part in top["draft"].items()),
        attachment="attachment" in top and top["attachment"].yes_or_no(),
    )


def _worded(part: Part) -> Worded:
    said = part.fields(LANGUAGES)
    return Worded.of({language: said[language].text() for language in LANGUAGES})


def _asks(part: Part | None) -> SuggestedAsk:
    names = ("informs", "can_change", "cannot_change")
    given = part.fields((), names) if part else {}
    return SuggestedAsk(**{name: _worded(hint) for name, hint in given.items()})


def _questions(part: Part) -> tuple[Question, ...]:
    parts = enumerate(part.items(fewest=1), start=1)
    return tuple(_question(number, question) for number, question in parts)


def _question(number: int, part: Part) -> Question:
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
    return Question(number, kind, _worded(given["text"]), choices, optional)


def _choices(part: Part, *, several: bool) -> tuple[Choice, ...]:
    choices: dict[int, Choice] = {}
    for item in part.items(fewest=2):
        given = item.fields(("number", "label"), ("exclusive",) if several else ())
        number = given["number"].number(1, 99)
        if number in choices:
            item.refuse(f"repeats the number {number}")
        exclusive = "exclusive" in given and given["exclusive"].yes_or_no()
        choices[number] = Choice(number, _worded(given["label"]), exclusive)
    return tuple(choices.values())


def _steps(part: Part) -> tuple[Choice, ...]:
    """Give the steps of a scale: the ends in words, those between as figures."""
    given = part.fields(("from", "to", "low", "high"))
    first = given["from"].number(0, 1)
    last = given["to"].number(first + 2, LARGEST_STEP)
    low, high = _worded(given["low"]), _worded(given["high"])
    between = (
        Choice(step, Worded.of(dict.fromkeys(LANGUAGES, str(step))))
        for step in range(first + 1, last)
    )
    return (Choice(first, low), *between, Choice(last, high))

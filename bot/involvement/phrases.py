"""What Heard listens for: data files in `conversations/phrases`, one for each language."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from bot.involvement.data_files import Part, parse
from bot.involvement.languages import listed
from conversations.danger import DEATHS, KINDS, Listed, Phrases

_HEARD = (*KINDS, *DEATHS)
_BESIDES = ("around_a_death", "look_alikes", "not_a_stop")
_RELATION = "{relation}"


@cache
def shipped_phrases() -> Phrases:
    """Give the phrases that ship with the program; raises DataError at the first mistake."""
    return Phrases(tuple(load_phrases().values()))


def load_phrases(folder: Traversable | None = None) -> dict[str, Listed]:
    """Read every language's phrases, by its tag; raises DataError at the first mistake.

    `folder` holds the `<tag>.yaml` files; without it, those that ship with the program are read.
    """
    found = (folder or files("conversations") / "phrases").iterdir()
    texts = sorted(
        (file for file in found if file.name.endswith(".yaml")), key=lambda one: one.name
    )
    return {
        file.name.removesuffix(".yaml"): read_phrases(file.name, file.read_bytes())
        for file in texts
    }


def read_phrases(name: str, raw: bytes) -> Listed:
    """Read one file called `name`; raises DataError where anything in it is amiss."""
    top = Part(parse(name, raw), name).fields(
        ("draft", "doubled_letters_differ", "relations", *_HEARD, *_BESIDES)
    )
    relations = _phrases(top["relations"])
    phrases: dict[str, str] = {}
    for kind in _HEARD:
        for phrase in _phrases(top[kind], relations):
            if phrase in phrases:
                top[kind].refuse(f"repeats {phrase!r}")
            phrases[phrase] = kind
    return Listed(
        phrases,
        look_alikes=frozenset(_phrases(top["look_alikes"], relations)),
        around=frozenset(_phrases(top["around_a_death"], relations)),
        not_a_stop=frozenset(_phrases(top["not_a_stop"])),
        doubled_letters_differ=top["doubled_letters_differ"].yes_or_no(),
        is_draft=top["draft"].yes_or_no(),
    )


def _phrases(part: Part, relations: Iterable[str] = ()) -> list[str]:
    """Give the phrases of a list; one with a {relation} stands for one with each of them."""
    lines = [phrase for line in part.items(fewest=1) for phrase in listed(line.text())]
    return [one for phrase in lines for one in _with_each(phrase, relations)]


def _with_each(phrase: str, relations: Iterable[str]) -> Iterator[str]:
    if _RELATION not in phrase:
        yield phrase
        return
    for relation in relations:
        yield phrase.replace(_RELATION, relation)

"""Keep the catalogues in step with the code: `python -m tests.tools.messages COMMAND`.

    update            bring every catalogue up to the code: new messages empty, gone ones dropped
    missing TAG       print what has no translation, as JSON: {English: "" or one "" a plural form}
    merge TAG FILE    write such a JSON, filled in, into the catalogue as drafts (fuzzy)

There is no template in the tree: it would be a third copy of the English, and is made in a second.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from bot.involvement.languages import catalogue_paths, english, fits, read_catalogue
from tests.house.tree import ROOT

ROOMS = ("bot", "conversations")
KEYWORDS = {"Text": None, "Plural": (1, 2)}
COMMENTS = ("Translators:",)

Drafts = Mapping[str, str | list[str]]


def extracted() -> Catalog:
    """Every message in the code, each with the files it stands in and the notes to translators."""
    found = Catalog()
    for path in sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        for line, words, notes, _ in extract_from_file("python", path, KEYWORDS, COMMENTS):
            found.add(words, locations=[(name, line)], auto_comments=notes)
    return found


def updated(catalogue: Catalog, code: Catalog) -> Catalog:
    """Give `catalogue` with exactly the messages of `code`; it is changed and no guess is made."""
    catalogue.update(code, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return catalogue


def missing(catalogue: Catalog, code: Catalog) -> dict[str, str | list[str]]:
    """Give each English message (its singular) that is not translated, with nothing to fill in."""
    plurals = catalogue.num_plurals
    return {
        english(message)[0]: [""] * plurals if message.pluralizable else ""
        for message in messages(code)
        if (own := catalogue.get(message.id)) is None or not fits(own, plurals)
    }


def merge(catalogue: Catalog, drafts: Drafts) -> list[str]:
    """Put `drafts` into `catalogue`, marked fuzzy; give a sentence for each that does not fit.

    A draft fits that has the English's {places} and as many forms as the language has plurals.
    """
    refused = []
    for words, draft in drafts.items():
        known = catalogue.get(words)
        if known is None:
            refused.append(f"No message in the code says {words!r}.")
            continue
        message = known.clone()
        message.string = draft if isinstance(draft, str) else tuple(draft)
        message.flags.add("fuzzy")
        if fits(message, catalogue.num_plurals):
            known.string, known.flags = message.string, message.flags
        else:
            refused.append(f"The draft for {words!r} has other places or forms: {draft!r}.")
    return refused


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Every message but the header."""
    return (message for message in catalogue if message.id)


def written(path: Path, catalogue: Catalog) -> str:
    """Give the file's new text. Its header is the translators' own, and is left as it is."""
    header = path.read_text(encoding="utf-8").partition("\n\n")[0]
    body = BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    return f"{header}\n\n{body.getvalue().decode().strip()}\n"


def main(command: str, tag: str = "", file: str = "") -> None:
    """Do one command; see the top of this file."""
    code = extracted()
    for path in catalogue_paths(ROOT / "locales"):
        if tag in {"", path.parts[-3]}:
            _COMMANDS[command](path, code, Path(file))


def _update(path: Path, code: Catalog, _file: Path) -> None:
    path.write_text(written(path, updated(read_catalogue(path), code)), encoding="utf-8")


def _missing(path: Path, code: Catalog, _file: Path) -> None:
    found = missing(read_catalogue(path), code)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


def _merge(path: Path, code: Catalog, file: Path) -> None:
    catalogue = updated(read_catalogue(path), code)
    refused = merge(catalogue, json.loads(file.read_text(encoding="utf-8")))
    path.write_text(written(path, catalogue), encoding="utf-8")
    sys.stderr.writelines(f"{sentence}\n" for sentence in refused)


_COMMANDS = {"update": _update, "missing": _missing, "merge": _merge}


if __name__ == "__main__":
    main(*sys.argv[1:])

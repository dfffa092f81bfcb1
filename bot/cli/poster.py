"""A poster for a link, written into a folder as SVG and, where its letters allow, as PDF."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.cli.plainly import Problem
from bot.involvement.posters import PosterError, poster_pdf, poster_svg
from conversations.text import Text, Words

TITLE = Text("Help improve cancer services")
LINES = (
    Text("Scan this code with your phone's camera. It opens Telegram."),
    Text("We ask short questions. You answer when it suits you."),
    Text("Then we tell you what changed."),
    Text("Taking part is your choice."),
)
FOR_FACILITATORS = Text("Your link to ask members")
SCAN = Text("Scan this code with your phone's camera. It opens Telegram.")
KEEP = Text("Please do not pass it on.")


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands on a poster, already in its language."""

    title: str
    lines: Sequence[str]
    organisation: str


def wording(
    say: Callable[[Words], str], organisation: str, *, role: bool, until: date | None
) -> Wording:
    """Give the words for a ward, or for the one person who gets a role."""
    title, lines = (FOR_FACILITATORS, (SCAN, KEEP)) if role else (TITLE, LINES)
    works = (Text("It works until {day}.", day=until),) if until else ()
    return Wording(say(title), [say(line) for line in (*lines, *works)], organisation)


def write_poster(folder: Path, name: str, link: str, words: Wording) -> tuple[list[Path], str]:
    """Write the poster; gives the files, and why there is no PDF, or ''.

    Raises PosterError, and Problem where a file cannot be written or is there already; then no
    file is left.
    """
    drawn, why = _draw(link, words)
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "poster"
    made: list[Path] = []
    failed = None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for ending, content in drawn.items():
            path = folder / f"{base}.{ending}"
            with path.open("xb") as file:
                made.append(path)
                file.write(content)
    except OSError as error:
        failed = error
    if failed is None:
        return made, why
    for path in made:
        path.unlink(missing_ok=True)
    raise Problem(
        f"The poster cannot be written to {failed.filename or folder}: {failed.strerror}. "
        "No link was made. Choose another folder with --poster, or another --label."
    )


def _draw(link: str, words: Wording) -> tuple[dict[str, bytes], str]:
    text = (link, words.title, words.lines, words.organisation)
    drawn = {"svg": poster_svg(*text).encode()}
    try:
        drawn["pdf"] = poster_pdf(*text)
    except PosterError as error:
        return drawn, str(error)
    return drawn, ""

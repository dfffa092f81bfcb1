"""Running the demo: the story as a transcript, or the phones in a browser."""

import asyncio
from collections.abc import Callable
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.account import Account, account, answers_delivered
from bot.demo.stage import Stage
from bot.demo.story import Story
from bot.demo.transcript import Transcript
from bot.store.database import Database


async def script(database: Database, media: Path, line: Callable[[str], object]) -> Account:
    """Play the whole story on an empty database; `line` takes the transcript, line by line."""
    async with Stage(database, media) as stage:
        story = Story(stage, Transcript(line, stage.clock.now))
        await story.play()
        given = answers_delivered(stage.bot.queue.confirmed, story.written)
        return await database.read(lambda connection: account(connection, len(given)))


@contextmanager
def kept_at(path: Path | None) -> Iterator[tuple[Database, Path]]:
    """Give an open database and its media folder, at `path` or in a folder that is removed after."""
    with TemporaryDirectory(prefix="heard-") as folder:
        file = path or Path(folder) / "heard.db"
        with Database(f"sqlite:///{file.resolve()}") as database:
            database.upgrade()
            yield database, (file.with_suffix(".media") if path else Path(folder) / "media")


def play(path: Path | None, line: Callable[[str], object]) -> Account:
    """Play the story and give its account; the database is kept at `path`, if one is given."""
    with kept_at(path) as (database, media):
        return asyncio.run(script(database, media, line))

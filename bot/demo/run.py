"""Running the demo: the story as a transcript, or the phones in a browser."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager, redirect_stderr, suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from bot import logs
from bot.demo import cast
from bot.demo.account import Account, account, answers_delivered
from bot.demo.care import Care, Cared
from bot.demo.copies import copies_served
from bot.demo.loop import Closed, TheLoop
from bot.demo.sample import KINDS, LANGUAGES, Resident, Sample
from bot.demo.stage import Stage
from bot.demo.story import Story
from bot.demo.transcript import Transcript
from bot.sandbox.pages import PhoneOnPage, phones
from bot.sandbox.people import Phone
from bot.store.database import Database


async def script(database: Database, media: Path, line: Callable[[str], object]) -> Account:
    """Play the whole story on an empty database; `line` takes the transcript, line by line."""
    async with Stage(database, media) as stage:
        story = Story(stage, Transcript(line, stage.clock.now))
        await story.play()
        given = answers_delivered(stage.bot.queue.confirmed, story.written)
        return await database.read(lambda connection: account(connection, len(given)))


def play_care(path: Path | None, line: Callable[[str], object]) -> Cared:
    """Play the story of care and give its account. Everything is logged, to see what is in there.

    Words are not sealed here, or nothing that is left could be found.
    """
    with (
        TemporaryDirectory(prefix="heard-") as folder,
        (Path(folder) / "heard.log").open("w", encoding="utf-8") as log,
        Database(f"sqlite:///{path.resolve() if path else f'{folder}/heard.db'}") as database,
    ):
        with redirect_stderr(log):
            logs.configure("debug", as_json=True)
        database.upgrade()
        files = [Path(folder), *([path.parent] if path else [])]
        return asyncio.run(_care(database, files, line))


async def _care(database: Database, files: list[Path], line: Callable[[str], object]) -> Cared:
    async with Stage(database, files[0] / "media") as stage:
        return await Care(stage, Transcript(line, stage.clock.now), files).play()


@contextmanager
def kept_at(path: Path | None) -> Iterator[tuple[Database, Path]]:
    """Give an open database and its media folder: at `path`, or in a folder removed after."""
    with TemporaryDirectory(prefix="heard-") as folder:
        file = path or Path(folder) / "heard.db"
        with Database(f"sqlite:///{file.resolve()}") as database:
            database.upgrade()
            yield database, (file.with_suffix(".media") if path else Path(folder) / "media")


def play(path: Path | None, line: Callable[[str], object]) -> Account:
    """Play the story and give its account; the database is kept at `path`, if one is given."""
    with kept_at(path) as (database, media):
        return asyncio.run(script(database, media, line))


def play_loop(path: Path | None, line: Callable[[str], object]) -> Closed:
    """Play the story of the loop and give its account."""
    with kept_at(path) as (database, media):
        return asyncio.run(_loop(database, media, line))


async def _loop(database: Database, media: Path, line: Callable[[str], object]) -> Closed:
    async with Stage(database, media) as stage:
        return await TheLoop(stage, Transcript(line, stage.clock.now)).play()


# --- the phones -----------------------------------------------------------------------------------

TITLE = "Heard: the demo"
NOTICE = (
    "Everything here happens on this computer. The Welsh and Urdu words are drafts that nobody has "
    "reviewed yet."
)
SHOWN = (cast.FACILITATOR, cast.PATIENT, cast.CARER, cast.READS_URDU)
OTHERS = 36


class Demo:
    """The phones in the browser: a stage with the sample network, which can start again."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._rounds = 0
        self._stack = AsyncExitStack()
        self._shown: list[PhoneOnPage] = []
        self._links: dict[str, str] = {}
        page = phones(
            lambda: self._shown, TITLE, NOTICE, self.start_again, links=lambda: self._links
        )
        self.stage = Stage(
            self._new_database(), folder / "media", limited=True, port=port, extend=page,
            prepare=self._fill,
        )  # fmt: skip

    async def __aenter__(self) -> Self:
        """Start, and wait until the phones show something."""
        await self._stack.enter_async_context(copies_served(self.stage))
        await self._stack.enter_async_context(self.stage)
        await self._greet()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()
        self.stage.database.close()

    @property
    def phones(self) -> list[Phone]:
        """The phones on the page, the facilitator's first."""
        return [self.stage.sandbox.phone(place.person_id) for place in self._shown]

    async def start_again(self) -> None:
        """Put everything back to its beginning."""
        await self.stage.begin_again(self._new_database())
        await self._greet()

    def _new_database(self) -> Database:
        self._rounds += 1
        database = Database(f"sqlite:///{self._folder / f'demo-{self._rounds}.db'}")
        database.open()
        database.upgrade()
        return database

    def _fill(self, stage: Stage) -> None:
        """Put the sample's people into the world and into the database."""
        shown = [self._resident(part.role, part.language, KINDS[part.kind - 1]) for part in SHOWN]
        others = [
            self._resident(f"member {place + 1}", LANGUAGES[place % len(LANGUAGES)],
                           KINDS[place % len(KINDS)])
            for place in range(OTHERS)
        ]  # fmt: skip
        shown[0] = replace(shown[0], facilitates=True)
        self._shown = [
            PhoneOnPage(int(one.external_id), part.role[0].upper() + part.role[1:], one.language)
            for one, part in zip(shown, SHOWN, strict=True)
        ]
        account = next(iter(stage.bots))
        with stage.database.transaction() as connection:
            sample = Sample(connection, stage.network, account, stage.clock.now())
            sample.fill(others, shown)
        self._links = {
            "Come by the ward's poster": stage.invite("Ward 4 poster"),
            "Come by the Welsh leaflet": stage.invite("Welsh leaflet", language="cy"),
        }

    def _resident(self, role: str, language: str, kind: str) -> Resident:
        world = self.stage.sandbox.world
        person = world.add_person(role, language.partition("_")[0])
        world.chat(self.stage.bot, person).started = True
        return Resident(str(person.id), language, kind)

    async def _greet(self) -> None:
        """Show the facilitator what is open; the others are asked by the program itself."""
        facilitator = self.phones[0]
        facilitator.look_at(self.stage.bot)
        facilitator.type("/home")
        await self.stage.settle()


def serve(port: int, ready: Callable[[str], object]) -> None:
    """Serve the phones on 127.0.0.1 until interrupted; port 0 takes any that is free."""
    with TemporaryDirectory(prefix="heard-") as folder, suppress(KeyboardInterrupt):
        asyncio.run(_serve(Demo(Path(folder), port), ready))


async def _serve(demo: Demo, ready: Callable[[str], object]) -> None:
    async with demo:
        ready(demo.stage.sandbox.address + "/")
        await asyncio.Event().wait()

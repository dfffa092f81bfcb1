"""A story in which much goes wrong, told by a program whose log is looked through afterwards.

Run as a program of its own: `python -m tests.journeys.log_story FOLDER json`. Its log goes to
standard error, what its pages show to standard output, and what must stand in neither to the file
`never` in the folder.
"""

import asyncio
import gc
import re
import sys
from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa
from aiohttp import ClientSession
from pydantic import SecretStr

from bot import logs
from bot.demo.stage import Stage
from bot.involvement.stop_list import StopList
from bot.sandbox.people import Phone
from bot.store.database import Database, migrate
from bot.store.sealing import Sealer
from bot.web.server import WebServer
from tests.journeys.consultations import a_draft, consult, plain, seat

SAID, AREA, DRAFTED = "Marmalade at midnight", "Quincetree Lane", "Damson question"
STOPS_KEY, TEXT_KEY = "stopskey" * 4, "T" * 43
CODE = re.compile(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b")
_BROKEN = f"""
    CREATE TRIGGER broken BEFORE INSERT ON answer BEGIN SELECT RAISE(ABORT, '{SAID}'); END
"""


async def tell(folder: Path) -> None:
    """Play the story, and write down what nobody may find in its log."""
    url = f"sqlite:///{folder}/heard.db"
    migrate(url)
    with Database(url, sealer=Sealer(TEXT_KEY)) as database:
        async with Stage(database, folder / "media", prepare=_listed(folder)) as stage:
            phones = await _play(stage)
            newcomer, code = await _joins(stage)
            await _breaks(stage, phones[0])
            await _look(stage)
            never = [SAID, AREA, DRAFTED, code, code.replace("-", ""), STOPS_KEY, TEXT_KEY]
            never += [stage.bot.token, *(str(phone.id) for phone in (*phones, newcomer))]
    (folder / "never").write_text("\n".join(never), encoding="utf-8")


def _listed(folder: Path) -> Callable[[Stage], None]:
    def prepare(stage: Stage) -> None:
        stage.stops = StopList(folder / "stops", SecretStr(STOPS_KEY))

    return prepare


async def _play(stage: Stage) -> list[Phone]:
    """Let people be asked, answer in words and by voice, and be read; Telegram fails at times."""
    lead, patient = seat(stage, "facilitator", facilitates=True), seat(stage, "patient")
    faults = stage.sandbox.faults
    for fault in (faults.server_error, faults.reset_before, faults.reset_after):
        fault(methods="sendMessage", calls=1)
    faults.flood(1, per_chat=True, methods="sendMessage", calls=1)
    consult(stage, lead, a_draft(stage))
    await stage.settle()
    await stage.say(patient.phone, "Start", "By bus")
    patient.phone.voice()
    await stage.say(patient.phone, SAID, f"/{SAID.split(maxsplit=1)[0].lower()}", SAID)
    await stage.say(lead.phone, "/ask", DRAFTED, "/roles", "/home")
    patient.phone.block()
    await stage.settle()
    return [patient.phone, lead.phone]


async def _joins(stage: Stage) -> tuple[Phone, str]:
    """Let somebody join and type a code, right and wrong; gives the code they were shown."""
    phone = stage.sandbox.new_person("carer")
    phone.open(stage.bot, "a-link-that-nobody-knows")
    await stage.settle()
    await stage.say(phone, "English", "Join", "All at once", "1", "Yes", "1", AREA, "1", "No")
    shown = [CODE.search(plain(message.text)) for message in phone.messages]
    code = next(found[0] for found in shown if found)
    await stage.say(phone, "/recover", code, code[::-1], "/stop")
    return phone, code


async def _breaks(stage: Stage, phone: Phone) -> None:
    """Let turns, and a task that nobody waits for, fail with errors that quote what was said."""
    other = seat(stage, "another patient")
    await stage.settle()
    with stage.database.transaction() as connection:
        connection.execute(sa.text(_BROKEN))
    await stage.say(other.phone, "Start", "By bus")
    task = asyncio.create_task(_fails())
    await asyncio.sleep(0.05)
    del task
    gc.collect()
    assert phone.messages


async def _fails() -> None:
    raise ValueError(SAID)


async def _look(stage: Stage) -> None:
    """Print what machines see of the program."""
    assert stage.program
    async with WebServer(("127.0.0.1", 0), stage.program.routes) as server, ClientSession() as web:
        for page in ("/health", "/metrics", f"/{SAID.split(maxsplit=1)[0]}"):
            async with web.get(f"{server.address}{page}") as answer:
                print(page, answer.status, await answer.text())  # noqa: T201


if __name__ == "__main__":
    logs.configure("debug", as_json=sys.argv[2] == "json")
    asyncio.run(tell(Path(sys.argv[1])))

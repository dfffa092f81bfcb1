"""Screenshots at phone width of a notice, the loop board, its measures, and a digest.

`python -m tests.shots_of_the_loop` writes them to shots/.
"""

import asyncio
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.demo.stage import Stage
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.pages import PhoneOnPage, phones
from bot.store.database import Database
from bot.store.numbers import fresh
from conversations.content import Decision
from conversations.events import DecisionApproved
from conversations.loop_events import CommitmentMade
from tests.journeys.consultations import Seat, a_draft, consult, seat, words
from tests.journeys.meetings_held import MINUTES, plan_meeting, unlimited
from tests.shots import FOLDER, shots

NAMES = ("facilitator", "patient")
MEMBERS = 12


async def main(program: Path) -> list[Path]:
    """Play a loop up to its decision, with another one that is late, and take both phones."""
    shown: list[PhoneOnPage] = []

    async def nothing() -> None:
        """There is no beginning to go back to."""

    with TemporaryDirectory() as folder:
        page = phones(lambda: shown, "Heard: the loop", "Everything here is made up.", nothing)
        with Database(f"sqlite:///{folder}/heard.db") as database:
            database.upgrade()
            async with Stage(database, Path(folder) / "media", extend=page) as stage:
                people = await play(stage)
                shown += [
                    PhoneOnPage(one.phone.id, name.capitalize(), "en_GB")
                    for one, name in zip(people, NAMES, strict=True)
                ]
                return await take(stage, people[0], program)


async def play(stage: Stage) -> tuple[Seat, Seat]:
    """Ask, answer and decide; gives the facilitator and one of the members."""
    lead = seat(stage, "facilitator", facilitates=True)
    members = [seat(stage, f"patient {place}") for place in range(MEMBERS)]
    for title in ("Wig shop hours", "Evening chemotherapy"):
        evening = consult(stage, lead, a_draft(stage, title))
        await stage.settle()
        for one in members:
            await stage.say(one.phone, "Start", "By bus", "A later bus")
    await stage.move(by=timedelta(days=41))
    now = stage.clock.now()
    decision = Decision(
        words("Late sessions help those who work, but the last bus leaves at 6 pm."),
        words("Late sessions stay until next March."),
        words("We cannot add a third evening. There are not enough nurses until September."),
        decided_on=now.date(), decided_by=words("the board"),
    )  # fmt: skip
    promise = CommitmentMade(
        evening, fresh() % 2**48, words("Patient transport runs until 9 pm on both days."),
        owner_name="the transport manager", due_on=now.date() + timedelta(days=40),
    )  # fmt: skip
    events = (promise, DecisionApproved(evening, decision))
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, one, now, 0) for one in events])
    await stage.settle()
    return lead, members[0]


async def take(stage: Stage, lead: Seat, program: Path) -> list[Path]:
    """Take both phones at the board, at one loop and at the measures."""
    taken: list[Path] = []
    for moment, steps in (("board", ("/loops",)), ("loop", ("2",)), ("measures", ("/loops", "3"))):
        await stage.say(lead.phone, *steps)
        taken += await shots(stage.sandbox, FOLDER, NAMES, program, moment)
    await meet(stage, lead)
    return taken + await shots(stage.sandbox, FOLDER, NAMES, program, "digest")


async def meet(stage: Stage, lead: Seat) -> None:
    """Hold a meeting, and send the digest of its minutes."""
    plan_meeting(stage, lead)
    await stage.move(by=timedelta(days=2))
    unlimited(stage)
    await stage.say(lead.phone, "/minutes", "1", "Send or paste them", MINUTES, "That is all")
    await stage.say(lead.phone, "1", "Into the ledger", "See all", "Preview", "Send")


if __name__ == "__main__":
    found = shutil.which("chromium")
    if found is None:
        sys.exit("chromium is missing: apt-get install chromium")
    for file in asyncio.run(asyncio.wait_for(main(Path(found)), timeout=240)):
        sys.stdout.write(f"{file.relative_to(Path.cwd())}\n")

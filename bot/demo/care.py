"""The story of care: breaks, danger at night, a death, a lock screen, a lost phone, an erasure.

Played through the sandbox by the real program. What is counted is counted on the phones, and, for
what must be gone, in the bytes of every file that the program writes, its log included.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.involvement import people, record
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.sandbox.people import Phone
from bot.store import tables
from conversations.consent import VERSION
from conversations.events import AboutYouGiven, ConsentGiven, Joined, LanguageChosen

CROWD = 60
"""Silent members, so that sending takes a while."""
JOIN = ("English", "Join", "All at once", "I agree to all five", "Yes", "Skip", "Skip", "Whenever")
FIRST, SECOND = "Getting to your treatment", "What matters to you in your care"
CHOICES = ("1",) * 7  # Start, and the first choice of six questions
WORDS = ("kingfisher", "wagtail", "goldcrest")
IN_2019 = "My husband died in 2019, so I drove alone"
FEVER = "fever 38.5, shaking"
TO_DIE = "I want to die"
DECISION = (
    "Most of you come by car. After 6 in the evening there is no bus.",
    "Patient transport will run until 9 in the evening, from 1 May.",
    "Build a larger car park. There is no land beside the hospital.",
    "skip",
    "skip",
    "skip",
)
PATIENCE = 60.0  # seconds
SLOW = 1.5  # seconds that each message takes while one is erased in the middle
_CODE = re.compile(r"\b[2-9A-Z]{4}(-[2-9A-Z]{4}){3}\b")
_HELP = "Please call"


@dataclass(frozen=True, slots=True)
class Cared:
    """What the story came to; `asks_during_break`, `after_stop` and the bytes must be 0.

    `members` counts who joined and was not erased. `signpost_delay_s_max` is in real seconds, from
    the message to its signpost on the phone. `after_stop` counts what came to phones of people who
    had stopped, told a death, moved away or been erased, but for replies to what they wrote.
    """

    members: int
    asks_during_break: int
    signposts: int
    signpost_delay_s_max: float
    after_stop: int
    erased: int
    bytes_found_after_erase: int
    audit_ok: bool

    def as_json(self) -> dict[str, Any]:
        """Give the figures by name."""
        return asdict(self)


@dataclass
class Care:
    """The story as it is played. All files of the program are in `folders`, its log too."""

    stage: Stage
    transcript: Transcript
    folders: Sequence[Path]
    phones: dict[str, Phone] = field(default_factory=dict)
    _delays: list[float] = field(default_factory=list)
    _gone: dict[Phone, int] = field(default_factory=dict)
    _erased: list[Phone] = field(default_factory=list)
    _on_break_since: int = 0
    _asks_on_break: int = 0

    async def play(self) -> Cared:
        """Play it from the first link to the last notice, and count."""
        await self._all_join()
        await self._a_break()
        await self._asked()
        await self._answered()
        await self._at_night()
        await self._another_phone()
        await self._erased_in_the_middle()
        await self._the_break_ends()
        await self._heard_back()
        return self._count()

    # --- doing ------------------------------------------------------------------------------------

    async def _do(self, phone: Phone, *steps: str) -> None:
        for step in steps:
            self.transcript.does(phone, step)
            await self.stage.say(phone, step)
            self.transcript.sees(phone)

    async def _quietly(self, phone: Phone, *steps: str) -> None:
        await self.stage.say(phone, *steps)

    async def _danger(self, phone: Phone, words: str) -> None:
        """Let somebody write of danger, and take the time until the number is there."""
        self.transcript.does(phone, words)
        before, began = len(phone.messages), monotonic()
        phone.type(words)
        async with asyncio.timeout(PATIENCE):
            while not any(one.text.startswith(_HELP) for one in phone.messages[before:]):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        self._delays.append(monotonic() - began)
        await self.stage.settle()
        self.transcript.sees(phone)

    def _leaves(self, phone: Phone) -> None:
        """Nothing may come to this phone any more, but replies."""
        self._gone[phone] = _from_heard(phone)

    # --- joining ----------------------------------------------------------------------------------

    async def _all_join(self) -> None:
        self.transcript.scene("People join; one asks for a lock screen that tells nothing")
        lead = self.stage.invite("Facilitators of Riverside", role="facilitator", uses=1)
        await self._joins("facilitator", lead)
        poster = self.stage.invite("Poster on the chemotherapy ward")
        family = "patient, whose family sees the phone"
        phone = await self._come(family, poster)
        await self._quietly(phone, *JOIN)
        await self._do(phone, "Yes")
        for role in ("patient in treatment", "patient who loses a phone", "carer",
                     "carer of somebody who died before", "patient who stops",
                     *(f"patient who is to be erased, {place}" for place in "123")):  # fmt: skip
            await self._joins(role, poster)
        self._crowd()
        self.transcript.note(f"{CROWD} others have joined, and say nothing")

    async def _come(self, role: str, link: str | None = None) -> Phone:
        self.phones[role] = phone = self.stage.sandbox.new_person(role, "en")
        phone.open(self.stage.bot, link)
        await self.stage.settle()
        return phone

    async def _joins(self, role: str, link: str) -> None:
        phone = await self._come(role, link)
        await self._quietly(phone, *JOIN, "No")

    def _crowd(self) -> None:
        account, now = next(iter(self.stage.bots)), self.stage.clock.now()
        consent = ConsentGiven(VERSION, "en_GB", "I agree.", "all at once")
        often = AboutYouGiven(ask_every_days=0)
        with self.stage.database.transaction() as connection:
            for place in range(CROWD):
                phone = self.stage.sandbox.new_person(f"member {place + 1}", "en")
                phone.look_at(self.stage.bot).started = True
                where = (account, str(phone.id))
                who = people.meet(connection, {where: "en"}, now)[where].person.id
                said = (LanguageChosen("en_GB"), consent, often, Joined(f"code {who}"))
                network = self.stage.network
                perform(connection, [Happened(who, network, one, now, 0) for one in said])

    # --- a break, and an ask ----------------------------------------------------------------------

    async def _a_break(self) -> None:
        tired = self.phones["patient in treatment"]
        self.transcript.scene("Somebody is tired")
        await self._do(tired, "I'm tired")
        self._on_break_since = _from_heard(tired)

    async def _asked(self) -> None:
        self.transcript.scene("The facilitator asks; the break is left in peace")
        lead = self.phones["facilitator"]
        await self._quietly(lead, "/ask", "Ready-made", FIRST, "the lead nurse", "the board")
        await self._quietly(lead, "18 March", "12 March", "26 March", "Skip", "Everyone")
        await self._do(lead, "See it again", "Send now")
        self.transcript.gets(self.phones["patient, whose family sees the phone"])

    # --- a death, and stopping --------------------------------------------------------------------

    async def _answered(self) -> None:
        self.transcript.scene("Answers; a death told inside one, and one told by itself")
        before = self.phones["carer of somebody who died before"]
        await self._quietly(before, *CHOICES)
        await self._do(before, IN_2019, "Yes")
        carer = self.phones["carer"]
        await self._quietly(carer, *CHOICES[:2])
        await self._do(carer, "My husband died last night", "Keep what we said")
        self._leaves(carer)
        stops = self.phones["patient who stops"]
        await self._quietly(stops, *CHOICES[:3])
        await self._do(stops, "stop")
        self._leaves(stops)
        for phone, word in zip(self._to_be_erased(), WORDS, strict=True):
            await self._quietly(phone, *CHOICES, f"A bus to {word} lane")
        family = self.phones["patient, whose family sees the phone"]
        await self._do(family, "Open")

    def _to_be_erased(self) -> list[Phone]:
        return [phone for role, phone in self.phones.items() if "to be erased" in role]

    # --- danger -----------------------------------------------------------------------------------

    async def _at_night(self) -> None:
        await self.stage.move(to=datetime(2027, 2, 24, 2, 0, tzinfo=UTC))
        self.transcript.scene("At 2 in the night: in a break, and after a stop")
        await self._danger(self.phones["patient in treatment"], FEVER)
        self._on_break_since = _from_heard(self.phones["patient in treatment"])
        stops = self.phones["patient who stops"]
        await self._danger(stops, TO_DIE)
        self._leaves(stops)

    # --- a lost phone -----------------------------------------------------------------------------

    async def _another_phone(self) -> None:
        await self.stage.move(to=datetime(2027, 2, 24, 10, 0, tzinfo=UTC))
        self.transcript.scene("A phone is lost, and the code brings everything to another one")
        lost = self.phones["patient who loses a phone"]
        code = next(filter(None, (_CODE.search(one.text) for one in lost.messages)))
        phone = await self._come("the same patient, another phone")
        await self._do(phone, "English", "I have a code")
        self.transcript.does(phone, "(the code)")
        await self.stage.say(phone, code.group())
        self.transcript.sees(phone)
        await self._do(phone, "Move to this account", "Yes, move")
        self._leaves(lost)

    # --- erased in the middle of a broadcast ------------------------------------------------------

    async def _erased_in_the_middle(self) -> None:
        for phone in self._to_be_erased():
            await self._quietly(phone, "/mydata", "Erase", "Everything about me")
        self.transcript.scene("Somebody is erased while an ask is being sent")
        lead = self.phones["facilitator"]
        await self._quietly(lead, "/ask", "Ready-made", SECOND, "the lead nurse", "the board")
        await self._quietly(lead, "18 March", "12 March", "26 March", "Skip", "Everyone")
        slow = self.stage.sandbox.faults.slow(SLOW, methods="sendMessage")
        begun = self._sent()
        self.stage.act(lead, "Send now")
        await self._until(lambda: self._sent() >= begun + 8)
        gone = next(one for one in self._to_be_erased() if "Yes, erase me" in _last_labels(one))
        self.transcript.does(gone, "Yes, erase me")
        gone.tap("Yes, erase me")
        await self._until(lambda: "I have erased everything about you." in gone.messages[-1].text)
        in_the_middle = self._sent() < begun + CROWD
        self.stage.sandbox.faults.remove(slow)
        await self.stage.settle()
        if not in_the_middle:
            raise AssertionError("the ask was sent before anybody was erased")
        self.transcript.sees(gone)
        self.transcript.note("the rest of the ask went out; nothing went to the one who is gone")
        self._erased.append(gone)
        self._leaves(gone)
        self.transcript.gets(self.phones["the same patient, another phone"])

    def _sent(self) -> int:
        return len(self.stage.sandbox.calls.of("sendMessage", status=200))

    async def _until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110  a phone cannot ring
                await asyncio.sleep(0.005)

    # --- the end ----------------------------------------------------------------------------------

    async def _the_break_ends(self) -> None:
        tired = self.phones["patient in treatment"]
        await self.stage.move(to=datetime(2027, 3, 9, 9, 30, tzinfo=UTC))
        self._asks_on_break = _asks(tired, self._on_break_since)
        await self.stage.move(by=timedelta(hours=3))
        self.transcript.scene("Two weeks later the break ends, with one message")
        self.transcript.gets(tired)

    async def _heard_back(self) -> None:
        await self.stage.move(to=datetime(2027, 3, 20, 10, 0, tzinfo=UTC))
        self.transcript.scene("What was decided goes to those who took part, and are still there")
        lead = self.phones["facilitator"]
        await self._quietly(lead, "/home", f"Tell people: {FIRST}", "Write the decision")
        await self._do(lead, *DECISION, "Send")
        await self.stage.move(by=timedelta(days=3))
        self.transcript.gets(self.phones["carer of somebody who died before"])
        self.transcript.gets(lead)

    # --- counting ---------------------------------------------------------------------------------

    def _count(self) -> Cared:
        with self.stage.database.reading() as connection:
            members = _members(connection)
            audit_ok = record.verify(connection, self.stage.network).broken is None
        return Cared(
            members=members,
            asks_during_break=self._asks_on_break,
            signposts=len(self._delays),
            signpost_delay_s_max=round(max(self._delays), 3),
            after_stop=sum(_from_heard(phone) - count for phone, count in self._gone.items()),
            erased=len(self._erased),
            bytes_found_after_erase=sum(self._found(phone) for phone in self._erased),
            audit_ok=audit_ok,
        )

    def _found(self, phone: Phone) -> int:
        """Count where a word that only they said, or their number, still stands in any file."""
        word = WORDS[self._to_be_erased().index(phone)]
        return found_in(self.folders, (word.encode(), str(phone.id).encode()))


def found_in(folders: Sequence[Path], sought: Sequence[bytes]) -> int:
    """Count how often any of these bytes stand in the files of these folders."""
    files = (one for folder in folders for one in folder.rglob("*") if one.is_file())
    return sum(file.read_bytes().count(one) for file in files for one in sought)


def _members(connection: Connection) -> int:
    joined = tables.member.c.joined_at.is_not(None)
    query = sa.select(sa.func.count()).select_from(tables.member).where(joined)
    return connection.execute(query).scalar_one()


def _from_heard(phone: Phone) -> int:
    return sum(message.from_bot for message in phone.messages)


def _asks(phone: Phone, seen: int) -> int:
    """Count the asks and reminders among what came after so many messages."""
    new = [message for message in phone.messages if message.from_bot][seen:]
    return sum(any("Start" in button.label for row in one.buttons for button in row) for one in new)


def _last_labels(phone: Phone) -> str:
    newest = [message for message in phone.messages if message.from_bot][-1]
    return " ".join(button.label for row in newest.buttons for button in row)

"""The story of the loop: six months from two asks to what came of them, told to everyone upstream.

A consultation and a meeting, five promises: one kept, one moved and kept, one that cannot be, one
whose owner leaves, one that nobody speaks of until it is late. Somebody blocks the bot, somebody
stops, somebody is erased. Counted is what the phones received, and nothing else.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from bot.demo.stage import Stage
from bot.demo.transcript import Transcript
from bot.involvement import measures
from bot.sandbox.people import Phone

JOIN = ("English", "Join", "All at once", "I agree to all five", "Yes", "Skip", "Skip", "Whenever",
        "No")  # fmt: skip
AT_WORK = ("English", "Go on", "I agree")
ASK, MEETING = "Getting to your treatment", "Partnership group"
CHOICES = ("1",) * 7  # Start, and the first choice of six questions
ANSWERS = 16
TRANSPORT = "Patient transport runs until 9 in the evening."
LEAFLET = "A leaflet shows every way to the hospital."
EVENING = "There is a third evening each week."
MAP = "ST to bring a map of the car parks by 30 July."
MANAGER, NURSE = "the transport manager", "the lead nurse"
PROMISES = (
    (TRANSPORT, MANAGER, "1 May"), (LEAFLET, NURSE, "30 April"), (EVENING, NURSE, "1 July"),
)  # fmt: skip
DECISION = (
    "Most of you come by car. After 6 in the evening there is no bus.",
    "You get home by patient transport, and you know how.",
    "skip",
    "Getting home is why most of you do not come in the evening.",
    "the chemotherapy board",
    "6 April",
)
MINUTES = """Riverside Partnership Group
Minutes of the meeting held on Thursday 10 June 2027

Present: AB (Chair), CD, ST (Lead Nurse)

1. Parking
Members said that permits are hard to get. It was agreed that the desk will give out permits from
now on. ST to bring a map of the car parks by 30 July.

Next meeting: Thursday 9 September 2027
"""
SAID = ("Yes", "No", "Partly", "Yes", "I can't tell")
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
ENDS = ("Done:", "Partly done:", "Not possible:")
_ASKS, _WHY = "Were you heard?", "Why do you say that?"
_LINK = re.compile(r"\?start=([A-Za-z0-9_-]+)")
_NOTICE = re.compile(r"(: (what was decided|what changed|not decided yet)|, in one minute)$")


@dataclass(frozen=True, slots=True)
class Closed:
    """What the story came to; told and untold together are the contributors.

    A contributor took part in the consultation or the meeting; whoever is told has on their phone
    the end of every promise made to them. `notices_per_person_max` counts what tells of a change.
    `on_time` are promises kept by the day promised first; `late_explained` those kept later, with
    the new day and the reason on a contributor's phone. `heard` counts what contributors
    said, `gap` is in percent points, None where too few said something.
    """

    contributors: int
    told: int
    untold: Mapping[str, int]
    notices_per_person_max: int
    commitments: int
    on_time: int
    late_explained: int
    heard: Mapping[str, int]
    gap: int | None

    def as_json(self) -> dict[str, Any]:
        """Give the figures by name."""
        return asdict(self)


@dataclass
class TheLoop:
    """The story as it is played.

    `untold` says why somebody is not told any more, `ends` when each promise ended and when it
    should have.
    """

    stage: Stage
    transcript: Transcript
    phones: dict[str, Phone] = field(default_factory=dict)
    untold: dict[str, str] = field(default_factory=dict)
    upstream: dict[str, set[str]] = field(default_factory=dict)
    ends: dict[str, tuple[date, date]] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)

    async def play(self) -> Closed:
        """Play it from the first link to the last rating, and count."""
        await self._all_join()
        await self._asked()
        await self._nobody_decides()
        await self._decided()
        await self._owners_join()
        await self._some_leave()
        await self._one_in_time()
        await self._one_is_moved()
        await self._an_owner_leaves()
        await self._they_meet()
        await self._minutes()
        await self._one_cannot_be()
        await self._the_last_one()
        await self._six_months_later()
        return await self._count()

    # --- doing ------------------------------------------------------------------------------------

    async def _do(self, phone: Phone, *steps: str) -> None:
        for step in steps:
            self.transcript.does(phone, step)
            await self.stage.say(phone, step)
            self.transcript.sees(phone)

    async def _quietly(self, phone: Phone, *steps: str) -> None:
        await self.stage.say(phone, *steps)

    async def _on(self, month: int, day: int, title: str) -> None:
        await self.stage.move(to=datetime(2027, month, day, 10, 5, tzinfo=UTC))
        self.transcript.scene(title)

    @property
    def _lead(self) -> Phone:
        return self.phones["facilitator"]

    def _member(self, place: int) -> Phone:
        return self.phones[_member(place)]

    # --- joining ----------------------------------------------------------------------------------

    async def _all_join(self) -> None:
        self.transcript.scene("People join")
        for role, given in (("facilitator", "facilitator"), ("second facilitator", "facilitator"),
                            ("chair", "chair")):  # fmt: skip
            await self._joins(role, self.stage.invite(role, role=given, uses=1))
        poster = self.stage.invite("Poster on the chemotherapy ward")
        for place in range(1, ANSWERS + 1):
            await self._joins(_member(place), poster)

    async def _joins(self, role: str, link: str, steps: tuple[str, ...] = JOIN) -> Phone:
        self.phones[role] = phone = self.stage.sandbox.new_person(role, "en")
        phone.open(self.stage.bot, link)
        await self.stage.settle()
        await self.stage.say(phone, *steps)
        return phone

    # --- a consultation ---------------------------------------------------------------------------

    async def _asked(self) -> None:
        self.transcript.scene("The facilitator asks, and people answer")
        await self._quietly(self._lead, "/ask", "Ready-made", ASK, NURSE, "the board")
        await self._quietly(self._lead, "18 March", "12 March", "26 March", "Skip", "Everyone")
        await self._do(self._lead, "See it again", "Send now")
        for place in range(1, ANSWERS + 1):
            await self._quietly(self._member(place), *CHOICES, "skip")
            self.upstream[_member(place)] = {TRANSPORT, LEAFLET, EVENING}

    async def _nobody_decides(self) -> None:
        await self._on(3, 27, "The day to hear back has passed, and nothing is decided")
        self.transcript.gets(self._member(1))

    async def _decided(self) -> None:
        await self._on(4, 6, "The board has decided, and three promises are made")
        lead = self._lead
        await self._quietly(lead, "/home", f"Tell people: {ASK}", "Write the decision")
        await self._do(lead, *DECISION)
        for words, owner, day in PROMISES:
            await self._do(lead, "Add a promise", words, owner, "Somebody else", day, "Keep it")
            await self._quietly(lead, "To the decision")
        await self._do(lead, "Send")
        self.transcript.gets(self._member(1))

    async def _owners_join(self) -> None:
        self.transcript.scene("Who promised opens the link, and sees the promise")
        links = [found.group(1) for one in self._lead.messages if (found := _LINK.search(one.text))]
        for role, link in zip((MANAGER, NURSE), links, strict=True):
            await self._joins(role, link, AT_WORK)
            self.transcript.gets(self.phones[role])

    # --- people leave, promises end ---------------------------------------------------------------

    async def _some_leave(self) -> None:
        self.transcript.scene("One blocks the bot, one stops, one has everything erased")
        self._member(14).block(self.stage.bot)
        self.untold[_member(14)] = "unreachable"
        await self._do(self._member(15), "stop")
        self.untold[_member(15)] = "stopped"
        await self._quietly(self._member(16), "/mydata", "Erase", "Everything about me")
        await self._do(self._member(16), "Yes, erase me")
        self.untold[_member(16)] = "erased"

    async def _ends(self, role: str, words: str, due: date, *steps: str) -> None:
        """Let whoever promised say what became of the promise on top of their list."""
        await self._do(self.phones[role], "/promises", "1", *steps, "Tell them")
        self.ends[words] = (due, self.stage.clock.now().date())

    async def _one_in_time(self) -> None:
        await self._on(4, 24, "A week before, whoever promised is reminded")
        self.transcript.gets(self.phones[MANAGER])
        await self._on(4, 28, "The leaflet is there, in time")
        there = ("It is done", "Yes, all of it", "It lies in every waiting room.", "Skip")
        await self._ends(NURSE, LEAFLET, date(2027, 4, 30), *there)

    async def _one_is_moved(self) -> None:
        await self._on(4, 29, "The transport is not ready")
        self.transcript.gets(self._member(1))
        why = "The driver's contract is not signed."
        later = ("/promises", "1", "It will be later", "15 May", why, "Tell them")
        await self._do(self.phones[MANAGER], *later)
        await self._on(4, 30, "Everyone hears the new day")
        self.transcript.gets(self._member(1))
        await self._on(5, 20, "The transport runs, five days late")
        self.transcript.gets(self.phones[MANAGER])
        runs = ("It is done", "Yes, all of it", "It runs on Tuesdays and Thursdays.", "Skip")
        await self._ends(MANAGER, TRANSPORT, date(2027, 5, 1), *runs)

    async def _an_owner_leaves(self) -> None:
        await self._on(5, 24, "The lead nurse leaves the hospital")
        role = next(one for one in await self._roles() if NURSE in one)
        await self._quietly(self._lead, role.partition(".")[0], "Yes, take it away")
        await self._do(self._lead, "/needs", "1", "Change who does it", "1")

    async def _roles(self) -> list[str]:
        await self._quietly(self._lead, "/roles")
        return self._lead.messages[-1].text.translate(_MARKS).splitlines()

    # --- a meeting --------------------------------------------------------------------------------

    async def _they_meet(self) -> None:
        await self._on(5, 26, "A meeting is planned")
        lead, comes, asks = self._lead, self._member(1), self._member(2)
        await self._quietly(lead, "/meetings", "New meeting", MEETING, "10 June", "14:00")
        await self._quietly(lead, "90 minutes", "Seminar Room 2", "Without a link", "Parking")
        await self._do(lead, "To hear views", "Done", "Everyone", "Send invitations")
        await self._on(5, 27, "Some come; some cannot, and put a question")
        self.transcript.gets(comes)
        await self._do(comes, "I will come")
        await self._do(asks, "I cannot come", "Have my say", "I have a question")
        await self._do(asks, "Why are permits so hard to get?", "Yes, read it out")
        await self._on(6, 11, "The day after the meeting")
        await self._do(comes, "I was there")
        for place in (1, 2):
            self.upstream[_member(place)].add(MAP)

    async def _minutes(self) -> None:
        lead = self._lead
        await self._do(lead, "/minutes", "1", "Send or paste them", MINUTES, "That is all")
        await self._do(lead, "1", "Into the ledger", "Next", "Next", "Into the ledger", "See all")
        await self._do(lead, "Answer questions", "The desk was closed at lunch. It is open now.")
        await self._do(lead, "Preview", "Send")
        self.transcript.gets(self._member(1))
        self.transcript.gets(self._member(2))
        await self._do(lead, "/loops", "2", "Promises", "1", "Change who does it")
        await self._do(lead, "the facilitator", "That is me")

    # --- the ends ---------------------------------------------------------------------------------

    async def _one_cannot_be(self) -> None:
        await self._on(6, 28, "The third evening cannot be")
        why = "There are not enough nurses until September."
        await self._ends(MANAGER, EVENING, date(2027, 7, 1), "It cannot be done", why)
        for role in (MANAGER, "facilitator"):
            await self._do(self.phones[role], "Yes", "Yes")
        await self._on(6, 29, "Everyone hears why, and is asked if they were heard")
        self.transcript.gets(self._member(1))
        await self._rate()

    async def _rate(self) -> None:
        """Let everyone who is asked say if they were heard; it counts once the phone says so."""
        asked = [role for role in self.upstream if _ASKS in _from_heard(self.phones[role])[-1]]
        for place, role in enumerate(asked):
            rating = SAID[place % len(SAID)]
            await self._quietly(self.phones[role], rating)
            self.heard[rating] += _WHY in _from_heard(self.phones[role])[-1]
        await self._do(self._member(1), "The transport runs, and we were told about the rest.")

    async def _the_last_one(self) -> None:
        await self._on(7, 28, "The map is there")
        there = ("It is done", "Yes, all of it", "It hangs at every entrance.", "Skip")
        await self._ends("facilitator", MAP, date(2027, 7, 30), *there)
        await self._on(7, 29, "Who was there, or asked, hears of it")
        self.transcript.gets(self._member(2))

    async def _six_months_later(self) -> None:
        await self._on(8, 20, "Six months later")
        await self._do(self._lead, "/loops", "Measures")

    # --- counting ---------------------------------------------------------------------------------

    async def _count(self) -> Closed:
        told = [role for role in self.upstream if self._is_told(role)]
        others = [role for role in self.upstream if role not in told]
        kept = [words for words in self.ends if self._has(1, f"Done: {words}")]
        late = [words for words in kept if self.ends[words][1] > self.ends[words][0]]
        found = await self.stage.database.read(
            lambda c: measures.of_network(c, self.stage.network, self.stage.clock.now())
        )
        return Closed(
            contributors=len(self.upstream),
            told=len(told),
            untold=dict(Counter(self.untold.get(role, "unknown") for role in sorted(others))),
            notices_per_person_max=max(map(_notices, self.phones.values())),
            commitments=len(self.ends),
            on_time=len(kept) - len(late),
            late_explained=sum(self._has(1, f"New date: {words}", "Why:") for words in late),
            heard=dict(self.heard),
            gap=found.gap.apart,
        )

    def _is_told(self, role: str) -> bool:
        """Tell whether the end of every promise made to somebody is on their phone."""
        shown = "\n".join(_from_heard(self.phones[role]))
        return all(any(f"{end} {words}" in shown for end in ENDS) for words in self.upstream[role])

    def _has(self, place: int, *words: str) -> bool:
        """Tell whether a member got a message with all of these words in it."""
        shown = _from_heard(self._member(place))
        return any(all(one in message for one in words) for message in shown)


def _member(place: int) -> str:
    return f"member {place}"


def _from_heard(phone: Phone) -> list[str]:
    return [one.text.translate(_MARKS) for one in phone.messages if one.from_bot]


def _notices(phone: Phone) -> int:
    return sum(bool(_NOTICE.search(one.splitlines()[0])) for one in _from_heard(phone) if one)

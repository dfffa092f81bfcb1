"""The sample network: about forty members, two consultations under way, and one told.

Everything goes through the program's own effects, so that what the demo shows is what it does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from importlib.resources import files
from itertools import count
from typing import Any

from sqlalchemy import Connection

from bot.involvement import people, setup
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.library import load_library, read_ready_made
from bot.involvement.starters import starters
from bot.store.numbers import fresh
from bot.store.sql import insert_missing
from bot.store.tables import address, consultation, member, membership, notice
from bot.store.tables import participation as part
from conversations import events
from conversations.consent import VERSION
from conversations.content import Audience, Decision, Given
from conversations.draft import Draft
from conversations.text import Worded

GROUPS = ("Riverside partnership group", "Chemotherapy group", "Hillside locality group")
KINDS = ("in_treatment", "after_treatment", "carer_or_family", "other", "not_said")
LANGUAGES = ("en_GB", "en_GB", "en_GB", "cy", "en_GB", "ur")
WORDS = (
    "A bus after 6 in the evening.",
    "Somebody to wait with me at the door.",
    "To know before how long it takes.",
    "Parking near the ward.",
)
LEAFLET = "leaflet-or-letter"
OF_A_LEAFLET = (
    "Whom to call at night.",
    "The long words for the medicines.",
    "What to do when I feel sick.",
    "The page about side effects frightens me.",
)
ASKER = Worded.of({
    "en_GB": "the chemotherapy lead nurse",
    "cy": "prif nyrs cemotherapi",
    "ur": "کیموتھراپی کی سربراہ نرس",
})  # fmt: skip
DECIDER = Worded.of({
    "en_GB": "the chemotherapy board",
    "cy": "y bwrdd cemotherapi",
    "ur": "کیموتھراپی بورڈ",
})  # fmt: skip
TOLD = Decision(
    you_said=Worded.of({
        "en_GB": "On treatment days, most of you cannot get to the shop before it closes.",
        "cy": "Ar ddiwrnodau triniaeth, all y rhan fwyaf ohonoch ddim cyrraedd cyn i'r siop gau.",
        "ur": "علاج کے دنوں میں، آپ میں سے اکثر دکان بند ہونے سے پہلے نہیں جا سکتے۔",
    }),
    we_will=Worded.of({
        "en_GB": "The shop stays open until 7 on Tuesdays.",
        "cy": "Bydd y siop ar agor tan 7 ar ddydd Mawrth.",
        "ur": "منگل کو دکان شام 7 بجے تک کھلی رہے گی۔",
    }),
    we_cannot=Worded.of({
        "en_GB": "It cannot open on Saturdays. There is nobody to staff it.",
        "cy": "All hi ddim agor ar ddydd Sadwrn. Does neb i weithio yno.",
        "ur": "ہفتے کو دکان نہیں کھل سکتی۔ وہاں کام کرنے والا کوئی نہیں۔",
    }),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody of the sample network: their number at the channel, and who they are."""

    external_id: str
    language: str
    kind: str = "not_said"
    facilitates: bool = False


class Sample:
    """Puts the sample into an empty database, as it stands at `now`."""

    def __init__(self, connection: Connection, network: int, account: int, now: datetime) -> None:
        self._connection = connection
        self._network = network
        self._account = account
        self._now = now
        self._ids = count(1001)
        self._groups = [setup.ensure_group(connection, network, name) for name in GROUPS]
        self.others: list[int] = []
        self.phones: list[int] = []

    def fill(self, others: Sequence[Resident], phones: Sequence[Resident]) -> None:
        """Add the members and the three consultations; the first of `phones` facilitates."""
        long_ago = self._now - timedelta(days=120)
        self.others = [self._join(one, long_ago) for one in others]
        self.phones = [self._join(one, long_ago) for one in phones]
        self._told("wig-shop", TOLD)
        self._under_way(_starter(LEAFLET), days=3, answered=self.others[:22],
                        audience=Audience(groups=(self._groups[2],)))  # fmt: skip
        evening = self._under_way(_own("evening-chemotherapy"), days=10, answered=self.others[:27])
        self._ask_now(evening, self.phones[1:])

    # --- people -----------------------------------------------------------------------------------

    def _join(self, one: Resident, then: datetime) -> int:
        number = fresh()
        self._connection.execute(
            member.insert().values(
                id=number, network_id=self._network, language=one.language, kind=one.kind,
                ask_every_days=0, joined_at=then, created_at=then,
            )
        )  # fmt: skip
        self._connection.execute(
            address.insert().values(id=fresh(), channel_account_id=self._account,
                                    external_id=one.external_id, member_id=number)
        )  # fmt: skip
        consent = events.ConsentGiven(VERSION, one.language, "The five statements.", "sample")
        self._perform(number, then, consent)
        belongs = self._groups[:1] if one.facilitates else self._groups
        rows = [{"group_id": group, "member_id": number} for group in belongs]
        insert_missing(self._connection, membership, rows)
        if one.facilitates:
            people.grant(self._connection, number, "facilitator", None, then)
        return number

    def _perform(self, who: int, when: datetime, *happened: events.Event) -> None:
        perform(
            self._connection, [Happened(who, self._network, event, when, 0) for event in happened]
        )

    # --- consultations ----------------------------------------------------------------------------

    def _under_way(
        self, content: Draft, *, days: int, answered: Sequence[int],
        audience: Audience | None = None,
    ) -> int:  # fmt: skip
        """Open a consultation a week ago; everyone but the phones was asked then."""
        opened = self._now - timedelta(days=7)
        number = self._open(content, opened, self._now.date() + timedelta(days=days), audience)
        self._asked(number, self.others, opened)
        self._answer(number, content, answered, opened + timedelta(hours=2))
        return number

    def _told(self, name: str, decision: Decision) -> None:
        """Open, answer, close and tell a consultation two months ago."""
        opened = self._now - timedelta(days=60)
        content = _own(name)
        number = self._open(content, opened, opened.date() + timedelta(days=10), None)
        everyone = [*self.others, *self.phones[1:]]
        self._asked(number, everyone, opened)
        self._answer(number, content, everyone, opened + timedelta(hours=2))
        self._set(number, status="closed", closed_at=opened + timedelta(days=11))
        then = opened + timedelta(days=20)
        self._perform(self.phones[0], then, events.DecisionApproved(number, decision))
        mine = notice.c.loop_id == number
        told = notice.update().where(mine).values(status="told", told_at=then)
        self._connection.execute(told)
        self._set(number, status="told")

    def _open(
        self, content: Draft, opened: datetime, last_day: date, audience: Audience | None
    ) -> int:
        number = next(self._ids)
        whole = replace(
            content, asker=ASKER, decider=DECIDER, closes_on=last_day,
            decides_on=last_day + timedelta(days=6), hear_back_on=last_day + timedelta(days=14),
            audience=audience or Audience(), opens_at=opened.isoformat(),
        )  # fmt: skip
        asker = self.phones[0]
        self._perform(asker, opened, events.DraftStarted(number, whole))
        self._perform(asker, opened, events.Approved(number, 1))
        self._set(number, status="open")
        return number

    def _set(self, number: int, **values: Any) -> None:
        mine = consultation.update().where(consultation.c.id == number)
        self._connection.execute(mine.values(**values))

    def _asked(self, number: int, people: Sequence[int], when: datetime) -> None:
        rows = [
            {"consultation_id": number, "member_id": who, "version": 1, "status": "asked",
             "due_at": when, "queued_at": when}
            for who in people
        ]  # fmt: skip
        insert_missing(self._connection, part, rows)

    def _ask_now(self, number: int, people: Sequence[int]) -> None:
        """Leave these people to be asked by the program, as soon as it starts."""
        rows = [
            {"consultation_id": number, "member_id": who, "version": 1, "status": "due",
             "due_at": self._now}
            for who in people
        ]  # fmt: skip
        insert_missing(self._connection, part, rows)

    def _answer(self, number: int, content: Draft, people: Sequence[int], when: datetime) -> None:
        for place, who in enumerate(people):
            given = list(_answers(content, place))
            answers = [events.Answered(number, 1, asked, said) for asked, said in given]
            for answer in answers:
                self._perform(who, when, answer)
            self._perform(who, when, events.Finished(number))


def _answers(content: Draft, place: int) -> Iterator[tuple[int, Given]]:
    """Answer every question as somebody might: the first choices oftener, now and then in words."""
    words = OF_A_LEAFLET if content.started_from == LEAFLET else WORDS
    for asked in content.questions:
        if asked.choices:
            spread = (place * place + asked.number) % len(asked.choices)
            chosen = asked.choices[spread // (1 + place % 2)]
            yield asked.number, Given(choices=(chosen.number,))
        elif asked.kind == "free_text":
            said = words[(place + asked.number) % len(words)]
            yield asked.number, Given(text=said) if place % 3 else Given(declined="skipped")


def _own(name: str) -> Draft:
    """Read one of the demo's own consultations."""
    file = f"{name}.yaml"
    raw = (files("bot.demo") / "consultations" / file).read_bytes()
    return starters({name: read_ready_made(file, raw)})[0].draft


def _starter(slug: str) -> Draft:
    found = next(one.draft for one in starters(load_library()) if one.slug == slug)
    return replace(found, started_from=slug)

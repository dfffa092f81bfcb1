"""From what was heard to an input: links, days, files and replies are resolved at this edge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.files import refused_at_the_door
from bot.delivery.inbox import Letter
from bot.delivery.ports import Heard, MediaRef
from bot.involvement import invites
from bot.involvement.dates import names_no_day, read_date
from bot.involvement.languages import Catalogues
from bot.involvement.people import Correspondent, Place
from bot.store.numbers import fresh
from bot.store.tables import media
from conversations.danger import Phrases
from conversations.facts import Person
from conversations.reading import is_blank, normalise
from conversations.turn import (
    Commanded,
    Computed,
    Edited,
    Input,
    Key,
    Opened,
    SentMedia,
    SentOther,
    Tapped,
    Typed,
)

Known = Mapping[Place, Correspondent]


@dataclass(frozen=True, slots=True)
class Said:
    """One letter as it was understood: an update, or the answer to a request."""

    letter: Letter
    heard: Heard | None = None
    computed: Computed | None = None

    @property
    def place(self) -> Place:
        """Where it came from."""
        return (self.letter.account, self.letter.sender)

    @property
    def kind(self) -> str:
        """Give the kind of update, or 'computed'."""
        return self.heard.kind if self.heard else "computed"

    @property
    def written(self) -> str:
        """Give everything that the person wrote, whatever comes of it."""
        return self.heard.written if self.heard else ""


@dataclass(frozen=True, slots=True)
class Understood:
    """One input, whose it is, and where that person's free text goes."""

    said: Said
    who: Correspondent
    came_in: Input
    focus: Key | None


def understand(
    connection: Connection, said: Sequence[Said], known: Known, calendar: "Calendar", now: datetime
) -> list[Understood]:
    """Make inputs of what was heard, many at once; files that were sent are written down."""
    replied = _replied_to(connection, said, known)
    links = _links(connection, said, known, now)
    stays = [one for one in said if one.heard and not calendar.ends_all(one.heard)]
    stored = _media(connection, stays, known, now)
    understood = []
    for one in said:
        who = known[one.place]
        number = one.letter.id
        came_in = one.computed or _input(
            one, who.person, links.get(number, 0), stored.get(number, 0), calendar
        )
        understood.append(Understood(one, who, came_in, replied.get(number, who.focus)))
    return understood


@dataclass(frozen=True, slots=True)
class Calendar:
    """Today in a network, and the languages in which days, stops and deaths are read."""

    today: date
    catalogues: Catalogues
    phrases: Phrases

    def read(self, text: str, person: Person) -> date | None:
        """Read the day that `text` names, in this person's language or in English.

        Of words that ask for a break until a day, that day is read.
        """
        spoken = self.catalogues.negotiate(person.language or person.guess)
        day = self.catalogues.break_words.day_in(text) or text
        return read_date(day, today=self.today, language=spoken)

    def lacks(self, text: str, person: Person) -> bool:
        """Tell whether `text` names a day that no calendar has, as 31 February."""
        spoken = self.catalogues.negotiate(person.language or person.guess)
        day = self.catalogues.break_words.day_in(text) or text
        return names_no_day(day, today=self.today, language=spoken)

    def ends_all(self, heard: Heard) -> bool:
        """Tell whether a caption, or a changed text, means stop or tells a death and nothing else.

        Where it is typed, conversations see to it.
        """
        if heard.kind not in {"media", "edited"}:
            return False
        stops = normalise(heard.text) in self.catalogues.stop_words
        return stops or self.phrases.only_a_death(heard.text) is not None


def _input(one: Said, person: Person, invite: int, file: int, calendar: Calendar) -> Input:
    match one.heard:
        case Heard(kind="opened", text=token):
            return Opened(invite if token else None)
        case Heard(kind="tapped", act=act, meant_for=owner):
            return Tapped(act if owner == person.id else None)
        case Heard(kind="typed", text=text) if is_blank(text):
            return Typed("")
        case Heard(kind="typed", text=text):
            day = calendar.read(text, person)
            return Typed(text, day, no_such_day=day is None and calendar.lacks(text, person))
        case Heard(kind="commanded", text=name, beside=beside):
            return Commanded(name, beside)
        case Heard(kind="media" | "edited", text=text) as heard if calendar.ends_all(heard):
            return Typed(text)
        case Heard(kind="media", media=MediaRef() as sent, text=caption):
            refused = refused_at_the_door(sent)
            return SentOther(refused) if refused else SentMedia(sent.kind, file, caption)
        case Heard(kind="edited", text=text):
            return Edited(text)
        case heard:
            return SentOther(heard.text if heard else "")


def _replied_to(connection: Connection, heard: Sequence[Said], known: Known) -> dict[int, Key]:
    asked = {
        one.letter.id: (known[one.place].address, one.heard.reply_to)
        for one in heard
        if one.heard and one.heard.reply_to is not None
    }
    shown = outbox.shown_at(connection, list(asked.values()))
    prompts = {letter: shown[place] for letter, place in asked.items() if place in shown}
    return {letter: Key(name, subject) for letter, (name, subject) in prompts.items() if name}


def _links(
    connection: Connection, heard: Sequence[Said], known: Known,
    now: datetime,
) -> dict[int, int]:  # fmt: skip
    """Give the invite behind each opened link, by letter; a link that does not hold is left out."""
    found: dict[int, int] = {}
    opened = [one for one in heard if one.heard and one.heard.kind == "opened" and one.heard.text]
    for network_id in {known[one.place].network for one in opened}:
        mine = {
            one.letter.id: one.heard.text
            for one in opened
            if one.heard and known[one.place].network == network_id
        }
        valid = invites.find(connection, network_id, set(mine.values()), now)
        found |= {letter: valid[token] for letter, token in mine.items() if token in valid}
    return found


def _media(
    connection: Connection, heard: Sequence[Said], known: Known,
    now: datetime,
) -> dict[int, int]:  # fmt: skip
    """Write down files that were sent, to be fetched later; gives their numbers by letter."""
    rows: dict[int, dict[str, Any]] = {}
    for one in heard:
        sent = one.heard.media if one.heard else None
        if sent and not refused_at_the_door(sent):
            rows[one.letter.id] = _file(sent, known[one.place], now)
    if rows:
        connection.execute(media.insert(), list(rows.values()))
    return {letter: row["id"] for letter, row in rows.items()}


def _file(file: MediaRef, who: Correspondent, now: datetime) -> dict[str, Any]:
    return {
        "id": fresh(),
        "network_id": who.network,
        "channel_account_id": who.account,
        "member_id": who.person.id,
        "kind": file.kind,
        "file_id": file.file_id,
        "unique_id": file.unique_id,
        "mime": file.mime,
        "size": file.size,
        "seconds": file.seconds,
        "name": file.name,
        "status": "waiting",
        "tries": 0,
        "created_at": now,
    }

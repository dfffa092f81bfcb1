"""A network with people who were asked one thing, and what they send; no server, no program."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from pydantic import SecretStr
from sqlalchemy import Connection

from bot.channels.telegram import TelegramChannel
from bot.channels.telegram.codec import write_data
from bot.channels.telegram.updates import sender_of
from bot.delivery import inbox
from bot.delivery.ports import Arrived
from bot.delivery.turns import Room
from bot.delivery.understanding import Said
from bot.involvement import people, setup
from bot.involvement.audiences import ask_everyone
from bot.involvement.consultations import Contents
from bot.involvement.effects import perform
from bot.involvement.facts import Shelf
from bot.involvement.happened import Happened
from bot.involvement.languages import Catalogues
from bot.program import LOCALES
from bot.store import tables
from bot.store.database import Database
from conversations.consent import VERSION
from conversations.content import Audience, Choice, Question
from conversations.draft import Draft
from conversations.events import Approved, ConsentGiven, DraftStarted, Joined, LanguageChosen
from conversations.screen import Act
from conversations.text import Worded

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
CATALOGUES = Catalogues.load(LOCALES)
FIRST_PERSON = 7_000_000_001


def words(text: str) -> Worded:
    """Give words in English only."""
    return Worded.of({"en_GB": text})


HOW_HOME = Question(
    1, "single", words("How did you get home?"), (Choice(1, words("Bus")), Choice(2, words("Car")))
)
EASIER = Question(2, "free_text", words("What would have made it easier?"))


class Hall:
    """Everybody has joined in English. `now` is always the same Tuesday morning."""

    def __init__(self, database: Database) -> None:
        self.database = database
        channel = TelegramChannel(SecretStr("1001:sandbox"), "http://127.0.0.1:1", CATALOGUES.say)
        self._updates = count(1)
        with database.transaction() as connection:
            self.network = setup.ensure_network(
                connection, "riverside", "Riverside", NOW, languages=("en_GB",),
                signposts={"emergency_number": "999", "oncology_line": "01234 000000"},
            )  # fmt: skip
            self.account = setup.ensure_account(connection, self.network, "token")
        self.room = Room({self.account: channel}, CATALOGUES, Shelf(Contents()), inducts=False)
        self.channel = channel
        self.members: dict[str, int] = {}

    def seat(self, most: int) -> list[str]:
        """Let so many people have joined; gives their addresses."""
        new = [str(FIRST_PERSON + len(self.members) + place) for place in range(most)]
        places = {(self.account, address): "en" for address in new}
        consent = ConsentGiven(VERSION, "en_GB", "I agree.", "all at once")
        with self.database.transaction() as connection:
            for (_, address), who in people.meet(connection, places, NOW).items():
                member = self.members[address] = who.person.id
                said = (LanguageChosen("en_GB"), consent, Joined(f"code {member}"))
                perform(connection, [self._happened(member, event) for event in said])
        return new

    def ask(self, number: int = 1, *questions: Question) -> int:
        """Let everybody who is there have been asked these questions; gives the consultation."""
        content = Draft(
            title=words(f"Going home {number}"), asker=words("the nurse"), informs=words("Buses"),
            can_change=words("hours"), cannot_change=words("price"), decider=words("the board"),
            closes_on=date(2027, 3, 16), hear_back_on=date(2027, 4, 6), audience=Audience(),
            questions=questions or (HOW_HOME, EASIER),
        )  # fmt: skip
        asker = self._facilitator()
        with self.database.transaction() as connection:
            perform(connection, [self._happened(asker, DraftStarted(number, content))])
            perform(connection, [self._happened(asker, Approved(number, 1))])
            c, p = tables.consultation, tables.participation
            connection.execute(c.update().where(c.c.id == number).values(status="open"))
            ask_everyone(connection, number, NOW)
            asked = p.update().where(p.c.consultation_id == number)
            connection.execute(asked.values(status="asked", queued_at=NOW))
        return number

    def _facilitator(self) -> int:
        with self.database.transaction() as connection:
            place = (self.account, "1")
            person = people.meet(connection, {place: "en"}, NOW)[place].person
            if not person.facilitates:
                people.grant(connection, person.id, "facilitator", None, NOW)
            return person.id

    def _happened(self, member: int, event: object) -> Happened[Any]:
        return Happened(member, self.network, event, NOW, 0)

    # --- what people send -------------------------------------------------------------------------

    def tap(self, address: str, verb: str, *ids: int, update: int | None = None) -> Arrived:
        """Give the update of a tap on one of this person's own buttons."""
        shown = {"message_id": 5, "date": 1, "chat": _chat(address), "text": "?"}
        data = write_data(Act(verb, ids), self.members[address])
        query = {"id": "77", "from": _person(address), "chat_instance": "1", "message": shown}
        return self._arrived({"callback_query": query | {"data": data}}, update)

    def text(self, address: str, text: str, update: int | None = None) -> Arrived:
        """Give the update of a text."""
        body = {"message_id": 6, "date": 1, "chat": _chat(address), "from": _person(address)}
        return self._arrived({"message": body | {"text": text}}, update)

    def _arrived(self, body: dict[str, Any], update: int | None) -> Arrived:
        number = update or next(self._updates)
        payload = {"update_id": number} | body
        return Arrived(str(number), sender_of(payload), payload)

    def store(self, *arrived: Arrived) -> None:
        """Store updates in the inbox."""
        with self.database.transaction() as connection:
            inbox.store(connection, self.account, arrived, NOW)

    def heads(self, connection: Connection) -> list[Said]:
        """Give what is to be taken next, as it is understood."""
        return [
            Said(letter, heard=self.channel.read(letter.payload))
            for letter in inbox.heads(connection, [self.account])
        ]

    # --- what stands in the tables ----------------------------------------------------------------

    def rows(self, table: sa.Table, **where: Any) -> list[dict[str, Any]]:
        """Give a table's rows in which these columns have these values, in order."""
        matching = [table.c[name] == value for name, value in where.items()]
        with self.database.reading() as connection:
            query = sa.select(table).where(*matching).order_by(*table.primary_key.columns)
            return [dict(row) for row in connection.execute(query).mappings()]

    def everything(self, but: Sequence[sa.Table] = ()) -> dict[str, list[dict[str, Any]]]:
        """Give every row of every table, but of those named."""
        known = [one for one in vars(tables).values() if isinstance(one, sa.Table)]
        return {one.name: self.rows(one) for one in known if one not in but}


def _person(address: str) -> dict[str, Any]:
    return {"id": int(address), "is_bot": False, "first_name": "P", "language_code": "en"}


def _chat(address: str) -> dict[str, Any]:
    return {"id": int(address), "type": "private", "first_name": "P"}

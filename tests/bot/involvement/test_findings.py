"""Findings and quotes in the tables, on both databases: who sees what, and what goes with whom."""

from datetime import timedelta
from typing import Any

import pytest

from bot.clock.jobs import ask_for_quotes
from bot.involvement import findings, record, results, states
from bot.involvement.effects import perform
from bot.involvement.erasing import remove_answers
from bot.involvement.erasing_people import erase_people
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from bot.store.sealing import OPTION, QUOTE, Sealer
from conversations.content import Decision, Given
from conversations.events import Answered, DecisionApproved, Finished
from conversations.facts import Person
from conversations.finding.state import FindingOut
from conversations.finding_events import (
    FindingDropped,
    HeardNoted,
    NumberNoted,
    QuoteAnswered,
    QuoteAsked,
)
from conversations.findings import Finding, Quote
from tests.bot.delivery.hall import NOW, Hall, words

KEY = "bWVtYmVycycgd29yZHMgYXJlIHNlYWxlZCBoZXJlICE"
SAID = "I want a later bus. It is cold."
NOTED = HeardNoted(1, words("Buses are late."))


class Clinic:
    """A consultation that has closed; the first member said something, the second did not."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        first, second = hall.seat(2)
        self.loop = hall.ask(1)
        self.author, self.other = hall.members[first], hall.members[second]
        (row,) = hall.rows(tables.consultation, id=self.loop)
        self.lead = int(row["asked_by"])
        for who, given in ((self.author, Given(text=SAID)), (self.other, Given(text="No bus."))):
            self.do(who, Answered(1, 1, 1, Given((1,))), Answered(1, 1, 2, given), Finished(1))
        self.change(tables.consultation, status="closed")

    def change(self, table: Any, **values: Any) -> None:
        with self.hall.database.transaction() as connection:
            connection.execute(table.update().values(**values))

    def do(self, who: int, *events: Any, network: int | None = None) -> None:
        where = self.hall.network if network is None else network
        with self.hall.database.transaction() as connection:
            perform(connection, [Happened(who, where, one, NOW, 0) for one in events])

    def mark(self) -> int:
        """Give the mark of the author's words, as a facilitator finds it."""
        with self.hall.database.reading() as connection:
            answers = [results.open_answer(connection, 1, place) for place in range(2)]
        return next(one.mark for one in answers if one and one.text == SAID)

    def ask_for(self, quoted: str) -> None:
        self.do(self.lead, QuoteAsked(1, self.mark(), quoted))

    def tick(self) -> int:
        with self.hall.database.transaction() as connection:
            return ask_for_quotes.run(connection, self.hall.room, NOW + timedelta(minutes=1))

    def quote(self, who: int, number: int = 1) -> Quote | None:
        contents = self.hall.room.shelf.contents
        with self.hall.database.reading() as connection:
            return findings.load_quote(connection, who, number, contents)

    def seen_by(self, who: int, *roles: str) -> tuple[Finding, ...] | None:
        person, contents = Person(who, roles=frozenset(roles)), self.hall.room.shelf.contents
        with self.hall.database.reading() as connection:
            return findings.load(connection, self.hall.network, person, 1, contents)

    def tell(self) -> None:
        """Let everybody have been told what was decided."""
        decided = Decision(you_said=words("x"), we_will=words("y"))
        self.do(self.lead, DecisionApproved(1, decided))
        for who in (self.author, self.other):
            told = {"loop_id": 1, "version": 9, "member_id": who, "status": "told", "due_at": NOW}
            with self.hall.database.transaction() as connection:
                connection.execute(tables.notice.insert().values(asks_heard=False, **told))


@pytest.fixture
def clinic(database: Database) -> Clinic:
    """On SQLite and on Postgres."""
    return Clinic(Hall(database))


def test_words_and_numbers_are_kept_once_and_on_record(clinic: Clinic) -> None:
    clinic.do(clinic.lead, NOTED, NumberNoted(1, 1, 1, 14), NumberNoted(1, 1, 1, 14))
    seen = clinic.seen_by(clinic.lead, "facilitator")
    assert seen is not None
    assert [one.kind for one in seen] == ["heard", "number"]
    assert seen[1].choice == words("Bus")
    assert (seen[1].people, seen[1].mine) == (14, False)
    with clinic.hall.database.reading() as connection:
        acts = [line.act for _, line in record.latest(connection, clinic.hall.network, 99)]
    assert acts.count("finding.noted") == 2


def test_nothing_is_added_to_another_networks_loop_nor_once_it_is_decided(clinic: Clinic) -> None:
    clinic.do(clinic.lead, NOTED, network=clinic.hall.network + 1)
    assert clinic.hall.rows(tables.finding) == []
    clinic.tell()
    clinic.do(clinic.lead, NOTED, QuoteAsked(1, clinic.mark(), "bus"))
    assert clinic.hall.rows(tables.finding) == clinic.hall.rows(tables.quote) == []


def test_what_is_dropped_counts_no_more_and_stays(clinic: Clinic) -> None:
    clinic.do(clinic.lead, NOTED)
    (row,) = clinic.hall.rows(tables.finding)
    clinic.do(clinic.lead, FindingDropped(1, row["id"]), network=clinic.hall.network + 1)
    assert clinic.hall.rows(tables.finding)[0]["dropped_at"] is None
    clinic.do(clinic.lead, FindingDropped(1, row["id"]), FindingDropped(1, row["id"]))
    assert clinic.hall.rows(tables.finding)[0]["dropped_at"] == NOW
    assert clinic.seen_by(clinic.lead, "facilitator") == ()


def test_only_who_was_told_sees_what_was_heard_and_sees_their_own_part(clinic: Clinic) -> None:
    clinic.do(clinic.lead, NumberNoted(1, 1, 1, 14))
    clinic.ask_for("a later bus")
    assert clinic.seen_by(clinic.author) is None
    assert clinic.seen_by(clinic.author, "facilitator") is not None
    clinic.tell()
    seen = clinic.seen_by(clinic.author)
    assert seen is not None
    assert [(one.kind, one.mine) for one in seen] == [("number", True)]
    assert clinic.seen_by(99) is None


def test_who_heard_only_that_nothing_is_decided_sees_no_draft_of_what_was_heard(
    clinic: Clinic,
) -> None:
    clinic.do(clinic.lead, NumberNoted(1, 1, 1, 14))
    told = {"loop_id": 1, "version": 1, "member_id": clinic.author, "status": "told"}
    with clinic.hall.database.transaction() as connection:
        connection.execute(tables.notice.insert().values(asks_heard=False, due_at=NOW, **told))
    assert clinic.seen_by(clinic.author) is None


def test_the_author_alone_is_asked_once_and_a_no_is_final(clinic: Clinic) -> None:
    clinic.ask_for("a later bus")
    assert clinic.quote(clinic.other) is None
    found = clinic.quote(clinic.author)
    assert found is not None
    assert (found.words, found.few) == ("a later bus", True)
    assert (clinic.tick(), clinic.tick()) == (1, 0)
    (sent,) = clinic.hall.rows(tables.outbox, kind="quote")
    assert (sent["member_id"], sent["conversation"]) == (clinic.author, "quoting")
    clinic.do(clinic.other, QuoteAnswered(1, agrees=True))
    assert clinic.hall.rows(tables.quote)[0]["status"] == "asked"
    clinic.do(clinic.author, QuoteAnswered(1, agrees=False))
    clinic.ask_for("It is cold")
    (row,) = clinic.hall.rows(tables.quote)
    assert row["status"] == "refused"


def test_a_yes_shows_the_words_to_everyone_and_can_be_taken_back(clinic: Clinic) -> None:
    clinic.ask_for("a later bus")
    clinic.do(clinic.author, QuoteAnswered(1, agrees=True))
    clinic.tell()
    seen = clinic.seen_by(clinic.other)
    assert seen is not None
    assert [(one.quote, one.status) for one in seen] == [("a later bus", "agreed")]
    clinic.do(clinic.author, QuoteAnswered(1, agrees=False))
    assert clinic.seen_by(clinic.other) == ()


def test_words_that_do_not_stand_in_the_answer_are_not_asked_for(clinic: Clinic) -> None:
    clinic.ask_for("an earlier bus")
    clinic.do(clinic.lead, QuoteAsked(1, 5, "a later bus"))
    assert clinic.hall.rows(tables.quote) == []


def test_words_that_were_changed_are_not_shown_nor_agreed_to(clinic: Clinic) -> None:
    clinic.ask_for("a later bus")
    clinic.do(clinic.author, QuoteAnswered(1, agrees=True))
    clinic.change(tables.answer, text="Something else.")
    seen = clinic.seen_by(clinic.lead, "facilitator")
    assert seen is not None
    assert [(one.quote, one.status) for one in seen] == [(None, "refused")]
    assert clinic.quote(clinic.author) is None
    clinic.do(clinic.author, QuoteAnswered(1, agrees=True))
    assert clinic.hall.rows(tables.quote) == clinic.hall.rows(tables.finding) == []


def test_words_changed_before_anybody_was_asked_are_not_asked_for(clinic: Clinic) -> None:
    clinic.ask_for("a later bus")
    clinic.change(tables.answer, text="Something else.")
    assert (clinic.tick(), clinic.tick()) == (1, 0)
    assert clinic.hall.rows(tables.outbox, kind="quote") == []


def test_a_quote_goes_with_the_answer(clinic: Clinic) -> None:
    clinic.ask_for("a later bus")
    with clinic.hall.database.transaction() as connection:
        remove_answers(connection, [(1, clinic.author)])
    assert clinic.hall.rows(tables.quote) == clinic.hall.rows(tables.finding) == []


@pytest.mark.parametrize("whole", [False, True])
def test_words_that_a_facilitator_has_before_them_go_with_the_answer(
    clinic: Clinic, *, whole: bool
) -> None:
    place, reading = (clinic.lead, "finding", 1), FindingOut(1, "quote", mark=5, text=SAID)
    with clinic.hall.database.transaction() as connection:
        states.save(connection, {place: reading}, NOW)
    with clinic.hall.database.transaction() as connection:
        if whole:
            erase_people(connection, clinic.hall.network, [clinic.author], NOW, None)
        else:
            remove_answers(connection, [(1, clinic.author)])
    assert clinic.hall.rows(tables.conversation_state, member_id=clinic.lead) == []


def test_a_quote_is_sealed(clinic: Clinic) -> None:
    sealer, asked = Sealer(KEY), QuoteAsked(1, clinic.mark(), "a later bus")
    with clinic.hall.database.transaction() as connection:
        connection.execution_options(**{OPTION: sealer})
        happened = Happened(clinic.lead, clinic.hall.network, asked, NOW, 0)
        findings.quote_asked(connection, [happened])
        mine = findings.load_quote(connection, clinic.author, 1, clinic.hall.room.shelf.contents)
    (row,) = clinic.hall.rows(tables.quote)
    assert "bus" not in row["words"]
    assert sealer.open(row["words"], QUOTE, row) == "a later bus"
    assert mine is not None
    assert mine.words == "a later bus"

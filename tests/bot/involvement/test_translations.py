"""Words in other languages in the tables: told to who reads them, and only where they translate."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import needs_you, states, wording
from bot.involvement.facts import Asker
from bot.involvement.telling import editions
from bot.store import tables
from bot.store.database import Database
from conversations.calling import Brief
from conversations.calls import Calling
from conversations.content import Audience, Decision
from conversations.deciding.state import Deciding
from conversations.events import DecisionApproved, Requested
from conversations.facts import Person
from conversations.issue_events import IssueAnswered
from conversations.loop_events import HearBackMoved
from conversations.loops import Told
from conversations.moderating.state import Moderating
from conversations.plain import from_plain, to_plain
from conversations.promising import Drafted, Promising
from conversations.seat_events import CallMade
from conversations.text import Worded
from conversations.wording import (
    OF_CALL,
    OF_DECISION,
    OF_DIGEST,
    OF_ISSUE,
    OF_LOOP,
    READERS,
    Readers,
    TheWording,
    Wording,
    WordsTranslated,
    worded_in,
)
from tests.bot.involvement.told_loops import (
    FACILITATOR,
    NUMBER,
    PROMISE,
    a_loop,
    a_person,
    change,
    decide,
    perform,
    promise,
    rows,
    words,
)
from tests.bot.store.rows import NOON

DAY = timedelta(days=1)
LEAD = Person(FACILITATOR, "en_GB", joined=True, roles=frozenset({"facilitator"}))
LATER, WHY = words("A later bus."), words("The driver is ill.")
SAID = {"A later bus.": "بعد کی بس۔", "The driver is ill.": "ڈرائیور بیمار ہے۔"}


def a_change(connection: Connection) -> int:
    """Let somebody who reads Urdu be upstream of a promise that its owner moves with a reason."""
    network = a_loop(connection, answered=(2, 3))
    reads = tables.member.update().where(tables.member.c.id == 2)
    connection.execute(reads.values(language="ur"))
    a_person(connection, network, 9, language="cy")  # who took no part in it
    promise(connection, network)
    decide(connection, network)
    change(connection, network, 1, NOON + DAY, due_on=(NOON + 60 * DAY).date(), said=WHY)
    return network


def translate(connection: Connection, network: int, of: Worded, said: str, tag: str = "ur") -> None:
    perform(connection, network, WordsTranslated(NUMBER, of, tag, said), NOON + DAY)


def waiting(connection: Connection, network: int, person: Person = LEAD) -> Wording | None:
    return wording.load(connection, Asker(person, network), TheWording(NUMBER, OF_LOOP))


def title_in(connection: Connection, table: sa.Table) -> object:
    return connection.execute(sa.select(table.c.title).where(table.c.id == NUMBER)).scalar_one()


def let_go(connection: Connection, after: timedelta = 2 * DAY) -> Told:
    """Let what gathers go out; gives the last of it."""
    editions.go_out(connection, sa.true(), NOON + after)
    e = tables.edition.c
    last = connection.execute(sa.select(e.status, e.content).order_by(e.version.desc())).first()
    assert last is not None
    assert last.status == "out"
    return from_plain(Told, last.content)


async def test_words_about_to_go_out_are_asked_for_in_the_languages_of_who_gets_them(
    database: Database,
) -> None:
    def story(connection: Connection) -> tuple[object, ...]:
        network = a_change(connection)
        found = waiting(connection, network)
        in_a_group = Person(5, roles=LEAD.roles, in_groups=frozenset({("facilitator", 4)}))
        others = [waiting(connection, network, one) for one in (Person(2), in_a_group)]
        return found, others, waiting(connection, network + 1)

    found, others, elsewhere = await database.write(story)
    assert isinstance(found, Wording)
    assert found.words == (LATER, WHY)
    assert found.languages == ("ur",)
    assert others == [None, None]
    assert elsewhere is None


async def test_what_was_given_goes_out_in_that_language_the_last_of_it(database: Database) -> None:
    def story(connection: Connection) -> Told:
        network = a_change(connection)
        translate(connection, network, LATER, "غلط")
        for of in (LATER, WHY):
            translate(connection, network, of, SAID[of.by_language[0][1]])
        left = waiting(connection, network)
        assert left is not None
        assert left.gaps == 0
        kept = rows(connection, tables.translation, "id", "words", "made_by")
        assert [row[1:] for row in kept] == [
            ("غلط", FACILITATOR), *((said, FACILITATOR) for said in SAID.values())
        ]  # fmt: skip
        return let_go(connection)

    told = await database.write(story)
    assert [one.said_in("ur") for one in worded_in(told)] == list(SAID.values())
    assert [one.said_in("en_GB") for one in worded_in(told)] == list(SAID)


async def test_words_changed_before_they_go_are_told_as_they_are_now(database: Database) -> None:
    def story(connection: Connection) -> Told:
        network = a_change(connection)
        translate(connection, network, WHY, SAID["The driver is ill."])
        change(connection, network, 2, NOON + DAY, due_on=(NOON + 60 * DAY).date(),
               said=words("The bus is broken."))  # fmt: skip
        return let_go(connection)

    told = await database.write(story)
    assert told.promises[0].said == words("The bus is broken.")


async def test_what_was_given_elsewhere_is_not_told_here(database: Database) -> None:
    def story(connection: Connection) -> Told:
        network = a_change(connection)
        perform(connection, network, WordsTranslated(0, WHY, "ur", "…"))
        return let_go(connection)

    told = await database.write(story)
    assert told.promises[0].said == WHY


async def test_a_reason_for_another_day_is_translated_too_and_told_again_later(
    database: Database,
) -> None:
    def story(connection: Connection) -> Told:
        network = a_loop(connection, answered=(2,))
        perform(connection, network, HearBackMoved(NUMBER, (NOON + 30 * DAY).date(), WHY))
        translate(connection, network, WHY, SAID["The driver is ill."])
        return let_go(connection, 1 * DAY)

    told = await database.write(story)
    assert told.why is not None
    assert told.why.said_in("ur") == SAID["The driver is ill."]


async def test_it_is_one_line_of_the_weeks_list_until_all_is_said(database: Database) -> None:
    def story(connection: Connection) -> list[object]:
        network = a_change(connection)
        grant = {"member_id": FACILITATOR, "role": "facilitator", "granted_at": NOON}
        connection.execute(tables.role.insert().values(**grant))
        joined = tables.member.update().where(tables.member.c.id == FACILITATOR)
        connection.execute(joined.values(joined_at=NOON))
        a = tables.address
        connection.execute(a.update().where(a.c.member_id == 9).values(member_id=FACILITATOR))
        now = NOON + DAY
        found: list[object] = []
        for of in (LATER, WHY):
            lines = needs_you.load(connection, network, now)[FACILITATOR].items
            found.append([(one.subject, one.minutes) for one in lines if one.kind == "languages"])
            translate(connection, network, of, "…")
        lines = needs_you.load(connection, network, now)[FACILITATOR].items
        return [*found, [one for one in lines if one.kind == "languages"]]

    assert await database.write(story) == [[(NUMBER, 6)], [(NUMBER, 3)], []]


@pytest.mark.parametrize("loop", [NUMBER, 78])
async def test_translations_stay_in_their_network_and_go_with_their_loop(
    database: Database, loop: int
) -> None:
    def story(connection: Connection) -> tuple[object, object]:
        network = a_change(connection)
        elsewhere = network if loop != NUMBER else network + 1
        perform(connection, elsewhere, WordsTranslated(loop, WHY, "ur", "…"))
        refused = rows(connection, tables.translation, "id")
        translate(connection, network, WHY, "…")
        connection.execute(tables.loop.delete().where(tables.loop.c.id == NUMBER))
        return refused, rows(connection, tables.translation, "id")

    assert await database.write(story) == ([], [])


async def test_an_answer_to_an_issue_is_translated_while_it_is_written(database: Database) -> None:
    def story(connection: Connection) -> tuple[object, ...]:
        network = a_loop(connection, answered=(), others=(2,), kind="issue",
                         title={"en_GB": "Parking"})  # fmt: skip
        reads = tables.member.update().where(tables.member.c.id == 2)
        connection.execute(reads.values(language="ur"))
        raised = {"network_id": network, "title": {"en_GB": "Parking"}, "status": "open"}
        connection.execute(tables.issue.insert().values(id=NUMBER, raised_at=NOON, **raised))
        need = TheWording(NUMBER, OF_ISSUE)
        before = wording.load(connection, Asker(LEAD, network), need)
        here = Moderating(NUMBER, we_cannot=words("No more spaces."), why=words("No room."))
        states.save(connection, {(FACILITATOR, "moderating", NUMBER): here}, NOON)
        found = wording.load(connection, Asker(LEAD, network), need)
        answer = words("No more spaces. No room.")
        translate(connection, network, answer, "جگہ نہیں ہے۔")
        translate(connection, network, words("Parking"), "پارکنگ")
        decided = Decision(words("Parking"), we_cannot=answer)
        perform(connection, network, DecisionApproved(NUMBER, decided))
        perform(connection, network, IssueAnswered(NUMBER))
        (kept,) = connection.execute(sa.select(tables.decision.c.content)).scalars()
        titles = [title_in(connection, table) for table in (tables.issue, tables.loop)]
        return before, found, from_plain(Decision, kept).we_cannot, titles

    before, found, told, titles = await database.write(story)
    assert titles == [{"en_GB": "Parking", "ur": "پارکنگ"}] * 2
    assert before == Wording((), ("ur",))
    assert found == Wording((words("Parking"), words("No more spaces. No room.")), ("ur",))
    assert told == Worded.of({"en_GB": "No more spaces. No room.", "ur": "جگہ نہیں ہے۔"})


async def test_a_decision_is_translated_before_it_is_sent_with_its_title_and_what_is_promised(
    database: Database,
) -> None:
    writes = Deciding(NUMBER, you_said=words("Too early."), we_will=words("Later sessions."))
    promises = Promising(NUMBER, drafts=(Drafted(PROMISE, LATER, owner_name="transport"),))

    def story(connection: Connection) -> tuple[object, ...]:
        network = a_loop(connection, answered=(2, 3, 4, 9), others=(5,))
        reads = tables.member.update().where(tables.member.c.id.in_((2, 3)))
        connection.execute(reads.values(language="ur"))
        others = tables.member.update().where(tables.member.c.id.in_((4, 5)))
        connection.execute(others.values(language="cy"))
        stops = tables.member.update().where(tables.member.c.id == 5)
        connection.execute(stops.values(stopped_at=NOON))
        need = TheWording(NUMBER, OF_DECISION)
        before = wording.load(connection, Asker(LEAD, network), need)
        kept = {(FACILITATOR, "deciding", NUMBER): writes,
                (FACILITATOR, "promising", NUMBER): promises}  # fmt: skip
        states.save(connection, kept, NOON)
        for of in (words("Evenings"), words("Too early."), words("Later sessions."), LATER):
            translate(connection, network, of, "…")
        found = wording.load(connection, Asker(LEAD, network), need)
        asked = Requested(READERS, NUMBER, OF_DECISION)
        readers = wording.readers(connection, asked)
        promise(connection, network)
        perform(connection, network, DecisionApproved(NUMBER, writes.decision() or Decision(LATER)))
        (content,) = connection.execute(sa.select(tables.edition.c.content)).scalars()
        return before, found, readers, from_plain(Told, content), title_in(connection, tables.loop)

    before, found, readers, told, title = await database.write(story)
    assert before == Wording((), ("cy", "ur"))
    assert isinstance(found, Wording)
    assert [one.by_language[0][1] for one in found.words] == [
        "Evenings", "Too early.", "Later sessions.", "A later bus."
    ]  # fmt: skip
    assert found.lacking("ur") == ()
    assert readers == Readers((("cy", None), ("ur", None)))  # so few are not counted
    assert all(one.speaks("ur") for one in worded_in(told))
    assert title == {"en_GB": "Evenings", "ur": "…"}


async def test_who_reads_a_digest_are_those_who_get_it_and_those_who_came(
    database: Database,
) -> None:
    def story(connection: Connection) -> Readers:
        network = a_loop(connection, answered=(), others=(2,), kind="meeting")
        for number in range(3, 12):
            a_person(connection, network, number)
        a_person(connection, network, 12, tell="only_changes")
        a_person(connection, network, 13, stopped_at=NOON)
        here = {"id": NUMBER, "network_id": network, "title": {"en_GB": "Partnership group"},
                "audience": to_plain(Audience()), "made_at": NOON}  # fmt: skip
        connection.execute(tables.meeting.insert().values(here))
        connection.execute(tables.member.update().values(language="ur"))
        return wording.readers(connection, Requested(READERS, NUMBER, OF_DIGEST))

    assert await database.write(story) == Readers((("ur", 10),))


async def test_a_call_is_translated_before_it_is_sent(database: Database) -> None:
    here = Calling(
        step="preview", title="Read a leaflet", what="Read it.", how_long="1 hour.",
        influence="Its words.", expenses="None.", support="Call us.", places=1, group=0,
        closes_on=NOON.date() + DAY,
    )  # fmt: skip

    def story(connection: Connection) -> tuple[object, ...]:
        network = a_loop(connection)
        connection.execute(tables.member.update().values(language="ur", joined_at=NOON))
        need = TheWording(0, OF_CALL)
        before = wording.load(connection, Asker(LEAD, network), need)
        states.save(connection, {(FACILITATOR, "calls", 0): here}, NOON)
        found = wording.load(connection, Asker(LEAD, network), need)
        perform(connection, network, WordsTranslated(0, words("Read it."), "ur", "پڑھیں۔"))
        call = here.as_call("en_GB")
        made = CallMade(5, call.title, call.brief, 1, call.closes_on, None, "…")
        perform(connection, network, made)
        (kept,) = connection.execute(sa.select(tables.volunteer_call.c.brief)).scalars()
        return before, found, from_plain(Brief, kept["brief"]).what.said_in("ur")

    before, found, told = await database.write(story)
    assert before == Wording((), ("ur",))
    assert isinstance(found, Wording)
    assert [one.said_in("en_GB") for one in found.words][:2] == ["Read a leaflet", "Read it."]
    assert found.gaps == 6
    assert told == "پڑھیں۔"


async def test_at_a_place_that_does_not_exist_there_is_nothing(database: Database) -> None:
    def story(connection: Connection) -> list[Wording | None]:
        network = a_loop(connection)
        missing = [TheWording(NUMBER, 99), TheWording(NUMBER, OF_DIGEST)]
        return [wording.load(connection, Asker(LEAD, network), one) for one in missing]

    assert await database.write(story) == [None, Wording()]

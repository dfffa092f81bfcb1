"""`heard impact`, `heard draw` and `heard handover`: what groups did, drew and hand over."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.cli.plainly import TELEGRAM_SECRET
from bot.involvement import drawing, influence, setup
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations import seat_events as events
from conversations.calling import Brief
from conversations.content import Audience, Decision
from conversations.loops import Promise
from conversations.plain import to_plain
from conversations.text import Worded

NOW = datetime(2027, 3, 2, 10, tzinfo=UTC)
LONG_AGO = date(2027, 1, 5)
Heard = Callable[..., Result]
WRITTEN_BY_A_MEMBER = "I was so cold on that corridor"


def words(text: str) -> Worded:
    return Worded.of({"en_GB": text})


class Place:
    """A network after a first run, and what is put into it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.transaction() as connection:
            self.network = setup.ensure_network(
                connection, "main", "Riverside Cancer Network", NOW, languages=("en_GB",)
            )
            account = setup.ensure_account(connection, self.network, TELEGRAM_SECRET)
            setup.remember_username(connection, account, "riverside_bot")
        self.group = self.put(tables.group, name="Lung group", kind="panel",
                              network_id=self.network)  # fmt: skip
        self.member = self.put(tables.member, id=501, network_id=self.network, created_at=NOW,
                               joined_at=NOW)  # fmt: skip

    def put(self, table: Any, **row: Any) -> int:
        with self.database.transaction() as connection:
            made = connection.execute(table.insert().values(row).returning(*table.primary_key))
            return int(made.one()[0])

    def do(self, *done: events.SeatEvent) -> None:
        with self.database.transaction() as connection:
            perform(connection, [Happened(501, self.network, one, NOW, 0) for one in done])

    def promise(self) -> None:
        """Let a meeting of the group have decided and promised something, and note it."""
        common = {"network_id": self.network, "title": {"en_GB": "Spring <meeting>"}}
        self.put(tables.loop, id=7, kind="meeting", opened_at=NOW, **common)
        audience = to_plain(Audience(groups=(self.group,)))
        self.put(tables.meeting, id=7, status="held", starts_at=NOW, made_at=NOW,
                 place={"en_GB": "Room 4"}, audience=audience, **common)  # fmt: skip
        decided = Decision(you_said=words("It is cold."), we_will=words("Heat the corridor."))
        self.put(tables.decision, loop_id=7, version=1, content=to_plain(decided), approved_at=NOW)
        self.put(
            tables.commitment, id=70, loop_id=7, network_id=self.network, version=1,
            promise={"en_GB": "Heaters"}, status="done", owner_name="Estates", made_at=NOW,
            due_on=LONG_AGO, ended_at=NOW,
        )  # fmt: skip
        said = Promise(70, 1, words("Heaters"), said=words('=HYPERLINK("x")'))
        self.put(tables.commitment_change, commitment_id=70, version=1, what="made", material=True,
                 content=to_plain(said), changed_at=NOW)  # fmt: skip
        self.do(events.ImpactNoted(70, "places", "services"))

    def drawn_call(self) -> None:
        brief = Brief(*(words(one) for one in ("a", "b", "c", "d", "e")))
        self.do(events.CallMade(900, words("Leaflet"), brief, 1, LONG_AGO, self.group, "secret"))
        self.put(tables.membership, group_id=self.group, member_id=501)
        with self.database.transaction() as connection:
            m = tables.member
            connection.execute(m.update().values(consent_version=1))
            drawing.open_calls(connection, tables.volunteer_call.c.id == 900)
        self.do(events.HelpOffered(900))
        with self.database.transaction() as connection:
            drawing.draw_due(connection, tables.volunteer_call.c.id == 900, NOW)


@pytest.fixture
def place(sqlite_database: Database) -> Place:
    """A network with one group and one member."""
    return Place(sqlite_database)


@pytest.fixture
def heard(here: Path, place: Place) -> Heard:
    """Run a command on the database of this test."""
    assert here.is_dir()

    def run(*arguments: str) -> Result:
        surroundings = {"HEARD_DATABASE_URL": place.database.url}
        return CliRunner().invoke(app, arguments, env=surroundings)

    return run


# --- impact ---------------------------------------------------------------------------------------


def test_the_impact_log_is_counted_by_level_and_domain(place: Place, heard: Heard) -> None:
    assert heard("impact").stdout.startswith("The impact log is empty.")
    place.promise()
    told = heard("impact").stdout
    assert told.splitlines()[0] == "Lines in the impact log: 1"
    assert told.splitlines()[1].split() == ["consultation", "places", "1"]


def test_a_cell_that_starts_a_formula_is_made_harmless(place: Place, heard: Heard) -> None:
    place.promise()
    (line,) = csv.DictReader(io.StringIO(heard("impact", "--csv").stdout))
    assert line["impact"] == '\'=HYPERLINK("x")'
    assert (line["domain"], line["promised"], line["pathway_stage"]) == ("places", "Heaters", "")


def test_log_and_map_come_as_json_with_hidden_numbers_as_null(place: Place, heard: Heard) -> None:
    place.promise()
    place.put(tables.membership, group_id=place.group, member_id=501)
    place.do(events.InfluenceSaid(place.group, 2027, 1, "care", "strong"))
    with place.database.transaction() as connection:
        influence.count(connection, sa.true(), NOW.replace(month=5, day=20))
    whole = json.loads(heard("impact", "--json").stdout)
    assert whole["impact"][0]["impact"] == '=HYPERLINK("x")'
    assert whole["influence"] == [
        {"group": "Lung group", "year": 2027, "quarter": 1, "people": None, "domains": {}}
    ]
    both = heard("impact", "--json", "--csv")
    assert (both.exit_code, both.stderr) == (1, "Choose --csv or --json, not both.\n")


# --- draw -----------------------------------------------------------------------------------------


def test_a_draw_is_listed_shown_without_people_and_repeated(place: Place, heard: Heard) -> None:
    assert heard("draw").stdout == "No call for volunteers was drawn yet.\n"
    place.drawn_call()
    assert heard("draw").stdout == "900  Leaflet: 1 places, 1 tickets\n"
    shown = heard("draw", "900", "--check")
    assert shown.exit_code == 0, shown.output
    assert "501" not in shown.stdout.replace("secret", "").split()
    assert "stratum 1, drawn 0 times" in shown.stdout
    assert shown.stdout.endswith("Repeated: the same tickets are drawn.\n")
    assert "No draw of a call 4711 is done." in heard("draw", "4711").stderr


def test_a_forged_draw_ends_with_1(place: Place, heard: Heard) -> None:
    place.drawn_call()
    with place.database.transaction() as connection:
        connection.execute(tables.volunteer_call.update().values(seed="0" * 64))
    assert heard("draw").exit_code == 0
    checked = heard("draw", "--check")
    assert checked.exit_code == 1
    assert checked.stderr.startswith("The draw of call 900 is wrong. The seed does not follow")


# --- handover -------------------------------------------------------------------------------------


def test_a_group_is_handed_over_as_one_page_without_members_words(
    place: Place, heard: Heard, here: Path
) -> None:
    place.promise()
    place.drawn_call()
    place.put(tables.loop, id=8, network_id=place.network, kind="issue", opened_at=NOW,
              title={"en_GB": "An issue"})  # fmt: skip
    place.put(tables.issue, id=8, network_id=place.network, group_id=place.group,
              raised_by=501, words=WRITTEN_BY_A_MEMBER, raised_at=NOW)  # fmt: skip
    done = heard("handover", "lung GROUP")
    assert done.exit_code == 0, done.output
    page = (here / "handover-lung-group.html").read_text(encoding="utf-8")
    for part in ("Hand-over of Lung group", "Spring &lt;meeting&gt;", "Heat the corridor.",
                 "Heaters", "Estates", "5 January 2027", "Room 4", "2 March 2027, 10:00",
                 "Leaflet", "<dt>PET-CT</dt>", "Fewer than 10 members", ">taken<"):  # fmt: skip
        assert part in page, part
    assert WRITTEN_BY_A_MEMBER not in page
    assert "An issue" not in page, "nobody has let it through yet"
    assert "501" not in page
    assert "<script" not in page
    again = heard("handover", "Lung group")
    assert (again.exit_code, "is there already" in again.stderr) == (1, True)


def test_an_empty_group_below_another_has_its_page(place: Place, heard: Heard, here: Path) -> None:
    below = place.put(tables.group, name="!", kind="panel", network_id=place.network,
                      parent_id=place.group)  # fmt: skip
    assert below
    assert heard("handover", "!", "--file", "x.html").exit_code == 0
    page = (here / "x.html").read_text(encoding="utf-8")
    assert "Part of: Lung group" in page
    assert page.count("<p>None.</p>") == 5
    assert heard("handover", "!").stdout.startswith("Written: handover-group.html.")
    heard("handover", "Lung group")
    above = (here / "handover-lung-group.html").read_text(encoding="utf-8")
    assert "Groups below: !" in above


def test_what_cannot_be_handed_over_is_told(place: Place, heard: Heard) -> None:
    assert "There is: Lung group." in heard("handover", "Breast").stderr
    unwritable = heard("handover", "Lung group", "--file", "no/such/folder/x.html")
    assert unwritable.exit_code == 1
    assert "cannot be written" in unwritable.stderr
    with place.database.transaction() as connection:
        connection.execute(tables.group.delete())
    assert "There is no group yet." in heard("handover", "Lung group").stderr

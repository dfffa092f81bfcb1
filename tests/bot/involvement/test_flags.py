"""Flags and the rota in the tables, on both databases: to whom a flag goes, and when."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock.jobs import JOBS
from bot.delivery.turns import take_turns
from bot.involvement import networks, record
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations import events
from conversations.duty import WEEKDAYS
from conversations.flags import NOBODY_YET
from tests.bot.delivery.hall import CATALOGUES, NOW, Hall
from tests.statements import statements

TUESDAY = NOW.replace(hour=9)
SATURDAY = datetime(2027, 3, 6, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def hall(database: Database) -> Hall:
    """A network without anybody in it, on SQLite and on Postgres."""
    return Hall(database)


class Ward:
    """A network with three facilitators, two of them on the rota, and a patient."""

    def __init__(self, hall: Hall, *, readers: int = 2) -> None:
        self.hall = hall
        self.patient, *self.others = hall.seat(5)
        self.first, self.second, self.third = self.others[:3]
        for one in self.others[:3]:
            self.give_role(one, "facilitator")
        for later, one in enumerate(self.others[:readers]):
            times = events.DutyTaken(WEEKDAYS, 9, 12 if one == self.first else 17)
            self.do(one, times, now=NOW + timedelta(microseconds=later))

    def give_role(self, who: str, role: str) -> None:
        granted = {"member_id": self.number(who), "role": role, "granted_at": NOW}
        with self.hall.database.transaction() as connection:
            connection.execute(tables.role.insert().values(**granted))

    def number(self, who: str) -> int:
        return self.hall.members[who]

    def do(self, who: str, *done: events.Event, now: datetime = NOW) -> None:
        """Let somebody do something."""
        with self.hall.database.transaction() as connection:
            happened = [Happened(self.number(who), self.hall.network, one, now, 0) for one in done]
            perform(connection, happened)

    def set(self, table: Any, who: str, **values: Any) -> None:
        key = table.c.id if table is tables.member else table.c.member_id
        with self.hall.database.transaction() as connection:
            connection.execute(table.update().where(key == self.number(who)).values(**values))

    def flag(self, now: datetime = TUESDAY, who: str | None = None) -> int:
        """Let the patient have written of danger; gives the flag."""
        self.do(who or self.patient, events.Flagged("urgent", words="I am bleeding"), now=now)
        return int(self.flags()[-1]["id"])

    def flags(self) -> list[dict[str, Any]]:
        return self.hall.rows(tables.flag)

    def tick(self, now: datetime) -> list[str]:
        """Run the job; gives who was newly told."""
        before = {row["id"] for row in self.hall.rows(tables.outbox, kind="flag")}
        with self.hall.database.transaction() as connection:
            JOBS["tell_readers"].run(connection, self.hall.room, now)
        rows = [
            row for row in self.hall.rows(tables.outbox, kind="flag") if row["id"] not in before
        ]
        return sorted(
            who for row in rows for who in self.hall.members if self.number(who) == row["member_id"]
        )

    def acts(self) -> list[str]:
        return [
            row["act"] for row in self.hall.rows(tables.audit) if "consultation" not in row["act"]
        ]

    def is_set(self) -> bool:
        with self.hall.database.reading() as connection:
            found = networks.load(connection, [self.hall.network], CATALOGUES)
        return found[self.hall.network].rota.is_set


@pytest.fixture
def ward(hall: Hall) -> Ward:
    """Two readers: the first until 12, the second until 17, on weekdays from 9."""
    return Ward(hall)


# --- the rota -------------------------------------------------------------------------------------


def test_a_rota_is_set_while_two_readers_are_there_who_may_read(ward: Ward) -> None:
    assert ward.is_set()
    ward.set(tables.role, ward.first, revoked_at=NOW)
    assert not ward.is_set()
    ward.give_role(ward.first, "scribe")
    assert ward.is_set()
    ward.set(tables.member, ward.first, stopped_at=NOW)
    assert not ward.is_set()


def test_a_network_is_read_whole_whoever_is_on_its_rota(ward: Ward) -> None:
    with ward.hall.database.reading() as connection:
        (alone,) = networks.load(connection, [ward.hall.network], CATALOGUES).values()
    assert alone.oncology_line == "01234 000000"
    assert [one.member for one in alone.rota.places] == [
        ward.number(one) for one in (ward.first, ward.second)
    ]  # fmt: skip


def test_joining_again_changes_the_times_and_leaving_gives_the_place_up(ward: Ward) -> None:
    ward.do(ward.first, events.DutyTaken(1, 10, 11), now=NOW + HOUR)
    (mine,) = ward.hall.rows(tables.reader, member_id=ward.number(ward.first))
    assert (mine["weekdays"], mine["from_hour"], mine["since"]) == (1, 10, NOW)
    ward.do(ward.second, events.DutyLeft())
    assert not ward.is_set()
    assert ward.acts() == ["rota.joined"] * 3 + ["rota.left"]


def test_a_place_is_taken_over_once(ward: Ward) -> None:
    ward.do(ward.second, events.DutyLeft())
    place = (NOW - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    ward.do(ward.third, events.DutyTakenOver(place), now=NOW + HOUR)
    ward.do(ward.third, events.DutyTakenOver(place), now=NOW + HOUR)
    (only,) = ward.hall.rows(tables.reader)
    assert only["member_id"] == ward.number(ward.third)
    assert (only["weekdays"], only["from_hour"], only["until_hour"]) == (WEEKDAYS, 9, 12)
    assert ward.acts().count("rota.taken_over") == 1


def test_two_who_join_at_the_same_moment_have_each_a_place_of_their_own(hall: Hall) -> None:
    ward = Ward(hall, readers=0)
    joining = [
        Happened(ward.number(one), hall.network, events.DutyTaken(1, 9, 12), NOW, 0)
        for one in (ward.first, ward.second)
    ]
    with hall.database.transaction() as connection:
        perform(connection, joining)
        rota = networks.load(connection, [hall.network], CATALOGUES)[hall.network].rota
    assert len({one.place for one in rota.places}) == 2


# --- to whom a flag goes --------------------------------------------------------------------------


def test_who_is_on_duty_is_told_at_once_and_nobody_twice(ward: Ward) -> None:
    ward.flag()
    assert ward.tick(TUESDAY) == sorted([ward.first, ward.second])
    before = ward.hall.everything()
    assert ward.tick(TUESDAY + timedelta(minutes=30)) == []
    assert ward.hall.everything() == before


def test_no_word_of_it_stands_in_what_they_are_told(ward: Ward) -> None:
    ward.flag()
    ward.tick(TUESDAY)
    for row in ward.hall.rows(tables.outbox, kind="flag"):
        assert "bleeding" not in str(row["payload"])
        assert "urgent" not in str(row["payload"])
        assert row["lane"] == "reply"  # no week's limit and no quiet hour holds it up


def test_at_night_it_waits_for_who_reads_first_in_the_morning(ward: Ward) -> None:
    ward.flag(TUESDAY - 7 * HOUR)
    assert ward.tick(TUESDAY - HOUR) == []
    assert ward.tick(TUESDAY) == sorted([ward.first, ward.second])


def test_over_a_weekend_no_hour_of_duty_passes(ward: Ward) -> None:
    ward.flag(SATURDAY)
    assert ward.tick(SATURDAY + 6 * HOUR) == []
    monday = SATURDAY + timedelta(days=1, hours=23)
    assert ward.tick(monday) == sorted([ward.first, ward.second])
    assert ward.flags()[0]["level"] == 1


def test_after_one_hour_of_duty_cover_is_told_and_after_four_everybody_who_facilitates(
    ward: Ward,
) -> None:
    ward.flag(TUESDAY + 4 * HOUR)  # at 13, when only the second is on duty
    assert ward.tick(TUESDAY + 4 * HOUR) == [ward.second]
    assert ward.tick(TUESDAY + 4.9 * HOUR) == []
    assert ward.tick(TUESDAY + 5 * HOUR) == [ward.first]
    assert ward.tick(TUESDAY + 9 * HOUR) == []  # after hours
    next_day = TUESDAY + timedelta(days=1)
    assert ward.tick(next_day) == [ward.third]
    assert ward.tick(next_day + 9 * HOUR) == []
    told = ward.hall.rows(tables.outbox, kind="flag")
    yet = [NOBODY_YET.message in str(row["payload"]) for row in told]
    assert yet == [False, True, True]


def test_what_is_marked_as_done_goes_no_further(ward: Ward) -> None:
    flag = ward.flag()
    ward.tick(TUESDAY)
    ward.do(ward.first, events.FlagOpened(flag), events.FlagDone(flag), now=TUESDAY)
    assert ward.tick(TUESDAY + 6 * HOUR) == []
    (row,) = ward.flags()
    assert (row["shown_at"], row["read_at"], row["read_by"]) == (
        TUESDAY, TUESDAY, ward.number(ward.first),
    )  # fmt: skip
    assert ward.acts()[-2:] == ["flag.read", "flag.done"]


def test_a_reader_who_cannot_passes_it_on_at_once(ward: Ward) -> None:
    flag = ward.flag(TUESDAY + 4 * HOUR)
    ward.tick(TUESDAY + 4 * HOUR)
    ward.do(ward.second, events.FlagPassedOn(flag))
    assert ward.tick(TUESDAY + 4.1 * HOUR) == [ward.first]
    ward.do(ward.first, events.FlagPassedOn(flag))
    assert ward.tick(TUESDAY + 4.2 * HOUR) == [ward.third]
    ward.do(ward.third, events.FlagPassedOn(flag))
    assert ward.tick(TUESDAY + 4.3 * HOUR) == []


def test_passed_on_after_hours_it_waits_for_the_morning(ward: Ward) -> None:
    flag = ward.flag(TUESDAY + 7.9 * HOUR)
    ward.tick(TUESDAY + 7.9 * HOUR)
    ward.do(ward.second, events.FlagPassedOn(flag))
    assert ward.tick(TUESDAY + 8.5 * HOUR) == []
    assert ward.tick(TUESDAY + timedelta(days=1)) == [ward.first]


def test_a_reader_on_a_break_or_who_wrote_it_is_left_alone(ward: Ward) -> None:
    ward.set(tables.member, ward.first, break_since=NOW)
    ward.flag()
    assert ward.tick(TUESDAY) == [ward.second]
    ward.set(tables.member, ward.first, break_until=TUESDAY - HOUR)
    ward.flag(who=ward.second)
    assert ward.tick(TUESDAY) == [ward.first]


def test_where_nobody_on_duty_can_be_asked_cover_is_and_else_everybody(ward: Ward) -> None:
    ward.set(tables.member, ward.second, break_since=NOW)
    ward.flag(TUESDAY + 5 * HOUR)
    assert ward.tick(TUESDAY + 5 * HOUR) == [ward.first]
    ward.set(tables.member, ward.first, break_since=NOW)
    ward.flag(TUESDAY + 5 * HOUR)
    assert ward.third in ward.tick(TUESDAY + 5 * HOUR)


def test_where_the_rota_was_given_up_everybody_who_facilitates_is_told_by_day(ward: Ward) -> None:
    ward.flag(TUESDAY - 5 * HOUR)
    ward.do(ward.second, events.DutyLeft())
    assert ward.tick(TUESDAY - HOUR) == []
    assert ward.tick(TUESDAY) == sorted([ward.first, ward.second, ward.third])


def test_what_nobody_marks_in_sixty_days_is_let_go_and_that_is_on_record(ward: Ward) -> None:
    ward.flag()
    ward.tick(TUESDAY + timedelta(days=59))
    assert ward.flags()[0]["read_at"] is None
    ward.tick(TUESDAY + timedelta(days=60))
    assert ward.flags()[0]["read_at"] is not None
    assert ward.acts()[-1] == "flag.given_up"
    with ward.hall.database.reading() as connection:
        assert record.verify(connection, ward.hall.network).broken is None


# --- in a turn ------------------------------------------------------------------------------------


def take(hall: Hall) -> list[str]:
    """Take the turns that wait, as one group; gives the statements that it took."""
    with hall.database.transaction() as connection:
        said = hall.heads(connection)
        with statements() as ran:
            take_turns(connection, said, hall.room, NOW)
    return ran


def say(hall: Hall, who: Sequence[str], text: str) -> int:
    hall.store(*(hall.text(one, text) for one in who))
    return len(take(hall))


def test_a_flag_names_the_answer_in_which_the_words_stand(ward: Ward) -> None:
    hall = ward.hall
    number = hall.ask()
    hall.store(hall.tap(ward.patient, "a.start", number))
    take(hall)
    hall.store(hall.tap(ward.patient, "a.choose", number, 1, 2))
    take(hall)

    say(hall, [ward.patient], "A bus, but I am bleeding")

    (flag,) = ward.flags()
    assert (flag["consultation_id"], flag["question"], flag["words"]) == (number, 2, None)
    (told,) = [row for row in hall.rows(tables.outbox) if "Please call now" in str(row["payload"])]
    assert "Somebody reads this on weekdays, not at once." in str(told["payload"])

    ward.tick(TUESDAY)
    hall.store(hall.tap(ward.first, "flag.read", flag["id"]))
    take(hall)
    (shown,) = hall.rows(tables.outbox, member_id=ward.number(ward.first), kind="reply")
    assert "A bus, but I am bleeding" in str(shown["payload"])
    assert "What would have made it easier?" in str(shown["payload"])


def test_sixteen_in_danger_take_as_many_statements_as_one(hall: Hall) -> None:
    ward = Ward(hall)
    people = hall.seat(17)
    alone = say(hall, people[:1], "I am bleeding")
    assert say(hall, people[1:], "I am bleeding") == alone
    assert len(ward.flags()) == 17


@pytest.mark.parametrize("who", ["patient", "third", "elsewhere"])
def test_a_flag_is_shown_to_nobody_who_is_not_to_read_it(ward: Ward, who: str) -> None:
    hall = ward.hall
    flag = ward.flag()
    ward.tick(TUESDAY)
    if who == "elsewhere":
        ward.do(ward.first, events.DutyLeft())
    person = {"patient": ward.patient, "third": ward.third, "elsewhere": ward.first}[who]
    hall.store(hall.tap(person, "flag.read", flag))
    take(hall)
    assert "bleeding" not in str(hall.rows(tables.outbox, member_id=ward.number(person)))
    assert "flag.read" not in ward.acts()


def test_everybody_who_facilitates_may_read_it_once_it_goes_to_everybody(ward: Ward) -> None:
    flag = ward.flag()
    ward.tick(TUESDAY + 5 * HOUR)
    ward.hall.store(ward.hall.tap(ward.third, "flag.read", flag))
    take(ward.hall)
    assert "I am bleeding" in str(ward.hall.rows(tables.outbox, member_id=ward.number(ward.third)))


def test_whoever_erases_their_answers_erases_what_was_to_be_read(ward: Ward) -> None:
    ward.flag()
    ward.do(ward.patient, events.AnswersErased())
    assert ward.flags() == []

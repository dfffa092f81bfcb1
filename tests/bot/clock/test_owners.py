"""Owners of promises: joining by a link, reminded in time, and never without one."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.clock.jobs import nudge_owners, tell_new_owners
from bot.involvement import invites, owners
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.involvement.people import grant, hashed
from bot.store import tables
from conversations.content import Decision
from conversations.events import CameBy, DecisionApproved, Event, MeErased, RoleTaken, Stopped
from conversations.loop_events import (
    CommitmentChanged,
    CommitmentMade,
    OwnerChanged,
    TaskRaised,
)
from conversations.promises import AllHandedOver, OwnerInvited, Professional
from tests.bot.delivery.hall import NOW, Hall, words

DUE = date(2027, 4, 6)
DAY = timedelta(days=1)
PROMISE, OTHER = 501, 502
TOKEN, SECOND = "a" * 22, "b" * 22
DECIDED = Decision(words("Buses are late."), words("We will ask for later buses."))


def morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


class Bench:
    """A consultation that was decided, its facilitator, and people who may own what is promised."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.owner, self.other, self.chair = (hall.members[one] for one in hall.seat(3))
        self.loop = hall.ask()
        (asked,) = hall.rows(tables.consultation, id=self.loop)
        self.facilitator = int(asked["asked_by"])
        with hall.database.transaction() as connection:
            connection.execute(tables.consultation.update().values(status="closed"))
        self.do(self.facilitator, DecisionApproved(self.loop, DECIDED))

    def do(self, who: int, *events: Event, now: datetime = NOW) -> None:
        with self.hall.database.transaction() as connection:
            perform(connection, [Happened(who, self.hall.network, one, now, 0) for one in events])

    def grant(self, who: int, role: str, label: str = "", group: int | None = None) -> None:
        """Let somebody hold a role by a link with that name."""
        with self.hall.database.transaction() as connection:
            link = tables.invite.insert().values(
                network_id=self.hall.network, token_hash=f"{who} {role}", label=label, role=role,
                used=1, uses_left=0,
            )  # fmt: skip
            number = connection.execute(link.returning(tables.invite.c.id)).scalar_one()
            grant(connection, who, role, group, NOW, number)

    def group(self, name: str) -> int:
        with self.hall.database.transaction() as connection:
            made = tables.group.insert().values(network_id=self.hall.network, name=name)
            return int(connection.execute(made.returning(tables.group.c.id)).scalar_one())

    def promise(self, number: int = PROMISE, owner: int | None = None, **more: Any) -> None:
        made = CommitmentMade(self.loop, number, words("A later bus."), owner, "the bus company",
                              **{"due_on": DUE, **more})  # fmt: skip
        self.do(self.facilitator, made)

    def invite(self, token: str = TOKEN, number: int = PROMISE, now: datetime = NOW) -> int:
        """Let the facilitator have made a link; gives its number."""
        self.do(self.facilitator, OwnerInvited(number, token, "the bus company"), now=now)
        (link,) = self.hall.rows(tables.invite, token_hash=hashed(token))
        return int(link["id"])

    def tick(self, now: datetime) -> int:
        with self.hall.database.transaction() as connection:
            return nudge_owners.run(connection, self.hall.room, now)

    def give(self, now: datetime) -> int:
        with self.hall.database.transaction() as connection:
            return tell_new_owners.run(connection, self.hall.room, now)

    def one(self, number: int = PROMISE) -> dict[str, Any]:
        (row,) = self.hall.rows(tables.commitment, id=number)
        return row

    def owners(self) -> list[int | None]:
        return [row["owner_id"] for row in self.hall.rows(tables.commitment)]

    def reminded(self) -> list[int]:
        """Give to whom reminders were written, in order."""
        return [row["member_id"] for row in self.hall.rows(tables.outbox, kind="nudge")]

    def tasks(self, kind: str = "unowned") -> Sequence[dict[str, Any]]:
        return self.hall.rows(tables.task, kind=kind)


@pytest.fixture
def bench(hall: Hall) -> Bench:
    return Bench(hall)


# --- joining by a link ----------------------------------------------------------------------------


def test_whoever_comes_by_the_link_of_a_promise_owns_it(bench: Bench) -> None:
    bench.promise()
    link = bench.invite()
    assert bench.one()["invite_id"] == link
    bench.do(bench.owner, CameBy(link))
    bench.do(bench.other, CameBy(link))
    one = bench.one()
    assert (one["owner_id"], one["owner_name"], one["invite_id"]) == (
        bench.owner, "the bus company", None
    )  # fmt: skip
    held = bench.hall.rows(tables.role, role="professional")
    assert [row["member_id"] for row in held] == [bench.owner]
    assert "invite.made" in [row["act"] for row in bench.hall.rows(tables.audit)]


def test_who_had_the_role_before_uses_the_link_up(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise()
    link = bench.invite()
    bench.do(bench.owner, CameBy(link))
    assert bench.one()["owner_id"] == bench.owner
    (used,) = bench.hall.rows(tables.invite, id=link)
    assert (used["used"], used["uses_left"]) == (1, 0)


def test_a_link_that_has_ended_makes_nobody_an_owner(bench: Bench) -> None:
    bench.grant(bench.other, "professional")
    bench.promise()
    link = bench.invite()
    late = NOW + owners.LINK_LIVES + DAY
    bench.do(bench.owner, CameBy(link), now=late)
    bench.do(bench.other, CameBy(link), now=late)
    assert bench.owners() == [None]


def test_a_new_link_ends_the_one_before_but_not_that_of_another_promise(bench: Bench) -> None:
    bench.promise()
    first = bench.invite()
    bench.promise(OTHER)
    with bench.hall.database.transaction() as connection:
        connection.execute(
            tables.commitment.update().where(tables.commitment.c.id == OTHER)
            .values(invite_id=first)
        )  # fmt: skip
    bench.invite(SECOND)
    (link,) = bench.hall.rows(tables.invite, id=first)
    assert link["revoked_at"] is None
    third = bench.invite("c" * 22)
    (link,) = bench.hall.rows(tables.invite, token_hash=hashed(SECOND))
    assert link["revoked_at"] is not None
    bench.do(bench.owner, CameBy(third))
    assert bench.owners() == [bench.owner, None]


def test_a_promise_that_somebody_owns_gets_no_link(bench: Bench) -> None:
    bench.promise(owner=bench.owner)
    bench.do(bench.facilitator, OwnerInvited(PROMISE, TOKEN, "the bus company"))
    assert not bench.hall.rows(tables.invite, token_hash=hashed(TOKEN))


# --- who can own, and handing over ----------------------------------------------------------------


def test_professionals_who_can_be_reached_can_own(bench: Bench) -> None:
    bench.grant(bench.owner, "professional", "Bus company")
    bench.grant(bench.other, "professional", "Lead nurse")
    bench.do(bench.other, Stopped())
    bench.promise(owner=bench.owner)
    bench.promise(OTHER, owner=bench.owner)
    with bench.hall.database.reading() as connection:
        found = owners.load(connection, bench.hall.network, PROMISE, None)
        nothing = owners.load(connection, bench.hall.network, 0, frozenset({4}))
    assert found.people == (Professional(bench.owner, "Bus company"),)
    assert (found.together, nothing.together) == (2, 0)


def test_everything_of_one_person_is_handed_over_in_one_step(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    for number in (PROMISE, OTHER):
        bench.promise(number, owner=bench.owner)
    bench.do(bench.owner, TaskRaised("not_mine", bench.loop, PROMISE, "The bus company's."))
    bench.do(bench.facilitator, AllHandedOver(PROMISE, bench.other, "the lead nurse"))
    assert bench.owners() == [bench.other, bench.other]
    assert bench.tasks("not_mine")[0]["done_by"] == bench.facilitator
    bench.do(bench.facilitator, AllHandedOver(PROMISE, None, "the bus company", TOKEN))
    assert bench.owners() == [None, None]
    link = invites.find
    with bench.hall.database.reading() as connection:
        number = link(connection, bench.hall.network, [TOKEN], NOW)[TOKEN]
    bench.do(bench.owner, CameBy(number))
    assert bench.owners() == [bench.owner, bench.owner]
    kept = bench.hall.rows(tables.commitment_change, commitment_id=OTHER)
    assert [row["what"] for row in kept] == ["made", "owner", "owner", "owner"]
    assert not any(row["material"] for row in kept[1:])


def test_nobody_hands_over_what_they_do_not_answer_for(bench: Bench) -> None:
    bench.promise(owner=bench.owner)
    bench.do(bench.other, AllHandedOver(PROMISE, bench.other, "me"))
    bench.grant(bench.other, "facilitator", group=bench.group("Lung"))
    with bench.hall.database.transaction() as connection:
        connection.execute(tables.member.update().values(joined_at=NOW))
    bench.do(bench.other, AllHandedOver(PROMISE, bench.other, "me"))
    assert bench.owners() == [bench.owner]
    bench.do(bench.facilitator, Stopped())
    bench.do(bench.other, AllHandedOver(PROMISE, bench.other, "me"))
    assert bench.owners() == [bench.other], "nobody facilitates the whole network any more"


# --- reminders ------------------------------------------------------------------------------------


def test_the_owner_is_reminded_three_times_and_then_the_chair(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.grant(bench.chair, "chair")
    bench.promise(owner=bench.owner)
    for days in range(-30, 60):
        bench.tick(morning(DUE + days * DAY))
        bench.tick(morning(DUE + days * DAY))
    assert bench.reminded() == [bench.owner] * 3 + [bench.chair]
    after = [row["due_at"].date() - DUE for row in bench.hall.rows(tables.outbox, kind="nudge")]
    assert [one.days for one in after] == [-7, 0, 7, 30]


def test_whoever_is_given_a_promise_by_somebody_else_is_told_so_once(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    assert (bench.give(NOW), bench.give(NOW)) == (1, 0)
    mended = CommitmentChanged(PROMISE, 1, words=words("A later bus"), mends=True)
    bench.do(bench.facilitator, mended)
    assert (bench.give(NOW), bench.give(NOW)) == (1, 0), "the first was taken back unsent"
    bench.do(bench.facilitator, OwnerChanged(PROMISE, 2, bench.other, "the lead nurse"))
    assert bench.give(NOW) == 1
    assert bench.reminded() == [bench.owner, bench.owner, bench.other]
    waits = bench.hall.rows(tables.outbox, kind="nudge", status="waiting")
    assert [row["member_id"] for row in waits] == [bench.other]
    assert "1 promise is with you now." in str(waits[0]["payload"])


def test_whoever_took_a_promise_themselves_knows_of_it(bench: Bench) -> None:
    bench.promise()
    bench.do(bench.owner, CameBy(bench.invite()))
    bench.promise(OTHER, owner=bench.facilitator)
    assert bench.give(NOW) == 0
    assert bench.give(NOW + 2 * DAY) == 0


def test_many_promises_of_one_owner_are_one_message(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    for number in range(PROMISE, PROMISE + 5):
        bench.promise(number, owner=bench.owner)
    assert (bench.give(NOW), bench.give(NOW)) == (1, 0)
    for days in range(-8, 9):
        bench.tick(morning(DUE + days * DAY))
    sent = bench.hall.rows(tables.outbox, kind="nudge")
    assert [row["member_id"] for row in sent] == [bench.owner] * 4
    assert "5 promises are with you now." in str(sent[0]["payload"])
    listed = [str(row["payload"]["params"]["text"]).count("A later bus.") for row in sent]
    assert listed == [5, 5, 5, 5]


def test_only_the_latest_reminder_goes_after_a_long_pause(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    bench.tick(morning(DUE + 8 * DAY))
    assert bench.reminded() == [bench.owner]
    assert bench.one()["nudged"] == 3


def test_what_was_promised_within_its_last_week_is_not_reminded_of_at_once(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner, due_on=NOW.date() + 5 * DAY)
    bench.tick(NOW)
    assert not bench.reminded()
    bench.tick(NOW + 5 * DAY)
    assert bench.reminded() == [bench.owner]


def test_who_moves_a_date_to_within_a_week_is_not_reminded_of_it_at_once(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    bench.tick(morning(DUE))
    moved = CommitmentChanged(PROMISE, 1, due_on=DUE + 5 * DAY, said=words("No driver."))
    bench.do(bench.owner, moved, now=morning(DUE))
    before = len(bench.reminded())
    bench.tick(morning(DUE))
    assert len(bench.reminded()) == before
    bench.tick(morning(DUE + 5 * DAY))
    assert len(bench.reminded()) == before + 1


def test_a_new_date_begins_anew_and_takes_back_what_waits(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    bench.tick(morning(DUE - 7 * DAY))
    moved = CommitmentChanged(PROMISE, 1, due_on=DUE + 60 * DAY, said=words("No driver."))
    bench.do(bench.owner, moved)
    (first,) = bench.hall.rows(tables.outbox, kind="nudge")
    assert first["status"] == "cancelled"
    bench.tick(morning(DUE))
    assert len(bench.reminded()) == 1
    bench.tick(morning(DUE + 53 * DAY))
    assert len(bench.reminded()) == 2


def test_of_what_has_ended_nobody_is_reminded(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    bench.do(bench.owner, CommitmentChanged(PROMISE, 1, "done", said=words("It runs.")))
    bench.tick(morning(DUE + 40 * DAY))
    assert not bench.reminded()


def test_while_nobody_joined_a_facilitator_is_asked(bench: Bench) -> None:
    bench.promise()
    bench.invite(now=morning(DUE - 8 * DAY))
    bench.tick(morning(DUE - 8 * DAY))
    assert not bench.tasks()
    bench.tick(morning(DUE - 7 * DAY))
    assert [row["about"] for row in bench.tasks()] == [PROMISE]
    assert not bench.reminded()


def test_a_month_late_nobody_who_joined_the_chair_still_hears_of_it(bench: Bench) -> None:
    bench.grant(bench.chair, "chair")
    bench.promise()
    bench.invite(now=morning(DUE + 29 * DAY))
    bench.tick(morning(DUE + 30 * DAY))
    assert bench.reminded() == [bench.chair]


# --- never without an owner -----------------------------------------------------------------------


def _stops(bench: Bench) -> None:
    bench.do(bench.owner, Stopped())


def _blocks(bench: Bench) -> None:
    a = tables.address
    with bench.hall.database.transaction() as connection:
        gone = a.update().where(a.c.member_id == bench.owner)
        connection.execute(gone.values(unreachable_since=NOW))


def _is_erased(bench: Bench) -> None:
    bench.do(bench.owner, MeErased())


def _loses_the_role(bench: Bench) -> None:
    held = bench.hall.rows(tables.role, member_id=bench.owner)
    bench.do(bench.facilitator, *(RoleTaken(row["id"]) for row in held))


def test_who_opened_the_link_and_never_joined_owns_nothing(bench: Bench) -> None:
    bench.promise()
    bench.do(bench.owner, CameBy(bench.invite()))
    with bench.hall.database.transaction() as connection:
        mine = tables.member.c.id == bench.owner
        connection.execute(
            tables.member.update().where(mine).values(joined_at=None, created_at=NOW)
        )
    assert bench.tick(NOW + DAY) == 0
    assert bench.owners() == [bench.owner]
    assert bench.tick(NOW + 15 * DAY) == 1
    assert bench.owners() == [bench.facilitator]


def test_nobody_is_reminded_before_they_joined(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    with bench.hall.database.transaction() as connection:
        mine = tables.member.c.id == bench.owner
        early = {"joined_at": None, "created_at": morning(DUE - 8 * DAY)}
        connection.execute(tables.member.update().where(mine).values(**early))
    bench.tick(morning(DUE - 7 * DAY))
    assert not bench.reminded()
    assert [row["about"] for row in bench.tasks()] == [PROMISE]


@pytest.mark.parametrize("leaves", [_stops, _blocks, _is_erased, _loses_the_role])
def test_what_somebody_leaves_goes_to_whoever_approved_it(bench: Bench, leaves: Any) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    assert bench.tick(NOW) == 0
    leaves(bench)
    assert bench.tick(NOW) == 1
    assert bench.tick(NOW) == 0
    one = bench.one()
    assert (one["owner_id"], one["owner_name"]) == (bench.facilitator, "the bus company")
    (task,) = bench.tasks()
    assert (task["loop_id"], task["about"], task["done_at"]) == (bench.loop, PROMISE, None)
    bench.do(bench.facilitator, OwnerChanged(PROMISE, one["version"], bench.other, "the nurse"))
    assert bench.tasks()[0]["done_at"] == NOW


def test_a_link_that_nobody_opened_in_time_leads_to_a_facilitator(bench: Bench) -> None:
    bench.promise()
    bench.invite()
    assert bench.tick(NOW + DAY) == 0
    bench.tick(NOW + owners.LINK_LIVES + DAY)
    assert bench.owners() == [bench.facilitator]
    assert len(bench.tasks()) == 1


def test_of_what_has_ended_nobody_has_to_say_whose_it_is(bench: Bench) -> None:
    bench.promise()
    bench.tick(NOW)
    version = bench.one()["version"]
    bench.do(bench.facilitator, CommitmentChanged(PROMISE, version, "partly", said=words("Some.")))
    assert [task["done_at"] for task in bench.tasks()] == [NOW]


def test_where_who_approved_is_gone_another_facilitator_gets_it(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.grant(bench.other, "facilitator", group=bench.group("Lung"))
    bench.promise(owner=bench.owner)
    _stops(bench)
    bench.do(bench.facilitator, Stopped())
    bench.tick(NOW)
    assert bench.owners() == [bench.other]


def test_where_nobody_facilitates_it_waits(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    _stops(bench)
    bench.do(bench.facilitator, Stopped())
    assert bench.tick(NOW) == 0
    assert bench.owners() == [bench.owner]
    assert len(bench.tasks()) == 1


def test_reminders_of_who_left_are_not_sent(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    bench.tick(morning(DUE - 7 * DAY))
    _loses_the_role(bench)
    bench.tick(morning(DUE - 7 * DAY))
    reminders = bench.hall.rows(tables.outbox, kind="nudge")
    assert [row["status"] for row in reminders] == ["cancelled"]


def test_the_last_act_says_that_it_was_nobodys_turn(bench: Bench) -> None:
    bench.grant(bench.owner, "professional")
    bench.promise(owner=bench.owner)
    _stops(bench)
    bench.tick(NOW)
    with bench.hall.database.reading() as connection:
        last = connection.execute(
            sa.select(tables.audit.c.act, tables.audit.c.actor_id)
            .order_by(tables.audit.c.id.desc())
            .limit(1)
        ).one()
    assert tuple(last) == ("commitment.handed_over", None)

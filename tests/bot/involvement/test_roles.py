"""Roles and links: what one reaches, what ends with it, and what is on record of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.involvement import (
    audiences,
    desk,
    drafts,
    invites,
    people,
    record,
    roles,
    rota,
    setup,
)
from bot.involvement.effects import perform
from bot.involvement.facts import Asker, Shelf, load_facts
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from bot.store.sql import insert_missing
from conversations.content import Audience
from conversations.draft import Draft
from conversations.events import Approved, CameBy, DraftStarted, RoleTaken
from conversations.facts import Person, TheDesk, TheDraft, TheLedger, TheRoles
from tests.bot.delivery.hall import NOW, Hall
from tests.conversations.facilitator import WHOLE

LATER = NOW + timedelta(days=1)


class Office:
    """A hall with two groups, and people who come by links that give them a role."""

    def __init__(self, database: Database) -> None:
        self.hall = Hall(database)
        self.database, self.network = database, self.hall.network
        with database.transaction() as connection:
            self.lung = setup.ensure_group(connection, self.network, "Lung")
            self.breast = setup.ensure_group(connection, self.network, "Breast")

    def link(self, role: str | None = None, group: int | None = None, **more: Any) -> int:
        with self.database.transaction() as connection:
            token = invites.create(
                connection, self.network, role or "Poster", role=role, group=group, now=NOW, **more
            )
            return invites.find(connection, self.network, [token], NOW)[token]

    def comes(self, link: int, who: int, *, at: Any = NOW) -> None:
        self.happens(who, CameBy(link), at)

    def happens(self, who: int, event: Any, at: Any = NOW) -> None:
        with self.database.transaction() as connection:
            perform(connection, [Happened(who, self.network, event, at, 0)])

    def somebody(self, role: str | None = None, group: int | None = None) -> int:
        """Seat a person; with a role, let them have come by a link that gives it."""
        (address,) = self.hall.seat(1)
        who = self.hall.members[address]
        if role:
            self.comes(self.link(role, group), who)
        return who

    def person(self, who: int) -> Person:
        (address,) = [one for one, member in self.hall.members.items() if member == who]
        place = (self.hall.account, address)
        with self.database.transaction() as connection:
            return people.meet(connection, {place: None}, NOW)[place].person

    def consults(self, by: int, *groups: int, number: int) -> int:
        content = _asking(groups)
        self.happens(by, DraftStarted(number, content))
        self.happens(by, Approved(number, 1))
        return number

    def finds(self, who: int, *needs: Any) -> list[Any]:
        asker = Asker(self.person(who), self.network)
        shelf = Shelf(self.hall.room.shelf.contents)
        with self.database.reading() as connection:
            found = load_facts(connection, [(asker, need) for need in needs], shelf, NOW)
        return [found.get((who, need)) for need in needs]

    def takes(self, *held: int, by: int | None = None) -> int:
        with self.database.transaction() as connection:
            return roles.take(connection, self.network, held, LATER, by=by)

    def held(self) -> list[roles.Held]:
        with self.database.reading() as connection:
            return roles.held(connection, self.network)

    def acts(self) -> list[tuple[str, int | None, dict[str, Any]]]:
        with self.database.reading() as connection:
            assert record.verify(connection, self.network).broken is None
            lines = record.latest(connection, self.network, 100)
        return [(line.act, line.actor, line.detail) for _, line in lines]


ALL = replace(WHOLE, closes_on=date(2027, 3, 16), hear_back_on=date(2027, 4, 2))


def _asking(groups: tuple[int, ...]) -> Draft:
    return replace(ALL, audience=Audience(groups=groups))


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


# --- how far a role reaches -----------------------------------------------------------------------


def test_a_role_in_a_group_and_one_in_the_network_are_told_apart(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.lung)
    assert office.person(lead).groups_as("facilitator") is None
    assert office.person(panel).groups_as("facilitator") == frozenset({office.lung})
    assert office.person(panel).groups_as("scribe") == frozenset()
    office.comes(office.link("facilitator"), panel)
    assert office.person(panel).groups_as("facilitator") is None


def test_a_facilitator_of_one_group_finds_only_what_asks_that_group(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.lung)
    mine = office.consults(lead, office.lung, number=11)
    others = [office.consults(lead, number=12), office.consults(lead, office.breast, number=13)]
    both = office.consults(lead, office.lung, office.breast, number=14)
    office.happens(lead, DraftStarted(21, _asking((office.lung,))))
    office.happens(lead, DraftStarted(22, _asking((office.breast,))))

    needs = [*(TheLedger(one) for one in (mine, *others, both)), TheDraft(21), TheDraft(22)]
    assert [found is not None for found in office.finds(panel, *needs)] == [
        True, False, False, False, True, False,
    ]  # fmt: skip
    assert all(found is not None for found in office.finds(lead, *needs))
    (shown,) = office.finds(panel, TheDesk())
    assert [item.id for item in shown.items] == [21, mine]
    assert [one.name for one in shown.groups] == ["Lung"]
    assert shown.last_ask.audience == Audience(groups=(office.lung,))
    (everything,) = office.finds(lead, TheDesk())
    assert len(everything.items) == 6
    assert len(everything.groups) == 2


def test_a_facilitator_of_a_group_that_nothing_asks_has_an_empty_desk(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.breast)
    office.consults(lead, office.lung, number=11)
    (shown,) = office.finds(panel, TheDesk())
    assert (shown.items, shown.last_ask) == ((), None)


def test_who_facilitates_a_consultation_are_those_whose_role_reaches_it(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.lung)
    office.somebody("facilitator", office.breast)
    office.somebody("scribe")
    office.consults(panel, office.lung, number=11)
    office.consults(panel, number=12)
    with office.database.reading() as connection:
        assert roles.facilitators_of(connection, 11) == (panel, [lead, panel])
        assert roles.facilitators_of(connection, 12) == (None, [lead])


def test_only_who_facilitates_what_is_asked_is_left_out_of_it(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.lung)
    member = office.somebody()
    office.consults(lead, number=11)
    office.consults(lead, office.lung, number=12)
    with office.database.transaction() as connection:
        belongs = [{"group_id": office.lung, "member_id": who} for who in (lead, member)]
        insert_missing(connection, tables.membership, belongs)
        for number in (11, 12):
            audiences.ask_everyone(connection, number, NOW)
        p = tables.participation.c
        asked = {
            number: set(
                connection.execute(
                    sa.select(p.member_id).where(p.consultation_id == number)
                ).scalars()
            )
            for number in (11, 12)
        }
    assert asked == {11: {panel, member}, 12: {member}}


def test_nobody_reads_for_the_whole_network_with_a_role_in_one_group(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.lung)
    for who in (lead, panel):
        _on_duty(office, who)
    with office.database.reading() as connection:
        (duty,) = rota.load(connection, [office.network])[office.network].places
    assert duty.member == lead
    assert office.person(lead).may_read
    assert not office.person(panel).may_read


# --- taking one away ------------------------------------------------------------------------------


def test_a_role_that_is_taken_away_ends_at_once_and_is_on_record(office: Office) -> None:
    lead, panel = office.somebody("facilitator"), office.somebody("facilitator", office.lung)
    office.consults(panel, office.lung, number=11)
    (given,) = [one.id for one in office.held() if one.member == panel]
    office.happens(lead, RoleTaken(given), LATER)

    assert office.person(panel).roles == frozenset()
    assert office.finds(panel, TheLedger(11), TheDesk()) == [None, None]
    with office.database.reading() as connection:
        assert roles.facilitators_of(connection, 11) == (None, [lead])
    assert office.acts()[-1] == (
        "role.taken", lead, {"member": panel, "role": "facilitator", "group": office.lung},
    )  # fmt: skip


def test_a_role_that_is_not_held_or_is_another_networks_is_not_taken(office: Office) -> None:
    lead = office.somebody("facilitator")
    (given,) = office.held()
    with office.database.transaction() as connection:
        other = setup.ensure_network(connection, "south", "South", NOW)
        assert roles.take(connection, other, [given.id], LATER) == 0
    before = office.acts()
    assert office.takes(given.id + 1) == 0
    assert office.person(lead).facilitates
    assert office.acts() == before
    assert office.takes(given.id) == 1
    assert office.takes(given.id) == 0


def test_whoever_loses_the_last_role_leaves_the_rota_and_hears_no_more_of_it(
    office: Office,
) -> None:
    lead, both = office.somebody("facilitator"), office.somebody("facilitator")
    office.comes(office.link("scribe"), both)
    for who in (lead, both):
        _on_duty(office, who)
        for kind in ("nag", "flag", "notice"):
            _waits(office, who, kind)
    office.takes(*(one.id for one in office.held() if one.role == "facilitator"))

    with office.database.reading() as connection:
        assert connection.execute(sa.select(tables.reader.c.member_id)).scalars().all() == [both]
        waiting = connection.execute(
            sa.select(tables.outbox.c.member_id, tables.outbox.c.kind).where(
                tables.outbox.c.status == "waiting"
            )
        ).all()
    assert {tuple(one) for one in waiting} == {
        (lead, "notice"), (both, "notice"), (both, "flag"),
    }  # fmt: skip


def _on_duty(office: Office, who: int) -> None:
    row = {"network_id": office.network, "member_id": who, "weekdays": 31, "from_hour": 9,
           "until_hour": 17, "since": NOW}  # fmt: skip
    with office.database.transaction() as connection:
        connection.execute(tables.reader.insert().values(**row))


def _waits(office: Office, who: int, kind: str) -> None:
    with office.database.transaction() as connection:
        address = sa.select(tables.address.c.id).where(tables.address.c.member_id == who)
        connection.execute(
            tables.outbox.insert().values(
                channel_account_id=office.hall.account, lane="bulk", kind=kind, subject=11,
                address_id=connection.execute(address).scalar_one(), member_id=who, tries=0,
                dedupe_key=f"{kind}:{who}", payload={}, due_at=LATER, created_at=NOW, edits=False,
            )
        )  # fmt: skip


def test_only_who_may_take_roles_away_is_shown_them(office: Office) -> None:
    operator, panel = office.somebody("operator"), office.somebody("facilitator", office.lung)
    member = office.somebody()
    (shown,) = office.finds(operator, TheRoles())
    assert [(one.role, one.group, one.link, one.mine) for one in shown] == [
        ("facilitator", "Lung", "facilitator", False), ("operator", None, "operator", True),
    ]  # fmt: skip
    assert office.finds(panel, TheRoles()) == [None]
    assert office.finds(member, TheRoles()) == [None]


# --- links ----------------------------------------------------------------------------------------


def test_a_role_that_a_link_gave_is_on_record_with_the_link(office: Office) -> None:
    link = office.link("facilitator", office.lung, uses=1, expires_at=LATER)
    who = office.somebody()
    office.comes(link, who)
    (made, given) = office.acts()
    assert made == (
        "invite.made", None,
        {"role": "facilitator", "group": office.lung, "uses": 1, "until": LATER.isoformat()},
    )  # fmt: skip
    assert given == (
        "role.given", who, {"role": "facilitator", "group": office.lung, "link": link},
    )  # fmt: skip
    assert office.held()[0].link == "facilitator"


def test_a_link_gives_the_same_role_once_and_a_wider_one_besides(office: Office) -> None:
    who = office.somebody("facilitator", office.lung)
    office.comes(office.link("facilitator", office.lung), who)
    assert len(office.held()) == 1
    office.comes(office.link("facilitator"), who)
    assert len(office.held()) == 2
    office.comes(office.link("facilitator", office.breast), who)
    assert len(office.held()) == 2


def test_a_revoked_link_gives_nothing_even_to_who_opened_it_before(office: Office) -> None:
    link, who = office.link("facilitator"), office.somebody()
    with office.database.transaction() as connection:
        assert invites.revoke(connection, office.network, link, NOW)
        assert not invites.revoke(connection, office.network, link, NOW)
    office.comes(link, who)
    assert office.held() == []
    assert [act for act, *_ in office.acts()] == ["invite.made", "invite.revoked"]


def test_a_link_of_another_network_is_not_revoked(office: Office) -> None:
    link = office.link("facilitator")
    with office.database.transaction() as connection:
        other = setup.ensure_network(connection, "south", "South", NOW)
        assert not invites.revoke(connection, other, link, NOW)
        assert invites.links(connection, other, NOW) == []


def test_each_link_says_whether_it_still_works(office: Office) -> None:
    office.link()
    office.link("scribe", office.lung, uses=1)
    used = office.link("facilitator", uses=1)
    office.comes(used, office.somebody())
    office.link("facilitator", expires_at=NOW + timedelta(hours=1))
    revoked = office.link("operator")
    with office.database.transaction() as connection:
        invites.revoke(connection, office.network, revoked, NOW)
        found = invites.links(connection, office.network, LATER)
    assert [(one.role, one.group, one.used, one.uses_left, one.state) for one in found] == [
        (None, None, 0, None, "open"), ("scribe", "Lung", 0, 1, "open"),
        ("facilitator", None, 1, 0, "used up"), ("facilitator", None, 0, None, "expired"),
        ("operator", None, 0, None, "revoked"),
    ]  # fmt: skip


def test_the_roles_that_a_link_gave_can_be_found(office: Office) -> None:
    link = office.link("facilitator", uses=3)
    for _ in range(2):
        office.comes(link, office.somebody())
    office.somebody("facilitator")
    with office.database.reading() as connection:
        given = roles.given_by(connection, link)
    assert len(given) == 2
    office.takes(*given)
    assert len(office.held()) == 1


def test_a_desk_without_a_limit_is_the_whole_networks(office: Office) -> None:
    lead = office.somebody("facilitator")
    office.consults(lead, office.lung, number=11)
    with office.database.reading() as connection:
        assert len(desk.load(connection, office.network).items) == 1
        assert drafts.load(connection, {11}) == {}

"""Two networks with two bots in one program cannot see each other."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.telegram.codec import write_data
from bot.demo.stage import Stage
from bot.involvement import invites, setup
from bot.store import tables
from bot.store.database import Database
from conversations.content import Audience
from conversations.screen import Act
from tests.journeys.consultations import (
    Seat,
    a_draft,
    answers,
    button,
    consult,
    keep_draft,
    news,
    rows,
    seat,
    what_counts,
)


@dataclass(frozen=True)
class Side:
    """One network on the stage: its account, two people, a draft and a consultation."""

    account: int
    facilitator: Seat
    patient: Seat
    draft: int
    asked: int


def _lakeside(stage: Stage) -> None:
    stage.add_network("lakeside", "Lakeside Cancer Network")


@pytest.fixture
async def two(sqlite_database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with two networks."""
    async with Stage(sqlite_database, tmp_path / "media", prepare=_lakeside) as stage:
        yield stage


async def both_sides(stage: Stage) -> tuple[Side, Side]:
    """Let each network have asked its patient, who has answered the first question."""
    here, there = [_side(stage, account) for account in stage.networks]
    await stage.settle()
    for side in (here, there):
        await stage.say(side.patient.phone, "Start", "By bus")
    return here, there


def _side(stage: Stage, account: int) -> Side:
    name = stage.bots[account].name
    facilitator = seat(stage, f"facilitator, {name}", facilitates=True, account=account)
    patient = seat(stage, f"patient, {name}", account=account)
    draft = keep_draft(stage, facilitator, a_draft(stage, f"Draft of {name}"))
    asked = consult(stage, facilitator, a_draft(stage, f"Question of {name}"))
    return Side(account, facilitator, patient, draft, asked)


async def test_an_ask_reaches_the_members_of_its_own_network_only(two: Stage) -> None:
    here, there = await both_sides(two)

    for mine, other in ((here, there), (there, here)):
        shown = "\n".join(one.text for one in mine.patient.phone.messages)
        assert f"Question of {two.bots[mine.account].name}" in shown
        assert f"Question of {two.bots[other.account].name}" not in shown
        asked = rows(two, tables.participation, consultation_id=mine.asked)
        assert {row["member_id"] for row in asked} == {mine.patient.member}
        assert answers(two, mine.asked, mine.patient) == {1: [2]}


async def test_desk_home_and_starting_points_show_only_what_is_theirs(two: Stage) -> None:
    here, there = await both_sides(two)

    for mine, other in ((here, there), (there, here)):
        own, strange = two.bots[mine.account].name, two.bots[other.account].name
        for command in ("/home", "/ask"):
            await two.say(mine.facilitator.phone, command)
            assert f"Draft of {own}" in news(mine.facilitator.phone)
            assert strange not in news(mine.facilitator.phone)
        await two.say(mine.patient.phone, "/home", "My answers")
        assert f"Question of {own}" in news(mine.patient.phone)
        assert strange not in news(mine.patient.phone)


VERBS = ("c.open", "c.overview", "c.group", "c.pause", "c.cancel", "c.cancelled", "d.open",
         "d.close", "d.closing", "d.results", "d.read", "d.write", "d.send", "d.keep", "h.again",
         "h.rate", "a.ask", "a.start", "a.choose", "a.mine", "a.skip", "a.no")  # fmt: skip


@pytest.mark.parametrize("what", ["draft", "asked"])
async def test_a_facilitators_callbacks_with_the_other_networks_numbers_do_nothing(
    two: Stage, what: str
) -> None:
    here, there = await both_sides(two)
    phone, strange = here.facilitator.phone, getattr(there, what)
    await two.say(phone, "/home")
    message, _ = button(phone, "1")
    before = what_counts(two)
    audit = before.pop("audit")

    for verb in VERBS:
        for ids in ((strange,), (strange, 1), (strange, 1, 1), (0, strange, 1)):
            phone.tap_data(message, write_data(Act(verb, ids), here.facilitator.member))
            await two.settle()
            shown = news(phone)
            assert "Lakeside" not in shown.replace("Question of Riverside", ""), verb
            after = what_counts(two)
            after.pop("audit")
            assert after == before, verb
    assert all(row["subject"] != strange for row in rows(two, tables.audit)[len(audit) :])
    assert not rows(two, tables.inbox, status="poison")


async def test_a_members_callbacks_with_the_other_networks_numbers_do_nothing(two: Stage) -> None:
    here, there = await both_sides(two)
    phone = here.patient.phone
    await two.say(phone, "/home")
    message, _ = button(phone, "My answers")
    before = what_counts(two)

    for verb in (*VERBS, "w.pick"):
        for ids in ((there.asked,), (there.asked, 1), (there.asked, 1, 1), (0, there.asked)):
            phone.tap_data(message, write_data(Act(verb, ids), here.patient.member))
            await two.settle()
            assert "Lakeside" not in news(phone), verb
            assert what_counts(two) == before, verb
    assert answers(two, there.asked, there.patient) == {1: [2]}


async def test_a_person_in_two_networks_is_two_members_and_stops_one(two: Stage) -> None:
    here, there = await both_sides(two)
    phone = here.patient.phone
    phone.open(two.bots[there.account])
    await two.settle()
    await two.say(phone, "English", "Join", "All at once", "I agree to all five", "Yes")
    await two.say(phone, "Skip", "Skip", "Skip", "Skip")
    assert "That is all. You have joined." in news(phone)

    await two.say(phone, "stop")

    mine = rows(two, tables.address, external_id=str(phone.id))
    people = {row["channel_account_id"]: row["member_id"] for row in mine}
    assert len(set(people.values())) == 2
    stopped = {
        account: rows(two, tables.member, id=member)[0]["stopped_at"] is not None
        for account, member in people.items()
    }
    assert stopped == {here.account: False, there.account: True}


async def test_a_link_of_one_network_means_nothing_to_the_other(two: Stage) -> None:
    here, there = [_side(two, account) for account in two.networks]
    with two.database.transaction() as connection:
        token = invites.create(
            connection, two.networks[there.account], "Facilitators", role="facilitator"
        )
    before = rows(two, tables.role)

    here.patient.phone.open(two.bots[here.account], token)
    await two.settle()

    assert "This link is not valid, or no longer." in news(here.patient.phone)
    assert rows(two, tables.role) == before
    assert rows(two, tables.invite)[0]["used"] == 0


async def test_a_button_of_one_bot_means_nothing_to_the_other(two: Stage) -> None:
    here, there = await both_sides(two)
    phone = here.patient.phone
    phone.open(two.bots[there.account])
    await two.settle()
    message = phone.messages[-1].message_id
    before = what_counts(two)

    for who in (here.patient.member, there.patient.member):
        phone.tap_data(message, write_data(Act("a.choose", (here.asked, 1, 1)), who))
        await two.settle()

    assert what_counts(two) == before


async def test_a_group_of_the_other_network_picks_nobody(two: Stage) -> None:
    here, there = await both_sides(two)
    with two.database.transaction() as connection:
        group = setup.ensure_group(connection, two.networks[there.account], "Panel")
        belongs = {"group_id": group, "member_id": there.patient.member}
        connection.execute(tables.membership.insert().values(**belongs))

    number = consult(two, here.facilitator, a_draft(two, audience=Audience(groups=(group,))))
    await two.settle()

    assert not rows(two, tables.participation, consultation_id=number)

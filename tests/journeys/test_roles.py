"""Roles through the chat: in one group, in the network, given by a link, and taken away at once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.channels.telegram.codec import write_data
from bot.demo.stage import Stage
from bot.involvement import invites, people, record, setup
from bot.sandbox.people import Phone
from bot.store import tables
from bot.store.database import Database
from bot.store.sql import insert_missing
from conversations.content import Audience
from conversations.screen import Act
from tests.journeys.consultations import (
    Seat,
    a_draft,
    consult,
    keep_draft,
    news,
    plain,
    rows,
    seat,
    what_counts,
)

OF_LUNG, OF_ALL = "Lung clinics", "Evening chemotherapy"


@pytest.fixture
async def stage(database: Database, tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on each database."""
    async with Stage(database, tmp_path / "media") as stage:
        yield stage


def group(stage: Stage, name: str, *members: Seat) -> int:
    with stage.database.transaction() as connection:
        number = setup.ensure_group(connection, stage.network, name)
        belongs = [{"group_id": number, "member_id": one.member} for one in members]
        insert_missing(connection, tables.membership, belongs)
    return number


def grant(stage: Stage, who: Seat, role: str, within: int | None = None) -> int:
    with stage.database.transaction() as connection:
        return people.grant(connection, who.member, role, within, stage.clock.now())


def acts(stage: Stage) -> list[str]:
    """Give what is on record, which is whole."""
    with stage.database.reading() as connection:
        assert record.verify(connection, stage.network).broken is None
        return [line.act for _, line in record.latest(connection, stage.network, 99)]


async def forge(stage: Stage, phone: Phone, who: Seat, verb: str, *ids: int) -> str:
    """Tap a button that the bot never showed to this person; gives what is said to that."""
    last = [message for message in phone.messages if message.from_bot][-1]
    phone.tap_data(last.message_id, write_data(Act(verb, ids), who.member))
    await stage.settle()
    return news(phone)


# --- in one group ---------------------------------------------------------------------------------


async def test_a_facilitator_of_one_group_asks_that_group_and_sees_nothing_of_the_others(
    stage: Stage,
) -> None:
    lead, panel = seat(stage, "lead", facilitates=True), seat(stage, "lung facilitator")
    inside, outside = seat(stage, "has lung cancer"), seat(stage, "has another cancer")
    lung = group(stage, "Lung", inside)
    grant(stage, panel, "facilitator", lung)
    kinds = Audience(kinds=("in_treatment",))
    other = consult(stage, lead, a_draft(stage, OF_ALL, audience=kinds))
    draft = keep_draft(stage, lead, a_draft(stage, "Somebody else's draft"))
    await stage.settle()

    await stage.say(panel.phone, "/home")
    assert OF_ALL not in " ".join(panel.phone.labels)
    assert "Somebody else's draft" not in " ".join(panel.phone.labels)
    before = what_counts(stage)
    for verb, number in (("d.open", other), ("d.close", other), ("c.cancelled", other),
                         ("d.read", other), ("c.open", draft), ("role.take", 1)):  # fmt: skip
        assert "I cannot use that button any more." in await forge(
            stage, panel.phone, panel, verb, number
        )
    await stage.say(panel.phone, "/roles")
    assert "Only some people here can use that command." in news(panel.phone)
    assert what_counts(stage) == before

    mine = consult(stage, panel, a_draft(stage, OF_LUNG, audience=Audience(groups=(lung,))))
    await stage.settle()
    assert OF_LUNG in news(inside.phone)
    assert OF_LUNG not in "".join(plain(one.text) for one in outside.phone.messages)
    await stage.say(panel.phone, "/home", f"Under way: {OF_LUNG}", "Close now", "Yes, close it")
    assert rows(stage, tables.consultation, id=mine)[0]["status"] == "closed"
    told = "".join(plain(one.text) for one in panel.phone.messages)
    assert OF_LUNG in told
    assert OF_ALL not in told


# --- taken away -----------------------------------------------------------------------------------


async def test_a_role_is_taken_away_in_the_chat_and_nothing_begun_goes_on(stage: Stage) -> None:
    lead, other = seat(stage, "lead", facilitates=True), seat(stage, "another", facilitates=True)
    seat(stage, "patient in treatment")
    number = consult(stage, other, a_draft(stage))
    await stage.settle()
    await stage.say(other.phone, "/ask")
    await stage.say(other.phone, "How did you get home?")
    drafts = rows(stage, tables.draft)

    await stage.say(lead.phone, "/roles", "1")
    assert "Shall I take it away now?" in news(lead.phone)
    await stage.say(lead.phone, "Yes, take it away")
    assert "The role is taken away." in news(lead.phone)

    await stage.say(other.phone, "One choice")
    assert "Only facilitators can ask members." in news(other.phone)
    await stage.say(other.phone, "/ask")
    assert "Only facilitators can ask members." in news(other.phone)
    assert "cannot use that button" in await forge(stage, other.phone, other, "d.close", number)
    assert rows(stage, tables.draft) == drafts
    assert rows(stage, tables.consultation, id=number)[0]["status"] == "open"
    assert acts(stage)[-1] == "role.taken"

    before = len(other.phone.messages)
    await stage.move(by=timedelta(days=16))
    assert len(other.phone.messages) == before, "whoever lost the role hears no more of it"
    assert any("closed" in plain(one.text) for one in lead.phone.messages)


async def test_the_last_facilitator_cannot_leave_everybody_without_one(stage: Stage) -> None:
    lead = seat(stage, "lead", facilitates=True)
    await stage.say(lead.phone, "/roles", "1", "Yes, take it away")
    assert "First invite somebody else to it." in news(lead.phone)
    assert rows(stage, tables.role)[0]["revoked_at"] is None


async def test_an_operator_takes_roles_away_and_asks_nobody_anything(stage: Stage) -> None:
    lead, operator = seat(stage, "lead", facilitates=True), seat(stage, "operator")
    grant(stage, operator, "operator")
    await stage.say(operator.phone, "/ask")
    assert "Only facilitators can ask members." in news(operator.phone)
    await stage.say(operator.phone, "/roles", "Facilitator", "Yes, take it away")
    assert "The role is taken away." in news(operator.phone)
    await stage.say(lead.phone, "/ask")
    assert "Only facilitators can ask members." in news(lead.phone)


# --- given by a link ------------------------------------------------------------------------------


async def test_a_link_that_was_revoked_gives_no_role(stage: Stage) -> None:
    token = stage.invite("Lead nurse", role="facilitator", uses=5)
    early, late = seat(stage, "early"), seat(stage, "late")
    early.phone.open(stage.bot, token)
    await stage.settle()
    link = rows(stage, tables.invite)[0]["id"]
    with stage.database.transaction() as connection:
        assert invites.revoke(connection, stage.network, link, stage.clock.now())
    late.phone.open(stage.bot, token)
    await stage.settle()
    assert "This link is not valid, or no longer." in news(late.phone)
    assert [row["member_id"] for row in rows(stage, tables.role)] == [early.member]
    assert acts(stage) == ["role.given", "invite.revoked"]


async def test_whoever_lost_a_role_does_not_get_it_back_by_the_same_link(stage: Stage) -> None:
    lead = seat(stage, "lead", facilitates=True)
    token = stage.invite("Volunteers", role="facilitator", uses=5)
    other = seat(stage, "volunteer")
    other.phone.open(stage.bot, token)
    await stage.settle()
    await stage.say(lead.phone, "/roles", "Facilitator: Volunteers", "Yes, take it away")

    other.phone.open(stage.bot, token)
    await stage.settle()
    assert "This link is not valid, or no longer." in news(other.phone)
    await stage.say(other.phone, "/ask")
    assert "Only facilitators can ask members." in news(other.phone)
    assert rows(stage, tables.invite)[0]["uses_left"] == 4
    other.phone.open(stage.bot, stage.invite("Once more", role="facilitator", uses=1))
    await stage.settle()
    await stage.say(other.phone, "/ask")
    assert "What would you like to ask?" in news(other.phone)


async def test_who_comes_by_a_link_with_a_group_facilitates_that_group_only(stage: Stage) -> None:
    lung = group(stage, "Lung")
    token = stage.invite("Lung lead", role="facilitator", group=lung, uses=1)
    panel = seat(stage, "lung facilitator")
    panel.phone.open(stage.bot, token)
    await stage.settle()
    await stage.say(panel.phone, "/ask", "How did you get home?")
    with stage.database.reading() as connection:
        content = connection.execute(sa.select(tables.draft.c.content)).scalar_one()
    assert content["audience"]["groups"] == [lung]

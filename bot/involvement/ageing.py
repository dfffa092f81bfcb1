"""What counts as old in each table, and how it goes: the parts of `retention.RULES`.

Each condition is about one network and a moment: only what was over before it is old.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.erasing import erase_files, forget
from bot.involvement.erasing_people import erase_people
from bot.store.sql import among
from bot.store.tables import (
    address,
    answer,
    channel_account,
    consultation,
    consultation_version,
    contributor,
    conversation_state,
    draft,
    evidence,
    flag,
    group,
    inbox,
    invite,
    issue,
    loop,
    media,
    member,
    notice,
    outbox,
    participation,
    question,
    question_version,
    response,
    role,
    seat,
)

Old = Callable[[int, datetime], ColumnElement[bool]]
OVER = ("told", "cancelled")


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of one table, by their whole keys, that are to go from a network now."""

    table: sa.Table
    network: int
    now: datetime
    keys: Sequence[tuple[Any, ...]]

    @property
    def numbers(self) -> list[int]:
        """The first part of each key, for tables whose rows have a number."""
        return [number for number, *_ in self.keys]

    @property
    def which(self) -> ColumnElement[bool]:
        """The condition that a row is one of these."""
        found: ColumnElement[bool] = among([*self.table.primary_key], self.keys)
        return found


def delete(connection: Connection, batch: Batch) -> None:
    """Delete just these rows, and what the tables say goes with them."""
    connection.execute(batch.table.delete().where(batch.which))


def in_network(table: sa.Table, network: int) -> ColumnElement[bool]:
    """Say of a table's rows that they are this network's, by whatever leads there."""
    c = table.c
    if "network_id" in c:
        return c.network_id == network
    if "channel_account_id" in c:
        mine = sa.select(channel_account.c.id).where(channel_account.c.network_id == network)
        return c.channel_account_id.in_(mine)
    return c.member_id.in_(sa.select(member.c.id).where(member.c.network_id == network))


def before(table: sa.Table, column: ColumnElement[Any]) -> Old:
    """Make the condition that this moment of a row is past; a row without it is never old."""
    return lambda network, moment: in_network(table, network) & (column < moment)


def ended_seat(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a seat in a group that it was taken away before."""
    here = sa.select(group.c.id).where(group.c.network_id == network)
    return seat.c.group_id.in_(here) & (seat.c.ended_at < moment)


# --- consultations that are over ------------------------------------------------------------------


def over(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a consultation that all is over, or that it was cancelled, before.

    Over is what everybody was told, with each promise that came of it: its loop is archived.
    """
    c = consultation.c
    goes_on = sa.exists().where(
        loop.c.id == c.id, (loop.c.status == "open") | (loop.c.archived_at >= moment)
    )
    told_since = sa.exists().where(notice.c.loop_id == c.id, notice.c.told_at >= moment)
    ended = sa.func.coalesce(c.closed_at, c.closes_at) < moment
    here = (c.network_id == network) & c.status.in_(OVER)
    return here & ended & ~told_since & ~goes_on


def of_what_is_over(table: sa.Table) -> Old:
    """Make the condition that a row belongs to a consultation, or to any loop, that is over."""
    if "loop_id" not in table.c:
        return lambda network, moment: table.c.consultation_id.in_(_over(network, moment))
    return lambda network, moment: sa.or_(
        table.c.loop_id.in_(_over(network, moment)),
        table.c.loop_id.in_(_archived(network, moment)),
    )


def _archived(network: int, moment: datetime) -> sa.Select[int]:
    """Give the loops of meetings and of issues that were archived before."""
    c = loop.c
    others = (c.network_id == network) & (c.kind != "consultation") & (c.status == "archived")
    return sa.select(c.id).where(others, c.archived_at < moment)


def _over(network: int, moment: datetime) -> sa.Select[int]:
    return sa.select(consultation.c.id).where(over(network, moment))


def unsay(connection: Connection, batch: Batch) -> None:
    """Remove what people answered, with their voice notes."""
    _unsay(connection, batch.numbers)


def _unsay(connection: Connection, mine: Collection[int]) -> None:
    spoken = sa.select(answer.c.media_id).where(answer.c.response_id.in_(mine))
    erase_files(connection, connection.execute(spoken).scalars().all())
    connection.execute(answer.delete().where(answer.c.response_id.in_(mine)))
    connection.execute(response.delete().where(response.c.id.in_(mine)))


_OF_CONSULTATION = (participation, question_version, question, consultation_version)


def remove_consultations(connection: Connection, batch: Batch) -> None:
    """Remove consultations with everything that hangs on them."""
    numbers = batch.numbers
    v = consultation_version.c
    shown = sa.select(v.attachment).where(v.consultation_id.in_(numbers), v.attachment.is_not(None))
    erase_files(connection, [one.get("media") for one in connection.execute(shown).scalars()])
    given = sa.select(response.c.id).where(response.c.consultation_id.in_(numbers))
    _unsay(connection, connection.execute(given).scalars().all())
    about = flag.c.consultation_id.in_(numbers)
    connection.execute(flag.update().where(about).values(consultation_id=None))
    for hanging in _OF_CONSULTATION:
        connection.execute(hanging.delete().where(hanging.c.consultation_id.in_(numbers)))
    connection.execute(loop.delete().where(loop.c.id.in_(numbers)))  # with the ledger
    delete(connection, batch)


def left_draft(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a draft that nobody changed it since, and that no consultation of it is under way."""
    c = draft.c
    under_way = sa.exists().where(
        consultation.c.id == c.id, consultation.c.status.not_in(OVER)
    )  # fmt: skip
    return (c.network_id == network) & (c.changed_at < moment) & ~under_way


# --- people ---------------------------------------------------------------------------------------


def blocked(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of an address that it could not be reached since; a stop keeps it with its member."""
    c = address.c
    goes_on = sa.exists().where(member.c.id == c.member_id, member.c.stopped_at.is_(None))
    return in_network(address, network) & (c.unreachable_since < moment) & goes_on


def _works() -> ColumnElement[bool]:
    return sa.exists().where(role.c.member_id == member.c.id, role.c.revoked_at.is_(None))


def _answered(which: ColumnElement[bool]) -> ColumnElement[bool]:
    p = participation.c
    joined = participation.join(consultation, consultation.c.id == p.consultation_id)
    mine = (p.member_id == member.c.id) & p.answered_at.is_not(None) & which
    return sa.exists(sa.select(p.member_id).select_from(joined).where(mine))


def silent(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a member that they wrote and answered nothing since, and wait to hear of nothing."""
    m = member.c
    wrote = sa.func.coalesce(m.wrote_at, m.joined_at) < moment
    stopped = m.stopped_at.is_(None) | (m.stopped_at < moment)
    going_on = sa.exists().where(loop.c.id == consultation.c.id, loop.c.status == "open")
    waits = _answered(consultation.c.status.not_in(OVER) | going_on) | _is_upstream()
    lately = _answered(participation.c.answered_at >= moment)
    here = (m.network_id == network) & m.joined_at.is_not(None)
    return here & wrote & stopped & ~_works() & ~waits & ~lately


def _is_upstream() -> ColumnElement[bool]:
    """Say of a member that they wait to hear of a meeting, an issue, or what they helped with."""
    waits = contributor.c.loop_id.in_(sa.select(loop.c.id).where(loop.c.status == "open"))
    return sa.exists().where(contributor.c.member_id == member.c.id, waits)


def erase_silent(connection: Connection, batch: Batch) -> None:
    """Erase these members whole."""
    erase_people(connection, batch.network, batch.numbers, batch.now, None)


def never_joined(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of somebody that they wrote, did not join, and wrote nothing since."""
    m, s = member.c, conversation_state.c
    went_on = sa.exists().where(s.member_id == m.id, s.changed_at >= moment)
    wrote = sa.func.coalesce(m.wrote_at, m.created_at) < moment
    return (m.network_id == network) & m.joined_at.is_(None) & wrote & ~_works() & ~went_on


def forget_strangers(connection: Connection, batch: Batch) -> None:
    """Remove people who never joined."""
    forget(connection, batch.numbers)


# --- what is said, and on its way -----------------------------------------------------------------


def left_half_way(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a conversation that nobody went on with it since; what is still open stays."""
    c = conversation_state.c
    is_open = sa.exists().where(
        consultation.c.id == c.subject, consultation.c.status.in_(("scheduled", "open"))
    )
    return in_network(conversation_state, network) & (c.changed_at < moment) & ~is_open


def forget_states(connection: Connection, batch: Batch) -> None:
    """Remove states; nobody's words go there any more."""
    delete(connection, batch)
    m = member.c
    at_it = among((m.id, m.focus_conversation, m.focus_subject), batch.keys)
    nowhere = {"focus_conversation": None, "focus_subject": None}
    connection.execute(member.update().where(at_it).values(nowhere))


def spare_file(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a member's file that nothing holds it; those of facilitators may be shown."""
    c = media.c
    answers = sa.exists().where(answer.c.media_id == c.id)
    held = answers | sa.exists().where(issue.c.media_id == c.id)
    held |= sa.exists().where(evidence.c.media_id == c.id)
    shows = sa.exists().where(role.c.member_id == c.member_id)
    old = (c.network_id == network) & (c.created_at < moment) & (c.status != "erased")
    return old & c.member_id.is_not(None) & ~held & ~shows


def let_go(connection: Connection, batch: Batch) -> None:
    """Let files go; their rows follow once they are removed."""
    erase_files(connection, batch.numbers)


def ended_invite(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a link that it ended or was revoked before."""
    c = invite.c
    return (c.network_id == network) & sa.or_(c.expires_at < moment, c.revoked_at < moment)


def remove_invites(connection: Connection, batch: Batch) -> None:
    """Remove links; by which of them somebody came is not known any more."""
    came = member.update().where(member.c.came_by.in_(batch.numbers))
    connection.execute(came.values(came_by=None))
    delete(connection, batch)


def emptied(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of an update that it was dealt with before, and that its words are gone."""
    c = inbox.c
    return in_network(inbox, network) & (c.done_at < moment) & c.payload.is_(None)


def ended_message(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of a message that it went, or was given up, before."""
    c = outbox.c
    ended = c.status.not_in(("waiting", "sending"))
    return (
        in_network(outbox, network) & ended & (sa.func.coalesce(c.sent_at, c.created_at) < moment)
    )

"""What happens to issues, in the tables: raised, supported, looked at, answered."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import contributors, record
from bot.involvement.erasing import erase_files
from bot.involvement.happened import Effect, Happened
from bot.involvement.issues import agendas, counting
from bot.involvement.issues.rule import rule_of
from bot.involvement.translations import entitle
from bot.store.database import erases
from bot.store.sealing import ISSUE, sealer_of
from bot.store.tables import contributor, group, issue, loop, meeting, network
from conversations import issue_events as events
from conversations.issues import MOST_A_MONTH, MOST_WAITING

NEW = {"en_GB": "A new issue"}
"""What a loop is called until a facilitator has written its title."""
OPEN = ("open", "on_agenda")
_IS_OPEN = sa.exists().where(loop.c.id == issue.c.id, loop.c.status == "open")


# --- by members -----------------------------------------------------------------------------------


def raised(connection: Connection, happened: Sequence[Happened[events.IssueRaised]]) -> None:
    """Let an issue wait to be looked at; the day of its answer is promised from now on."""
    for one in happened:
        if _waiting_of(connection, one.member) < MOST_WAITING:
            _raise(connection, one)


def _waiting_of(connection: Connection, who: int) -> int:
    mine = (issue.c.raised_by == who) & (issue.c.status == "waiting") & _IS_OPEN
    return connection.execute(sa.select(sa.func.count()).where(mine)).scalar_one()


def _raise(connection: Connection, one: Happened[events.IssueRaised]) -> None:
    event, number = one.event, one.event.issue
    zone = connection.execute(
        sa.select(network.c.zone).where(network.c.id == one.network)
    ).scalar_one()
    today = one.now.astimezone(ZoneInfo(zone)).date()
    day = today + timedelta(days=rule_of(connection, one.network).days)
    connection.execute(
        loop.insert().values(
            id=number, network_id=one.network, kind="issue", title=NEW, hear_back_on=day,
            status="open", opened_at=one.now,
        )
    )  # fmt: skip
    row = {"id": number, "network_id": one.network, "raised_by": one.member, "status": "waiting",
           "group_id": _group_here(connection, one.network, event.group), "supporters": 0,
           "media_id": event.media, "raised_at": one.now, "answer_by": day}  # fmt: skip
    words = sealer_of(connection).seal(event.words, ISSUE, row)
    connection.execute(issue.insert().values(**row, words=words))
    contributors.add(connection, [(number, one.member, "raiser")], one.now)


def _group_here(connection: Connection, network_id: int, number: int | None) -> int | None:
    here = sa.select(group.c.id).where(group.c.id == number, group.c.network_id == network_id)
    return connection.execute(here).scalar()


def taken_back(connection: Connection, happened: Sequence[Happened[events.IssueTakenBack]]) -> None:
    """Erase what nobody has looked at, for whoever raised it."""
    for one in happened:
        mine = _here(one, "waiting") & (issue.c.raised_by == one.member)
        found = connection.execute(sa.select(issue.c.media_id).where(mine)).first()
        if found is not None:
            erases(connection)
            erase_files(connection, [found.media_id])
            connection.execute(loop.delete().where(loop.c.id == one.event.issue))


def supported(connection: Connection, happened: Sequence[Happened[events.IssueSupported]]) -> None:
    """Put whoever supports it upstream, as far as they still may this month."""
    for one in happened:
        if not _may_support(connection, one):
            continue
        contributors.add(connection, [(one.event.issue, one.member, "supporter")], one.now)
        counting.count(connection, [one.event.issue])


def _may_support(connection: Connection, one: Happened[events.IssueSupported]) -> bool:
    theirs = sa.func.coalesce(issue.c.raised_by, 0) != one.member
    there = sa.select(issue.c.id).where(_here(one, *OPEN), _IS_OPEN, theirs)
    if connection.execute(there).first() is None:
        return False
    used = counting.supported_this_month(connection, [one.member], one.network, one.now)
    return used.get(one.member, 0) < MOST_A_MONTH


def support_ended(
    connection: Connection, happened: Sequence[Happened[events.SupportEnded]]
) -> None:
    """Take whoever supports it no more from upstream, until it is answered."""
    for one in happened:
        there = sa.select(issue.c.id).where(_here(one, *OPEN))
        c = contributor.c
        mine = (c.loop_id.in_(there)) & (c.member_id == one.member) & (c.how == "supporter")
        connection.execute(contributor.delete().where(mine))
        counting.count(connection, [one.event.issue])


# --- by facilitators ------------------------------------------------------------------------------


def _here(one: Happened[Any], *statuses: str) -> ColumnElement[bool]:
    """Say of an issue that it is the event's, of the same network, and no further than that."""
    i = issue.c
    return sa.and_(
        i.id == one.event.issue, i.network_id == one.network, i.status.in_(statuses)
    )  # fmt: skip


def _change(
    connection: Connection, one: Happened[Any], statuses: Sequence[str], **values: Any
) -> bool:
    """Change an issue, where nobody has dealt with it meanwhile; tells whether."""
    changed = issue.update().where(_here(one, *statuses)).values(**values)
    return bool(connection.execute(changed).rowcount)


def let_through(
    connection: Connection, happened: Sequence[Happened[events.IssueLetThrough]]
) -> None:
    """Give it its title; from now on others see it. Later, give it another one."""
    for one in happened:
        title = dict(one.event.title.by_language)
        looked = {"moderated_by": one.member, "moderated_at": one.now}
        first = _change(connection, one, ("waiting",), status="open", title=title, **looked)
        if first or _change(connection, one, OPEN, title=title):
            named = loop.update().where(loop.c.id == one.event.issue)
            connection.execute(named.values(title=title))
            act = "issue.let_through" if first else "issue.renamed"
            record.write(connection, one, act, one.event.issue)


def declined(connection: Connection, happened: Sequence[Happened[events.IssueDeclined]]) -> None:
    """End it; `tell_raisers` tells whoever raised it why, and nobody else is upstream of it."""
    for one in happened:
        ended = {"status": "declined", "reason": one.event.reason, "moderated_by": one.member,
                 "moderated_at": one.now}  # fmt: skip
        if _change(connection, one, ("waiting",), **ended):
            _end_loop(connection, one)
            record.write(connection, one, "issue.declined", one.event.issue)


def merged(connection: Connection, happened: Sequence[Happened[events.IssueMerged]]) -> None:
    """Let everyone behind it be behind the other one, which is answered by the earlier day."""
    for one in happened:
        found = connection.execute(_may_be_kept(one)).first()
        ended = {"status": "merged", "merged_into": one.event.into, "moderated_by": one.member,
                 "moderated_at": one.now}  # fmt: skip
        if found is None or not _change(connection, one, ("waiting", *OPEN), **ended):
            continue
        _move(connection, one.event.issue, one.event.into)
        agendas.hand_on(connection, one.event.issue, one.event.into, one.now)
        _bring_forward(connection, one.event.issue, one.event.into)
        _end_loop(connection, one)
        record.write(connection, one, "issue.merged", one.event.issue, into=one.event.into)


def _may_be_kept(one: Happened[events.IssueMerged]) -> sa.Select[int]:
    """Find the other one if it is for everyone or for the same group: its title is told."""
    i, left = issue.c, issue.alias().c
    theirs = sa.select(left.group_id).where(left.id == one.event.issue).scalar_subquery()
    return sa.select(i.id).where(
        i.id == one.event.into, i.network_id == one.network, i.status.in_(OPEN),
        i.id != one.event.issue, i.group_id.is_(None) | (i.group_id == theirs),
    )  # fmt: skip


def _move(connection: Connection, number: int, into: int) -> None:
    """Move everyone behind an issue."""
    c = contributor.c
    there = sa.select(c.member_id).where(c.loop_id == into).scalar_subquery()
    new = contributor.update().where(c.loop_id == number, c.member_id.not_in(there))
    connection.execute(new.values(loop_id=into))
    earlier = issue.update().where(issue.c.merged_into == number)
    connection.execute(earlier.values(merged_into=into))
    counting.count(connection, [into])


def _bring_forward(connection: Connection, number: int, into: int) -> None:
    """Let the other one be answered by the earlier of the two days."""
    day = sa.select(issue.c.answer_by).where(issue.c.id == number).scalar_subquery()
    for table, column in ((issue, issue.c.answer_by), (loop, loop.c.hear_back_on)):
        later = table.update().where(table.c.id == into, column > day)
        connection.execute(later.values({column.name: day}))


def _end_loop(connection: Connection, one: Happened[Any]) -> None:
    """Leave nobody upstream of what is told otherwise, and archive it."""
    number = one.event.issue
    connection.execute(contributor.delete().where(contributor.c.loop_id == number))
    over = {"status": "archived", "archived_at": one.now, "archived_by": one.member}
    connection.execute(loop.update().where(loop.c.id == number).values(**over))


def on_agenda(connection: Connection, happened: Sequence[Happened[events.IssueOnAgenda]]) -> None:
    """Put it last on the agenda of a meeting to come, to be decided."""
    for one in happened:
        m = meeting.c
        here = (m.id == one.event.meeting) & (m.network_id == one.network)
        planned = sa.select(m.id).where(here, m.status == "planned", m.starts_at > one.now)
        if connection.execute(planned.with_for_update()).first() is None:
            continue
        if _change(connection, one, ("open",), status="on_agenda"):
            agendas.add(connection, one.event.meeting, one.event.issue)
            number, meeting_number = one.event.issue, one.event.meeting
            record.write(connection, one, "issue.on_agenda", number, meeting=meeting_number)


def answered(connection: Connection, happened: Sequence[Happened[events.IssueAnswered]]) -> None:
    """Mark it as answered; the decision of the same turn is what is told, title included."""
    for one in happened:
        _change(connection, one, OPEN, status="answered")
        entitle(connection, issue, one.network, one.event.issue)


def rule_chosen(
    connection: Connection, happened: Sequence[Happened[events.IssueRuleChosen]]
) -> None:
    """Keep the network's rule; days that were promised before stay."""
    for one in happened:
        rule = {
            "days": one.event.days, "top": one.event.top, "supporters": one.event.supporters,
        }  # fmt: skip
        mine = network.update().where(network.c.id == one.network)
        connection.execute(mine.values(issue_rule=rule))
        record.write(connection, one, "issue.rule", None, **rule)


EFFECTS: Mapping[type, Effect] = {
    events.IssueRaised: raised,
    events.IssueTakenBack: taken_back,
    events.IssueSupported: supported,
    events.SupportEnded: support_ended,
    events.IssueLetThrough: let_through,
    events.IssueDeclined: declined,
    events.IssueMerged: merged,
    events.IssueOnAgenda: on_agenda,
    events.IssueAnswered: answered,
    events.IssueRuleChosen: rule_chosen,
}

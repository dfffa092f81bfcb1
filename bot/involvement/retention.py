"""Retention: what is deleted once it is old enough, table by table, some at a time.

`RULES` says for each table after how many days, counted from what; deploy/governance/retention.md
says it in words. An organisation sets its own days in its governance file. What is not named here
goes with what it hangs on, stays while Heard runs, or (the audit) stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import ageing
from bot.involvement.issues import leaving as of_issues
from bot.involvement.meetings import ageing as of_meetings
from bot.store.database import erases
from bot.store.tables import (
    address,
    attendance,
    consent,
    consultation,
    contributor,
    conversation_state,
    draft,
    flag,
    heard_rating,
    hold,
    inbox,
    influence,
    invite,
    issue,
    media,
    meeting,
    member,
    notice,
    one_time_page,
    outbox,
    participation,
    put_question,
    response,
    role,
    seat,
    task,
    translation,
    volunteer_call,
)

Remove = Callable[[Connection, ageing.Batch], None]
YEAR = 365  # days


def _let_issues_go(connection: Connection, batch: ageing.Batch) -> None:
    of_issues.let_go(connection, batch.which)


@dataclass(frozen=True, slots=True)
class Rule:
    """After how many days rows of a table go; `old` tells which, in a network, before a moment.

    `least` is the fewest days that can be set, so that nothing is lost that is still needed.
    """

    table: sa.Table
    days: int
    old: ageing.Old
    least: int = 1
    remove: Remove = ageing.delete


RULES: Mapping[str, Rule] = {
    "address": Rule(address, YEAR, ageing.blocked, least=30),
    "response": Rule(response, YEAR, ageing.of_what_is_over(response), remove=ageing.unsay),
    "media": Rule(media, YEAR, ageing.spare_file, least=90, remove=ageing.let_go),
    "heard_rating": Rule(heard_rating, YEAR, ageing.of_what_is_over(heard_rating)),
    "contributor": Rule(contributor, YEAR, ageing.of_what_is_over(contributor)),
    "notice": Rule(notice, YEAR, ageing.of_what_is_over(notice)),
    "participation": Rule(participation, YEAR, ageing.of_what_is_over(participation)),
    "draft": Rule(draft, YEAR, ageing.left_draft),
    "consultation": Rule(consultation, 8 * YEAR, ageing.over, remove=ageing.remove_consultations),
    "conversation_state": Rule(
        conversation_state, 90, ageing.left_half_way, least=30, remove=ageing.forget_states
    ),
    "stranger": Rule(member, 90, ageing.never_joined, least=7, remove=ageing.forget_strangers),
    "member": Rule(member, 2 * YEAR, ageing.silent, least=183, remove=ageing.erase_silent),
    "consent": Rule(consent, 6 * YEAR, ageing.before(consent, consent.c.withdrawn_at)),
    "role": Rule(role, 6 * YEAR, ageing.before(role, role.c.revoked_at)),
    "invite": Rule(invite, YEAR, ageing.ended_invite, remove=ageing.remove_invites),
    "one_time_page": Rule(
        one_time_page, 1, ageing.before(one_time_page, one_time_page.c.expires_at)
    ),
    "flag": Rule(flag, 30, ageing.before(flag, flag.c.read_at)),
    "task": Rule(task, YEAR, ageing.before(task, task.c.done_at), least=30),
    "issue": Rule(issue, YEAR, of_issues.is_over, least=30, remove=_let_issues_go),
    "meeting": Rule(meeting, 8 * YEAR, of_meetings.over, remove=of_meetings.remove_meetings),
    "attendance": Rule(attendance, YEAR, of_meetings.of_what_is_over(attendance), least=30),
    "put_question": Rule(
        put_question,
        YEAR,
        of_meetings.of_what_is_over(put_question),
        least=30,
        remove=of_meetings.remove_questions,
    ),
    "seat": Rule(seat, 6 * YEAR, ageing.ended_seat),
    "volunteer_call": Rule(
        volunteer_call,
        3 * YEAR,
        ageing.before(
            volunteer_call, sa.func.coalesce(volunteer_call.c.drawn_at, volunteer_call.c.made_at)
        ),
        least=2 * YEAR,
    ),
    "translation": Rule(
        translation, 8 * YEAR, ageing.before(translation, translation.c.made_at), least=2 * YEAR
    ),
    "influence": Rule(
        influence, 3 * YEAR, ageing.before(influence, influence.c.said_at), least=366
    ),
    "inbox": Rule(inbox, 30, ageing.emptied, least=3),
    "outbox": Rule(outbox, YEAR, ageing.ended_message, least=60),
    "hold": Rule(hold, 1, ageing.before(hold, hold.c.until)),
}
"""'stranger' is somebody who wrote and never joined; every other name is a table's."""

ADDED_LATER = frozenset({
    "contributor", "task", "issue", "meeting", "attendance", "put_question", "seat",
    "volunteer_call", "influence", "translation",
})  # fmt: skip
"""Rules that came when networks could be live already: unset, their own days hold."""

DEFAULTS: Mapping[str, int] = {name: rule.days for name, rule in RULES.items()}
"""Days for each rule, where an organisation sets none."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many rows went by each rule, and whether there are more that should."""

    rows: Mapping[str, int]
    more: bool

    @property
    def total(self) -> int:
        """How many rows went."""
        return sum(self.rows.values())


def delete_old(
    connection: Connection, network: int, days: Mapping[str, int], now: datetime, *, most: int
) -> Deleted:
    """Delete what is old in one network, at most `most` rows by each rule."""
    gone: dict[str, int] = {}
    more = False
    for name, rule in RULES.items():
        before = now - timedelta(days=days.get(name, rule.days))
        key = [*rule.table.primary_key]
        old = sa.select(*key).where(rule.old(network, before)).order_by(*key).limit(most + 1)
        found = [tuple(row) for row in connection.execute(old)]
        if found:
            erases(connection)
            rule.remove(connection, ageing.Batch(rule.table, network, now, found[:most]))
            gone[name] = min(len(found), most)
            more |= len(found) > most
    return Deleted(gone, more)

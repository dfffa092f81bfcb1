"""Loading what conversations need: for many turns at once, one statement or few for each kind.

A loader takes every (asker, need) of its kind and gives what it found. Each sees only its asker's
network, and what that asker may see.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import (
    answers,
    board_facts,
    desk,
    drafts,
    evidence,
    findings,
    flags,
    invites,
    ledger,
    loops,
    needs_you,
    owners,
    recovering,
    roles,
    seat_facts,
    states,
    tasks,
    telling,
)
from bot.involvement import known as known_of
from bot.involvement.consultations import Contents
from bot.involvement.digests.loading import LOADERS as OF_DIGESTS
from bot.involvement.issues.loading import LOADERS as OF_ISSUES
from bot.involvement.meetings.loading import LOADERS as OF_MEETINGS
from bot.store.sql import Among
from bot.store.tables import participation
from conversations.content import Audience
from conversations.facts import (
    HeldRole,
    Need,
    Part,
    Person,
    ReadyMades,
    TheAnswers,
    TheCode,
    TheConsultation,
    TheDesk,
    TheDraft,
    TheFlag,
    TheInvite,
    TheirAnswers,
    TheLedger,
    ThePart,
    TheRoles,
    TheState,
    Waiting,
    WhatWaits,
)
from conversations.findings import TheFindings, TheQuote
from conversations.known import WhatIsKnown
from conversations.loops import (
    MyCommitments,
    TheCommitment,
    TheLoop,
    WhatChanged,
    WhatIWasTold,
)
from conversations.needing import TheTask, WhatNeedsMe
from conversations.promises import TheOwners
from conversations.rights import FACILITATOR, covers, may

MOST_WAITING = 20
LATER = frozenset({"closed", "told"})


@dataclass(frozen=True, slots=True)
class Asker:
    """Whose need it is."""

    person: Person
    network: int


Wanted: TypeAlias = Sequence[tuple[Asker, Any]]
Found: TypeAlias = dict[tuple[int, Need], Any]
"""What was found, by the asking member's number and the need."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What does not change while the program runs, or never changes at all."""

    contents: Contents
    ready_made: tuple[Any, ...] = ()


Loader: TypeAlias = Callable[[Connection, Wanted, Shelf, datetime], Found]


def load_facts(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    """Load everything wanted, each kind of need by its own loader, all askers at once."""
    by_kind: dict[type, list[tuple[Asker, Any]]] = defaultdict(list)
    for asker, need in wanted:
        by_kind[_GROUPS.get(type(need), type(need))].append((asker, need))
    found: Found = {}
    for kind, those in by_kind.items():
        found |= _LOADERS[kind](connection, those, shelf, now)
    return found


# --- a member's own part ---------------------------------------------------------------------

_PAIRS = Among(participation.c.consultation_id, participation.c.member_id)
_PARTS = sa.select(
    participation.c.consultation_id, participation.c.member_id, participation.c.status
).where(_PAIRS.where)


def _parts(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    """Load consultations and parts together: one shows only what the person was asked."""
    pairs = {(_subject(need), asker.person.id) for asker, need in wanted}
    rows = connection.execute(_PARTS, _PAIRS.given(pairs))
    mine = {(consulted, who): status for consulted, who, status in rows}
    consulted = shelf.contents.load(connection, {number for number, _ in mine})
    told = telling.told_to(
        connection, [pair for pair in mine if consulted[pair[0]].status in LATER]
    )
    found: Found = {}
    for asker, need in wanted:
        pair = (_subject(need), asker.person.id)
        if pair not in mine:
            continue
        part = Part(mine[pair], told.get(pair))
        is_part = isinstance(need, ThePart)
        found[asker.person.id, need] = part if is_part else consulted[pair[0]]
    return found


def _subject(need: TheConsultation | ThePart) -> int:
    return need.id if isinstance(need, TheConsultation) else need.consultation


def _answers(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    pairs = [(need.consultation, asker.person.id) for asker, need in wanted]
    loaded = answers.load(connection, pairs)
    return {
        (asker.person.id, need): loaded.get((need.consultation, asker.person.id), {})
        for asker, need in wanted
    }


def _waiting(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    who = [asker.person.id for asker, _ in wanted]
    newest = sa.func.row_number().over(
        partition_by=participation.c.member_id, order_by=participation.c.due_at.desc()
    )
    ranked = sa.select(
        participation.c.member_id,
        participation.c.consultation_id,
        participation.c.status,
        participation.c.due_at,
        newest.label("rank"),
    ).where(
        participation.c.member_id.in_(who), participation.c.status.not_in(("due", "unreached"))
    ).subquery()  # fmt: skip
    rows = connection.execute(
        sa.select(ranked).where(ranked.c.rank <= MOST_WAITING).order_by(ranked.c.rank)
    ).all()
    consulted = shelf.contents.load(connection, {row.consultation_id for row in rows})
    told = telling.told_to(connection, [(row.consultation_id, row.member_id) for row in rows])
    found: Found = {}
    for asker, need in wanted:
        mine = (row for row in rows if row.member_id == asker.person.id)
        found[asker.person.id, need] = tuple(
            Waiting(
                consulted[row.consultation_id],
                row.status,
                told.get((row.consultation_id, row.member_id)),
            )
            for row in mine
        )
    return found


def _states(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    keys = [(asker.person.id, need.conversation, need.subject) for asker, need in wanted]
    kept = states.load(connection, keys)
    return {
        (asker.person.id, need): kept.get((asker.person.id, need.conversation, need.subject))
        for asker, need in wanted
    }


# --- by a recovery code ----------------------------------------------------------------------


def _codes(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    asked = [(asker.person.id, asker.network, need.hash) for asker, need in wanted]
    holders = recovering.load(connection, asked, now)
    return {
        (asker.person.id, need): holders[asker.person.id, asker.network, need.hash]
        for asker, need in wanted
    }


def _their_answers(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    """Load what each holder of a code has answered, the newest consultation first."""
    asked = [(asker.person.id, asker.network, need.hash) for asker, need in wanted]
    holders = recovering.load(connection, asked, now)
    open_to: dict[tuple[int, Need], int] = {}
    for asker, need in wanted:
        holder = holders[asker.person.id, asker.network, need.hash]
        if holder.member is not None and not holder.told:
            open_to[asker.person.id, need] = holder.member
    mine = WhatWaits()
    waits = _waiting(
        connection, [(Asker(Person(who), 0), mine) for who in open_to.values()], shelf, now
    )
    pairs = [(one.consultation.id, who) for (who, _), rows in waits.items() for one in rows]
    given = answers.load(connection, pairs)
    return {
        place: tuple(
            (one.consultation, given[one.consultation.id, who])
            for one in waits[who, mine]
            if (one.consultation.id, who) in given
        )
        for place, who in open_to.items()
    }


# --- others' work ----------------------------------------------------------------------------


def _invites(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    loaded = invites.load(connection, {need.id for _, need in wanted})
    taken = invites.taken_from(connection, [(asker.person.id, need.id) for asker, need in wanted])
    return {
        (asker.person.id, need): loaded.get(need.id)
        for asker, need in wanted
        if (asker.person.id, need.id) not in taken
    }


def _drafts(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    loaded = drafts.load(connection, {need.id for _, need in wanted})
    found: Found = {}
    for asker, need in wanted:
        one = loaded.get((asker.network, need.id))
        if one is not None and _is_theirs(asker, one.draft.audience):
            found[asker.person.id, need] = one
    return found


def _desks(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): desk.load(
            connection, asker.network, asker.person.groups_as(FACILITATOR)
        )
        for asker, need in wanted
        if asker.person.facilitates
    }


def _ledgers(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    allowed = [(asker, need) for asker, need in wanted if asker.person.facilitates]
    loaded = ledger.load(connection, {need.consultation for _, need in allowed}, shelf.contents)
    found: Found = {}
    for asker, need in allowed:
        one = loaded.get((asker.network, need.consultation))
        if one is not None and _is_theirs(asker, Audience(one.groups)):
            found[asker.person.id, need] = one
    return found


def _is_theirs(asker: Asker, audience: Audience | None) -> bool:
    """Tell whether this person facilitates what asks that audience."""
    mine = asker.person.groups_as(FACILITATOR)
    return asker.person.facilitates and covers(mine, audience.groups if audience else ())


def _flags(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): flags.load(
            connection, asker.person.id, asker.network, need.id, shelf.contents
        )
        for asker, need in wanted
        if asker.person.may_read
    }


def _ready_mades(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {(asker.person.id, need): shelf.ready_made for asker, need in wanted}


def _roles(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    found: Found = {}
    for asker, need in wanted:
        if may("/roles", asker.person, None):
            found[asker.person.id, need] = tuple(
                HeldRole(one.id, one.role, one.since.date(), one.group, one.link,
                         mine=one.member == asker.person.id)
                for one in roles.held(connection, asker.network)
            )  # fmt: skip
    return found


def _known(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    loaded = known_of.load(connection, {asker.person.id for asker, _ in wanted}, shelf.contents)
    return {(asker.person.id, need): loaded.get(asker.person.id) for asker, need in wanted}


# --- loops ----------------------------------------------------------------------------------


def _loops(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    loaded = loops.load(connection, {need.id for _, need in wanted})
    found: Found = {}
    for asker, need in wanted:
        one = loaded.get((asker.network, need.id))
        if one is not None and loops.is_theirs(asker.person, one.groups):
            found[asker.person.id, need] = one
    return found


def _commitments(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    loaded = loops.commitments(connection, {need.id for _, need in wanted})
    found: Found = {}
    for asker, need in wanted:
        one = loaded.get((asker.network, need.id))
        mine = one is not None and one.owner == asker.person.id
        if one is not None and (mine or loops.is_theirs(asker.person, one.groups)):
            found[asker.person.id, need] = one
    return found


def _my_commitments(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): loops.owned(connection, asker.person.id, need.link)
        for asker, need in wanted
    }


def _owners(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): owners.load(
            connection, asker.network, need.commitment, asker.person.groups_as(FACILITATOR)
        )
        for asker, need in wanted
        if asker.person.facilitates
    }


def _told(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    asked = [(need.loop, asker.person.id, need.version) for asker, need in wanted]
    told = telling.what_was_told(connection, asked)
    return {
        (asker.person.id, need): told.get((need.loop, asker.person.id, need.version))
        for asker, need in wanted
    }


def _tasks(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): tasks.load(connection, asker.network, asker.person, need.id)
        for asker, need in wanted
    }


def _findings(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): findings.load(
            connection, asker.network, asker.person, need.loop, shelf.contents
        )
        for asker, need in wanted
    }


def _quotes(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    return {
        (asker.person.id, need): findings.load_quote(
            connection, asker.person.id, need.id, shelf.contents
        )
        for asker, need in wanted
    }


def _needing(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    found: Found = {}
    for asker, need in wanted:
        if asker.person.facilitates:
            lists = needs_you.load(connection, asker.network, now)
            found[asker.person.id, need] = lists.get(asker.person.id)
    return found


def _changed(connection: Connection, wanted: Wanted, shelf: Shelf, now: datetime) -> Found:
    changed = telling.what_changed(connection, {asker.person.id for asker, _ in wanted})
    return {(asker.person.id, need): changed.get(asker.person.id, ()) for asker, need in wanted}


_GROUPS: Mapping[type, type] = {ThePart: TheConsultation}
_LOADERS: Mapping[type, Loader] = {
    TheConsultation: _parts,
    TheAnswers: _answers,
    WhatWaits: _waiting,
    TheState: _states,
    TheInvite: _invites,
    TheDraft: _drafts,
    TheDesk: _desks,
    TheLedger: _ledgers,
    TheFlag: _flags,
    ReadyMades: _ready_mades,
    WhatIsKnown: _known,
    TheRoles: _roles,
    TheCode: _codes,
    TheirAnswers: _their_answers,
    TheTask: _tasks,
    WhatNeedsMe: _needing,
    TheFindings: _findings,
    TheQuote: _quotes,
    TheLoop: _loops,
    TheCommitment: _commitments,
    MyCommitments: _my_commitments,
    WhatIWasTold: _told,
    WhatChanged: _changed,
    TheOwners: _owners,
    **board_facts.LOADERS,
    **seat_facts.LOADERS,
    **evidence.LOADERS,
    **OF_MEETINGS,
    **OF_ISSUES,
    **OF_DIGESTS,
}

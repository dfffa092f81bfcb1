"""Findings and quotes: what a facilitator puts together of what people said, and who agreed to it.

A quote counts only while its author agrees and its words still stand in the answer; it goes with
the answer. Nothing is changed: what counts no more is dropped.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement import cover, record
from bot.involvement.consultations import Contents
from bot.involvement.happened import Happened
from bot.involvement.results import mark_of
from bot.store.sealing import ANSWER, QUOTE, sealer_of
from bot.store.tables import (
    answer,
    answer_choice,
    decision,
    finding,
    loop,
    notice,
    quote,
    response,
)
from conversations.content import Consultation
from conversations.facts import Person
from conversations.finding_events import (
    FindingDropped,
    HeardNoted,
    NumberNoted,
    QuoteAnswered,
    QuoteAsked,
)
from conversations.findings import Finding, Quote
from conversations.rights import FACILITATOR, covers
from conversations.text import Worded

# --- effects --------------------------------------------------------------------------------------


def heard_noted(connection: Connection, happened: Sequence[Happened[HeardNoted]]) -> None:
    """Keep what was heard, in a facilitator's words."""
    for one in happened:
        content = {"words": dict(one.event.words.by_language)}
        _add(connection, one, "heard", content)


def number_noted(connection: Connection, happened: Sequence[Happened[NumberNoted]]) -> None:
    """Keep a number as the results showed it; the same choice counts once."""
    for one in happened:
        event = one.event
        content = {"question": event.question, "choice": event.choice, "people": event.people}
        if content not in _contents(connection, event.loop):
            _add(connection, one, "number", content)


def _contents(connection: Connection, number: int) -> list[dict[str, Any]]:
    there = sa.select(finding.c.content).where(
        finding.c.loop_id == number, finding.c.dropped_at.is_(None)
    )
    return list(connection.execute(there).scalars())


def _add(
    connection: Connection, one: Happened[Any], kind: str, content: Mapping[str, Any],
    quote_id: int | None = None,
) -> None:  # fmt: skip
    """Add a finding, as long as people were not told."""
    if not _is_open(connection, one):
        return
    row = {"loop_id": one.event.loop, "kind": kind, "content": content, "quote_id": quote_id,
           "made_by": one.member, "made_at": one.now}  # fmt: skip
    made = connection.execute(finding.insert().values(**row).returning(finding.c.id)).scalar_one()
    record.write(connection, one, "finding.noted", made, loop=one.event.loop, kind=kind)


def _is_open(connection: Connection, one: Happened[Any]) -> bool:
    decided = sa.exists().where(decision.c.loop_id == loop.c.id)
    here = (loop.c.id == one.event.loop) & (loop.c.network_id == one.network)
    return connection.execute(sa.select(loop.c.id).where(here, ~decided)).first() is not None


def dropped(connection: Connection, happened: Sequence[Happened[FindingDropped]]) -> None:
    """Let findings count no more, in the network of whoever says so."""
    here = sa.select(loop.c.id)
    for one in happened:
        mine = here.where(loop.c.id == one.event.loop, loop.c.network_id == one.network)
        which = (finding.c.id == one.event.finding) & finding.c.loop_id.in_(mine)
        gone = connection.execute(
            finding.update().where(which, finding.c.dropped_at.is_(None))
            .values(dropped_at=one.now).returning(finding.c.id)
        ).first()  # fmt: skip
        if gone is not None:
            record.write(connection, one, "finding.dropped", gone.id, loop=one.event.loop)


# --- quotes ---------------------------------------------------------------------------------------


def quote_asked(connection: Connection, happened: Sequence[Happened[QuoteAsked]]) -> None:
    """Let the author be asked, once for each answer; whoever said no is not asked again."""
    for one in happened:
        row = _marked(connection, one) if _is_open(connection, one) else None
        if row is None or _was_asked(connection, row):
            continue
        made = {"loop_id": one.event.loop, "response_id": row.response_id,
                "question": row.question, "member_id": row.member_id, "asked_by": one.member,
                "asked_at": one.now}  # fmt: skip
        words = sealer_of(connection).seal(one.event.words, QUOTE, made)
        written = quote.insert().values(**made, words=words).returning(quote.c.id)
        number = connection.execute(written).scalar_one()
        _add(connection, one, "quote", {}, number)


def _marked(connection: Connection, one: Happened[QuoteAsked]) -> Any:
    """Find the answer with that mark, if the words still stand in it."""
    a = answer.c
    rows = connection.execute(
        sa.select(a.response_id, a.question, a.text, response.c.member_id)
        .join(response, response.c.id == a.response_id)
        .where(a.consultation_id == one.event.loop, a.text.is_not(None))
    )
    for row in rows:
        if mark_of(row.response_id, row.question) == one.event.mark:
            text = sealer_of(connection).open(row.text, ANSWER, row._mapping)  # noqa: SLF001
            return row if one.event.words in (text or "") else None
    return None


def _was_asked(connection: Connection, row: Any) -> bool:
    q = quote.c
    same = sa.select(q.id).where(q.response_id == row.response_id, q.question == row.question)
    return connection.execute(same.limit(1)).first() is not None


def quote_answered(connection: Connection, happened: Sequence[Happened[QuoteAnswered]]) -> None:
    """Keep what an author said of their own words; what is no more in the answer goes."""
    for one in happened:
        mine = (quote.c.id == one.event.quote) & (quote.c.member_id == one.member)
        row = connection.execute(_QUOTES.where(mine)).mappings().first()
        if row is None:
            continue
        if _words(connection, row) is None:
            connection.execute(quote.delete().where(mine))
            continue
        status = "agreed" if one.event.agrees else "refused"
        said = {"status": status, "answered_at": one.now}
        connection.execute(quote.update().where(mine).values(**said))


_QUOTES = sa.select(quote, answer.c.text).join(
    answer,
    (answer.c.response_id == quote.c.response_id) & (answer.c.question == quote.c.question),
)


def _words(connection: Connection, row: Mapping[Any, Any]) -> str | None:
    """Give a quote's words; None where they do not stand in the answer any more."""
    sealer = sealer_of(connection)
    words = sealer.open(row["words"], QUOTE, row)
    text = sealer.open(row["text"], ANSWER, row)
    return words if words and text and words in text else None


def load_quote(
    connection: Connection, member: int, number: int, contents: Contents
) -> Quote | None:
    """Give a quote to whoever wrote its words, and to nobody else."""
    mine = (quote.c.id == number) & (quote.c.member_id == member)
    row = connection.execute(_QUOTES.where(mine)).mappings().first()
    return _quote(connection, row, contents) if row is not None else None


def _quote(connection: Connection, row: Mapping[Any, Any], contents: Contents) -> Quote | None:
    words = _words(connection, row)
    consulted = contents.load(connection, [row["loop_id"]]).get(row["loop_id"])
    if words is None or consulted is None:
        return None
    question = consulted.question(row["question"])
    return Quote(
        id=row["id"],
        words=words,
        title=consulted.ask.title,
        question=question.text if question else None,
        few=consulted.answered is None,
        status=row["status"],
    )


def to_ask(
    connection: Connection, served: ColumnElement[bool], contents: Contents, most: int
) -> list[tuple[int, int, Quote | None]]:
    """Give the quotes of which nobody was asked yet, as (number, member, quote)."""
    rows = connection.execute(
        _QUOTES.join(loop, loop.c.id == quote.c.loop_id)
        .where(quote.c.status == "asked", quote.c.sent_at.is_(None), served)
        .order_by(quote.c.id)
        .limit(most)
    ).mappings()
    found = rows.all()
    return [(row["id"], row["member_id"], _quote(connection, row, contents)) for row in found]


def asked(connection: Connection, numbers: Collection[int], now: datetime) -> None:
    """Keep that these people were asked."""
    connection.execute(quote.update().where(quote.c.id.in_(numbers)).values(sent_at=now))


# --- what is seen of them -------------------------------------------------------------------------


def load(
    connection: Connection, network: int, asker: Person, number: int, contents: Contents
) -> tuple[Finding, ...] | None:
    """Give what was heard in a loop: to who works on it all; to who was told, what may be shown."""
    works = _works_on(connection, network, asker, number)
    if not works and not _was_told(connection, number, asker.id):
        return None
    consulted = contents.load(connection, [number]).get(number)
    f = finding.c
    rows = connection.execute(
        sa.select(f.id, f.kind, f.content, f.quote_id)
        .where(f.loop_id == number, f.dropped_at.is_(None))
        .order_by(f.id)
    ).all()
    quotes = _quotes_of(connection, number)
    mine = _choices_of(connection, number, asker.id)
    found = (_finding(row, consulted, quotes, mine) for row in rows)
    return tuple(one for one in found if works or one.status in {"", "agreed"})


def _works_on(connection: Connection, network: int, asker: Person, number: int) -> bool:
    if not asker.facilitates:
        return False
    here = sa.select(loop.c.id).where(loop.c.id == number, loop.c.network_id == network)
    if connection.execute(here).first() is None:
        return False
    found = cover.whose(connection, [number])
    return number in found and covers(asker.groups_as(FACILITATOR), found[number].groups)


def _was_told(connection: Connection, number: int, member: int) -> bool:
    n, d = notice.c, decision.c
    told = (
        sa.select(n.version)
        .join(decision, (d.loop_id == n.loop_id) & (d.version <= n.version))
        .where(
            n.loop_id == number, n.member_id == member, n.status.in_(("queued", "told", "untold"))
        )
    )
    return connection.execute(told.limit(1)).first() is not None


def _quotes_of(connection: Connection, number: int) -> dict[int, tuple[str, str]]:
    """Give (words, status) of a loop's quotes that still stand in their answers."""
    rows = connection.execute(_QUOTES.where(quote.c.loop_id == number)).mappings().all()
    found = ((row["id"], _words(connection, row), row["status"]) for row in rows)
    return {which: (words, status) for which, words, status in found if words is not None}


def _choices_of(connection: Connection, number: int, member: int) -> frozenset[tuple[int, int]]:
    c = answer_choice.c
    rows = connection.execute(
        sa.select(c.question, c.choice)
        .join(response, response.c.id == c.response_id)
        .where(c.consultation_id == number, response.c.member_id == member)
    )
    return frozenset((question, choice) for question, choice in rows)


def _finding(
    row: Any, consulted: Consultation | None, quotes: Mapping[int, tuple[str, str]],
    mine: Collection[tuple[int, int]],
) -> Finding:  # fmt: skip
    content = row.content
    if row.kind == "heard":
        return Finding(row.id, row.kind, words=Worded.of(content["words"]))
    if row.kind == "quote":
        words, status = quotes.get(row.quote_id, (None, "refused"))
        return Finding(row.id, row.kind, quote=words, status=status)
    question = consulted.question(content["question"]) if consulted else None
    choice = question.choice(content["choice"]) if question else None
    return Finding(
        id=row.id,
        kind=row.kind,
        question=question.text if question else None,
        choice=choice.label if choice else None,
        people=content["people"],
        mine=(content["question"], content["choice"]) in mine,
    )

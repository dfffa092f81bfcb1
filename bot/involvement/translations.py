"""What people wrote in other languages: each belongs to exactly the words that it translates.

Only the words' mark leads from one to the other, so that a word changed leaves nothing behind. All
that was ever given is kept; the last one counts.
"""

from collections import defaultdict
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.happened import Happened
from bot.store.tables import loop, translation
from conversations.text import Worded
from conversations.wording import WordsTranslated, with_words, worded_in

Kind = TypeVar("Kind")


def mark_of(language: str, words: str) -> str:
    """Give the mark of words in the language that they were written in."""
    return sha256(f"{language}\n{words}".encode()).hexdigest()


def translated(connection: Connection, happened: Sequence[Happened[WordsTranslated]]) -> None:
    """Keep words in another language, beside those that were given before."""
    for one in happened:
        event = one.event
        mine = (loop.c.id == event.loop) & (loop.c.network_id == one.network)
        if event.loop and connection.execute(sa.select(loop.c.id).where(mine)).first() is None:
            continue
        connection.execute(
            translation.insert().values(
                network_id=one.network, loop_id=event.loop or None,
                mark=mark_of(*event.words.by_language[0]), language=event.into,
                words=event.said, made_by=one.member, made_at=one.now,
            )
        )  # fmt: skip
        record.write(connection, one, "words.translated", event.loop, language=event.into)


def said_also(
    connection: Connection, network: int, value: Kind, *, within: int = 0, by: int | None = None
) -> Kind:
    """Give the same with all its words in each language that they were put into.

    Only what was given for the loop `within` counts; where there is none yet (0), what was given
    `by` whoever writes it.
    """
    words = {mark_of(*first): first for one in worded_in(value) for first in one.by_language[:1]}
    if not words:
        return value
    t = translation.c
    given = t.loop_id == within if within else t.loop_id.is_(None) & (t.made_by == by)
    rows = connection.execute(
        sa.select(t.mark, t.language, t.words)
        .where(t.network_id == network, t.mark.in_(list(words)), given)
        .order_by(t.id)
    ).all()
    more: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for mark, language, said in rows:
        more[words[mark]][language] = said
    return with_words(value, more) if more else value


def entitle(connection: Connection, table: sa.Table, network: int, number: int) -> None:
    """Give the title that a loop has in `table` each language that it was put into."""
    mine = (table.c.id == number) & (table.c.network_id == network)
    title = connection.execute(sa.select(table.c.title).where(mine)).scalar()
    if title:
        said = said_also(connection, network, Worded.of(title), within=number)
        connection.execute(table.update().where(mine).values(title=dict(said.by_language)))

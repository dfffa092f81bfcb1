"""What stays of an issue when whoever raised or supports it goes, or when it is long over."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.involvement.issues import counting
from bot.store.tables import contributor, issue, loop, media


def forget(connection: Connection, who: Collection[int]) -> None:
    """Leave nothing of these people in issues: their words, their voice, that they support one.

    What nobody has looked at goes whole; what others see stays, for those who support it.
    """
    forget_words(connection, who)
    behind = sa.select(contributor.c.loop_id).join(issue, issue.c.id == contributor.c.loop_id)
    theirs = behind.where(contributor.c.member_id.in_(who))
    numbers = connection.execute(theirs).scalars().all()
    mine = contributor.c.member_id.in_(who) & contributor.c.loop_id.in_(numbers)
    connection.execute(contributor.delete().where(mine))
    raised = issue.update().where(issue.c.raised_by.in_(who))
    connection.execute(raised.values(raised_by=None))
    counting.count(connection, numbers)


def forget_words(connection: Connection, who: Collection[int]) -> None:
    """Erase what these people said when they raised issues."""
    mine = issue.c.raised_by.in_(who)
    _erase_voices(connection, mine)
    waits = sa.select(issue.c.id).where(mine, issue.c.status == "waiting")
    connection.execute(loop.delete().where(loop.c.id.in_(waits)))
    connection.execute(issue.update().where(mine).values(words=None, media_id=None))


# --- when it is long over -------------------------------------------------------------------------


def is_over(network: int, moment: datetime) -> ColumnElement[bool]:
    """Say of an issue that it ended before, and that there are words of its raiser still.

    One that others never saw, or see under another title now, goes whole.
    """
    i = issue.c
    said = i.words.is_not(None) | i.media_id.is_not(None) | i.status.in_(("declined", "merged"))
    archived = sa.exists().where(loop.c.id == i.id, loop.c.archived_at < moment)
    return (i.network_id == network) & archived & said


def let_go(connection: Connection, mine: ColumnElement[bool]) -> None:
    """Remove these issues, but for the title of what was answered."""
    _erase_voices(connection, mine)
    ended = sa.select(issue.c.id).where(mine, issue.c.status.in_(("declined", "merged")))
    connection.execute(loop.delete().where(loop.c.id.in_(ended)))
    connection.execute(issue.update().where(mine).values(words=None, media_id=None))


def _erase_voices(connection: Connection, mine: ColumnElement[bool]) -> None:
    spoken = sa.select(issue.c.media_id).where(mine, issue.c.media_id.is_not(None))
    gone = media.update().where(media.c.id.in_(spoken))
    connection.execute(gone.values(status="erased"))

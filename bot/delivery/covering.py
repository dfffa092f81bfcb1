"""Covering: what waits for a person who has just become discreet says only that a message waits."""

from collections.abc import Collection
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import member, outbox
from conversations.discreet import NAME as DISCREET
from conversations.discreet import covered
from conversations.screen import Screen
from conversations.turn import Key

if TYPE_CHECKING:  # turns call this
    from bot.delivery.turns import Room

_NOTHING = Screen(lines=())


def cover_what_waits(connection: Connection, members: Collection[int], room: "Room") -> None:
    """Write what Heard started for these members anew, if it is not sent yet, nor covered.

    So too what is being sent, in case it comes back.
    """
    if not members:
        return
    o = outbox.c
    rows = connection.execute(
        sa.select(
            o.id, o.channel_account_id, o.member_id, o.conversation, o.subject, member.c.language
        )
        .join(member, member.c.id == o.member_id)
        .where(o.member_id.in_(members), o.lane == "bulk", o.status.in_(("waiting", "sending")))
        .where(
            o.conversation.is_distinct_from(DISCREET), o.channel_account_id.in_(list(room.channels))
        )
    ).all()
    for row in rows:
        shown = covered(_NOTHING, Key(row.conversation or "", row.subject))
        channel = room.channels[row.channel_account_id]
        payload = channel.render(shown, row.language, row.member_id, protected=True)
        change = outbox.update().where(o.id == row.id)
        connection.execute(change.values(payload=payload, media_id=None, conversation=DISCREET))

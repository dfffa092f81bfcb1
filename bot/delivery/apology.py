"""An apology to whoever wrote what we could not take: nobody is left without a reply."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.inbox import Letter
from bot.delivery.outbox import Message
from bot.delivery.turns import Room
from bot.store.tables import address, member
from conversations.home import HOME
from conversations.screen import Screen
from conversations.text import Text

SORRY = Screen(
    lines=(
        Text("Something went wrong here. It is not your fault."),
        Text("I may not have kept your last message. Please send it once more."),
    ),
    options=(HOME,),
)


def apologise(connection: Connection, letter: Letter, room: Room, now: datetime) -> None:
    """Write to whoever sent a letter that was set aside, if we know them."""
    row = connection.execute(
        sa.select(address.c.id, member.c.id.label("member"), member.c.language, member.c.guess)
        .join(member, member.c.id == address.c.member_id)
        .where(
            address.c.channel_account_id == letter.account,
            address.c.external_id == letter.sender,
        )
    ).first()
    if row is None:
        return
    language = row.language or room.catalogues.negotiate(row.guess)
    payload = room.channels[letter.account].render(SORRY, language, row.member)
    sorry = Message(
        account=letter.account, address=row.id, member=row.member, key=f"sorry:{letter.id}",
        kind="reply", payload=payload, due_at=now,
    )  # fmt: skip
    outbox.write(connection, [sorry], now)

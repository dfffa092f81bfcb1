"""An apology to whoever wrote what we could not take: nobody is left without a reply.

Words of danger get their signposts all the same, and first.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.inbox import UPDATE, Letter
from bot.delivery.outbox import Message
from bot.delivery.turns import Room
from bot.involvement import networks
from bot.store.errors import BrokenSeal
from bot.store.sealing import Sealer, sealer_of
from bot.store.tables import address, member
from conversations.home import HOME
from conversations.screen import Screen
from conversations.signposts import signposts
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
        sa.select(
            address.c.id,
            member.c.id.label("member"),
            member.c.network_id,
            member.c.language,
            member.c.guess,
            member.c.discreet,
        )
        .join(member, member.c.id == address.c.member_id)
        .where(
            address.c.channel_account_id == letter.account,
            address.c.external_id == letter.sender,
        )
    ).first()
    if row is None:
        return
    language = row.language or room.catalogues.guess(row.guess)
    served = networks.load(connection, {row.network_id}, room.catalogues)[row.network_id]
    first = signposts(_written(letter, room, sealer_of(connection)), served, room.phrases)
    channel = room.channels[letter.account]
    shown = [
        channel.render(one, language, row.member, protected=row.discreet) for one in (*first, SORRY)
    ]
    messages = [
        Message(
            account=letter.account, address=row.id, member=row.member,
            key=f"sorry:{letter.id}:{index}", kind="reply", payload=payload, due_at=now,
        )
        for index, payload in enumerate(shown)
    ]  # fmt: skip
    outbox.write(connection, messages, now)


def _written(letter: Letter, room: Room, sealer: Sealer) -> str:
    """Give what they wrote; nothing where it was that which could not be opened."""
    try:
        payload = letter.read(sealer)
    except BrokenSeal:
        return ""
    heard = room.channels[letter.account].read(payload) if letter.kind == UPDATE else None
    return heard.written if heard else ""

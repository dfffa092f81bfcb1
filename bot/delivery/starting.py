"""Messages that Heard starts: to whom, in which language, written to the outbox."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Connection

from bot.delivery.outbox import Message
from bot.delivery.turns import Room
from bot.involvement import roles
from bot.involvement.silence import is_long
from bot.store.tables import address, channel_account, member
from conversations.discreet import NAME as DISCREET
from conversations.discreet import covered
from conversations.screen import Act, Screen
from conversations.turn import Key


@dataclass(frozen=True, slots=True)
class Addressee:
    """A member, and where and in which language they are reached; `discreet` as they chose.

    `wrote_at` is when they last wrote, exact to a day.
    """

    member: int
    address: int
    account: int
    language: str
    discreet: bool = False
    wrote_at: datetime | None = None

    def is_covered(self, now: datetime) -> bool:
        """Tell whether only that a message waits may be seen: by choice, or after long silence.

        Somebody else may hold the phone by then, who is asked first whether it is still them.
        """
        return self.discreet or is_long(self.wrote_at, now)


def addressees(connection: Connection, members: Collection[int]) -> list[Addressee]:
    """Give how these members are reached; those who stopped or cannot be reached are left out."""
    rows = connection.execute(
        sa.select(
            member.c.id, sa.func.min(address.c.id), address.c.channel_account_id,
            member.c.language, member.c.discreet, member.c.wrote_at,
        )
        .join(address, address.c.member_id == member.c.id)
        .where(
            member.c.id.in_(members),
            member.c.stopped_at.is_(None),
            address.c.unreachable_since.is_(None),
        )
        .group_by(
            member.c.id, address.c.channel_account_id, member.c.language, member.c.discreet,
            member.c.wrote_at,
        )
        .order_by(member.c.id)
    )  # fmt: skip
    return [Addressee(*row) for row in rows]


def is_served(room: Room, network: ColumnElement[int]) -> ColumnElement[bool]:
    """Say of a network that this process has a channel for it; nothing is started for others."""
    c = channel_account.c
    return network.in_(sa.select(c.network_id).where(c.id.in_(list(room.channels))))


def facilitators(connection: Connection, room: Room, number: int) -> list[Addressee]:
    """Give who answers for a consultation: the one who asked, else everyone who facilitates it.

    Nobody whose role was taken away, nor where this process has no channel for the network.
    """
    asker, everyone = roles.facilitators_of(connection, number)
    reached = addressees(connection, [asker]) if asker else []
    return _here(room, reached or addressees(connection, everyone))


def asker_of(connection: Connection, room: Room, number: int) -> list[Addressee]:
    """Give who asked, if that person still facilitates the consultation and can be reached."""
    asker, _ = roles.facilitators_of(connection, number)
    return _here(room, addressees(connection, [asker] if asker else []))


def _here(room: Room, them: list[Addressee]) -> list[Addressee]:
    return [to for to in them if to.account in room.channels]


def start(  # noqa: PLR0913 - a message is many things
    room: Room, to: Addressee, shown: Screen, *, kind: str, key: str, about: Key, now: datetime,
    not_after: datetime | None = None, opens: Act | None = None, **more: Any,
) -> Message:  # fmt: skip
    """Make one message that Heard starts; it never takes the focus of what a person is doing.

    To a discreet person, and after half a year of silence, it says only that a message waits, and
    `opens` is what shows the real thing; without it, that is found by what the message is about.
    """
    channel = room.channels[to.account]
    if to.is_covered(now):
        shown = covered(shown, about, opens)
        about = Key(DISCREET, about.subject)
    return Message(
        account=to.account,
        address=to.address,
        member=to.member,
        key=key,
        kind=kind,
        payload=channel.render(shown, to.language, to.member, protected=to.discreet),
        due_at=now,
        conversation=about.conversation,
        subject=about.subject,
        slot=shown.slot,
        edits=shown.replaces,
        not_after=not_after,
        numbered=tuple(option.act for option in shown.options),
        **more,
    )

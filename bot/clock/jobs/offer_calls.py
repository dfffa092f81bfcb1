"""Offer calls for volunteers to members, draw when the last day is over, and thank everybody."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import Addressee, addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import drawing
from bot.involvement.sent_of_seats import call_key, call_thanks_key
from bot.store.tables import volunteer_call
from conversations.calling import Call
from conversations.calls.screens import drawn_notice, invitation, thanks_notice
from conversations.calls.state import NAME
from conversations.screen import Act
from conversations.turn import Key

EVERY = 30.0
KEEP_TRYING = timedelta(days=28)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many calls and members something was done for."""
    served = is_served(room, volunteer_call.c.network_id)
    done = drawing.open_calls(connection, served)
    for call, members in drawing.to_ask(connection, served):
        _offer(connection, room, call, members, now)
        drawing.asked(connection, call.id, members, now)
        done += len(members)
    done += drawing.draw_due(connection, served, now)
    for call, members in drawing.to_tell(connection, served):
        _thank(connection, room, call, members, now)
        drawing.told(connection, call.id, members, now)
        done += len(members)
    return done


def _offer(
    connection: Connection, room: Room, call: Call, members: Collection[int], now: datetime
) -> None:
    ends = datetime.combine(call.closes_on + timedelta(days=1), time(), UTC)
    messages = [
        start(room, to, invitation(call), kind="call", key=call_key(call.id, to.member), now=now,
              about=Key(NAME, call.id), not_after=ends, opens=Act("call.show", (call.id,)))
        for to in _reached(connection, room, members)
    ]  # fmt: skip
    outbox.write(connection, messages, now)


def _thank(
    connection: Connection, room: Room, call: Call, members: Collection[int], now: datetime
) -> None:
    shown = drawn_notice(call) if call.part == "drawn" else thanks_notice(call)
    messages = [
        start(room, to, shown, kind="thanks", key=call_thanks_key(call.id, to.member), now=now,
              about=Key(NAME, call.id), not_after=now + KEEP_TRYING,
              opens=Act("call.show", (call.id,)))
        for to in _reached(connection, room, members)
    ]  # fmt: skip
    outbox.write(connection, messages, now)


def _reached(connection: Connection, room: Room, members: Collection[int]) -> list[Addressee]:
    return [to for to in addressees(connection, members) if to.account in room.channels]

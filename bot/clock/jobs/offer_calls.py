"""Offer calls for volunteers to members, draw when the last day is over, and thank everybody."""

from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import drawing
from bot.store.tables import volunteer_call
from conversations.calling import Call
from conversations.calls.screens import drawn_notice, invitation, thanks_notice
from conversations.calls.state import NAME
from conversations.screen import Act, Screen
from conversations.turn import Key

EVERY = 30.0
KEEP_TRYING = timedelta(days=28)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many calls and members something was done for."""
    served = is_served(room, volunteer_call.c.network_id)
    done = drawing.open_calls(connection, served)
    for call, members in drawing.to_ask(connection, served):
        ends = datetime.combine(call.closes_on + timedelta(days=1), time(), UTC)
        _write(connection, room, call, members, (invitation(call), "call", ends), now)
        drawing.asked(connection, call.id, members, now)
        done += len(members)
    done += drawing.draw_due(connection, served, now)
    for call, members in drawing.to_tell(connection, served):
        shown = drawn_notice(call) if call.part == "drawn" else thanks_notice(call)
        _write(connection, room, call, members, (shown, "thanks", now + KEEP_TRYING), now)
        drawing.told(connection, call.id, members, now)
        done += len(members)
    return done


def _write(
    connection: Connection, room: Room, call: Call, members: list[int],
    what: tuple[Screen, str, datetime], now: datetime,
) -> None:  # fmt: skip
    shown, kind, not_after = what
    messages = [
        start(room, to, shown, kind=kind, key=f"{kind}:{call.id}:{to.member}", now=now,
              about=Key(NAME, call.id), not_after=not_after, opens=Act("call.show", (call.id,)))
        for to in addressees(connection, members)
        if to.account in room.channels
    ]  # fmt: skip
    outbox.write(connection, messages, now)

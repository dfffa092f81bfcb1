"""Ask the members of each group, once a quarter, how strong its influence was."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.starting import addressees, is_served, start
from bot.delivery.turns import Room
from bot.involvement import influence
from bot.involvement.sent_of_seats import influence_key
from bot.store.tables import group
from conversations.influencing import NAME, invitation
from conversations.screen import Act
from conversations.turn import Key

EVERY = 300.0
KEEP_TRYING = timedelta(days=28)


def run(connection: Connection, room: Room, now: datetime) -> int:
    """Give how many members were asked."""
    done = 0
    for one in influence.due(connection, is_served(room, group.c.network_id), now):
        when = one.group, one.year, one.quarter
        shown = invitation(one.group, one.name, one.year, one.quarter)
        messages = [
            start(room, to, shown, kind="influence", now=now,
                  key=influence_key(one.group, to.member, one.year, one.quarter),
                  about=Key(NAME, one.group), not_after=now + KEEP_TRYING,
                  opens=Act("infl.start", when))
            for to in addressees(connection, one.members)
            if to.account in room.channels
        ]  # fmt: skip
        outbox.write(connection, messages, now)
        influence.asked(connection, one)
        done += len(one.members)
    return done

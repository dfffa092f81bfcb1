"""Loading what the loop board needs, what somebody is to believe of a loop, and its words."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.involvement import beliefs, open_loops, wording
from conversations.gap import TheBelief
from conversations.open_loops import TheOpenLoop, TheOpenLoops
from conversations.wording import TheWording

if TYPE_CHECKING:
    from bot.involvement.facts import Found, Loader, Shelf, Wanted


def _lists(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): open_loops.load(connection, asker.person, asker.network, now)
        for asker, need in wanted
    }


def _loops(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): open_loops.one(
            connection, asker.person, asker.network, need.id, now
        )
        for asker, need in wanted
    }


def _beliefs(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    asked = beliefs.load(connection, {(need.loop, asker.person.id) for asker, need in wanted})
    return {
        (asker.person.id, need): asked.get((need.loop, asker.person.id)) for asker, need in wanted
    }


def _wordings(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): wording.load(connection, asker, need) for asker, need in wanted
    }


LOADERS: Mapping[type, "Loader"] = {
    TheOpenLoops: _lists,
    TheOpenLoop: _loops,
    TheBelief: _beliefs,
    TheWording: _wordings,
}

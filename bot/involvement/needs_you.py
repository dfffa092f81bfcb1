"""The week's list of each facilitator: what waits for them, or for somebody who is away."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.involvement import flags
from bot.involvement.cover import Facilitator, Whose, facilitators, who_gets, whose
from bot.involvement.what_waits import Waits, everything, network_zone
from conversations.needing import Needing, NeedsItem, pick


def load(
    connection: Connection, network: int, now: datetime,
    people: list[Facilitator] | None = None,
) -> Mapping[int, Needing]:  # fmt: skip
    """Give for each facilitator of a network (`people`, else all) what waits for them now."""
    everyone = facilitators(connection, network, now) if people is None else people
    today = now.astimezone(ZoneInfo(network_zone(connection, network))).date()
    waits = everything(connection, network, today, now)
    belongs = whose(connection, {one.loop for one in waits if one.loop is not None})
    lists: dict[int, list[NeedsItem]] = defaultdict(list)
    for one in waits:
        for who, cover in _who_gets(connection, network, one, belongs, everyone).items():
            lists[who].append(_item(one, cover=cover))
    return {one.member: _needing(lists[one.member]) for one in everyone}


def _who_gets(
    connection: Connection, network: int, one: Waits, belongs: Mapping[int, Whose],
    people: list[Facilitator],
) -> dict[int, bool]:  # fmt: skip
    if one.kind == "flag":  # which go by the reading rota, and not by who asked
        return {
            each.member: False for each in people if flags.may_see(connection, each.member, network)
        }
    if one.loop is None and all(each.groups is not None for each in people):
        there = [each for each in people if not each.away] or people
        return {each.member: False for each in there}
    return who_gets(belongs.get(one.loop or 0, Whose()), people)


def _item(one: Waits, *, cover: bool) -> NeedsItem:
    return NeedsItem(one.kind, one.subject, one.title, one.count, cover, one.source)


def _needing(items: list[NeedsItem]) -> Needing:
    chosen = pick(items)
    return Needing(chosen, len(items) - len(chosen))

"""Loading what conversations around groups and seats need; `facts` calls these."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.involvement import calls, glossary, impact, influence, passing, seats
from conversations.calling import TheCall, TheCalls
from conversations.impacts import MyGroup, TheImpactLog, TheInfluence
from conversations.jargon_facts import TheGlossary
from conversations.rights import FACILITATOR, covers
from conversations.structure import ThePassed, TheSeatCode, TheStructure, WhatPasses

if TYPE_CHECKING:
    from bot.involvement.facts import Found, Loader, Shelf, Wanted


def _glossaries(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    loaded = glossary.load(connection, {asker.network for asker, _ in wanted})
    return {(asker.person.id, need): loaded[asker.network] for asker, need in wanted}


def _structures(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): seats.structure(connection, asker.network, asker.person.id)
        for asker, need in wanted
    }


def _codes(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    free = seats.by_code(connection, {(asker.network, need.hash) for asker, need in wanted})
    return {(asker.person.id, need): free.get((asker.network, need.hash)) for asker, need in wanted}


def _passable(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): seats.what_passes(connection, asker.network, need.group)
        for asker, need in wanted
        if asker.person.facilitates and covers(asker.person.groups_as(FACILITATOR), (need.group,))
    }


def _passed(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    asked = {(need.loop, asker.person.id) for asker, need in wanted}
    found = passing.told_to(connection, asked)
    return {
        (asker.person.id, need): found.get((need.loop, asker.person.id)) for asker, need in wanted
    }


def _the_calls(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    asked = [(asker.person, asker.network, need.id) for asker, need in wanted]
    found = calls.load(connection, asked)
    return {
        (asker.person.id, need): found.get((asker.person.id, need.id)) for asker, need in wanted
    }


def _calls(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): calls.listed(connection, asker.person, asker.network)
        for asker, need in wanted
    }


def _logs(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): impact.log_of(connection, asker.person, asker.network)
        for asker, need in wanted
        if asker.person.facilitates
    }


def _maps(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    return {
        (asker.person.id, need): tuple(influence.maps(connection, asker.network, asker.person))
        for asker, need in wanted
        if asker.person.facilitates
    }


def _my_groups(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    found: Found = {}
    for asker, need in wanted:
        mine = influence.of_members(connection, {(asker.person.id, need)}, asker.network)
        found |= {(who, group): told for (who, group), told in mine.items()}
    return found


LOADERS: Mapping[type, "Loader"] = {
    TheGlossary: _glossaries,
    TheStructure: _structures,
    TheSeatCode: _codes,
    WhatPasses: _passable,
    ThePassed: _passed,
    TheCall: _the_calls,
    TheCalls: _calls,
    TheImpactLog: _logs,
    TheInfluence: _maps,
    MyGroup: _my_groups,
}

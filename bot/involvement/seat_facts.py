"""Loading what conversations around groups and seats need; `facts` calls these."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from bot.involvement import glossary
from conversations.jargon_facts import TheGlossary

if TYPE_CHECKING:
    from bot.involvement.facts import Found, Loader, Shelf, Wanted


def _glossaries(connection: Connection, wanted: "Wanted", shelf: "Shelf", now: datetime) -> "Found":
    loaded = glossary.load(connection, {asker.network for asker, _ in wanted})
    return {(asker.person.id, need): loaded[asker.network] for asker, need in wanted}


LOADERS: Mapping[type, "Loader"] = {
    TheGlossary: _glossaries,
}

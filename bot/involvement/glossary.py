"""The glossary: words of the field in plain ones, as shipped and as each network changed them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zlib import crc32

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.involvement import record
from bot.involvement.data_files import Part, parse
from bot.involvement.happened import Happened
from bot.store.sql import upsert
from bot.store.tables import glossary_entry
from conversations.jargon_facts import Entry, key_of
from conversations.seat_events import WordDropped, WordExplained
from conversations.text import Worded

_LANGUAGE = "en_GB"
_OF_NETWORKS = (
    sa.select(glossary_entry)
    .where(glossary_entry.c.network_id.in_(sa.bindparam("networks", expanding=True)))
    .order_by(glossary_entry.c.term)
)


@cache
def shipped() -> Mapping[str, Entry]:
    """Give the entries that ship with the program, by key; raises DataError at a mistake."""
    return read_glossary(files("conversations") / "glossary" / f"{_LANGUAGE}.yaml")


def read_glossary(file: Traversable) -> Mapping[str, Entry]:
    """Read one file of entries; raises DataError where anything in it is amiss."""
    entries: dict[str, Entry] = {}
    written: set[str] = set()
    for part in Part(parse(file.name, file.read_bytes()), file.name).items(fewest=1):
        given = part.fields(("shown", "also", "words"))
        entry = _entry(
            given["shown"].text(),
            Worded.of({_LANGUAGE: given["words"].text()}),
            tuple(other.text() for other in given["also"].items()),
        )
        forms = {key_of(one) for one in (entry.shown, *entry.also)}
        if forms & written:
            part.refuse(f"repeats {min(forms & written)!r}")
        written |= forms
        entries[key_of(entry.shown)] = entry
    return entries


def _entry(shown: str, words: Worded, also: tuple[str, ...] = ()) -> Entry:
    return Entry(crc32(key_of(shown).encode()), shown, words, also)


def load(connection: Connection, networks: Collection[int]) -> dict[int, tuple[Entry, ...]]:
    """Give each network's entries in the order of the alphabet: its own, then what is shipped."""
    found = {number: dict(shipped()) for number in networks}
    for row in connection.execute(_OF_NETWORKS, {"networks": list(networks)}):
        mine = found[row.network_id]
        before = mine.pop(row.term, None)
        if row.words:
            also = before.also if before else ()
            mine[row.term] = replace(_entry(row.shown, Worded.of(row.words)), also=also)
    return {number: tuple(mine[key] for key in sorted(mine)) for number, mine in found.items()}


# --- what facilitators change ---------------------------------------------------------------------


def explained(connection: Connection, happened: Sequence[Happened[WordExplained]]) -> None:
    """Keep what a word means in one language; what stands in others stays."""
    for one in happened:
        key = key_of(one.event.shown)
        mine = {
            key_of(entry.shown): entry for entry in load(connection, [one.network])[one.network]
        }
        before = dict(mine[key].words.by_language) if key in mine else {}
        _keep(connection, one, {**before, one.event.language: one.event.words})


def dropped(connection: Connection, happened: Sequence[Happened[WordDropped]]) -> None:
    """Explain a word no more."""
    for one in happened:
        _keep(connection, one, {})


def _keep(
    connection: Connection, one: Happened[WordExplained] | Happened[WordDropped],
    words: Mapping[str, str],
) -> None:  # fmt: skip
    term = key_of(one.event.shown)
    row = {
        "network_id": one.network, "term": term, "shown": one.event.shown,
        "words": dict(words), "edited_by": one.member, "edited_at": one.now,
    }  # fmt: skip
    upsert(connection, glossary_entry, [row], ("network_id", "term"))
    record.write(connection, one, "glossary.changed", crc32(term.encode()))

"""Words at rest are sealed, each bound to its row; keys can be changed while Heard runs."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import inbox
from bot.delivery.fetching import place_of
from bot.delivery.ports import Arrived
from bot.involvement import states
from bot.store import resealing, tables
from bot.store.database import Database
from bot.store.errors import BrokenSeal, KeyMissing, UnfitKey
from bot.store.sealing import (
    ANSWER,
    FLAG,
    INBOX,
    PLACES,
    Sealer,
    is_sealed,
    mark_in,
    mark_in_file,
)
from conversations.own_choices import OwnChoices
from tests.bot.store.rows import NOON, a_member, a_network

OLD, NEW = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
ROW = {"response_id": 7, "question": 2}
WORDS = st.text(max_size=200)


@contextmanager
def sealed(database: Database, *keys: str) -> Iterator[Database]:
    """Open the same database once more, with these keys."""
    with Database(database.url, sealer=Sealer(*keys)) as opened:
        yield opened


# --- one value ------------------------------------------------------------------------------------


@given(WORDS)
def test_whatever_was_sealed_comes_back_as_it_was(words: str) -> None:
    for sealer in (Sealer(), Sealer(OLD), Sealer(NEW, OLD)):
        kept = sealer.seal(words, ANSWER, ROW)
        assert sealer.open(kept, ANSWER, ROW) == words
        assert Sealer(NEW, OLD).open(kept, ANSWER, ROW) == words


@given(WORDS.filter(lambda words: len(words) > 3))
def test_a_sealed_value_shows_nothing_of_the_words_and_is_never_the_same(words: str) -> None:
    sealer = Sealer(OLD)
    first, second = (sealer.seal(words, ANSWER, ROW) for _ in range(2))
    assert first != second
    assert words not in str(first)


@given(WORDS)
def test_what_was_written_before_there_was_a_key_is_read_as_it_is(words: str) -> None:
    assert Sealer(NEW).open(Sealer().seal(words, ANSWER, ROW), ANSWER, ROW) == words


def test_words_that_look_like_a_seal_are_words() -> None:
    lookalike = Sealer(OLD).seal("secret", ANSWER, ROW)
    kept = Sealer().seal(lookalike, ANSWER, ROW)
    assert Sealer(OLD).open(kept, ANSWER, ROW) == lookalike


@pytest.mark.parametrize(
    ("place", "row"),
    [(ANSWER, {**ROW, "question": 3}), (FLAG, {"member_id": 7, "raised_at": NOON})],
)
def test_words_cannot_be_opened_in_another_row(place: Any, row: dict[str, Any]) -> None:
    kept = Sealer(OLD).seal("I came by bus", ANSWER, ROW)
    with pytest.raises(BrokenSeal):
        Sealer(OLD).open(kept, place, row)


@pytest.mark.parametrize("harm", [lambda kept: kept[:-9] + "AAAAAAAA=", lambda kept: kept + "!"])
def test_what_was_changed_or_needs_another_key_is_not_opened(harm: Any) -> None:
    kept = Sealer(OLD).seal("I came by bus", ANSWER, ROW)
    with pytest.raises(BrokenSeal):
        Sealer(OLD).open(harm(kept), ANSWER, ROW)
    with pytest.raises(BrokenSeal):
        Sealer(NEW).open(kept, ANSWER, ROW)


def test_json_and_files_are_sealed_too() -> None:
    row = {"channel_account_id": 1, "external_id": "5"}
    kept = Sealer(OLD).seal_json({"text": "secret"}, INBOX, row)
    assert is_sealed(kept)
    assert "secret" not in str(kept)
    assert Sealer(OLD).open_json(kept, INBOX, row) == {"text": "secret"}
    assert Sealer().open_json({"text": "x"}, INBOX, row) == {"text": "x"}
    assert not is_sealed({"sealed": "my words"})

    file = Sealer(OLD).seal_file(b"OggS voice", 9)
    assert b"voice" not in file
    assert Sealer(NEW, OLD).open_file(file, 9) == b"OggS voice"
    assert Sealer(OLD).open_file(b"OggS plain", 9) == b"OggS plain"
    with pytest.raises(BrokenSeal):
        Sealer(OLD).open_file(file, 10)
    with pytest.raises(BrokenSeal):
        Sealer(NEW).open_file(file, 9)


@pytest.mark.parametrize("key", ["short", "ö" * 43, "A" * 42, "A" * 44, "!" * 43])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(UnfitKey, match="token_urlsafe"):
        Sealer(key)


# --- a whole database -----------------------------------------------------------------------------


def test_every_column_with_words_is_a_column_with_keys_that_never_change() -> None:
    for place in PLACES:
        table = resealing.TABLES[place.table]
        assert {place.column, *place.keys} <= set(table.columns.keys())


def an_account(connection: sa.Connection, network: int = 1) -> int:
    """Insert a channel account and give its number."""
    row = {"network_id": network, "kind": "telegram", "secret_name": "token"}
    inserted = tables.channel_account.insert().values(row).returning(tables.channel_account.c.id)
    return int(connection.execute(inserted).scalar_one())


def filled(database: Database) -> None:
    """Let something be written in a state, the inbox and a file's row."""
    with database.transaction() as connection:
        a_member(connection, 7)
        account = an_account(connection)
        for number in range(3):
            update = Arrived(str(number), "5", {"text": f"secret {number}"})
            inbox.store(connection, account, [update], NOON)
        states.save(connection, {(7, "own_choices", 0): OwnChoices("secret")}, NOON)


def kept_in(database: Database) -> list[Any]:
    with database.reading() as connection:
        rows = connection.execute(sa.select(tables.inbox.c.payload)).scalars().all()
        return [*rows, *connection.execute(sa.select(tables.conversation_state.c.kept)).scalars()]


def test_a_new_key_takes_the_place_of_an_old_one_and_of_none(
    database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 2)
    filled(database)
    told: list[tuple[str, int]] = []
    for keys in ((OLD,), (NEW, OLD)):
        with sealed(database, *keys) as opened:
            with opened.transaction() as connection:
                resealing.know_keys(connection, opened.sealer, NOON)
            anew = resealing.reseal(
                opened, lambda number: tmp_path / str(number), lambda *it: told.append(it)
            )
            again = resealing.reseal(opened, lambda n: tmp_path / str(n), lambda *_: None)
        assert (anew, again) == (4, 0)
        assert {mark_in(one) for one in kept_in(database)} == {Sealer(keys[0]).mark}

    assert ("inbox", 2) in told
    with sealed(database, NEW) as opened, opened.reading() as connection:
        letters = inbox.heads(connection, [1])
        assert [letter.read(opened.sealer)["text"] for letter in letters] == ["secret 0"]
        assert states.load(connection, [(7, "own_choices", 0)]) == {
            (7, "own_choices", 0): OwnChoices("secret")
        }
        marks = connection.execute(sa.select(tables.text_key.c.mark)).scalars().all()
    assert marks == [Sealer(NEW).mark]


def test_a_database_whose_key_is_not_here_is_not_touched(database: Database) -> None:
    with sealed(database, OLD) as opened, opened.transaction() as connection:
        resealing.know_keys(connection, opened.sealer, NOON)
    for keys in ((), (NEW,)):
        with (
            sealed(database, *keys) as opened,
            pytest.raises(KeyMissing, match=str(Sealer(OLD).mark)),
            opened.transaction() as connection,
        ):
            resealing.know_keys(connection, opened.sealer, NOON)
    with sealed(database, NEW, OLD) as opened, opened.transaction() as connection:
        resealing.know_keys(connection, opened.sealer, NOON)


def test_files_are_sealed_anew_and_none_that_was_erased_comes_back(
    database: Database, tmp_path: Path
) -> None:
    with database.transaction() as connection:
        network = a_network(connection)
        account = an_account(connection, network)
        for number, status in ((101, "stored"), (102, "stored"), (103, "erased")):
            connection.execute(
                tables.media.insert().values(
                    id=number, network_id=network, channel_account_id=account, kind="voice",
                    file_id="f", unique_id=str(number), status=status, tries=1, created_at=NOON,
                )
            )  # fmt: skip
    folder = tmp_path / "media"
    voice = place_of(folder, 101)
    voice.parent.mkdir(parents=True)
    voice.write_bytes(b"OggS voice")
    with sealed(database, NEW) as opened:
        anew = resealing.reseal(opened, lambda n: place_of(folder, n), lambda *_: None)
    assert anew == 1
    assert mark_in_file(voice.read_bytes()) == Sealer(NEW).mark
    assert Sealer(NEW).open_file(voice.read_bytes(), 101) == b"OggS voice"
    assert [one.name for one in folder.rglob("*") if one.is_file()] == ["101"]

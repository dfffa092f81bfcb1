"""The glossary: what is shipped is plain, and each network's own words come first."""

from pathlib import Path

import pytest

from bot.involvement import glossary
from bot.involvement.data_files import DataError
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.database import Database
from conversations.jargon import find
from conversations.jargon_facts import Entry
from conversations.seat_events import SeatEvent, WordDropped, WordExplained
from conversations.text import Worded
from tests.bot.delivery.hall import NOW, Hall
from tests.house.wording import sentences, words

LONGEST_SENTENCE = 20  # words
SHIPPED = glossary.shipped()


def test_about_sixty_words_are_shipped_and_each_has_a_number_of_its_own() -> None:
    assert len(SHIPPED) >= 60
    assert len({entry.number for entry in SHIPPED.values()}) == len(SHIPPED)


@pytest.mark.parametrize("key", SHIPPED)
def test_each_is_said_in_short_sentences(key: str) -> None:
    said = SHIPPED[key].words.said_in("en_GB")
    assert len(said) <= 300
    assert said.endswith(".")
    for sentence in sentences(said):
        assert len(words(sentence)) <= LONGEST_SENTENCE, sentence


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- {shown: A, also: [], words: B.}\n- {shown: C, also: [a], words: D.}", "repeats 'a'"),
        ("- {shown: A, words: B.}", "lacks 'also'"),
        ("[]", "must be a list of at least 1"),
    ],
)
def test_a_mistake_in_a_file_is_named(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "xx.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=problem):
        glossary.read_glossary(file)


# --- a network's own words ------------------------------------------------------------------------


@pytest.fixture
def hall(database: Database) -> Hall:
    """A network without anybody in it, on SQLite and on Postgres."""
    return Hall(database)


def do(hall: Hall, who: int, *done: SeatEvent) -> None:
    with hall.database.transaction() as connection:
        perform(connection, [Happened(who, hall.network, event, NOW, 0) for event in done])


def look_up(hall: Hall, word: str) -> Entry | None:
    with hall.database.reading() as connection:
        return find(word, glossary.load(connection, [hall.network])[hall.network])


def test_facilitators_change_add_and_take_out_words_and_it_is_on_record(hall: Hall) -> None:
    who = hall.members[hall.seat(1)[0]]
    do(hall, who, WordExplained("PET-CT", "en_GB", "Our own words."))
    do(hall, who, WordExplained("PET-CT", "cy", "Ein geiriau ni."))
    do(hall, who, WordExplained("Riverside bus", "en_GB", "The bus to the ward."))
    do(hall, who, WordDropped("Quorum"))

    scan = look_up(hall, "PET scan")
    assert scan is not None
    assert scan.words == Worded.of({"en_GB": "Our own words.", "cy": "Ein geiriau ni."})
    assert look_up(hall, "riverside BUS") is not None
    assert look_up(hall, "quorum") is None
    assert look_up(hall, "MDT") is not None
    acts = [row["act"] for row in hall.rows(tables.audit) if row["act"].startswith("glossary")]
    assert acts == ["glossary.changed"] * 4
    do(hall, who, WordExplained("Quorum", "en_GB", "Enough people."))
    assert look_up(hall, "quorum") is not None

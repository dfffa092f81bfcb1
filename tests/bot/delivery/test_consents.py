"""Consents, on both databases: what is kept of each, what is live, and what a new one waits for."""

from collections.abc import Mapping
from typing import Any

import pytest

from bot.delivery.turns import take_turns
from bot.involvement import networks
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from conversations import consent, events
from conversations.consent import VERSION
from conversations.content import Given
from tests.bot.delivery.hall import CATALOGUES, EASIER, NOW, Hall

NEWER = events.ConsentGiven(VERSION + 1, "en_GB", "I agree to more.", "one at a time")


def do(hall: Hall, who: str, *done: events.Event) -> None:
    """Let somebody do something."""
    member = hall.members[who]
    with hall.database.transaction() as connection:
        perform(connection, [Happened(member, hall.network, one, NOW, 0) for one in done])


def take(hall: Hall, *arrived: Any) -> None:
    """Take turns, one after the other."""
    for one in arrived:
        hall.store(one)
        with hall.database.transaction() as connection:
            take_turns(connection, hall.heads(connection), hall.room, NOW)


def kept(hall: Hall, who: str) -> list[dict[str, Any]]:
    return hall.rows(tables.consent, member_id=hall.members[who])


def live(hall: Hall, who: str) -> int | None:
    version: int | None = hall.rows(tables.member, id=hall.members[who])[0]["consent_version"]
    return version


def texts(hall: Hall, who: str) -> str:
    """Give all that was said to somebody."""
    rows = hall.rows(tables.outbox, member_id=hall.members[who])
    return "\n".join(row["payload"]["params"]["text"] for row in rows if row["payload"])


# --- what is kept ---------------------------------------------------------------------------------


def test_each_consent_is_kept_in_its_words_and_the_newest_is_live(hall: Hall) -> None:
    first, other = hall.seat(2)
    do(hall, first, NEWER)

    assert [(one["version"], one["wording"], one["how"]) for one in kept(hall, first)] == [
        (VERSION, "I agree.", "all at once"),
        (VERSION + 1, "I agree to more.", "one at a time"),
    ]
    assert [one["withdrawn_at"] for one in kept(hall, first)] == [None, None]
    assert (live(hall, first), live(hall, other)) == (VERSION + 1, VERSION)


def test_taking_it_back_is_put_on_record_and_nothing_is_live(hall: Hall) -> None:
    first, other = hall.seat(2)
    do(hall, first, NEWER, events.ConsentWithdrawn())

    assert [one["withdrawn_at"] for one in kept(hall, first)] == [NOW, NOW]
    assert [one["wording"] for one in kept(hall, first)] == ["I agree.", "I agree to more."]
    assert live(hall, first) is None
    assert (live(hall, other), kept(hall, other)[0]["withdrawn_at"]) == (VERSION, None)


def test_whoever_stops_and_erases_everything_has_taken_it_back(hall: Hall) -> None:
    stops, erases, does_both, erases_some = hall.seat(4)
    do(hall, stops, events.Stopped())
    do(hall, erases, events.AnswersErased())
    do(hall, does_both, events.Stopped())
    do(hall, does_both, events.AnswersErased())
    do(hall, erases_some, events.Stopped())
    do(hall, erases_some, events.AnswersErased(1))

    assert [live(hall, one) for one in (stops, erases, does_both, erases_some)] == [
        VERSION, VERSION, None, VERSION,
    ]  # fmt: skip


# --- before the next answer -----------------------------------------------------------------------


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The words of the consent have changed."""
    monkeypatch.setattr(consent, "VERSION", VERSION + 1)


def answered(hall: Hall) -> Mapping[int, str]:
    return {row["question"]: row["text"] for row in hall.rows(tables.answer)}


@pytest.mark.usefixtures("newer")
def test_an_answer_waits_for_the_new_words_and_is_kept_then(hall: Hall) -> None:
    [first] = hall.seat(1)
    hall.ask(1, EASIER)
    do(hall, first, events.Answered(1, 1, EASIER.number, Given(text="Before.")))
    take(hall, hall.tap(first, "a.change", 1, EASIER.number), hall.text(first, "Later buses."))
    assert answered(hall) == {EASIER.number: "Before."}
    assert "The words that you agreed to have changed." in texts(hall, first)

    take(hall, hall.tap(first, "agree.all"), hall.tap(first, "agree.agree", 0, 0))

    assert answered(hall) == {EASIER.number: "Later buses."}
    assert [one["version"] for one in kept(hall, first)] == [VERSION, VERSION + 1]
    assert live(hall, first) == VERSION + 1


@pytest.mark.usefixtures("newer")
def test_refusing_keeps_the_answers_and_asks_nothing_more(hall: Hall) -> None:
    [first] = hall.seat(1)
    hall.ask(1, EASIER)
    do(hall, first, events.Answered(1, 1, EASIER.number, Given(text="Before.")))
    take(hall, hall.tap(first, "a.change", 1, EASIER.number), hall.text(first, "Now."))
    take(hall, hall.tap(first, "agree.refuse"))

    assert answered(hall) == {EASIER.number: "Before."}
    assert hall.rows(tables.member, id=hall.members[first])[0]["tell"] == "only_changes"
    assert (live(hall, first), kept(hall, first)[0]["withdrawn_at"]) == (VERSION, None)
    assert hall.rows(tables.conversation_state, conversation="agreeing") == []


def test_who_started_again_after_taking_it_back_is_asked_before_an_answer(hall: Hall) -> None:
    [first] = hall.seat(1)
    hall.ask(1, EASIER)
    take(hall, hall.tap(first, "o.withdraw_yes"), hall.tap(first, "o.again"))
    take(hall, hall.tap(first, "a.start", 1))

    assert "You have no live agreement with us." in texts(hall, first)
    take(hall, hall.tap(first, "agree.all"), hall.tap(first, "agree.agree", 0, 0))
    assert live(hall, first) == VERSION
    before, now = kept(hall, first)
    assert (before["withdrawn_at"], now["withdrawn_at"]) == (NOW, None)
    assert now["wording"].startswith("Taking part is your choice.")


@pytest.mark.usefixtures("newer")
def test_what_waits_for_consent_goes_with_the_answers(hall: Hall) -> None:
    [first] = hall.seat(1)
    hall.ask(1, EASIER)
    take(hall, hall.tap(first, "a.start", 1))
    assert hall.rows(tables.conversation_state, conversation="agreeing")
    do(hall, first, events.AnswersErased())

    assert hall.rows(tables.conversation_state, conversation="agreeing") == []


# --- languages ------------------------------------------------------------------------------------


def test_a_network_offers_the_languages_it_speaks_in_which_people_can_agree(hall: Hall) -> None:
    with hall.database.transaction() as connection:
        connection.execute(tables.network.update().values(languages=["en_GB", "cy"]))
        served = networks.load(connection, {hall.network}, CATALOGUES)[hall.network]
        connection.execute(tables.network.update().values(languages=["cy"]))
        only = networks.load(connection, {hall.network}, CATALOGUES)[hall.network]

    assert [tag for tag, *_ in served.languages] == ["en_GB"]
    assert served.other_languages == ("Cymraeg",)
    assert [tag for tag, *_ in only.languages] == ["en_GB"], "English rather than none"

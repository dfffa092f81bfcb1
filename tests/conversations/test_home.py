"""Home: what waits, my answers, what changed, and a facilitator's desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from conversations import home
from conversations.content import Given
from conversations.digests import DigestsOut
from conversations.facts import (
    Desk,
    DeskItem,
    Facts,
    TheAnswers,
    TheConsultation,
    TheDesk,
    Waiting,
    WhatWaits,
)
from conversations.loops import Notice, Told, WhatChanged, WhatIWasTold
from conversations.screen import Act
from conversations.turn import Commanded, Key, Tapped, Typed
from tests.conversations.ended import DECISION, NUMBER, consultation, still_open
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, Chat, said
from tests.conversations.people import english as in_english

OPEN = still_open()
OTHER = replace(OPEN, id=8, ask=replace(OPEN.ask, title=english("Wig shop hours")))
CLOSED = consultation()
WAYS_ON = ["My answers", "What changed", "My choices", "More"]


def member(*waiting: Waiting) -> Chat:
    chat = Chat(found={WhatWaits(): waiting, TheConsultation(NUMBER): OPEN, TheAnswers(NUMBER): {}})
    chat.command("home")
    return chat


def choices(chat: Chat) -> list[str]:
    return list(chat.labels)


# --- what waits -----------------------------------------------------------------------------------


def test_nothing_waits() -> None:
    chat = member()
    assert chat.text == (
        "Home\nNothing is waiting for you. I will write when there is something to answer."
    )
    assert choices(chat) == WAYS_ON


def test_what_waits_can_be_opened_by_its_number() -> None:
    chat = member(Waiting(OPEN, "asked"))
    assert "1 consultation is waiting for you. There is no hurry." in chat.text
    assert choices(chat) == ["Evening chemotherapy", *WAYS_ON]
    chat.say("1")
    assert chat.text.startswith("Evening chemotherapy\nAsked by the lead nurse.")
    assert chat.focus == Key("answering", NUMBER)


def test_what_is_half_done_is_gone_on_with() -> None:
    chat = member(Waiting(OPEN, "started"), Waiting(OTHER, "put_off"))
    assert "2 consultations are waiting for you. There is no hurry." in chat.text
    assert choices(chat)[:2] == ["Go on: Evening chemotherapy", "Go on: Wig shop hours"]
    chat.tap("Go on: Evening chemotherapy")
    assert "Question 1 of 2" in chat.text


def test_what_is_done_declined_or_closed_does_not_wait() -> None:
    chat = member(Waiting(OPEN, "finished"), Waiting(OTHER, "declined"), Waiting(CLOSED, "asked"))
    assert "Nothing is waiting for you." in chat.text


# --- my answers, what changed ---------------------------------------------------------------------


def test_my_answers_lists_what_i_took_part_in() -> None:
    chat = member(Waiting(OPEN, "started"), Waiting(OTHER, "declined"))
    chat.found[TheAnswers(NUMBER)] = {1: Given(choices=(2,))}
    chat.say("my answers")
    assert chat.text == "My answers\nChoose one to see your answers."
    assert choices(chat) == ["Evening chemotherapy", "Home"]
    chat.say("1")
    assert choices(chat)[0] == "How did you get home? — By bus"


def test_without_answers_my_answers_says_so() -> None:
    chat = member(Waiting(OPEN, "asked"))
    chat.tap("My answers")
    assert chat.text == "My answers\nYou have not answered anything yet."
    chat.say("home")
    assert chat.text.startswith("Home\n")


def test_what_changed_lists_what_was_decided() -> None:
    told = consultation("told")
    chat = member(Waiting(told, "finished", DECISION), Waiting(OPEN, "started"))
    notice = Notice(NUMBER, 1, told.ask.title, Told("decision", DECISION), 21)
    chat.found |= {WhatChanged(): (notice,), WhatIWasTold(NUMBER): notice}
    chat.tap("What changed")
    assert chat.text == "What changed\nChoose one to read what was decided."
    assert choices(chat) == ["Evening chemotherapy", "Home"]
    chat.say("evening chemotherapy")
    assert chat.text.startswith("Evening chemotherapy: what was decided")


def test_before_anything_was_decided_what_changed_says_so() -> None:
    chat = member(Waiting(OPEN, "finished"))
    chat.tap("What changed")
    assert "Nothing has been decided yet about what you answered." in chat.text


# --- the desk -------------------------------------------------------------------------------------

DESK = Desk(
    (
        DeskItem(1, "Parking", "draft"),
        DeskItem(2, "Leaflet", "scheduled"),
        DeskItem(3, "Wigs", "open"),
        DeskItem(4, "Evenings", "closed"),
        DeskItem(5, "Transport", "telling"),
        DeskItem(6, "Food", "told"),
    )
)


def test_a_facilitator_sees_what_is_open_and_whom_it_keeps_waiting() -> None:
    chat = Chat(FACILITATOR, found={WhatWaits(): (), TheDesk(): DESK})
    chat.command("home")
    assert chat.text == (
        "Home\n1 consultation is closed, and people are waiting to hear what was decided."
    )
    assert choices(chat) == [
        "Ask members",
        "Draft: Parking",
        "Waits to open: Leaflet",
        "Under way: Wigs",
        "Tell people: Evenings",
        "Being told: Transport",
        *WAYS_ON,
        "Reading rota",
    ]
    assert chat.button("Reading rota").act == Act("rota.show")
    assert chat.button("Draft: Parking").act == Act("c.open", (1,))
    assert chat.button("Tell people: Evenings").act == Act("d.open", (4,))


def test_an_empty_desk_keeps_nobody_waiting() -> None:
    chat = Chat(FACILITATOR, found={TheDesk(): Desk()})
    chat.command("start")
    assert "Nobody is waiting to hear back from you." in chat.text


def test_a_member_has_no_desk() -> None:
    chat = Chat(found={WhatWaits(): (), TheDesk(): DESK})
    chat.command("home")
    assert choices(chat) == WAYS_ON


@pytest.mark.parametrize("command", ["quiet", "choices", "more"])
def test_the_word_home_leads_home_from_wherever_something_else_is_asked(command: str) -> None:
    chat = member()
    chat.command(command)
    chat.say("Home")
    assert chat.focus == Key("home")
    assert choices(chat) == WAYS_ON


def test_no_number_is_asked_for_where_nothing_has_one() -> None:
    chat = Chat(found={DigestsOut(): ()})
    chat.command("news")
    assert not chat.say("well").understood
    assert "number" not in chat.text
    chat.command("more")
    chat.say("well")
    assert "type its number" in chat.text


# --- what is not understood -----------------------------------------------------------------------


def test_an_unknown_command_is_answered_with_home() -> None:
    chat = member()
    chat.command("weather")
    assert chat.text.startswith("I do not know that command. Here is what you can do.\nHome")


@pytest.mark.parametrize("act", [None, Act("zz.old"), Act("m.nothing")])
def test_a_button_that_cannot_be_read_is_answered_with_home(act: Act | None) -> None:
    chat = member()
    chat.hear(Tapped(act))
    assert chat.text.startswith(f"{home.NOT_FOR_YOU.message}\nHome\n")


def test_what_cannot_be_used_is_said_and_leads_home() -> None:
    chat = Chat()
    chat.sticker()
    assert chat.text == home.NOT_USED.message
    chat.say("1")
    assert chat.text.startswith("Home\n")


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("forwarded", home.FORWARDED.message), ("place", home.NOT_USED.message),
        ("too_large", home.TOO_LARGE.message), ("not_taken", home.NOT_TAKEN.message),
    ],
)  # fmt: skip
def test_what_cannot_be_used_leaves_what_waits_for_an_answer(kind: str, says: str) -> None:
    chat = member(Waiting(OPEN, "started"))
    chat.tap("Go on: Evening chemotherapy")
    chat.other(kind)
    assert chat.text == says
    assert chat.last.screens[0].options == ()
    chat.say("2")
    assert "You chose: By bus" in chat.text


def test_an_edited_message_changes_nothing() -> None:
    chat = member(Waiting(OPEN, "started"))
    chat.tap("Go on: Evening chemotherapy")
    before = list(chat.events)
    chat.edit("something else")
    assert chat.text == home.EDITED.message
    assert chat.events == before
    assert chat.focus == Key("answering", NUMBER)


def test_words_that_nothing_waits_for_lead_home() -> None:
    chat = member()
    chat.say("hello")
    assert chat.text == home.NOT_UNDERSTOOD.message
    chat.wait(days=7)
    chat.say("home")
    assert chat.text.startswith("Home\n")


def test_home_says_what_another_conversation_did_not_understand() -> None:
    facts = Facts(MEMBER, RIVERSIDE, in_english)
    later = MORNING + timedelta(days=1)
    turn = home.take(None, Typed("hello"), facts, later)
    assert [said(one).splitlines()[0] for one in turn.screens] == [
        home.NOT_UNDERSTOOD.message,
        "Home",
    ]
    assert home.take(None, Commanded("home"), facts, later).state == home.Home("home")

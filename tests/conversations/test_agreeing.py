"""Agreeing anew: asked before the next answer; what was sent waits for it, and nothing is lost."""

from dataclasses import replace
from typing import Any

import pytest

from conversations import agreeing
from conversations.agreeing import Agreeing
from conversations.answering import Answering
from conversations.consent import FOR_WORK, WORK_CONSENT
from conversations.content import Decision, Given
from conversations.events import (
    Answered,
    BreakTaken,
    ConsentGiven,
    Event,
    HeardRated,
    LanguageChosen,
    Started,
    TellChosen,
)
from conversations.facts import (
    Facts,
    Need,
    Network,
    TheAnswers,
    TheConsultation,
    TheState,
)
from conversations.loops import Notice, Told, WhatIWasTold
from conversations.own_choices.breaks import TWO_WEEKS
from conversations.screen import Act
from conversations.sorting import Sorting
from conversations.turn import Key, Tapped, Turn
from tests.conversations.asked import EASIER, HERE, WAY, Member
from tests.conversations.ended import NUMBER
from tests.conversations.facilitator import english as words
from tests.conversations.people import RIVERSIDE, Chat, english, said

NEWER = replace(RIVERSIDE, consent_version=2)
AGREEING = Key("agreeing")
DECIDED = Decision(words("Buses are late."), words("We will ask."))


class Returning(Member):
    """Somebody who agreed to version 1 and comes back when version 2 is asked for."""

    def __init__(self, *questions: Any, agreed: int | None = 1, network: Network = NEWER) -> None:
        super().__init__(*questions)
        self.network = network
        self.person = replace(self.person, agreed=agreed)
        self.found[TheState("answering", NUMBER)] = None

    def reads_all(self) -> None:
        self.tap("All at once")
        self.tap("I agree to all five")


def of_kind(chat: Chat, kind: type[Event]) -> list[Event]:
    return [event for event in chat.events if isinstance(event, kind)]


# --- when it is asked -----------------------------------------------------------------------------


def test_who_agreed_to_the_words_of_today_is_not_asked() -> None:
    member = Returning(WAY, agreed=2)
    member.tap("Start")
    assert [type(event) for event in member.events] == [Started]


def test_reading_the_invitation_again_or_leaving_it_asks_for_nothing() -> None:
    member = Returning(WAY)
    member.hear(Tapped(Act("a.ask", (NUMBER,))))
    member.tap("Not this one")
    assert member.state(AGREEING) is None


def test_the_new_words_are_asked_for_before_the_next_answer() -> None:
    member = Returning(WAY)
    member.tap("Start")

    assert member.events == []
    assert "The words that you agreed to have changed." in member.text
    assert "What you sent waits here until you agree." in member.text
    assert "1 of 5" in member.text
    assert member.focus == AGREEING


def test_who_took_their_consent_back_is_told_why_they_are_asked() -> None:
    member = Returning(WAY, agreed=None, network=RIVERSIDE)
    member.tap("Start")
    assert "You have no live agreement with us." in member.text


# --- agreeing -------------------------------------------------------------------------------------


def test_a_tap_waits_and_counts_once_they_agree() -> None:
    member = Returning(WAY)
    member.tap("Start")
    for label in ("OK", "OK", "OK", "OK", "I agree to all five"):
        member.tap(label)

    consent, started = member.events
    assert isinstance(consent, ConsentGiven)
    assert (consent.version, consent.language, consent.how) == (2, "en_GB", "one at a time")
    assert started == Started(NUMBER)
    assert "How did you get home?" in member.text
    assert member.state(AGREEING) is None


def test_words_typed_at_a_question_are_kept_and_count_once_they_agree() -> None:
    member = Returning(EASIER, agreed=2)
    member.tap("Start")
    member.person = replace(member.person, agreed=1)
    member.say("Later buses, please.")
    assert of_kind(member, Answered) == []
    member.found[TheState("answering", NUMBER)] = Answering(NUMBER, at=EASIER.number)
    member.reads_all()

    [answered] = of_kind(member, Answered)
    assert isinstance(answered, Answered)
    assert answered.given == Given(text="Later buses, please.")
    [consent] = of_kind(member, ConsentGiven)
    assert isinstance(consent, ConsentGiven)
    assert consent.how == "all at once"


def test_a_death_told_among_words_that_wait_holds_what_is_started_at_once() -> None:
    member = Returning(EASIER, WAY)
    member.hear(Tapped(Act("a.show", (NUMBER, EASIER.number))))

    member.say("My husband died in 2019, so I drove alone")
    assert of_kind(member, BreakTaken) == [BreakTaken(member.now + TWO_WEEKS)]
    assert "Shall I go on asking you?" not in member.text

    member.reads_all()
    assert of_kind(member, Answered)
    assert "Shall I go on asking you?" in member.text


def test_other_words_that_wait_hold_nothing() -> None:
    member = Returning(EASIER, WAY)
    member.hear(Tapped(Act("a.show", (NUMBER, EASIER.number))))
    member.say("A later bus")
    member.say("And a seat")
    assert not of_kind(member, BreakTaken)


def test_a_voice_message_waits_as_well() -> None:
    member = Returning(EASIER, agreed=2)
    member.tap("Start")
    member.person = replace(member.person, agreed=1)
    member.voice(4711)
    state = member.state(AGREEING)
    assert isinstance(state, Agreeing)
    assert state.media == 4711
    member.found[TheState("answering", NUMBER)] = Answering(NUMBER, at=EASIER.number)
    member.reads_all()

    [answered] = of_kind(member, Answered)
    assert isinstance(answered, Answered)
    assert answered.given.media == 4711


def test_what_was_kept_is_shown_as_a_message_of_its_own() -> None:
    member = Returning(WAY, EASIER, agreed=2)
    member.tap("Start")
    member.person = replace(member.person, agreed=1)
    member.tap("By bus")
    member.found[TheState("answering", NUMBER)] = Answering(NUMBER, at=WAY.number)
    member.reads_all()

    assert "You chose: By bus" in member.text
    assert not any(shown.replaces for shown in member.last.screens)


def test_words_that_had_to_be_sorted_first_wait_for_the_place_that_was_chosen() -> None:
    member = Returning(EASIER)
    at_the_question = Answering(NUMBER, at=EASIER.number)
    member.found |= {TheState("answering", NUMBER): at_the_question}
    held = agreeing.hold(
        member_turn(at_the_question), Key("sorting"), Sorting(text="Later buses."),
        Tapped(Act("w.pick", (0, NUMBER))), facts_of(member),
    )  # fmt: skip

    assert held.state is None, "the heap is empty"
    assert isinstance(held.aside, Agreeing)
    assert (held.aside.key, held.aside.text) == (HERE, "Later buses.")


def test_a_rating_waits_too() -> None:
    member = Returning()
    member.look_at(replace(member.asked, status="told"))
    title = member.asked.ask.title
    told = Notice(NUMBER, 1, title, Told("decision", DECIDED), asks=True)
    member.found[WhatIWasTold(NUMBER)] = told
    member.found[TheState("hearing_back", NUMBER)] = None
    member.hear(Tapped(Act("h.rate", (NUMBER, 1))))
    assert member.events == []
    member.reads_all()

    assert [type(event) for event in member.events] == [ConsentGiven, HeardRated]


def test_what_has_closed_meanwhile_is_said_and_the_consent_stands() -> None:
    member = Returning(WAY)
    member.tap("Start")
    member.look_at(replace(member.asked, status="closed"))
    member.reads_all()

    assert [type(event) for event in member.events] == [ConsentGiven]
    assert "Thank you. That is kept." in member.text


def test_where_the_question_is_gone_they_are_led_home() -> None:
    member = Returning(EASIER, agreed=2)
    member.tap("Start")
    member.person = replace(member.person, agreed=1)
    found: dict[Need, Any] = {
        TheConsultation(NUMBER): member.asked, TheAnswers(NUMBER): {},
        TheState("answering", NUMBER): Answering(NUMBER, at=None),
    }  # fmt: skip
    asks = Agreeing(words=2, statement=0, held_by="answering", held_about=NUMBER, text="Buses.")
    agrees = Tapped(Act("agree.agree", (0, 0)))
    turn = agreeing.take(asks, agrees, replace(facts_of(member), found=found), member.now)

    assert [type(event) for event in turn.events] == [ConsentGiven]
    assert [said(shown) for shown in turn.screens] == ["Thank you. That is kept."]


# --- refusing, and slips --------------------------------------------------------------------------


def test_refusing_keeps_what_was_answered_and_stops_asks() -> None:
    member = Returning(WAY)
    member.tap("Start")
    member.tap("Not for me")

    assert member.events == [TellChosen("only_changes")]
    assert "What you answered before is kept." in member.text
    assert "I will ask you nothing more." in member.text
    assert member.labels == ("Home", "My choices")
    assert member.state(AGREEING) is None


@pytest.mark.parametrize("typed", ["hello", "9"])
def test_words_that_fit_nothing_get_one_sentence_and_the_part_again(typed: str) -> None:
    member = Returning(WAY)
    member.tap("Start")
    member.tap("OK")
    member.say(typed)

    assert "2 of 5" in member.text
    assert not member.last.understood


def test_all_of_it_can_be_typed_and_gone_back_in() -> None:
    member = Returning(WAY)
    member.tap("Start")
    for typed in ("1", "ok", "back"):
        member.say(typed)
    assert "2 of 5" in member.text
    for typed in ("all at once", "one at a time", "1", "1", "1", "1", "read them again"):
        member.say(typed)
    assert "1 of 5" in member.text


@pytest.mark.parametrize(
    "act",
    [
        Act("agree.ok", (0, 3)),
        Act("agree.ok"),
        Act("agree.agree", (0, 5)),
        Act("agree.agree", (0, 0)),
        Act("agree.language", (0, 99)),
    ],
)
def test_a_forged_step_goes_nowhere(act: Act) -> None:
    member = Returning(WAY)
    member.tap("Start")
    member.hear(Tapped(act))

    assert member.events == []
    assert "1 of 5" in member.text


def test_an_old_button_with_nothing_waiting_leads_home() -> None:
    member = Returning(WAY)
    member.hear(Tapped(Act("agree.agree", (0, 5))))
    assert "I cannot use that button any more." in member.text


def test_words_that_change_while_somebody_reads_begin_anew() -> None:
    member = Returning(WAY)
    member.tap("Start")
    member.tap("OK")
    member.network = replace(NEWER, consent_version=3)
    member.tap("OK")
    assert "1 of 5" in member.text
    member.reads_all()

    [consent] = of_kind(member, ConsentGiven)
    assert isinstance(consent, ConsentGiven)
    assert consent.version == 3


# --- the language ---------------------------------------------------------------------------------


def test_nobody_agrees_in_a_language_that_is_not_offered_any_more() -> None:
    offered = (("en_GB", "English", False), ("cy", "Cymraeg", True))
    member = Returning(WAY, network=replace(NEWER, languages=offered))
    member.person = replace(member.person, language="ur")
    member.tap("Start")
    assert "Which language shall I write to you in?" in member.text
    member.hear(Tapped(Act("agree.agree", (0, 0))))
    assert "Which language shall I write to you in?" in member.text
    member.say("what?")
    assert not member.last.understood
    member.tap("Cymraeg")

    assert member.events == [LanguageChosen("cy")]
    assert "This translation is a draft." in member.text
    assert "1 of 5" in member.text


def test_an_english_reader_is_told_of_no_draft() -> None:
    member = Returning(WAY)
    member.person = replace(member.person, language="pl")
    member.tap("Start")
    member.tap("English")
    assert "draft" not in member.text


# --- at its edges ---------------------------------------------------------------------------------


def test_a_turn_of_another_conversation_is_left_as_it_is() -> None:
    member = Returning(WAY)
    turn = member_turn(Answering(NUMBER))
    heard = Tapped(Act("x.no", (NUMBER,)))
    assert agreeing.hold(turn, Key("asides"), None, heard, facts_of(member)) is turn


def test_foreign_states_have_no_needs_and_no_prompt() -> None:
    member = Returning(WAY)
    heard = Tapped(Act("agree.ok", (0, 1)))
    assert agreeing.needs(AGREEING, None, heard, member.person) == ()
    assert agreeing.prompt(Answering(NUMBER), facts_of(member)) is None


def member_turn(state: Answering) -> Turn:
    """Give a turn that puts an answer on record."""
    answered = Answered(NUMBER, 1, EASIER.number, Given(text="Later buses."))
    return Turn(state, (), (answered,))


def facts_of(chat: Chat) -> Facts:
    return Facts(chat.person, chat.network, english)


def test_who_is_here_for_work_takes_part_only_once_they_agree_to_all_of_it() -> None:
    chat = Returning(WAY, agreed=FOR_WORK)
    chat.command("choices")
    chat.tap("My consent")
    assert said(chat.last.screens[-1]).endswith("\n".join(map(english, WORK_CONSENT)))
    chat.tap("My choices")
    chat.tap("Take part too")
    assert "Before you join, there are five things to know." in chat.text
    chat.tap("Not for me")
    assert "Nothing changes." in chat.text
    assert chat.last.events == ()
    chat.command("choices")
    chat.tap("Take part too")
    chat.reads_all()
    assert "You take part as a member now." in chat.text
    [given] = of_kind(chat, ConsentGiven)
    assert isinstance(given, ConsentGiven)
    assert given.version == NEWER.consent_version
    chat.person = replace(chat.person, agreed=given.version)
    chat.command("choices")
    assert "Take part too" not in chat.labels
    chat.press("agree.begin", 0)
    assert "not for you" in chat.text or chat.last.events == ()

"""In other languages: a facilitator says what is about to go out as those read it who get it."""

from dataclasses import replace
from typing import Any

import pytest

from conversations.events import Requested
from conversations.facts import Facts, Network
from conversations.needing import Needing, NeedsItem, WhatNeedsMe
from conversations.other_languages import in_other_languages, who_reads_it
from conversations.screen import Act
from conversations.text import Worded
from conversations.translating import LONGEST
from conversations.turn import Computed, Tapped
from conversations.wording import (
    OF_CALL,
    OF_DECISION,
    OF_DIGEST,
    OF_ISSUE,
    OF_LOOP,
    OF_MEETING,
    READERS,
    Readers,
    TheWording,
    Wording,
    WordsTranslated,
)
from tests.conversations.facilitator import FACILITATOR
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english, labels

LOOP = 77
BUS = Worded.of({"en_GB": "A later bus."})
WHY = Worded.of({"en_GB": "The driver is ill."})
WAITS = Wording((BUS, WHY), ("cy", "en_GB", "ur"))
OPEN = Act("lang.open", (LOOP, OF_LOOP))


def desk(waits: Wording | None = WAITS, place: int = OF_LOOP, subject: int = LOOP) -> Chat:
    """A facilitator who looks at the words that wait."""
    chat = Chat(FACILITATOR, found={TheWording(subject, place): waits})
    chat.hear(Tapped(Act("lang.open", (subject, place))))
    return chat


def facts_of(network: Network) -> Facts:
    return Facts(FACILITATOR, network, english)


def given(chat: Chat) -> list[Any]:
    return [(one.words, one.into, one.said) for one in chat.events
            if isinstance(one, WordsTranslated)]  # fmt: skip


def test_each_language_that_somebody_reads_is_offered_with_what_it_lacks() -> None:
    chat = desk()
    assert "These words go out when the day is over." in chat.text
    assert labels(chat.screens[-1])[:2] == ("Cymraeg: 2 texts to add", "اردو: 2 texts to add")


def test_words_are_asked_for_one_after_the_other_and_shown_as_they_are_read() -> None:
    chat = desk()
    chat.say("2")
    assert "How do you say this in اردو?" in chat.text
    assert "A later bus." in chat.text
    chat.say("بعد کی بس۔")
    assert "The driver is ill." in chat.text
    chat.say("ڈرائیور بیمار ہے۔")
    assert given(chat) == [(BUS, "ur", "بعد کی بس۔"), (WHY, "ur", "ڈرائیور بیمار ہے۔")]
    assert "That was the last text." in chat.text


def test_what_was_given_is_shown_and_can_be_given_again() -> None:
    chat = desk(Wording((Worded.of({"en_GB": "A later bus.", "ur": "بس"}), WHY), ("ur",)))
    chat.say("1")
    assert "The driver is ill." in chat.text
    chat.tap("Back")
    assert "Now: بس" in chat.text
    chat.say("بعد کی بس۔")
    assert "The driver is ill." in chat.text
    chat.tap("Skip")
    assert "In اردو" in chat.text
    assert "What is missing goes out as it was written, and says so." in chat.text
    chat.tap("Change words")
    assert "A later bus." in chat.text
    chat.tap("Back")
    assert "Which language" in chat.text


def test_one_can_stop_here_and_choose_another_language() -> None:
    chat = desk()
    chat.say("1")
    chat.tap("Stop here")
    assert "In Cymraeg" in chat.text
    chat.say("2")
    assert "Which language" in chat.text
    chat.say("1")
    chat.tap("Stop here")
    chat.tap("Other languages")
    assert "Which language" in chat.text


@pytest.mark.parametrize(
    ("words", "said"),
    [("   ", "I need words here."), ("x" * (LONGEST + 1), "That is too long.")],
)
def test_what_cannot_be_used_is_asked_for_again(words: str, said: str) -> None:
    chat = desk()
    chat.say("2")
    chat.say(words)
    assert said in chat.text
    assert not chat.last.understood
    assert not given(chat)


def test_anything_but_words_or_a_choice_is_not_understood() -> None:
    chat = desk()
    chat.voice()
    assert "Please choose one" in chat.text
    chat.say("2")
    chat.voice()
    assert not chat.last.understood


def test_words_that_were_changed_meanwhile_are_not_kept_for_others() -> None:
    chat = desk()
    chat.say("2")
    chat.found[TheWording(LOOP)] = replace(WAITS, words=(WHY,))
    chat.say("بعد کی بس۔")
    assert "Somebody changed the words meanwhile." in chat.text
    assert not given(chat)


def test_where_nothing_waits_or_all_can_read_it_that_is_said() -> None:
    assert "No words wait to go out here." in desk(Wording()).text
    assert "Everyone who gets this reads" in desk(replace(WAITS, languages=("en_GB", "pl"))).text


def test_what_is_somebody_elses_is_not_shown() -> None:
    assert "A later bus." not in desk(None).text


@pytest.mark.parametrize("ids", [(LOOP,), (LOOP, OF_LOOP, 99), (LOOP, OF_LOOP, 0)])
@pytest.mark.parametrize("verb", ["lang.pick", "lang.word", "lang.see"])
def test_old_and_forged_buttons_ask_for_the_language(verb: str, ids: tuple[int, ...]) -> None:
    chat = desk()
    chat.hear(Tapped(Act(verb, ids)))
    assert "Which language" in chat.text


@pytest.mark.parametrize(
    ("place", "subject", "back"),
    [
        (OF_LOOP, LOOP, "loop.open"),
        (OF_DIGEST, LOOP, "minutes.preview"),
        (OF_ISSUE, LOOP, "issue.answer"),
        (OF_MEETING, LOOP, "meet.change"),
        (OF_MEETING, 0, "meet.go_on"),
        (OF_CALL, 0, "call.preview"),
        (OF_DECISION, LOOP, "d.preview"),
    ],
)
def test_the_way_back_leads_to_where_it_is_sent(place: int, subject: int, back: str) -> None:
    chat = desk(place=place, subject=subject)
    assert chat.button("Back").act == Act(back, (subject,))
    chat.say("2")
    chat.say("بس")
    (kept,) = (one for one in chat.events if isinstance(one, WordsTranslated))
    assert kept.loop == subject


# --- offered by itself ----------------------------------------------------------------------------

READ = Readers((("cy", 8), ("en_GB", 40), ("pl", None), ("ur", None)))


def offered(chat: Chat, readers: object = READ) -> str:
    """Let those who read each language have been counted; gives what is said then."""
    chat.hear(Computed(Requested(READERS, LOOP, OF_DECISION), readers))
    return chat.text


def desk_of_a_decision(waits: Wording | None = WAITS) -> Chat:
    return Chat(FACILITATOR, found={TheWording(LOOP, OF_DECISION): waits})


def test_whoever_wrote_words_is_asked_at_once_whether_to_add_them_in_what_people_read() -> None:
    chat = desk_of_a_decision()
    assert offered(chat).splitlines() == [
        "8 people read Cymraeg. Where words are missing, they see English.",
        "Some people read اردو. Where words are missing, they see English.",
        "Do you want to add their words now?",
    ]
    assert chat.labels == ("Add Cymraeg", "Add اردو", "Later")
    chat.voice()
    assert not chat.last.understood
    chat.say("2")
    chat.say("بعد کی بس۔")
    assert given(chat) == [(BUS, "ur", "بعد کی بس۔")]
    assert chat.events[-1].loop == LOOP  # type: ignore[union-attr]
    assert "The driver is ill." in chat.text


def test_later_is_as_good_and_nobody_is_asked_twice_for_the_same_words() -> None:
    chat = desk_of_a_decision()
    offered(chat)
    chat.tap("Later")
    assert "You can still add them until this goes out." in chat.text
    chat.voice()
    assert chat.labels == ("Back", "Home")
    assert chat.button("Back").act == Act("d.preview", (LOOP,))
    assert offered(chat) == ""
    another = Worded.of({"en_GB": "From May on."})
    chat.found[TheWording(LOOP, OF_DECISION)] = replace(WAITS, words=(BUS, WHY, another))
    assert "8 people read Cymraeg." in offered(chat)


@pytest.mark.parametrize(
    ("waits", "readers"),
    [
        (None, READ),
        (replace(WAITS, languages=("en_GB",)), READ),
        (WAITS, Readers((("en_GB", 40), ("ur", 0)))),
        (Wording((Worded.of({"en_GB": "A bus.", "ur": "بس", "cy": "Bws"}),), ("cy", "ur")), READ),
        (WAITS, None),
    ],
)
def test_where_nobody_lacks_words_nothing_is_said(waits: Wording | None, readers: object) -> None:
    assert offered(desk_of_a_decision(waits), readers) == ""


def test_only_who_facilitates_where_several_languages_are_spoken_is_asked() -> None:
    facts = facts_of(RIVERSIDE)
    assert who_reads_it(facts, LOOP) == (Requested(READERS, LOOP, OF_LOOP),)
    alone = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    assert who_reads_it(facts_of(alone), LOOP) == ()
    assert who_reads_it(replace(facts, person=MEMBER), LOOP) == ()


# --- on the way to it -----------------------------------------------------------------------------


def test_the_weeks_list_opens_the_words_that_wait() -> None:
    item = NeedsItem("languages", LOOP, BUS, count=2)
    assert item.minutes == 6
    found = {WhatNeedsMe(): Needing((item,)), TheWording(LOOP): WAITS}
    chat = Chat(FACILITATOR, found=found)
    chat.command("needs")
    assert "Words to translate: A later bus. (6 min)" in labels(chat.screens[-1])
    chat.say("1")
    assert "Which language" in chat.text


def test_previews_offer_other_languages_where_the_network_speaks_several() -> None:
    facts = facts_of(RIVERSIDE)
    assert [one.act for one in in_other_languages(facts, LOOP, OF_DIGEST)] == [
        Act("lang.open", (LOOP, OF_DIGEST))
    ]
    alone = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    assert in_other_languages(facts_of(alone), LOOP, OF_DIGEST) == ()

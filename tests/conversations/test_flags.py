"""What a reader sees of words that may need a person, and what becomes of them."""

from dataclasses import replace

import pytest

from conversations.content import Given
from conversations.duty import WEEKDAYS, Duty, Rota
from conversations.events import (
    Answered,
    FlagDone,
    Flagged,
    FlagOpened,
    FlagPassedOn,
    Stopped,
)
from conversations.facts import Flag, Person, TheFlag
from conversations.flags import (
    DONE,
    DONE_BEFORE,
    GONE,
    LONGEST,
    MAY_NEED,
    NOBODY_YET,
    PASSED_ON,
    SEEN_BEFORE,
    TOLD_ALL,
    flag_notice,
)
from conversations.screen import Act
from conversations.signposts import NOBODY_READS, READ_ON_WEEKDAYS, signposts
from conversations.text import Text
from conversations.turn import Key, Tapped
from tests.conversations.asked import EASIER, WAY, Member, choices
from tests.conversations.ended import NUMBER
from tests.conversations.facilitator import english as words
from tests.conversations.people import (
    MEMBER,
    MORNING,
    PHRASES,
    RIVERSIDE,
    Chat,
    english,
    labels,
    said,
)

READER = replace(MEMBER, roles=frozenset({"scribe"}))
FLAG = Flag(5, "I want to die", words("Evening chemotherapy"), words("How are you?"))
ON = replace(RIVERSIDE, rota=Rota(tuple(Duty(one, WEEKDAYS, 9, 12, MORNING) for one in (1, 2))))


def opened(flag: Flag = FLAG, person: Person = READER) -> Chat:
    """Give the chat of a reader who was told of a flag and opens it."""
    chat = Chat(person, ON, {TheFlag(flag.id): flag})
    chat.show(flag_notice(flag.id, again=False))
    chat.tap("Read it")
    return chat


def says(chat: Chat, text: Text) -> bool:
    return english(text) in chat.text


# --- reading -------------------------------------------------------------------------------------


def test_the_notice_says_neither_what_was_written_nor_of_what_kind_it_is() -> None:
    assert said(flag_notice(5, again=False)) == "Somebody may need a person."
    assert said(flag_notice(5, again=True)).splitlines() == [MAY_NEED.message, NOBODY_YET.message]


def test_a_number_opens_it_and_other_words_show_once_more_how() -> None:
    chat = Chat(READER, ON, {TheFlag(FLAG.id): FLAG})
    chat.focus = Key("flags", FLAG.id)

    chat.say("what is it")
    assert labels(chat.last.screens[0]) == ("Read it",)
    assert "I want to die" not in chat.text
    chat.say("1")
    assert "I want to die" in chat.text
    chat.say("done")
    assert says(chat, DONE)


def test_a_reader_sees_the_words_and_what_they_answer_and_that_is_on_record() -> None:
    chat = opened()
    for shown in ("Evening chemotherapy", "How are you?", "I want to die"):
        assert shown in chat.text
    assert not says(chat, SEEN_BEFORE)
    assert chat.events == [FlagOpened(5)]


def test_words_without_a_question_stand_alone_and_the_second_reader_knows_of_the_first() -> None:
    chat = opened(Flag(5, "fever", opened=True))
    assert says(chat, SEEN_BEFORE)
    assert "fever" in chat.text


def test_long_words_are_shown_whole() -> None:
    whole = "a" * LONGEST + "b" * 1000
    chat = opened(replace(FLAG, words=whole))
    assert "".join(said(one) for one in chat.last.screens).replace("\n", "").count("a" * 100) >= 30
    assert len(chat.last.screens) == 2
    assert "b" * 1000 in said(chat.last.screens[-1])
    assert chat.labels == ("Done", "I cannot")


def test_words_that_were_erased_since_are_not_shown_and_can_be_marked() -> None:
    chat = opened(Flag(5))
    assert says(chat, GONE)
    chat.tap("Done")
    assert chat.events == [FlagOpened(5), FlagDone(5)]


@pytest.mark.parametrize("how", ["tap", "type"])
def test_done_is_done(how: str) -> None:
    chat = opened()
    chat.tap("Done") if how == "tap" else chat.say("done")
    assert chat.events == [FlagOpened(5), FlagDone(5)]
    assert says(chat, DONE)
    assert chat.labels == ("Home",)


def test_the_next_one_is_offered() -> None:
    chat = opened(replace(FLAG, following=6))
    chat.tap("Done")
    assert chat.button("Read the next one").act == Act("flag.read", (6,))


@pytest.mark.parametrize(("told_all", "answer"), [(False, PASSED_ON), (True, TOLD_ALL)])
def test_whoever_cannot_passes_it_on(told_all: bool, answer: Text) -> None:  # noqa: FBT001
    chat = opened(replace(FLAG, told_all=told_all))
    chat.say("I cannot")
    assert chat.events == [FlagOpened(5), FlagPassedOn(5)]
    assert says(chat, answer)


def test_what_is_done_already_is_not_shown_again() -> None:
    chat = opened(replace(FLAG, done=True))
    assert says(chat, DONE_BEFORE)
    assert "die" not in chat.text
    assert chat.events == []


def test_other_words_are_no_answer() -> None:
    chat = opened()
    chat.say("maybe later")
    assert not chat.last.understood
    assert chat.labels == ("Done", "I cannot")
    chat.hear(Tapped(Act("flag.nothing", (5,))))
    assert chat.events == [FlagOpened(5)]


def test_nobody_else_sees_anything() -> None:
    for chat in (
        opened(person=MEMBER),
        opened(replace(FLAG, id=9), replace(READER, roles=frozenset())),
    ):
        assert "die" not in chat.text
        assert chat.events == []
    unknown = Chat(READER, ON)
    unknown.hear(Tapped(Act("flag.read", (7,))))
    assert unknown.events == []


# --- raising -------------------------------------------------------------------------------------


def flags(chat: Chat) -> list[Flagged]:
    return [one for one in chat.events if isinstance(one, Flagged)]


def test_while_a_rota_is_set_words_of_an_answer_wait_where_they_stand() -> None:
    member = Member(EASIER, WAY)
    member.network = ON
    member.answer("A bus. I cannot cope.")
    assert flags(member) == [Flagged("distress", NUMBER, EASIER.number)]
    assert any(isinstance(one, Answered) for one in member.events)
    assert says(member, READ_ON_WEEKDAYS)
    assert not says(member, NOBODY_READS)


def test_words_that_stand_nowhere_are_kept_to_be_read_and_the_graver_kind_counts() -> None:
    member = Member(WAY)
    member.network = ON
    member.answer("fever, I want to die")
    assert flags(member) == [Flagged("urgent", words="fever, I want to die")]
    assert not any(labels(one) for one in member.last.screens)


def test_a_choice_that_was_typed_says_it_too() -> None:
    member = Member(replace(WAY, choices=choices("No", "I had a fever")))
    member.network = ON
    member.answer("I had a fever")
    assert flags(member) == [Flagged("urgent", words="I had a fever")]
    assert member.answers == {WAY.number: Given(choices=(2,))}


def test_a_complaint_is_no_flag_and_nobody_reads_it() -> None:
    network = replace(ON, complaints_office="the office")
    chat = Chat(network=network)
    chat.say("office")
    assert flags(chat) == []
    assert says(chat, NOBODY_READS)


@pytest.mark.parametrize(
    "person", [Person(7, guess="en"), replace(MEMBER, stopped=True)], ids=["stranger", "stopped"]
)
def test_of_whoever_has_not_joined_or_has_stopped_nothing_is_kept(person: Person) -> None:
    chat = Chat(person, ON)
    chat.say("fever")
    assert flags(chat) == []
    assert says(chat, NOBODY_READS)


def test_a_stop_and_a_rota_go_together() -> None:
    chat = Chat(network=ON)
    chat.say("stop")
    assert [type(one) for one in chat.events] == [Stopped]


def test_without_a_rota_nothing_is_kept_anywhere() -> None:
    for places in ((), ON.rota.places[:1]):
        chat = Chat(network=replace(ON, rota=Rota(places)))
        chat.say("fever")
        assert flags(chat) == []
        assert says(chat, NOBODY_READS)


def test_what_a_facilitator_composes_is_about_others() -> None:
    chat = Chat(replace(MEMBER, roles=frozenset({"facilitator"})), ON)
    chat.command("ask")
    chat.say("Did you have a fever last week?")
    assert flags(chat) == []


def test_an_apology_promises_no_reader() -> None:
    (one,) = signposts("fever", ON, PHRASES)
    assert english(NOBODY_READS) in said(one)
    assert signposts("", ON, PHRASES) == ()

"""A death told in a message of its own: everything stops, and one kind message comes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from conversations.events import (
    Answered,
    AnswersErased,
    BreakTaken,
    DeathTold,
    Stopped,
    StopUndone,
    TurnedAway,
)
from conversations.facts import Person
from conversations.screen import Act
from conversations.turn import Commanded, Key, Opened, SentMedia, Tapped, Typed
from tests.conversations.asked import EASIER, Member
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, labels

CARED_FOR, USER = DeathTold("cared_for"), DeathTold("member")
KIND = [
    "I am so sorry.",
    "I have stopped all messages.",
    "You do not need to do anything.",
    "If one day you want to write, I am here.",
]


def bereaved(who: str = "cared_for") -> Chat:
    return Chat(replace(MEMBER, stopped=True, death=who))


@pytest.mark.parametrize(
    "words", ["my husband died", "My husband has died.", "HUSBAND DIED YESTERDAY"]
)
def test_somebody_died_and_everything_stops_with_one_kind_message(words: str) -> None:
    chat = Chat()
    chat.say(words)
    assert chat.events == [CARED_FOR]
    assert chat.text.splitlines() == KIND
    assert chat.labels == ("Keep what we said", "Erase it")


def test_where_there_is_a_support_line_it_is_named() -> None:
    chat = Chat(network=replace(RIVERSIDE, support_line="Listeners, 01234 222222"))
    chat.say("my husband died")
    assert "If you would like someone to talk to: Listeners, 01234 222222." in chat.text


def test_the_person_who_used_this_phone_died() -> None:
    chat = Chat()
    chat.say("The person who used this phone has died.")
    assert chat.events == [USER]
    assert "I have stopped all messages to this phone." in chat.text
    assert "If this is not so, send /start." in chat.text
    assert chat.labels == ("Keep the answers", "Erase the answers")


def test_it_stops_from_any_moment_also_where_words_are_an_answer() -> None:
    member = Member(EASIER)
    member.press("a.start")
    member.say("My husband died")
    assert member.events[-1] == CARED_FOR
    assert member.answers == {}


@pytest.mark.parametrize(
    ("label", "event"), [("Someone I cared for", CARED_FOR), ("This phone's owner", USER)]
)
def test_a_button_and_a_command_ask_who_died_and_no_more(label: str, event: DeathTold) -> None:
    for begin in (from_command, from_choices):
        chat = Chat()
        begin(chat)
        assert chat.text.splitlines()[-1] == "Who has died?"
        assert chat.events == []
        chat.say(label)
        assert chat.events == [event]


def from_command(chat: Chat) -> None:
    chat.command("died")


def from_choices(chat: Chat) -> None:
    chat.command("choices")
    chat.tap("Somebody died")


@pytest.mark.parametrize("ids", [(), (0,), (0, 2)])
def test_a_button_that_was_tampered_with_stops_nothing(ids: tuple[int, ...]) -> None:
    chat = Chat()
    chat.hear(Tapped(Act("o.died", ids)))
    assert chat.events == []
    assert chat.text.splitlines()[-1] == "Who has died?"


def test_what_was_said_is_kept_and_nothing_more_is_offered() -> None:
    chat = Chat()
    chat.say("my husband died")
    chat.tap("Keep what we said")
    assert chat.text == "That is fine. It is kept under a code."
    assert labels(chat.screens[-1]) == ()
    assert chat.events == [CARED_FOR]


def test_what_was_said_is_erased_once_it_is_said_what_cannot_be_undone() -> None:
    chat = Chat()
    chat.say("my husband died")
    chat.say("Erase it")
    assert "This cannot be undone." in chat.text
    assert chat.events == [CARED_FOR]
    chat.tap("Yes, erase them")
    assert chat.events == [CARED_FOR, AnswersErased()]


def test_whoever_writes_one_day_finds_the_way_back() -> None:
    chat = bereaved()
    for heard in (Typed("hello"), Opened(), Commanded("home"), SentMedia("voice", 1)):
        chat.hear(heard)
        assert chat.text.splitlines()[0] == "I am here. I kept nothing of what you sent."
        assert chat.labels == ("Start again",)
    assert chat.events == []
    chat.say("start again")
    assert chat.events == [StopUndone()]
    assert chat.person.death is None


def test_start_again_may_be_typed_at_once() -> None:
    chat = Chat()
    chat.say("my husband died")
    chat.say("Start again")
    assert chat.events == [CARED_FOR, StopUndone()]


def test_whoever_writes_on_the_phone_of_somebody_who_died_is_told_so() -> None:
    chat = bereaved("member")
    chat.say("hello?")
    assert chat.text.startswith("I was told that the person who used this phone has died.")
    assert chat.labels == ("It was a mistake",)
    chat.tap("It was a mistake")
    assert chat.events == [StopUndone()]
    assert "Welcome back." in chat.text
    chat = bereaved("member")
    chat.hear(Tapped(Act("o.keep")))
    assert chat.text == "That is fine. It is kept under a code."


def test_who_has_stopped_before_may_tell_of_a_death_too() -> None:
    chat = Chat(replace(MEMBER, stopped=True))
    chat.say("my husband died")
    assert chat.events == [CARED_FOR]


def test_telling_it_twice_changes_nothing_and_is_met_as_kindly() -> None:
    chat = bereaved()
    chat.say("my husband died")
    assert chat.events == []
    assert chat.text.splitlines() == KIND
    chat.say("The person who used this phone has died")
    assert chat.events == [USER]


def test_somebody_silent_for_long_need_not_say_first_that_it_is_still_them() -> None:
    chat = Chat(replace(MEMBER, silent=True))
    chat.say("The person who used this phone has died")
    assert chat.events == [USER]


def test_before_joining_all_is_forgotten() -> None:
    chat = Chat(Person(9, guess="en"))
    chat.open()
    chat.say("my husband died")
    assert chat.events == [TurnedAway("died")]
    assert chat.text.splitlines() == [
        "I am so sorry.",
        "I keep nothing of what you told me.",
        "If one day you want to join, send /start.",
    ]


def test_words_of_danger_still_come_first() -> None:
    chat = Chat()
    chat.say("My husband died. Want to die yesterday.")
    assert "Please call 999" in chat.text.splitlines()[0]


def test_in_a_draft_of_a_facilitator_the_words_are_the_draft() -> None:
    for conversation in ("composing", "deciding"):
        chat = Chat(replace(MEMBER, roles=frozenset({"facilitator"})))
        chat.focus = Key(conversation, 5)
        chat.say("My husband died")
        assert not [one for one in chat.events if isinstance(one, DeathTold | Stopped)]


@pytest.mark.parametrize("focus", [Key("calls"), Key("finding", 5), Key("tasks", 5)])
def test_what_a_facilitator_writes_for_others_is_no_news_of_theirs(focus: Key) -> None:
    for roles, told in ((frozenset({"facilitator"}), []), (frozenset[str](), [CARED_FOR])):
        chat = Chat(replace(MEMBER, roles=roles))
        chat.focus = focus
        chat.say("My husband died")
        assert [one for one in chat.events if isinstance(one, DeathTold)] == told


def test_a_facilitator_who_is_asked_to_help_is_a_member_there() -> None:
    chat = Chat(replace(MEMBER, roles=frozenset({"facilitator"})))
    chat.focus = Key("calls", 5)
    chat.say("My husband died")
    assert chat.events == [CARED_FOR]


def test_it_is_heard_where_it_was_typed_beside_what() -> None:
    for focus in (None, Key("composing", 5)):
        chat = Chat()
        chat.focus = focus
        chat.hear(Commanded("what", "my husband died"))
        assert chat.events == [CARED_FOR]
        assert chat.text.splitlines() == KIND
    chat = Chat(Person(7))
    chat.hear(Commanded("what", "my husband died"))
    assert chat.events == [TurnedAway("died")]


DOES = (
    "hello", "1", "2", "17", "yes", "stop", "Keep what we said", "/home", "/choices", "/died",
    "/start", "voice", "My husband has died", "stop the long waits", "tired", "Erase it",
)  # fmt: skip


@given(some.lists(some.sampled_from(DOES), max_size=8))
def test_whatever_is_written_nothing_is_started_again_unless_that_is_chosen(
    does: list[str],
) -> None:
    chat = Chat()
    chat.say("my husband died")
    for said in does:
        offered = "Start again" in chat.labels
        _do(chat, said)
        if StopUndone() in chat.events:
            assert offered, "a digit means what is shown, and nothing else"
            return
        assert chat.person.stopped
        assert chat.person.death == "cared_for"
    assert not [one for one in chat.events if isinstance(one, BreakTaken | Answered)]


def _do(chat: Chat, said: str) -> None:
    match said:
        case "voice":
            chat.voice()
        case str() if said.startswith("/"):
            chat.command(said[1:])
        case _:
            chat.say(said)

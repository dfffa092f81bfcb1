"""A mere number chooses from the newest list that Heard sent, unless it is itself the answer."""

from conversations.issue_events import IssueTakenBack
from conversations.issues import Mine, MyIssue, MyIssues, OthersIssues
from conversations.more import NAME as MORE
from conversations.screen import Act
from conversations.turn import Key
from tests.conversations.people import Chat

LISTED = (Act("more.show"),)
PARKING = MyIssue(5, "waiting", "The car park is too far from the clinic")


def asked_whether_to_erase() -> Chat:
    """Give the chat of somebody who is asked whether to erase an issue, and got a list since."""
    chat = Chat(found={MyIssues(): Mine(issues=(PARKING,))})
    chat.command("raise")
    chat.tap("My issues")
    chat.say("1")
    chat.say("1")
    assert "Yes, take it back" in chat.labels
    chat.newest = LISTED
    return chat


def test_it_erases_nothing_that_was_left_open_above_the_list() -> None:
    chat = asked_whether_to_erase()
    chat.say("1")
    assert not [one for one in chat.events if isinstance(one, IssueTakenBack)]
    assert chat.focus == Key(MORE)


def test_a_number_that_the_list_does_not_have_is_for_what_was_open() -> None:
    chat = asked_whether_to_erase()
    chat.say("2")
    assert chat.focus != Key(MORE)


def test_the_words_of_a_button_are_no_number() -> None:
    chat = asked_whether_to_erase()
    chat.say("Yes, take it back")
    assert [one for one in chat.events if isinstance(one, IssueTakenBack)]


def test_it_does_what_the_list_says_where_nothing_is_open() -> None:
    chat = Chat()
    chat.newest = LISTED
    chat.say("1")
    assert chat.focus == Key(MORE)


def test_a_number_in_words_of_ones_own_stays_there() -> None:
    chat = Chat(found={MyIssues(): Mine(), OthersIssues(): None})
    chat.command("raise")
    chat.newest = LISTED
    chat.say("1")
    assert chat.focus != Key(MORE)

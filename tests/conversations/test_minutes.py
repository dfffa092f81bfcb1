"""Minutes: sent in, looked at piece by piece, written by hand, previewed, sent."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.digest_events import MinutesPasted, MinutesSent, MinutesWhole, PutAnswered
from conversations.digests import Digest, MeetingsHeld, Piece, Put, TheMinutes
from conversations.events import Requested
from conversations.facts import AudienceCount
from conversations.loop_events import CommitmentMade
from conversations.meeting_events import QuestionsRead
from conversations.minutes import nag
from conversations.minutes.source import LONGEST
from conversations.promises import OwnerInvited
from conversations.screen import Act
from conversations.turn import Computed, Key, SentMedia, Tapped
from conversations.wording import OF_DIGEST, READERS
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import MEMBER, Chat, labels, said
from tests.conversations.writing_up import (
    AGENDA,
    DUE,
    LATE,
    MEETING,
    NEXT,
    PUT,
    WHOLE,
    WritingUp,
)


def document(media: int = 9) -> SentMedia:
    return SentMedia("document", media)


# --- how they come in -----------------------------------------------------------------------------


def test_the_list_names_the_meetings_that_wait() -> None:
    chat = WritingUp()
    chat.command("minutes")
    assert chat.labels == ("Partnership, Friday 27 February 2026", "Home")
    chat.say("hello")
    assert "Please tap a button" in chat.text
    chat.say("1")
    assert "How do you want to give me the minutes?" in chat.text


def test_an_empty_list_says_when_one_shows_there() -> None:
    chat = WritingUp(found={MeetingsHeld(): ()})
    chat.command("minutes")
    assert "No meeting is waiting for its minutes." in chat.text


def test_minutes_are_pasted_in_parts_and_then_read() -> None:
    chat = WritingUp()
    chat.press("minutes.open")
    chat.tap("Send or paste them")
    chat.press("minutes.whole")
    assert "I have nothing yet." in chat.text
    chat.say("It was agreed ")
    assert "I have 14 characters so far." in chat.text
    chat.say("that they stay.")
    assert "I have 29 characters so far." in chat.text
    chat.press("minutes.open")
    assert "I have 29 characters so far." in chat.text
    chat.tap("That is all")
    assert "I am reading the minutes." in chat.text
    parts = [one for one in chat.events if isinstance(one, MinutesPasted)]
    assert [one.first for one in parts] == [True, False]
    assert isinstance(chat.events[-1], MinutesWhole)
    chat.press("minutes.open")
    assert "I am reading the minutes." in chat.text
    chat.say("Are you done?")
    assert "Please tap a button" in chat.text


def test_what_was_found_is_counted_and_listed() -> None:
    chat = WritingUp()
    chat.press("minutes.open")
    chat.hear(document())
    assert isinstance(chat.events[-1], MinutesSent)
    chat.read(digest=WHOLE)
    assert "I have read the minutes." in chat.text
    for line in ("I found 1 decision.", "I found 1 promise.", "1 thing is asked of members."):
        assert line in chat.text
    assert chat.labels[0] == "A decision: Late sessions stay."


def test_where_nothing_was_found_it_says_so_and_a_line_can_be_added() -> None:
    chat = WritingUp()
    chat.press("minutes.paste")
    chat.hear(document())
    chat.read(digest=Digest())
    assert "I found no decision and no promise." in chat.text
    assert "Preview" not in chat.labels


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("macros", "has macros"),
        ("long", "longer than about 60 pages"),
        ("scanned", "pictures of pages"),
        ("language", "do not seem to be in English"),
        ("unreadable", "I cannot read that file"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_a_way_on(why: str, told: str) -> None:
    chat = WritingUp()
    chat.press("minutes.paste")
    chat.hear(document())
    chat.read(why)
    assert told in chat.text
    assert chat.labels == ("Send or paste them", "Item by item", "Home")


def test_other_files_and_empty_or_endless_texts_are_refused_kindly() -> None:
    chat = WritingUp()
    chat.press("minutes.paste")
    chat.picture()
    assert "I can read text, Word and PDF files." in chat.text
    chat.say("  ")
    assert "Please paste the minutes" in chat.text
    chat.say("x" * (LONGEST + 1))
    assert "more than about 60 pages" in chat.text
    assert chat.events == []


def test_beginning_again_throws_away_what_there_was() -> None:
    chat = WritingUp.of()
    chat.tap("Begin again")
    assert "I threw it away." in chat.text
    assert chat.minutes.digest is None
    assert chat.minutes.revision == 4


# --- the pieces -----------------------------------------------------------------------------------


def test_a_piece_stands_beside_its_line_and_advice_for_plainer_words() -> None:
    chat = WritingUp.of()
    chat.press("minutes.piece", 3)
    assert "Line 9 of the minutes: “Please utilise a permit.”" in chat.text
    assert "Plainer for “utilise”: use" in chat.text
    chat.tap("Use plainer words")
    piece = chat.digest.piece(3)
    assert piece is not None
    assert piece.words == english("Please use a permit.")
    assert piece.source == "Please utilise a permit."


def test_plainer_words_leave_other_languages_alone() -> None:
    both = Piece(1, "told", english("We commence."), "We commence.", 1)
    spoken = replace(both, words=replace(both.words, by_language=(("en_GB", "We commence."),
                                                                  ("cy", "commence"))))  # fmt: skip
    chat = WritingUp.of(Digest((spoken,)))
    chat.press("minutes.plain", 1)
    assert dict(chat.digest.pieces[0].words.by_language) == {"en_GB": "We start.", "cy": "commence"}


def test_a_long_sentence_is_pointed_out() -> None:
    chat = WritingUp.of(Digest((replace(LATE, words=english("word " * 30)),)))
    chat.press("minutes.piece", 1)
    assert "The longest sentence has 30 words." in chat.text


def test_one_goes_from_piece_to_piece_and_to_all_of_them() -> None:
    chat = WritingUp.of()
    chat.tap("A decision: Late sessions stay.")
    assert "1 of 4" in chat.text
    chat.tap("Next")
    assert "2 of 4" in chat.text
    chat.press("minutes.next", NEXT.number)
    assert "3 of 4" not in chat.text or "4 of 4" in chat.text
    chat.press("minutes.next", 2)
    assert "Choose one to see where it stands" in chat.text
    chat.press("minutes.next", 99)
    chat.press("minutes.piece", 99)
    assert "Choose one to see where it stands" in chat.text
    chat.press("minutes.words", 99)
    assert "Choose one to see where it stands" in chat.text


def test_many_pieces_are_on_several_pages() -> None:
    many = tuple(Piece(n, "told", english(f"News {n}")) for n in range(1, 10))
    chat = WritingUp.of(Digest(many))
    assert "News: News 7" in chat.labels
    assert "News: News 8" not in chat.labels
    chat.tap("More")
    assert "News: News 8" in chat.labels
    chat.tap("From the top")
    assert "News: News 1" in chat.labels
    chat.press("minutes.page", 50)
    assert "News: News 9" in chat.labels


def test_a_piece_is_left_out_and_put_back() -> None:
    chat = WritingUp.of()
    chat.press("minutes.out", 1)
    assert "2 of 4" in chat.text
    chat.press("minutes.pieces")
    chat.tap("Left out: Late sessions stay.")
    assert "It is left out." in chat.text
    chat.tap("Put it back")
    assert chat.digest.told == WHOLE.told


def test_words_are_changed_and_too_long_or_none_are_refused() -> None:
    chat = WritingUp.of()
    chat.press("minutes.words", 1)
    assert "Now: Late sessions stay." in chat.text
    chat.say("x" * 401)
    assert "at most 400 characters" in chat.text
    chat.voice()
    assert "I need words here." in chat.text
    chat.say("Late sessions\nstay until June.")
    assert "Decided: Late sessions stay until June." in chat.text


def test_a_piece_becomes_another_kind_and_leaves_the_ledger() -> None:
    chat = WritingUp.of(Digest((replace(LATE, in_ledger=True),)))
    chat.press("minutes.kind", 1)
    chat.tap("News")
    (piece,) = chat.digest.pieces
    assert (piece.kind, piece.in_ledger) == ("told", False)
    chat.press("minutes.ledger", 1)
    assert not chat.digest.pieces[0].in_ledger
    chat.press("minutes.as", 1, 99)
    assert chat.digest.pieces[0].kind == "told"


def test_a_line_is_added_by_hand_and_says_so() -> None:
    chat = WritingUp.of()
    chat.tap("Add a line")
    assert chat.labels[-1] == "Back"
    chat.tap("Asked of members")
    chat.say("Tell us about parking.")
    assert "A facilitator typed this." in chat.text
    piece = chat.digest.piece(5)
    assert piece is not None
    assert (piece.kind, piece.source) == ("asked", None)


# --- the ledger -----------------------------------------------------------------------------------


def test_decisions_and_promises_go_into_the_ledger_with_one_tap_each() -> None:
    chat = WritingUp.of()
    chat.press("minutes.piece", 1)
    chat.tap("Into the ledger")
    assert "It goes into the ledger when you send." in chat.text
    chat.press("minutes.piece", 2)
    chat.tap("Into the ledger")
    chat.press("minutes.piece", 1)
    chat.tap("Not in the ledger")
    chat.press("minutes.preview")
    assert "1 promise goes into the ledger." in chat.text
    chat.tap("Send")
    made = [one for one in chat.events if isinstance(one, CommitmentMade)]
    assert [(one.owner_name, one.due_on) for one in made] == [("ST", DUE)]
    piece = chat.approved.digest.piece(2)
    assert piece is not None
    assert piece.commitment == made[0].commitment
    (invited,) = (one for one in chat.events if isinstance(one, OwnerInvited))
    assert (invited.commitment, invited.name) == (made[0].commitment, "ST")
    forward, link, *_ = chat.last.screens
    assert "Please forward the next message to whoever promised it." in said(forward)
    assert link.link == invited.token


def test_a_promise_without_name_and_day_asks_for_both() -> None:
    bare = Piece(1, "promised", english("A plan."), "A plan.", 2)
    chat = WritingUp.of(Digest((bare,)))
    chat.press("minutes.ledger", 1)
    assert "A promise in the ledger needs a name and a day." in chat.text
    chat.say("x" * 101)
    assert "at most 100 characters" in chat.text
    chat.say("the car park manager")
    assert "By when will it be done?" in chat.text
    chat.say("some day")
    assert "I cannot read that as a date." in chat.text
    chat.say("1 January", date(2026, 1, 1))
    assert "That day is over." in chat.text
    chat.say("30 March", DUE)
    (piece,) = chat.digest.pieces
    assert (piece.owner, piece.due, piece.in_ledger) == ("the car park manager", DUE, True)


def test_a_day_that_is_over_is_asked_for_anew() -> None:
    old = replace(WHOLE.pieces[1], due=date(2026, 2, 28))
    chat = WritingUp.of(Digest((old,)))
    chat.press("minutes.ledger", 2)
    assert "That day is over." in chat.text
    assert "Now: Saturday 28 February 2026" in chat.text


def test_a_day_far_ahead_is_asked_about_once_typed_or_read_from_the_minutes() -> None:
    far = date(2036, 4, 30)
    asks = "is more than 5 years ahead. If you mean it, type it again."
    chat = WritingUp.of(Digest((replace(WHOLE.pieces[1], due=far),)))
    chat.press("minutes.ledger", 2)
    assert asks in chat.text
    assert "Back" in chat.labels
    assert not chat.digest.pieces[0].in_ledger
    chat.say("30 April 2036", far)
    assert (chat.digest.pieces[0].due, chat.digest.pieces[0].in_ledger) == (far, True)
    chat.press("minutes.due", 2)
    later = date(2037, 4, 30)
    chat.say("30 April 2037", later)
    assert asks in chat.text
    assert chat.digest.pieces[0].due == far
    chat.say("30 April 2037", later)
    assert chat.digest.pieces[0].due == later


def test_who_and_when_can_be_changed_apart_from_the_ledger() -> None:
    chat = WritingUp.of()
    chat.press("minutes.owner", 2)
    assert "Now: ST" in chat.text
    chat.say("The lead nurse")
    chat.press("minutes.due", 2)
    chat.say("1 January", date(2026, 1, 1))
    piece = chat.digest.piece(2)
    assert piece is not None
    assert (piece.owner, piece.due) == ("The lead nurse", date(2026, 1, 1))


def test_what_is_in_the_ledger_keeps_a_day_to_come() -> None:
    chat = WritingUp.of(Digest((replace(WHOLE.pieces[1], in_ledger=True),)))
    chat.press("minutes.due", 2)
    chat.say("1 January", date(2026, 1, 1))
    assert "That day is over." in chat.text


def test_a_promise_whose_day_passed_meanwhile_is_not_sent() -> None:
    chat = WritingUp.of(Digest((replace(WHOLE.pieces[1], in_ledger=True),)))
    chat.press("minutes.preview")
    chat.wait(days=40)
    chat.tap("Send")
    assert "has a day that is over" in chat.text
    assert chat.minutes.status == "read"


# --- item by item ---------------------------------------------------------------------------------


def test_item_by_item_each_gets_a_line_or_is_skipped() -> None:
    chat = WritingUp()
    chat.minutes = replace(chat.minutes, agenda=AGENDA)
    chat.press("minutes.open")
    chat.tap("Item by item")
    assert "Late sessions" in chat.text
    chat.voice()
    assert "I need words here." in chat.text
    chat.say("They stay.")
    assert "Parking" in chat.text
    chat.tap("Skip")
    assert chat.labels[0] == "A decision: They stay."
    chat.press("minutes.skip", 1)
    chat.say("It is dear.")
    assert [(one.kind, one.item) for one in chat.digest.pieces] == [("decided", 1), ("told", 2)]
    chat.press("minutes.skip", 99)
    assert "Choose one to see where it stands" in chat.text


def test_without_an_agenda_lines_are_added_one_by_one() -> None:
    chat = WritingUp()
    chat.press("minutes.items")
    assert "This meeting has no agenda here." in chat.text


# --- what was put ---------------------------------------------------------------------------------


def test_each_who_put_something_gets_an_answer_of_their_own() -> None:
    spoken = Put(6, "view", media=12)
    chat = WritingUp.of(put=(PUT, spoken))
    chat.tap("Answer questions")
    assert isinstance(chat.events[-1], QuestionsRead)
    assert "About: Parking\nWhy is parking dear?" in chat.text
    chat.say("x" * 1001)
    assert "at most 1000 characters" in chat.text
    chat.voice()
    assert "I need words here." in chat.text
    chat.say("It pays for the guards.")
    assert chat.screens[-1].attachment is not None
    assert "A view" in chat.text
    chat.tap("Skip")
    assert "Choose one to see where it stands" in chat.text
    chat.tap("Answer questions")
    chat.say("Thank you for it.")
    assert "All of them have an answer." in chat.text
    answers = [one for one in chat.events if isinstance(one, PutAnswered)]
    assert [one.put for one in answers] == [5, 6]
    chat.press("minutes.put")
    chat.press("minutes.skip_put", 99)
    assert "All of them have an answer." in chat.text


def test_an_answer_with_a_slip_is_changed_until_the_digest_is_out() -> None:
    chat = WritingUp.of(put=(PUT, replace(PUT, id=6, words="Where is it?"), replace(PUT, id=7)))
    assert "Change an answer" not in chat.labels
    chat.tap("Answer questions")
    chat.say("It pys for the grds.")
    chat.say("By the gate.")
    chat.tap("See all")
    chat.tap("Change an answer")
    assert isinstance(chat.events[-1], QuestionsRead)
    assert "Your answer now: It pys for the grds." in chat.text
    chat.say("It pays for the guards.")
    assert "Your answer now: By the gate." in chat.text
    chat.tap("Skip")
    assert "Choose one to see where it stands" in chat.text
    answers = [one.answer for one in chat.minutes.put]
    assert answers == ["It pays for the guards.", "By the gate.", None]


def test_what_was_put_may_be_taken_back_meanwhile() -> None:
    chat = WritingUp.of(put=(PUT,))
    chat.tap("Answer questions")
    chat.minutes = replace(chat.minutes, put=())
    chat.say("It pays for the guards.")
    assert "Choose one to see where it stands" in chat.text


# --- the preview ----------------------------------------------------------------------------------


def test_the_preview_is_what_members_get_and_its_buttons_do_nothing() -> None:
    chat = WritingUp.of()
    chat.tap("Preview")
    assert "Partnership, Friday 27 February 2026, in one minute" in chat.text
    assert "Nothing goes into the ledger." in chat.text
    chat.tap("I can help")
    assert "This is a preview" in chat.text
    chat.say("what")
    assert "Please tap a button" in chat.text


def test_a_recording_is_added_and_taken_out() -> None:
    chat = WritingUp.of()
    chat.tap("Preview")
    chat.tap("Add a recording")
    chat.say("no")
    assert "Please send a voice message" in chat.text
    chat.voice(31)
    assert chat.digest.voice == 31
    assert "Listen" in [one for screen in chat.last.screens for one in labels(screen)]
    chat.tap("Another recording")
    chat.tap("No recording")
    without = chat.digest
    assert without.voice is None
    chat.press("minutes.no_voice")
    assert "in one minute" in chat.text


def test_nothing_is_sent_that_was_not_previewed_or_says_nothing() -> None:
    chat = WritingUp.of()
    chat.press("minutes.send")
    assert "The next message is exactly what members get." in chat.text
    empty = WritingUp.of(Digest((replace(LATE, left_out=True),)))
    empty.press("minutes.preview")
    assert "Choose one to see where it stands" in empty.text
    empty.press("minutes.send")
    assert empty.minutes.status == "read"


def test_how_many_get_a_digest_and_how_long_that_takes_is_shown_before_it_is_sent() -> None:
    chat = WritingUp.of()
    chat.tap("Preview")
    assert "I am counting how many people will get it." in chat.text
    asked, readers = chat.events[-2:]
    assert readers == Requested(READERS, MEETING, OF_DIGEST)
    chat.press("minutes.send")
    assert "I am still counting who gets it." in chat.text
    assert chat.minutes.status == "read"
    assert asked == Requested("minutes.people", MEETING, 3)
    count = AudienceCount(now=412, later=(("monthly", 30), ("quiet", 7)), minutes=14)
    chat.hear(Computed(asked, count))
    assert chat.text == (
        "Nothing goes into the ledger.\nIt goes to 412 people now.\n"
        "30 people see it in their news of the month.\n"
        "7 people get it later, after the quiet hours.\nSending takes about 14 minutes."
    )
    assert chat.last.screens[0].replaces
    chat.tap("Change")
    chat.hear(Computed(asked, count))
    assert chat.last.screens == ()


def test_who_would_get_no_answer_is_named_once_before_it_is_sent() -> None:
    chat = WritingUp.of(put=(PUT,))
    chat.press("minutes.send_anyway")
    assert "The next message is exactly what members get." in chat.text
    chat.tap("Send")
    assert "Some questions have no answer yet." in chat.text
    chat.say("well")
    assert "Please tap a button" in chat.text
    chat.tap("Answer questions")
    assert "Why is parking dear?" in chat.text
    chat.tap("See all")
    chat.tap("Preview")
    chat.tap("Send")
    assert chat.minutes.status == "read"
    chat.tap("Send anyway")
    assert chat.minutes.status == "sent"
    assert "The digest is on its way." in chat.text


def test_what_is_out_is_not_changed_any_more() -> None:
    chat = WritingUp.of()
    chat.tap("Preview")
    chat.tap("Send")
    assert "The digest is on its way." in chat.text
    chat.press("minutes.pieces")
    assert "The digest of this meeting is out." in chat.text


def test_the_second_of_two_editors_is_told() -> None:
    chat = WritingUp.of()
    chat.minutes = replace(chat.minutes, revision=8, digest=Digest((NEXT,)))
    chat.press("minutes.words", 1)
    assert "Somebody else changed this" in chat.text
    assert chat.labels[0] == "The next meeting: Wed 14 April, Room 2."
    chat.press("minutes.out", 4)
    assert chat.minutes.revision == 9


def test_minutes_sent_by_a_second_editor_do_not_wipe_what_the_first_has_written() -> None:
    chat = WritingUp()
    chat.press("minutes.open")
    chat.minutes = replace(chat.minutes, status="read", digest=Digest((NEXT,)), revision=2)
    chat.hear(document())
    assert "Somebody else changed this" in chat.text
    assert "The next meeting: Wed 14 April, Room 2." in chat.labels
    assert not [one for one in chat.events if isinstance(one, MinutesSent)]


# --- who may --------------------------------------------------------------------------------------


def test_a_number_typed_where_the_piece_is_gone_chooses_from_what_there_is() -> None:
    chat = WritingUp.of()
    chat.press("minutes.piece", 1)
    chat.minutes = replace(chat.minutes, digest=Digest((NEXT,)))
    chat.say("1")
    assert "1 of 1" in chat.text


def test_a_meeting_that_is_gone_leads_home() -> None:
    chat = WritingUp.of()
    chat.person = replace(chat.person, roles=frozenset())
    chat.say("1")
    assert "I cannot use that button any more." in chat.text


def test_nobody_else_gets_in() -> None:
    chat = WritingUp(person=MEMBER)
    chat.press("minutes.open")
    assert "I cannot use that button any more." in chat.text


def test_what_is_gone_leads_home() -> None:
    chat = Chat(FACILITATOR, found={TheMinutes(MEETING): None, MeetingsHeld(): None})
    chat.command("minutes")
    assert "No meeting is waiting" in chat.text
    chat.hear(Tapped(Act("minutes.open", (MEETING,))))
    assert "I cannot use that button any more." in chat.text


def test_words_in_reply_to_a_reminder_open_the_meeting() -> None:
    chat = WritingUp()
    chat.show(nag(MEETING, english("Partnership"), date(2026, 3, 3)))
    assert "This meeting was on Tuesday 3 March 2026." in said(chat.screens[-1])
    chat.focus = Key("minutes", MEETING)
    chat.say("yes")
    assert "How do you want to give me the minutes?" in chat.text

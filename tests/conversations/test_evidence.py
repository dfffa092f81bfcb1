"""What shows what came of a promise: words for members, and files once a facilitator looked."""

from dataclasses import replace

from conversations.evidence import Evidence, EvidenceHere, WhatShowsIt
from conversations.loop_events import EvidenceShown
from conversations.loops import Notice, Promise, Told, WhatIWasTold
from conversations.needing import Task, TheTask
from conversations.screen import Act, Attachment
from conversations.turn import Tapped
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import Chat
from tests.conversations.promised import BUS, LOOP, PROMISE, Promiser, commitment, loop

DONE = Promise(PROMISE, 2, english(BUS), "done")
WAITS = Promise(8, 1, english("A second bus."))
WORDS = Evidence(1, PROMISE, "The timetable hangs in the hall.")
PHOTO = Evidence(2, PROMISE, "The new stop.", 42, "photo")
LETTER = Evidence(3, PROMISE, None, 43, "document")


def member(*found: Evidence, promises: tuple[Promise, ...] = (DONE,)) -> Chat:
    """Somebody who was told what came of promises, and reads more."""
    told = Notice(LOOP, 1, english("Evening chemotherapy"), Told("outcome", promises=promises))
    chat = Chat(found={WhatIWasTold(LOOP): told, WhatShowsIt(LOOP): found})
    chat.hear(Tapped(Act("h.more", (LOOP,))))
    return chat


def desk(*found: Evidence) -> Promiser:
    lead = Promiser(loop(commitment()))
    lead.found[EvidenceHere(LOOP)] = found
    return lead


# --- as members read it ---------------------------------------------------------------------------


def test_members_read_the_words_and_see_no_file_that_nobody_let_them_see() -> None:
    chat = member(WORDS, replace(PHOTO, media=None))
    assert chat.text.splitlines() == [
        "Evening chemotherapy", f"Done: {BUS}",
        "What shows it: The timetable hangs in the hall.", "What shows it: The new stop.",
    ]  # fmt: skip
    assert chat.labels == ("Not what we meant", "I have a question", "Home")
    chat.hear(Tapped(Act("h.evidence", (LOOP, 2))))
    assert chat.text == "This cannot be shown any more."
    assert chat.last.screens[0].attachment is None


def test_of_several_promises_each_word_stands_with_its_own() -> None:
    chat = member(WORDS, Evidence(4, 8, "Not told yet."), promises=(DONE, WAITS))
    assert f"{BUS}\nWhat shows it: The timetable hangs in the hall." in chat.text
    assert "Not told yet." not in chat.text


def test_a_file_that_may_be_seen_is_opened_by_its_number_too() -> None:
    chat = member(replace(PHOTO, shown=True), LETTER)
    assert chat.labels[:2] == ("See the document", "See the photo")
    chat.say("hm")
    assert chat.labels[:2] == ("See the document", "See the photo")
    chat.say("2")
    (shown,) = chat.last.screens
    assert (chat.text, shown.attachment) == (BUS, Attachment("photo", 42))
    chat.tap("Tell me more")
    assert chat.labels[:2] == ("See the document", "See the photo")
    chat.hear(Tapped(Act("h.evidence", (LOOP,))))
    assert "I cannot use that button any more." in chat.text


# --- at the desk ----------------------------------------------------------------------------------


def test_a_facilitator_looks_at_a_file_and_lets_members_see_it_or_not() -> None:
    lead = desk(WORDS, PHOTO)
    lead.press_here("pm.one", PROMISE)
    assert "What shows it: The timetable hangs in the hall." in lead.text
    assert "A file came with it. Members do not see it before you have looked at it." in lead.text
    lead.tap("See what shows it")
    assert lead.last.screens[0].attachment == Attachment("photo", 42)
    assert "Members do not see it yet." in lead.text
    assert "Please look for faces, names and hospital numbers" in lead.text
    assert lead.choices == ["Members may see it", "Do not show it", "Back"]
    lead.say("1")
    assert lead.did(EvidenceShown) == EvidenceShown(2, shown=True)
    assert "Members who were told of it can see it now" in lead.text
    assert "do not see it before" not in lead.text
    lead.found[EvidenceHere(LOOP)] = (replace(PHOTO, shown=True),)
    lead.tap("See what shows it")
    assert "Members can see it." in lead.text
    lead.tap("Do not show it")
    assert lead.events[-1] == EvidenceShown(2, shown=False)
    assert "Members do not see it." in lead.text


def test_several_files_are_looked_at_in_turn() -> None:
    lead = desk(replace(LETTER, shown=False), PHOTO)
    lead.press_here("pm.evidence", PROMISE)
    assert lead.last.screens[0].attachment == Attachment("photo", 42), "nobody looked at it yet"
    lead.tap("Next one")
    assert lead.last.screens[0].attachment == Attachment("document", 43)
    lead.tap("Next one")
    assert lead.last.screens[0].attachment == Attachment("photo", 42)


def test_a_file_that_is_gone_meanwhile_is_not_decided_on() -> None:
    lead = desk(PHOTO)
    lead.press_here("pm.evidence", PROMISE)
    lead.found[EvidenceHere(LOOP)] = ()
    assert not lead.say("well").understood
    lead.tap("Members may see it")
    assert "There is no file with this promise any more." in lead.text
    lead.press_here("pm.evidence", PROMISE)
    assert "There is no file with this promise any more." in lead.text
    assert "See what shows it" not in lead.choices
    assert lead.events == []


def test_the_task_of_a_file_leads_to_it() -> None:
    task = Task(7, "evidence", loop=LOOP, promise=PROMISE, theirs=True)
    chat = Chat(FACILITATOR, found={TheTask(7): task})
    chat.hear(Tapped(Act("task.read", (7,))))
    assert "A photo or a document came with a promise." in chat.text
    assert chat.button("Look at it").act == Act("pm.evidence", (LOOP, PROMISE))

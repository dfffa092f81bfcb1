"""Writing promises: what, who does it and by when; sent with the decision, or promised later."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.channels.telegram.codec import MOST_BYTES, write_data
from conversations.content import Decision
from conversations.events import DecisionApproved
from conversations.facts import Facts
from conversations.home import NOT_FOR_YOU
from conversations.loop_events import CommitmentChanged, CommitmentMade, OwnerChanged
from conversations.loops import TheLoop
from conversations.promises import AllHandedOver, OwnerInvited, Owners, Professional
from conversations.promising import Drafted, Promising, made, promised
from conversations.promising.writing import LONGEST
from conversations.questions.kind import PICK_ONE
from conversations.text import Worded
from conversations.turn import Tapped, Typed
from tests.conversations.ended import NUMBER, Lead
from tests.conversations.facilitator import FACILITATOR, english
from tests.conversations.people import RIVERSIDE, said
from tests.conversations.people import english as said_in
from tests.conversations.promised import (
    BUS,
    DUE,
    HERE,
    LOOP,
    MANAGER,
    PEOPLE,
    PROMISE,
    Promiser,
    commitment,
    loop,
)

YESTERDAY, TODAY = date(2026, 3, 1), date(2026, 3, 2)


def written(**shown: Any) -> Promiser:
    """Let somebody have written a whole promise of the transport manager, who joined."""
    lead = Promiser(loop(**shown))
    lead.press_here("pm.list")
    lead.tap("Add a promise")
    lead.say(BUS)
    lead.tap("Transport manager")
    lead.on(DUE)
    return lead


# --- one promise ----------------------------------------------------------------------------------


def test_a_promise_is_what_who_and_by_which_day_and_is_made_at_once_after_the_decision() -> None:
    lead = Promiser()
    lead.press_here("pm.list")
    assert lead.text.splitlines() == [
        "Promises: Evening chemotherapy",
        "Nothing is promised here yet.",
        "A promise says what will be done, who does it, and by which day.",
    ]
    assert lead.choices == ["Add a promise", "Home"]
    lead.say("1")
    assert lead.text.startswith("What is promised?")
    lead.say(f" {BUS} ")
    assert lead.text.startswith("Who does it? Please choose, or type the person's role")
    assert lead.choices == ["Transport manager", "Lead nurse", "Back", "Later"]
    lead.say("1")
    assert lead.text.startswith("By which day will it be done?")
    lead.on(DUE)
    assert lead.text.splitlines() == [
        f"We promise: {BUS}",
        "Who does it: Transport manager",
        "By Thursday 30 April 2026.",
    ]
    assert lead.choices == [
        "Promise it", "Change the words", "Change who does it", "Change the day",
        "Level and stages", "Other languages", "Leave it out", "Back",
    ]  # fmt: skip
    lead.say("1")
    made = lead.did(CommitmentMade)
    assert made == CommitmentMade(
        LOOP, made.commitment, english(BUS), MANAGER, "Transport manager", DUE
    )
    assert 0 < made.commitment < 2**48
    assert lead.text.startswith("It is promised. People who took part are told of it.")
    assert not lead.invited
    lead.say("something")
    assert lead.text == PICK_ONE.message
    lead.tap("Promises")
    assert lead.text.startswith("Promises: Evening chemotherapy")


def test_for_somebody_new_there_is_a_link_to_forward_that_works_once() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.say("the  transport manager")
    assert lead.text.startswith("Who is this: the transport manager?")
    assert lead.choices == ["Somebody else", "That is me", "Back"]
    lead.say("back")
    lead.say("the transport manager")
    lead.tap("Somebody else")
    lead.on(DUE)
    lead.tap("Promise it")
    invited = lead.did(OwnerInvited)
    assert (lead.promised[0].owner, lead.promised[0].owner_name) == (None, "the transport manager")
    assert invited.commitment == lead.promised[0].commitment
    assert len(invited.token) == 22
    done, forward, message = lead.last.screens
    assert said(done).startswith("It is promised.")
    assert said(forward).endswith("The link works once, for 14 days.")
    assert message.link == invited.token
    assert said(message).startswith("For the transport manager: you promised something")
    other = written()
    other.tap("Promise it")
    assert not other.invited


def test_a_facilitator_can_promise_something_too() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.say("the lead nurse")
    lead.tap("That is me")
    lead.on(DUE)
    lead.tap("Promise it")
    assert (lead.promised[0].owner, lead.promised[0].owner_name) == (
        FACILITATOR.id, "the lead nurse"
    )  # fmt: skip


def test_who_types_me_is_asked_for_the_words_that_members_read() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.say("Me")
    assert lead.text.splitlines()[:2] == [
        "How shall members read who you are?",
        "For example: the facilitator, the transport manager.",
    ]
    lead.tap("Back")
    lead.say(" myself. ")
    lead.say("me")
    assert lead.text.startswith("How shall members read who you are?")
    lead.say("x" * 61)
    assert "at most 60 characters" in lead.text
    assert lead.choices == ["Back"]
    lead.say("the  facilitator")
    lead.on(DUE)
    lead.tap("Promise it")
    assert (lead.promised[0].owner, lead.promised[0].owner_name) == (
        FACILITATOR.id, "the facilitator"
    )  # fmt: skip


def test_a_promise_that_was_made_comes_to_me_by_my_role_unless_it_changed_meanwhile() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.owner", PROMISE)
    lead.say("me")
    lead.say("the facilitator")
    handed = lead.did(OwnerChanged)
    assert (handed.owner, handed.owner_name) == (FACILITATOR.id, "the facilitator")
    late = Promiser(loop(commitment()))
    late.press_here("pm.owner", PROMISE)
    late.say("me")
    late.loop = loop(commitment(version=2))
    late.say("the facilitator")
    assert "This promise changed meanwhile." in late.text


def test_a_day_more_than_five_years_ahead_is_asked_about_once_and_none_takes_the_buttons() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    for words in (BUS, "me", "the facilitator"):
        lead.say(words)
    lead.hear(Typed("31 February", no_such_day=True))
    assert lead.text == "There is no such day. Please type another one."
    assert lead.choices == ["Back", "Later"]
    lead.on(date(2036, 4, 30))
    assert lead.text.endswith("is more than 5 years ahead. If you mean it, type it again.")
    assert lead.choices == ["Back", "Later"]
    lead.on(date(2036, 4, 30))
    lead.tap("Promise it")
    assert lead.promised[0].due_on == date(2036, 4, 30)


def test_where_nobody_can_be_chosen_nothing_says_so() -> None:
    lead = Promiser()
    lead.owners = None
    lead.press_here("pm.add")
    lead.say(BUS)
    assert lead.text.startswith("Who does it? Please type the person's role, not the name.")


def test_without_somebody_who_does_it_or_a_day_it_is_not_promised() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.tap("Later")
    assert lead.choices[0] == f"Not finished yet: {BUS}"
    lead.say("1")
    lead.tap("Promise it")
    assert lead.text.endswith(
        "Nobody is named yet who does this. A promise needs somebody who does it."
    )
    lead.tap("Change who does it")
    lead.tap("Lead nurse")
    lead.tap("Promise it")
    assert lead.text.endswith("There is no day yet. A promise needs a day by which it is done.")
    assert not lead.promised
    lead.tap("Change the day")
    lead.say("soon")
    assert lead.text == "I cannot read that as a date. Please type one like 30 April."
    lead.on(YESTERDAY)
    assert lead.text.startswith("That day is past. By which day will it be done?")
    lead.on(TODAY)
    lead.tap("Promise it")
    assert lead.promised[0].due_on == TODAY


def test_a_day_that_passed_while_it_was_written_is_asked_for_again() -> None:
    lead = written()
    lead.wait(days=90)
    lead.tap("Promise it")
    assert lead.text.endswith("The day of this promise is past. Please give it another one.")
    assert not lead.promised


def test_words_must_be_words_and_not_too_many() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say("  ")
    assert lead.text == "I need words here. Please type them."
    lead.voice()
    assert lead.text == "I need words here. Please type them."
    lead.say("a" * (LONGEST + 1))
    assert lead.text == "That is too long. Please use at most 250 characters."
    lead.say(BUS)
    lead.say("a" * 61)
    assert lead.text == "That is too long. Please use at most 60 characters."


def test_back_goes_back_and_out_and_nothing_empty_stays() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say("back")
    assert "It is left out. Nobody was told of it." in lead.text
    assert lead.choices == ["Add a promise", "Home"]
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.say("back")
    assert lead.text.endswith(f"Now: {BUS}")
    lead.say("back")
    assert lead.choices[0] == f"Not finished yet: {BUS}"
    whole = written()
    whole.tap("Change the words")
    whole.say("back")
    assert whole.text.startswith(f"We promise: {BUS}")
    whole.say("back")
    assert whole.choices[0] == BUS


def test_what_is_left_out_is_gone() -> None:
    lead = written()
    lead.tap("Leave it out")
    assert lead.choices == ["Add a promise", "Home"]
    for verb in ("pm.draft", "pm.keep", "pm.what", "pm.more", "pm.owner"):
        lead.press_here(verb, 5)
        assert lead.choices == ["Add a promise", "Home"]


def test_typed_words_that_nothing_waits_for_show_the_same_choices() -> None:
    lead = written()
    before = lead.choices
    lead.say("what?")
    assert lead.choices == before
    assert not lead.last.understood


def test_words_for_a_promise_that_is_gone_lead_to_the_list() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.reword", PROMISE)
    lead.loop = loop()
    lead.say("Something else.")
    assert lead.text.startswith(
        "Promises: Evening chemotherapy\nI cannot find this promise any more."
    )
    assert not lead.events


def test_nobody_else_writes_promises() -> None:
    lead = written()
    lead.loop = None
    lead.tap("Promise it")
    assert NOT_FOR_YOU.message in lead.text
    lead.loop = loop()
    lead.person = replace(lead.person, roles=frozenset({"chair"}))
    lead.press_here("pm.list")
    assert NOT_FOR_YOU.message in lead.text
    assert not lead.promised


def test_a_state_of_a_loop_that_is_gone_has_no_choices() -> None:
    lead = written()
    lead.loop = None
    lead.say("1")
    assert NOT_FOR_YOU.message in lead.text


def test_people_who_joined_meanwhile_or_left_change_nothing() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.owners = None
    lead.tap("Transport manager")
    assert lead.text.startswith("Who does it?")
    assert lead.choices == ["Back", "Later"]
    lead.press_here("pm.new", _number(lead))
    assert lead.text.startswith("Who does it?")


def _number(lead: Promiser) -> int:
    state = lead.state(HERE)
    assert isinstance(state, Promising)
    return state.number


# --- level, lead, stages, languages ---------------------------------------------------------------


def test_level_lead_and_stages_have_defaults_and_can_be_changed() -> None:
    lead = written()
    lead.tap("Level and stages")
    assert lead.text.splitlines()[1:] == ["People were asked", "Professionals lead"]
    for part, value in (
        ("How much influence", "Decided together"),
        ("Who leads", "Both lead"),
        ("Stage of care", "Treatment"),
        ("Stage of planning", "Buying"),
    ):
        lead.tap(part)
        lead.tap(value)
    assert lead.text.splitlines()[1:] == ["Decided together", "Both lead", "Treatment", "Buying"]
    lead.tap("Stage of care")
    lead.tap("None of these")
    lead.tap("Who leads")
    assert "None of these" not in lead.choices
    lead.say("back")
    lead.say("back")
    lead.tap("Promise it")
    made = lead.promised[0]
    tags = (made.level, made.lead, made.pathway_stage, made.commissioning_stage)
    assert tags == ("partnership", "both", None, "procure")


@pytest.mark.parametrize("verb", ["pm.part", "pm.tag"])
def test_a_tag_that_there_is_not_changes_nothing(verb: str) -> None:
    lead = written()
    number = _number(lead)
    lead.press_here(verb, number, 9, 0)
    assert lead.text.splitlines()[1:] == ["People were asked", "Professionals lead"]
    lead.press_here("pm.tag", number, 0, 99)
    assert lead.text.splitlines()[1:] == ["People were asked", "Professionals lead"]


def test_words_in_another_language_are_kept_beside_the_first() -> None:
    lead = written()
    lead.tap("Other languages")
    assert lead.choices == ["Cymraeg", "اردو", "Back"]
    lead.press_here("pm.language", _number(lead), 9)
    assert lead.choices == ["Cymraeg", "اردو", "Back"]
    lead.say("1")
    assert lead.text == f"How do you say this in Cymraeg?\n{BUS}"
    lead.say(" ")
    assert lead.text == "I need words here. Please type them."
    lead.say("Bws tan 9.")
    assert lead.text.startswith("Thank you. That is kept.")
    lead.tap("Promise it")
    assert lead.promised[0].words == Worded.of({"en_GB": BUS, "cy": "Bws tan 9."})


def test_other_languages_wait_for_words() -> None:
    lead = Promiser()
    lead.press_here("pm.add")
    number = _number(lead)
    lead.press_here("pm.languages", number)
    assert lead.choices == ["Back"]
    lead.say("back")
    assert "Other languages" not in lead.choices
    assert lead.text == "This promise has no words yet."
    lead.press_here("pm.list")
    assert lead.choices[0] == "Not finished yet: A promise without words"


def test_a_language_taken_off_the_list_meanwhile_is_called_by_its_tag() -> None:
    lead = written()
    lead.tap("Other languages")
    lead.tap("Cymraeg")
    lead.network = replace(RIVERSIDE, languages=RIVERSIDE.languages[:1])
    lead.say("no number")
    assert "Other languages" not in lead.choices


# --- with the decision ----------------------------------------------------------------------------


def test_before_the_decision_promises_wait_for_it() -> None:
    lead = written(decision=None)
    assert lead.choices[0] == "Keep it"
    lead.say("1")
    assert lead.text.splitlines() == [
        "Promises: Evening chemotherapy",
        "It is kept. Nobody is told before you send the decision.",
        "People are told of these promises together with the decision.",
    ]
    assert lead.choices == [BUS, "Add a promise", "To the decision"]
    assert not lead.promised
    for _ in range(4):
        lead.press_here("pm.add")
        lead.say(BUS)
    lead.press_here("pm.add")
    assert "5 promises go into one message." in lead.text


def test_those_of_a_meeting_are_promised_at_once() -> None:
    lead = written(kind="meeting", decision=None)
    lead.tap("Promise it")
    assert len(lead.promised) == 1


def test_what_was_promised_meanwhile_is_no_draft_any_more() -> None:
    lead = written()
    number = _number(lead)
    lead.loop = loop(commitment(id=number))
    lead.tap("Promise it")
    assert lead.choices == [BUS, "Add a promise", "Home"]
    assert not lead.promised


class Decider(Lead):
    """The facilitator who decides, with what is promised beside it."""

    def _find(self, need: Any) -> Any:
        undecided = loop(id=NUMBER, decision=None)
        return undecided if isinstance(need, TheLoop) else super()._find(need)


def deciding() -> Decider:
    lead = Decider()
    lead.press_here("d.write")
    for words in ("Most want them.", "They stay.", "No third one.", "skip", "skip", "skip"):
        lead.say(words)
    return lead


def promise(lead: Decider, name: str = "the transport manager") -> None:
    lead.press_here("pm.add")
    lead.say(BUS)
    lead.say(name)
    lead.tap("Somebody else")


def test_a_decision_is_previewed_and_sent_with_what_is_promised() -> None:
    lead = deciding()
    lead.tap("Add a promise")
    lead.say(BUS)
    lead.say("the transport manager")
    lead.tap("Somebody else")
    lead.on(DUE)
    lead.tap("Keep it")
    lead.tap("To the decision")
    assert BUS in said(lead.last.screens[1])
    assert "the transport manager" in said(lead.last.screens[1])
    assert "Were you heard?" not in lead.text
    assert lead.choices[:3] == ["Send", "Change", "Promises"]
    lead.tap("Send")
    decided = Decision(english("Most want them."), english("They stay."), english("No third one."))
    first, invited, approved = lead.events[-3:]
    assert isinstance(first, CommitmentMade)
    assert isinstance(invited, OwnerInvited)
    assert approved == DecisionApproved(NUMBER, decided)
    assert [one.link for one in lead.last.screens] == [None, invited.token, None]
    assert lead.choices == ["Home"]


def test_a_decision_with_half_a_promise_is_not_sent() -> None:
    lead = deciding()
    promise(lead)
    lead.tap("Later")
    lead.tap("To the decision")
    assert BUS not in said(lead.last.screens[1])
    lead.tap("Send")
    assert lead.text.endswith("There is no day yet. A promise needs a day by which it is done.")
    assert lead.choices == ["Go on with it", "Leave it out", "Back"]
    assert not lead.decided
    lead.tap("Leave it out")
    lead.tap("To the decision")
    lead.tap("Send")
    assert len(lead.decided) == 1


def test_what_is_longer_than_one_message_is_not_sent() -> None:
    lead = Decider()
    lead.press_here("d.write")
    for words in ("a" * 1500, "b" * 1500, "c" * 600, "skip", "skip", "skip"):
        lead.say(words)
    promise(lead)
    lead.on(DUE)
    lead.tap("Keep it")
    lead.tap("To the decision")
    assert "This is longer than one message" in lead.text
    lead.tap("Send")
    assert lead.choices == ["Change", "Promises"]
    assert not lead.decided


def test_half_a_promise_is_never_made() -> None:
    halves = (Drafted(1), Drafted(2, english(BUS)), Drafted(3, english(BUS), MANAGER))
    lead = Promiser()
    assert promised(halves) == ()
    assert made(LOOP, halves, Facts(lead.person, RIVERSIDE, said_in)) == ()


# --- a promise that was made ----------------------------------------------------------------------


def test_a_promise_says_how_it_stands_and_what_can_be_done() -> None:
    lead = Promiser(loop(commitment(status="partly", said=english("On Tuesdays."))))
    lead.press_here("pm.list")
    lead.say("1")
    assert lead.text.splitlines() == [
        f"It was promised: {BUS}",
        "Who does it: the transport manager",
        "By Thursday 30 April 2026.",
        "A part of it is done.",
        "What was said: On Tuesdays.",
    ]
    assert lead.choices == [
        "Say what came of it", "Mend a typing slip", "Change the words", "Change who does it",
        "Back", "Home",
    ]  # fmt: skip
    lead.say("something")
    assert not lead.last.understood


@pytest.mark.parametrize(
    ("tapped", "mends", "told"),
    [
        ("Mend a typing slip", True, "It is mended. Nobody is told, because it says the same."),
        ("Change the words", False, "People who took part are told of the new words."),
    ],
)
def test_words_can_be_mended_or_changed(tapped: str, mends: bool, told: str) -> None:  # noqa: FBT001
    lead = Promiser(loop(commitment(version=3)))
    lead.press_here("pm.one", PROMISE)
    lead.tap(tapped)
    assert lead.text.endswith(f"Now: {BUS}")
    lead.say("")
    assert lead.text == "I need words here. Please type them."
    lead.say("Transport runs until 10 pm.")
    assert lead.text == told
    change = CommitmentChanged(
        PROMISE, 3, words=english("Transport runs until 10 pm."), mends=mends
    )
    assert lead.did(CommitmentChanged) == change


def test_mending_one_language_keeps_the_others_and_other_words_do_not() -> None:
    both = Worded.of({"en_GB": BUS, "cy": "Bws hwyr."})
    for tapped, kept in (("Mend a typing slip", True), ("Change the words", False)):
        lead = Promiser(loop(commitment(words=both)))
        lead.press_here("pm.one", PROMISE)
        lead.tap(tapped)
        lead.say("A late bus.")
        written = dict(lead.did(CommitmentChanged).words.by_language)
        assert written == {"en_GB": "A late bus."} | ({"cy": "Bws hwyr."} if kept else {})


@pytest.mark.parametrize(
    "verb", ["pm.one", "pm.mend", "pm.reword", "pm.all", "pm.only", "pm.link", "pm.back"]
)
def test_a_promise_that_is_gone_leads_to_the_list(verb: str) -> None:
    lead = Promiser()
    lead.press_here(verb, PROMISE)
    assert "I cannot find this promise any more." in lead.text
    assert lead.choices == ["Add a promise", "Home"]


def test_another_professional_can_take_it_over() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.one", PROMISE)
    lead.tap("Change who does it")
    lead.say("2")
    assert lead.did(OwnerChanged) == OwnerChanged(PROMISE, 1, 9, "Lead nurse")
    assert lead.text == "It is handed over. It is with Lead nurse now."
    lead.press_here("pm.person", PROMISE, 7)
    assert lead.text.startswith("Who does it?")


def test_a_button_means_the_same_person_however_the_list_changes_meanwhile() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.owner", PROMISE)
    nurse = lead.screens[-1].options[1].act
    lead.owners = Owners((Professional(12, "Bus company"), *PEOPLE))
    lead.hear(Tapped(nurse))
    assert lead.did(OwnerChanged) == OwnerChanged(PROMISE, 1, 9, "Lead nurse")
    assert len(write_data(replace(nurse, ids=(*nurse.ids[:2], 2**63 - 1)), 2**63 - 1)) <= MOST_BYTES


def test_who_left_meanwhile_is_not_handed_a_promise_and_nobody_else_is() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.owner", PROMISE)
    manager = lead.screens[-1].options[0].act
    lead.owners = Owners(PEOPLE[1:])
    lead.hear(Tapped(manager))
    assert lead.text.startswith("Who does it?")
    assert not lead.events


def test_somebody_new_takes_it_over_by_a_link() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.owner", PROMISE)
    lead.say("the bus company")
    lead.tap("Somebody else")
    assert lead.did(OwnerChanged) == OwnerChanged(PROMISE, 1, None, "the bus company")
    assert lead.last.screens[-1].link == lead.did(OwnerInvited).token


def test_all_promises_of_one_person_are_handed_over_in_one_step() -> None:
    lead = Promiser(loop(commitment()), together=3)
    lead.press_here("pm.owner", PROMISE)
    lead.say("the bus company")
    lead.tap("Somebody else")
    assert lead.text == "This person has 3 promises here. Shall I hand over all of them?"
    lead.say("1")
    handed = lead.did(AllHandedOver)
    assert (handed.commitment, handed.owner, handed.owner_name) == (
        PROMISE,
        None,
        "the bus company",
    )
    assert lead.last.screens[-1].link == handed.token
    mine = Promiser(loop(commitment()), together=2)
    mine.press_here("pm.owner", PROMISE)
    mine.say("the lead nurse")
    mine.tap("That is me")
    mine.tap("All of them")
    assert mine.did(AllHandedOver) == AllHandedOver(PROMISE, FACILITATOR.id, "the lead nurse")
    only = Promiser(loop(commitment()), together=2)
    only.press_here("pm.owner", PROMISE)
    only.say("the lead nurse")
    only.tap("That is me")
    only.tap("Only this one")
    assert only.did(OwnerChanged).owner == FACILITATOR.id


@pytest.mark.parametrize("verb", ["pm.all", "pm.only"])
def test_an_old_button_without_a_name_shows_the_promise(verb: str) -> None:
    lead = Promiser(loop(commitment()), together=2)
    lead.press_here(verb, PROMISE)
    assert lead.text.startswith(f"It was promised: {BUS}")
    lead.press_here("pm.me", PROMISE)
    assert lead.text.startswith("Who does it?")
    lead.say("back")
    assert lead.text.startswith(f"It was promised: {BUS}")


def test_a_promise_that_is_gone_while_it_is_handed_over_is_left() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.owner", PROMISE)
    lead.say("the bus company")
    lead.loop = loop()
    lead.tap("Somebody else")
    assert "I cannot find this promise any more." in lead.text


def test_a_promise_that_somebody_else_handed_over_meanwhile_is_shown_first() -> None:
    for label in ("All of them", "Only this one"):
        lead = Promiser(loop(commitment()), together=3)
        lead.press_here("pm.owner", PROMISE)
        lead.say("the bus company")
        lead.tap("Somebody else")
        lead.loop = loop(commitment(version=2, owner=9, owner_name="the lead nurse"))
        lead.tap(label)
        assert lead.text.startswith("This promise changed meanwhile.")
        assert "Who does it: the lead nurse" in lead.text
        assert not lead.events


def test_a_name_that_was_typed_for_one_promise_is_not_taken_for_another() -> None:
    other = PROMISE - 1
    lead = Promiser(loop(commitment(), commitment(id=other)))
    for number, name in ((PROMISE, "the bus company"), (other, "the porters")):
        lead.press_here("pm.owner", number)
        lead.say(name)
    lead.press_here("pm.new", PROMISE)
    assert lead.text.startswith("Who does it?")
    assert not lead.events


def test_words_that_somebody_else_changed_meanwhile_are_shown_first() -> None:
    lead = Promiser(loop(commitment()))
    lead.press_here("pm.mend", PROMISE)
    lead.loop = loop(commitment(version=2, words=english("It runs until 10 pm.")))
    lead.say("Patient transport runs until 9 pm!")
    assert lead.text.startswith("This promise changed meanwhile.")
    assert "It runs until 10 pm." in lead.text
    assert not lead.events


def test_while_nobody_joined_a_new_link_can_be_made() -> None:
    lead = Promiser(loop(commitment(owner=None)))
    lead.press_here("pm.one", PROMISE)
    assert "Nobody has joined for this yet. It waits for whoever opens the link." in lead.text
    lead.tap("Make a new link")
    assert lead.did(OwnerInvited).name == "the transport manager"
    assert said(lead.last.screens[0]).startswith("The link before this one no longer works.")
    lead.loop = loop(commitment())
    lead.press_here("pm.link", PROMISE)
    assert lead.text.startswith(f"It was promised: {BUS}")
    assert len(lead.invited) == 1


def test_a_promise_without_day_or_name_says_what_it_has() -> None:
    lead = Promiser(loop(commitment(owner=None, owner_name=None, due_on=None)))
    lead.owners = Owners()
    lead.press_here("pm.one", PROMISE)
    assert lead.text.splitlines()[:2] == [f"It was promised: {BUS}", "It is not done yet."]
    lead.tap("Make a new link")
    assert lead.did(OwnerInvited).name == ""


def test_tired_asks_for_a_break_where_no_words_are_wanted() -> None:
    lead = written()
    lead.say("tired")
    assert lead.person.on_break(lead.now)

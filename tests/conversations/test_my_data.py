"""My data: seen in plain words, taken from a page that opens once, erased when asked twice."""

from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from conversations import my_data
from conversations.content import Choice, Consultation, Decision, Given, HonestAsk, Question
from conversations.events import AnswersErased, CopyWanted, MeErased
from conversations.facts import Facts, Person
from conversations.known import Agreed, Deed, HeldRole, Known, TookPart, WasTold, WhatIsKnown
from conversations.loops import Promise, Told
from conversations.my_data import MyData, page
from conversations.my_data.sections import sections
from conversations.own_choices import OwnChoices
from conversations.screen import Act
from conversations.text import Text, Worded
from conversations.turn import Key, Tapped
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english

THEN = datetime(2026, 2, 27, 23, 30, tzinfo=UTC)
LONG = "Cold and dark. " * 60


def words(text: str) -> Worded:
    return Worded.of({"en_GB": text})


BUS = Question(
    1, "single", words("How did you get home?"), (Choice(1, words("Bus")), Choice(2, words("Car")))
)
EASIER = Question(2, "free_text", words("What would help?"))
SPOKEN = Question(3, "free_text", words("Anything else?"))
READ = Question(4, "information", words("Here is a map."))


def asked(number: int = 5, title: str = "Going home", **part: Any) -> TookPart:
    ask = HonestAsk(
        words(title), words("the nurse"), words("Buses"), words("hours"), words("price"),
        words("the board"), date(2026, 4, 6),
    )  # fmt: skip
    day = date(2026, 3, 16)
    whole = Consultation(number, 1, ask, (BUS, EASIER, SPOKEN, READ), THEN, day, "open")
    return TookPart(whole, "finished", asked_at=THEN, **part)


ANSWERED = asked(
    answers={
        1: Given(choices=(2,)), 2: Given(text=LONG), 3: Given(media=9), 4: Given(declined="seen"),
    },
    told=(
        WasTold(Told("decision", Decision(words("You want buses"), words("run them"))), THEN),
        WasTold(Told("outcome", promises=(Promise(7, 2, words("A bus"), "done"),)), THEN),
    ),
    rating="partly",
    why="Nobody came",
)  # fmt: skip
KNOWN = Known(
    kind="carer_or_family", area="Llanfair", language="cy", joined_at=THEN, came_by="Ward poster",
    quiet=(20, 10), tell="only_changes", discreet=True, break_since=THEN, death_at=THEN,
    groups=("Pelvic panel",),
    roles=(
        HeldRole("chair", "Pelvic panel", THEN), HeldRole("scribe", None, THEN),
        HeldRole("helper", None, THEN, THEN),
    ),
    consents=(Agreed(1, "cy", "Taking part is my choice.", "all at once", THEN, THEN),),
    flags=(THEN,), took_part=(ANSWERED, asked(6, "Parking")),
)  # fmt: skip


def chat(known: Known = KNOWN, person: Person = MEMBER, **network: Any) -> Chat:
    return Chat(person, replace(RIVERSIDE, **network), {WhatIsKnown(): known})


def at(label: str, **how: Any) -> Chat:
    """Open My data and tap one of its buttons."""
    there = chat(**how)
    there.command("mydata")
    there.tap(label)
    return there


STOPPED = replace(MEMBER, stopped=True)


# --- seeing ---------------------------------------------------------------------------------------


def test_my_data_is_offered_among_the_choices_and_by_command() -> None:
    there = chat()
    there.command("choices")
    there.tap("My data")
    offered = ("What I know of you", "My answers", "Take a copy", "Erase", "Privacy", "Home")
    assert there.labels == offered
    assert chat().command("mydata").screens == there.last.screens


def test_what_is_known_of_the_person_is_said_in_plain_words() -> None:
    there = at("What I know of you")
    for line in (
        "You joined on Friday 27 February 2026.", "You told me: I care for someone",
        "Your area: Llanfair", "You came by this link: Ward poster",
        "You belong to this group: Pelvic panel", "Your role in Pelvic panel: chair",
        "Your role: scribe", "You had this role: helper", "I write to you in Cymraeg.",
        "How often I may ask: Every 2 weeks", "Your quiet hours: 20:00 to 10:00",
        "You want to hear only what changed.", "show nothing of the topic on your lock screen",
        "You are on a break until you write.", "I was told of a death on",
        "you agreed to take part.", "You took that back on", "You were asked about 2",
        "I asked a person to read words of yours.", "I keep no name, no telephone number",
    ):  # fmt: skip
        assert line in there.text, line


def test_what_was_never_said_is_not_told() -> None:
    nothing = at("What I know of you", known=Known(kind="?", ask_every_days=3)).text
    assert nothing.splitlines() == [
        "What I know of you",
        "I keep the number of your account in this app, so that I can write to you.",
        "I keep no name, no telephone number, and no copy of your recovery code.",
    ]


@pytest.mark.parametrize(
    ("known", "line"),
    [
        (Known(break_since=THEN, break_until=THEN), "You are on a break until Friday 27 February"),
        (Known(stopped_at=THEN, break_since=THEN), "You stopped on Friday 27 February 2026."),
    ],
)
def test_a_break_or_a_stop_is_told_with_its_day(known: Known, line: str) -> None:
    text = at("What I know of you", known=known).text
    assert line in text
    assert ("until" in text) != ("stopped" in text)


def test_answers_are_listed_by_consultation_and_said_one_by_one() -> None:
    there = at("My answers")
    assert there.labels == ("Going home", "My data", "Home"), "nothing was said about parking"
    there.say("1")
    assert there.labels == ("Erase these", "My data", "Home")
    assert "How did you get home? — Car" in there.text
    assert "Anything else? — Your voice message is kept." in there.text
    assert "map" not in there.text
    assert len(there.text) < len(LONG)


def test_who_answered_nothing_is_told_so() -> None:
    assert "You have not answered anything yet." in at("My answers", known=Known()).text


def test_the_whole_story_has_every_word_and_the_consent_as_it_was_read() -> None:
    told = {
        english(one.title): "\n".join(map(english, one.lines)) for one in sections(KNOWN, RIVERSIDE)
    }
    assert list(told) == ["What I know of you", "What you agreed to", "Going home", "Parking"]
    assert "Taking part is my choice." in told["What you agreed to"]
    for line in (
        "You were asked on Friday", LONG, "You were told on Friday", "We will: run them",
        "how it stood.", "Done: A bus",
        "Were you heard? You said: Partly", "You wrote: Nobody came",
    ):  # fmt: skip
        assert line in told["Going home"], line
    assert "You have not answered this." in told["Parking"]


def test_a_consent_that_holds_was_not_taken_back() -> None:
    held = Known(consents=(Agreed(0, "cy", "Yes.", "for work", THEN),))
    assert "back" not in at("What I know of you", known=held).text


def test_without_a_consent_nothing_is_said_of_one() -> None:
    titles = [english(one.title) for one in sections(Known(), RIVERSIDE)]
    assert titles == ["What I know of you"]


def test_a_part_that_never_was_asked_has_no_day() -> None:
    part = replace(asked(), asked_at=None)
    text = "\n".join(map(english, sections(Known(took_part=(part,)), RIVERSIDE)[1].lines))
    assert text == "You have not answered this."


# --- taking ---------------------------------------------------------------------------------------


def test_a_copy_is_taken_from_a_page_whose_address_is_128_bits_of_chance() -> None:
    there = chat()
    there.web_address = "https://heard.example.org"
    there.command("mydata")
    there.tap("Take a copy")
    (wanted,) = there.events
    assert isinstance(wanted, CopyWanted)
    assert f"https://heard.example.org/my-data/{wanted.token}" in there.screens[-1].lines
    assert len(urlsafe_b64decode(wanted.token + "==")) == 16
    assert "It opens once, within 1 hour." in there.text
    assert there.labels == ("My data", "Home")
    there.tap("Take a copy")
    assert there.events[1] != wanted


@pytest.mark.parametrize(
    ("contact", "line"),
    [("data@example.org", "Please ask here: data@example.org"), ("", "Please ask the people who")],
)
def test_where_no_page_can_be_made_it_says_who_gives_a_copy(contact: str, line: str) -> None:
    there = at("Take a copy", contact=contact)
    assert "I cannot make a page for you here" in there.text
    assert line in there.text
    assert there.events == []


# --- erasing --------------------------------------------------------------------------------------


def test_answers_to_one_are_erased_once_it_was_said_what_that_means() -> None:
    there = at("Erase")
    assert there.labels[:3] == ("Answers to one", "All my answers", "Everything about me")
    there.tap("Answers to one")
    there.say("1")
    assert "This cannot be undone." in there.text
    assert "Totals that were published before stay." in there.text
    assert there.events == []
    there.say("yes, erase them")
    assert there.events == [AnswersErased(5)]
    assert "I have erased your answers to this" in there.text
    there.say("1")
    assert "take a copy, and erase it" in there.text, "the way on can be typed"


def test_they_can_be_kept_after_all() -> None:
    there = at("My answers")
    there.tap("Going home")
    there.tap("Erase these")
    there.tap("No, keep them")
    assert there.events == []
    assert "My data" in there.text


def test_where_nothing_was_answered_nothing_can_be_erased() -> None:
    there = at("Erase", known=Known())
    there.tap("Answers to one")
    assert "You have no answers here that I could erase." in there.text


def test_all_answers_are_erased_as_before() -> None:
    there = at("Erase")
    there.tap("All my answers")
    there.tap("Yes, erase them")
    assert there.events == [AnswersErased()]


def test_everything_goes_after_a_warning_and_a_goodbye() -> None:
    there = at("Erase")
    there.tap("Everything about me")
    for line in (
        "This cannot be undone.",
        "I will forget your account",
        "Totals that were published",
    ):
        assert line in there.text
    assert "role" not in there.text
    assert there.labels == ("Yes, erase me", "No, keep it", "Take a copy")
    assert there.events == []
    there.tap("Yes, erase me")
    assert there.events == [MeErased()]
    assert "I have erased everything about you." in there.text
    assert there.last.state is None
    assert there.last.screens[-1].options == ()


def test_who_has_a_role_hears_that_it_goes_and_what_stays() -> None:
    there = at("Erase", person=replace(MEMBER, roles=frozenset({"facilitator"})))
    there.tap("Everything about me")
    assert "You lose your role too." in there.text


# --- who stopped, who has not joined --------------------------------------------------------------


def test_who_stopped_can_see_and_erase_and_is_led_to_no_home() -> None:
    there = at("My answers", person=STOPPED)
    there.say("1")
    assert "How did you get home? — Car" in there.text
    assert there.labels == ("Erase these", "My data")
    there.tap("My data")
    there.tap("Erase")
    there.say("3")
    there.tap("Yes, erase me")
    assert there.events == [MeErased()]


def test_words_of_who_stopped_stay_with_the_stop_elsewhere() -> None:
    there = chat(person=STOPPED)
    there.say("hello")
    assert "You have stopped" in there.text


@pytest.mark.parametrize("command", ["privacy", "mydata"])
def test_who_has_not_joined_hears_what_is_kept_and_goes_on_where_they_were(command: str) -> None:
    there = chat(person=Person(id=3))
    there.open()
    waits = there.focus
    there.command(command)
    assert "You have not joined. Send /stop" in there.text
    assert there.labels == ()
    assert there.focus == waits


# --- privacy --------------------------------------------------------------------------------------


def test_privacy_says_what_is_kept_and_where_the_notice_is() -> None:
    notice = "https://riverside.example.org/privacy"
    there = chat(contact="data@example.org", privacy_notice=notice)
    there.command("privacy")
    assert "Riverside Cancer Network asks you" in there.text
    assert notice in there.screens[-1].lines
    assert "To ask or complain about your data: data@example.org" in there.text
    assert there.labels == ("My data", "Stop", "Home")
    assert at("Privacy").last.screens[-1].lines != there.screens[-1].lines


def test_who_stopped_is_not_offered_to_stop() -> None:
    assert at("Privacy", person=STOPPED).labels == ("My data",)


# --- what is not understood -----------------------------------------------------------------------


def test_what_is_not_on_the_screen_is_asked_again() -> None:
    there = at("Erase")
    turn = there.say("perhaps")
    assert not turn.understood
    assert "What shall I erase?" in there.text
    assert there.last.state == MyData("erase")


@pytest.mark.parametrize("verb", ["mine.one", "mine.erase_one", "mine.erase_one_yes", "mine.take"])
def test_a_button_about_what_is_gone_leads_back_to_the_menu(verb: str) -> None:
    there = chat(Known())
    there.hear(Tapped(Act(verb, (5,))))
    assert there.events == []
    assert there.last.state in {MyData(), MyData("done")}


def test_a_verb_of_later_or_another_state_is_no_harm() -> None:
    facts = Facts(MEMBER, RIVERSIDE, english)
    turn = my_data.take(None, Tapped(Act("mine.later")), facts, THEN)
    assert turn.state == MyData()
    assert my_data.prompt(ODD, facts) is None
    assert my_data.take(ODD, Tapped(None), facts, THEN).state == MyData()
    assert my_data.needs(Key("my_data"), None, Tapped(None), Person(id=1)) == ()


ODD = OwnChoices()


def test_what_somebody_did_besides_answering_stands_at_the_end_of_a_copy() -> None:
    deeds = (
        Deed(
            "raised", THEN, words("Parking"), "open", "It is far to walk.", "It is on the agenda."
        ),
        Deed("invited", THEN, words("The group"), "comes"),
        Deed("follows", words="Lung"),
        Deed("task", None, None, "question", "Which bus?"),
    )
    last = sections(Known(deeds=deeds), RIVERSIDE)[-1]
    assert english(last.title) == "What else you did here"
    assert list(map(english, last.lines)) == [
        "You raised an issue.", "It was about this: Parking",
        "That was on Friday 27 February 2026.", "You wrote: It is far to walk.",
        "You were told: It is on the agenda.",
        "You were invited to a meeting.", "It was about this: The group",
        "That was on Friday 27 February 2026.", "You said: I will come",
        "You follow the news of a group.", "It was about this: Lung",
        "You wrote to those who work here.", "You wrote: Which bus?",
    ]  # fmt: skip


def test_the_page_names_no_topic_and_says_how_to_get_a_new_one() -> None:
    said = [english(one) for one in vars(page).values() if isinstance(one, Text)]
    assert len(said) == 9
    assert not any("cancer" in one.lower() for one in said)
    assert "/mydata" in english(page.ASK_ANEW)

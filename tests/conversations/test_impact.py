"""The impact log and the influence map: one tap a line, one tap a domain, small numbers hidden."""

from dataclasses import replace
from datetime import date

import pytest

from conversations.facts import Facts, Person, WhatWaits
from conversations.home import Home
from conversations.impacts import (
    DOMAINS,
    STRENGTHS,
    Ended,
    ImpactLog,
    InfluenceMap,
    MyGroup,
    Noted,
    TheImpactLog,
    TheInfluence,
)
from conversations.influencing import invitation, prompt
from conversations.screen import Act
from conversations.seat_events import ImpactDropped, ImpactNoted, InfluenceSaid
from conversations.text import Worded
from conversations.turn import Key, Tapped
from tests.conversations.people import MEMBER, RIVERSIDE, Chat, english

FACILITATOR = replace(MEMBER, roles=frozenset({"facilitator"}))


def words(text: str) -> Worded:
    return Worded.of({"en_GB": text})


BUS = Ended(7, words("Evening chemotherapy"), words("A bus until 9 pm"), "done", "partnership",
            words("It runs."), evidence=1)  # fmt: skip
BARE = replace(BUS, id=8, words=words("A second bus"), said=None, evidence=0)
LINE = Noted(3, words("Plain letters"), "consultation", "information", "members", date(2026, 1, 5))
MAP = InfluenceMap(
    4, "Lung group", 2026, 1, 31,
    tuple((one, (("strong", 12), ("some", None), ("none", 0))) for one in DOMAINS),
)  # fmt: skip


def chat(log: ImpactLog | None = None, *maps: InfluenceMap) -> Chat:
    log = log or ImpactLog((BUS, BARE), (LINE,), 1)
    someone = Chat(FACILITATOR, found={TheImpactLog(): log, TheInfluence(): maps})
    someone.command("impact")
    return someone


# --- the log --------------------------------------------------------------------------------------


def test_a_promise_that_ended_is_noted_by_one_tap_on_it_and_one_more() -> None:
    someone = chat()
    assert someone.text.startswith("Impact log\n1 line is in the log.")
    someone.tap("A bus until 9 pm")
    assert someone.text == (
        "Evening chemotherapy\nPromised: A bus until 9 pm\nWhat came of it: It runs.\n"
        "Something shows it.\nMembers decided together with professionals.\n"
        "Where it changed something: Treatment and care\nKind: On services"
    )
    someone.tap("Note it")
    assert someone.events == [ImpactNoted(7, "care", "services")]
    someone.tap("Note it")
    assert "This is done already." in someone.text
    assert len(someone.events) == 1


def test_domain_and_kind_can_be_chosen_and_that_nothing_changed() -> None:
    someone = chat()
    someone.tap("A second bus")
    assert "What came of it" not in someone.text
    someone.tap("Somewhere else")
    someone.say("3")
    assert "Where it changed something: Waiting and travel" in someone.text
    someone.tap("Another kind")
    assert not someone.say("all").understood
    someone.tap("On how we work")
    someone.tap("It changed nothing")
    assert someone.events == [ImpactNoted(8, "access", "process", nothing=True)]


def test_what_was_noted_is_seen_and_taken_out() -> None:
    someone = chat()
    someone.tap("See the log")
    someone.tap("Plain letters")
    assert someone.text == (
        "Plain letters\nMembers were asked for their view.\n"
        "Where it changed something: Information\nKind: On members\n"
        "Noted on Monday 5 January 2026."
    )
    someone.tap("Take it out")
    assert someone.events == [ImpactDropped(3)]
    someone.tap("Take it out")
    assert len(someone.events) == 1


def test_what_others_did_meanwhile_is_not_done_again() -> None:
    someone = chat()
    someone.tap("A bus until 9 pm")
    someone.found[TheImpactLog()] = ImpactLog()
    for label in ("Note it", "Somewhere else", "Another kind", "A bus until 9 pm"):
        someone.tap(label)
        assert "This is done already." in someone.text
    assert "No promise is waiting to be noted." in someone.text
    assert "See the log" not in someone.labels
    for act in ("line", "drop", "domain", "kind", "one"):
        someone.hear(Tapped(Act(f"impact.{act}")))
    assert someone.events == []


def test_what_is_shown_of_a_thing_that_is_gone_becomes_its_list() -> None:
    someone = chat()
    someone.tap("A bus until 9 pm")
    someone.found[TheImpactLog()] = ImpactLog()
    assert not someone.say("hm").understood
    someone = chat()
    someone.tap("See the log")
    someone.tap("Plain letters")
    someone.found[TheImpactLog()] = ImpactLog()
    assert not someone.say("hm").understood
    someone.hear(Tapped(Act("impact.lines")))
    assert "Nothing is in the log yet." in someone.text


def test_a_place_that_is_none_of_the_domains_is_refused() -> None:
    someone = chat()
    someone.tap("A bus until 9 pm")
    someone.tap("Somewhere else")
    someone.hear(Tapped(Act("impact.domain", (0, 99))))
    assert someone.text.startswith("Impact log")
    someone.tap("A bus until 9 pm")
    someone.tap("Another kind")
    someone.hear(Tapped(Act("impact.kind", (0, -1))))
    assert someone.text.startswith("Impact log")


# --- the map --------------------------------------------------------------------------------------


def test_the_map_shows_numbers_but_not_small_ones() -> None:
    someone = chat(None, MAP, replace(MAP, name="Panel", people=None, strengths=()))
    someone.tap("Influence map")
    assert "Lung group, quarter 1 of 2026" in someone.text
    assert "Research: strong 12, some few, none 0" in someone.text
    assert "Panel: fewer than 10 people have said." in someone.text
    someone = chat()
    someone.tap("Influence map")
    assert "No group has been asked yet." in someone.text


HERE = MyGroup(4, 2026, 1)


def member(who: Person = MEMBER) -> Chat:
    someone = Chat(who, found={HERE: ("Lung group", {"care": "some"}), WhatWaits(): ()})
    someone.show(invitation(4, "Lung group", 2026, 1))
    return someone


def test_a_member_is_asked_domain_by_domain_and_may_skip() -> None:
    someone = member()
    someone.tap("Start")
    assert someone.text == (
        "Information\n1 of 8. How strong was the influence of Lung group on this?"
    )
    someone.say("1")
    assert "You chose: Some" in someone.text
    someone.tap("Skip")
    assert not someone.say("quite").understood
    for _ in range(6):
        someone.tap("None")
    assert "Thank you. That is all." in someone.text
    assert someone.events[0] == InfluenceSaid(4, 2026, 1, "information", "strong")
    assert len(someone.events) == 7
    assert {one.domain for one in someone.events if isinstance(one, InfluenceSaid)} == (
        set(DOMAINS) - {"care"}
    )


def test_not_now_is_fine_and_words_in_reply_are_asked_again() -> None:
    someone = member()
    someone.tap("Not now")
    assert someone.text == "That is fine. There is nothing that you have to do."
    assert someone.events == []


@pytest.mark.parametrize(
    "act",
    [Act("infl.start", (5, 2026, 1)), Act("infl.start"), Act("infl.say", (5, 2026, 1, 0, 0))],
)
def test_nobody_says_anything_of_a_group_that_is_not_theirs(act: Act) -> None:
    someone = member()
    someone.hear(Tapped(act))
    assert "I cannot use that button any more." in someone.text
    assert someone.events == []


def test_a_strength_that_there_is_not_is_not_kept() -> None:
    someone = member()
    someone.hear(Tapped(Act("infl.say", (4, 2026, 1, 0, len(STRENGTHS)))))
    someone.hear(Tapped(Act("infl.say", (4, 2026, 1, 99, 0))))
    someone.hear(Tapped(Act("infl.start", (4, 2026, 1, 99))))
    assert someone.events == []
    assert prompt(Home(), Facts(MEMBER, RIVERSIDE, english)) is None


def test_words_before_the_first_question_lead_home() -> None:
    someone = member()
    someone.hear(Tapped(Act("infl.start", (4, 2026, 1))))
    someone.hear(Tapped(Act("infl.start", (4, 2026, 1))))
    assert someone.focus == Key("influencing", 4)

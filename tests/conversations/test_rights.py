"""Who may do what: each row, for each role, in the own group, in another one and in the network.

Rows are checked against what there is: each verb, command and conversation has one, and none is
left over. Whoever adds a button without saying who may tap it finds it refused, and this failing.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import conversations
from conversations.composing.walk import STEPS
from conversations.content import Audience
from conversations.events import Requested
from conversations.facts import Facts, Ledger, Need, Person, SharedDraft, TheDraft, TheLedger
from conversations.home import NOT_FOR_YOU
from conversations.issues import Issue, TheIssue
from conversations.respond import CONVERSATIONS, Conversation, respond
from conversations.rights import (
    NOT_YOUR_COMMAND,
    ONLY_FACILITATORS,
    RIGHTS,
    ROLES,
    may,
)
from conversations.screen import Act
from conversations.turn import Commanded, Computed, Input, Key, Tapped, Turn, Typed
from tests.conversations.ended import consultation
from tests.conversations.facilitator import WHOLE
from tests.conversations.people import MEMBER, MORNING, RIVERSIDE, english, said

LUNG, BREAST = 4, 5
THING = 77
HELD = ("in its group", "in another group", "in the network")
FOLDER = Path(conversations.__file__).parent

EVERYBODY = frozenset(ROLES)
ANYWHERE = frozenset(
    {
        "passing",
        "/call",
        "impact",
        "/impact",
        "/ask",
        "c.ask",
        "c.start",
        "c.ready",
        "/code",
        "by_telephone",
    }
).union({"/issues", "issue.list", "/needs", "needs_you", "tasks", "/promises", "owning"})
ANYWHERE |= {"/minutes", "minutes.list", "lang.open", "lang.pick", "lang.word", "lang.see"}
ANYWHERE |= {"translating", "lang.later", "lang.readers"}
ANYWHERE |= {"/loops", "loop.list", "loop.measures", "believing"}
"""What is about no group, or none yet, so that holding the role in any of them is enough."""
IN_THE_NETWORK_ONLY = frozenset(
    {"rota", "/rota", "flag", "flags", "role", "roles", "/roles"}
).union(
    {"issue.rule", "issue.days", "issue.top", "issue.least"},
    {"issue.set_days", "issue.set_top", "issue.set_least"},
)
"""What no role in one group allows: by command, by conversation, and by its verbs' prefix."""
_SEATS_OF_ALL = ("seats", "/seats", "seat.show", "seat.group", "seat.code", "seat.one", "pass.read")
_CALLS_OF_ALL = ("calls", "call.show", "call.how", "call.help", "call.not_now")
_WORDS_CHANGED = ("what.add", "what.change", "what.keep", "what.drop", "what.drop_yes")
WHO: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(("a", "answering", "h", "hearing_back", "w", "sorting"), EVERYBODY),
    **dict.fromkeys(("m", "home", "o", "own_choices", "j", "joining", "v", "discreet"), EVERYBODY),
    **dict.fromkeys(("raise", "raising", "/raise"), EVERYBODY),
    **dict.fromkeys(("come", "attending", "/meetings"), EVERYBODY),
    **dict.fromkeys(("meet", "meetings"), frozenset({"facilitator"})),
    **dict.fromkeys(("issue", "moderating", "/issues"), frozenset({"facilitator"})),
    **dict.fromkeys(("minutes", "/minutes"), frozenset({"facilitator"})),
    **dict.fromkeys(
        ("more", "/more", "digest", "/news", "what", "jargon", "/what", "intro", "induction"),
        EVERYBODY,
    ),
    **dict.fromkeys(("seat", "pass", "passing"), frozenset({"facilitator"})),
    **dict.fromkeys(_SEATS_OF_ALL, EVERYBODY),
    **dict.fromkeys(("call", "/call", "impact", "/impact"), frozenset({"facilitator"})),
    **dict.fromkeys(("infl", "influencing"), EVERYBODY),
    **dict.fromkeys(_CALLS_OF_ALL, EVERYBODY),
    **dict.fromkeys(_WORDS_CHANGED, frozenset({"facilitator"})),
    **dict.fromkeys(("k", "recovering", "y", "still_you"), EVERYBODY),
    **dict.fromkeys(("mine", "my_data", "/mydata", "/privacy"), EVERYBODY),
    **dict.fromkeys(("/home", "/help", "/start", "/stop", "/choices", "/recover"), EVERYBODY),
    **dict.fromkeys(("/break", "/quiet", "/died", "x", "asides", "agree", "agreeing"), EVERYBODY),
    **dict.fromkeys(("c", "composing", "d", "deciding", "/ask"), frozenset({"facilitator"})),
    **dict.fromkeys(("loop", "board", "/loops"), frozenset({"facilitator", "chair"})),
    **dict.fromkeys(("believe", "believing"), frozenset({"facilitator", "professional", "chair"})),
    **dict.fromkeys(("pm", "promising"), frozenset({"facilitator"})),
    **dict.fromkeys(
        ("own", "owning", "/promises"), frozenset({"professional", "facilitator", "chair"})
    ),
    **dict.fromkeys(("p", "by_telephone", "/code"), frozenset({"facilitator"})),
    **dict.fromkeys(("needs", "needs_you", "/needs", "task", "tasks"), frozenset({"facilitator"})),
    **dict.fromkeys(("task.mine", "quote", "quoting"), EVERYBODY),
    **dict.fromkeys(("find", "finding"), frozenset({"facilitator"})),
    **dict.fromkeys(("lang", "translating"), frozenset({"facilitator"})),
    **dict.fromkeys(("role", "roles", "/roles"), frozenset({"facilitator", "operator"})),
    **dict.fromkeys(("rota", "flag", "flags", "/rota"), frozenset({"facilitator", "scribe"})),
}
"""Who may do what, told a second time: by command, by conversation, and by its verbs' prefix."""


# --- what there is --------------------------------------------------------------------------------


@cache
def verbs() -> frozenset[str]:
    """Every verb that stands in a conversation, and those that composing makes of its steps."""
    prefixes = {one.PREFIX for one in CONVERSATIONS}
    found = {
        word
        for path in FOLDER.rglob("*.py")
        if path.name != "rights.py"
        for word in _words(ast.parse(path.read_text(encoding="utf-8")))
    }
    written = {word for word in found if word.partition(".")[0] in prefixes and _is_verb(word)}
    return frozenset(written | {f"c.{step}" for step in STEPS})


def _words(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_verb(word: str) -> bool:
    prefix, dot, rest = word.partition(".")
    return bool(prefix and dot) and rest.replace("_", "").isalnum() and rest.islower()


@cache
def commands() -> frozenset[str]:
    return frozenset(f"/{name}" for one in CONVERSATIONS for name in one.COMMANDS)


def test_each_verb_command_and_conversation_has_its_row_and_no_other_has() -> None:
    there = verbs() | commands() | {one.NAME for one in CONVERSATIONS}
    assert len(verbs()) > 90
    assert there - RIGHTS.keys() == set(), "say in conversations/rights.py who may do these"
    assert RIGHTS.keys() - there == set(), "these are not there any more"


def test_each_row_names_roles_that_there_are_and_somebody_may() -> None:
    for what, row in RIGHTS.items():
        assert row, what
        assert row.keys() <= set(ROLES), what


# --- each cell ------------------------------------------------------------------------------------


def expected(what: str, role: str, held: str) -> bool:
    """Tell whether that role may do it, by the second telling of who may do what."""
    prefix = what.partition(".")[0]
    allowed = WHO[what] if what in WHO else WHO[prefix]
    if allowed == EVERYBODY:
        return True
    if role not in allowed:
        return False
    if {what, prefix} & IN_THE_NETWORK_ONLY:
        return held == "in the network"
    return held != "in another group" or about_no_group(what)


def about_no_group(what: str) -> bool:
    return what in ANYWHERE or what.startswith(
        ("p.", "what.", "seat.", "pass.", "call.", "impact.", "task.", "needs.", "own.", "believe.")
    )


def person(role: str, held: str) -> Person:
    if role == "member":
        return MEMBER
    somebody = replace(MEMBER, roles=frozenset({role}))
    if held == "in the network":
        return somebody
    group = LUNG if held == "in its group" else BREAST
    return replace(somebody, in_groups=frozenset({(role, group)}))


def conversation_of(what: str) -> Conversation:
    for one in CONVERSATIONS:
        if what == one.NAME or what.removeprefix("/") in one.COMMANDS:
            return one
        if what.partition(".")[0] == one.PREFIX:
            return one
    raise AssertionError(what)


def heard(what: str) -> Input:
    """Give the input that the row is about."""
    if what.startswith("/"):
        return Commanded(what.removeprefix("/"))
    return Tapped(Act(what, (THING,))) if "." in what else Typed("something")


def facts(who: Person) -> Facts:
    """Find a draft and a consultation of one group, as if a loader let everybody see them."""
    draft = replace(WHOLE, audience=Audience(groups=(LUNG,)))
    found: dict[Need, Any] = {
        TheDraft(THING): SharedDraft(THING, 1, draft, 1),
        TheLedger(THING): Ledger(consultation(), groups=(LUNG,)),
        TheIssue(THING): Issue(THING, "open", groups=(LUNG,)),
    }
    return Facts(who, RIVERSIDE, english, found=found)


def subject(what: str) -> int:
    return 0 if about_no_group(what) else THING


def is_refused(turn: Turn) -> bool:
    told = {said(screen) for screen in turn.screens}
    refusals = {english(one) for one in (ONLY_FACILITATORS, NOT_YOUR_COMMAND, NOT_FOR_YOU)}
    return bool(told & refusals)


@pytest.mark.parametrize("what", sorted(RIGHTS))
def test_each_role_may_do_what_the_table_says_and_nothing_else(what: str) -> None:
    for role, held in product(ROLES, HELD):
        who = person(role, held)
        allowed = may(what, who, (LUNG,) if subject(what) else None)
        assert allowed is expected(what, role, held), (what, role, held)
        key = Key(conversation_of(what).NAME, subject(what))
        if not allowed:
            turn = respond(None, heard(what), facts(who), MORNING, key)
            assert is_refused(turn), (what, role, held)
            assert turn.events == ()


@pytest.mark.parametrize("role", ROLES)
def test_what_has_no_row_is_refused(role: str) -> None:
    who = person(role, "in the network")
    assert not may("d.everything", who, None)
    turn = respond(None, Tapped(Act("d.everything", (THING,))), facts(who), MORNING)
    assert is_refused(turn)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", ["c.audience", "d.people", "d.results", "d.read"])
def test_what_was_worked_out_is_shown_to_nobody_who_lost_the_role_meanwhile(
    role: str, name: str
) -> None:
    computed = Computed(Requested(name, THING), None)
    turn = respond(None, computed, facts(person(role, "in another group")), MORNING)
    assert is_refused(turn)

"""The network's rule: in how many days issues are answered, and which of them reach an agenda."""

from collections.abc import Mapping, Sequence

from conversations.home import HOME
from conversations.issue_events import IssueRuleChosen
from conversations.issues import IssueRule
from conversations.moderating import menu
from conversations.moderating.state import Go, View
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

DAYS = (14, 28, 42, 56, 90)
TOP = (1, 3, 5, 10)
SUPPORTERS = (0, 10, 20, 50)
"""0 asks for none: smaller numbers than 10 would tell how many people are behind an issue."""


def show(go: Go, *said: Words) -> Turn:
    """Show the rule."""
    there = go.at("rule", issue=0)
    first = (Screen(lines=said),) if said else ()
    return there.turn(*first, shown(there))


def shown(view: View) -> Screen:
    """Show the rule as it is, and what can be changed."""
    return Screen(title=Text("The rule"), lines=says(view.desk.rule), options=(
        Button(Text("Days to answer"), Act("issue.days")),
        Button(Text("How many reach it"), Act("issue.top")),
        Button(Text("Supporters needed"), Act("issue.least")),
        menu.ISSUES, HOME,
    ))  # fmt: skip


def says(rule: IssueRule) -> tuple[Words, ...]:
    """Say the rule in plain words."""
    needs = Plural(
        "At least {count} person must support them.", "At least {count} people must support them.",
        rule.supporters,
    )  # fmt: skip
    return (
        Plural("Each issue is answered within {count} day.",
               "Each issue is answered within {count} days.", rule.days),
        Plural("The {count} issue with the most support can be put on an agenda.",
               "The {count} issues with the most support can be put on an agenda.", rule.top),
        needs if rule.supporters else Text("No number of supporters is needed."),
    )  # fmt: skip


_WHAT: Mapping[str, tuple[Text, Sequence[int], str]] = {
    "days": (
        Text("Within how many days is an issue answered? It counts for new issues."),
        DAYS,
        "issue.set_days",
    ),
    "top": (Text("How many issues can reach an agenda?"), TOP, "issue.set_top"),
    "least": (
        Text("How many people must support an issue before that?"),
        SUPPORTERS,
        "issue.set_least",
    ),
}


def ask(go: Go, what: str) -> Turn:
    """Ask for one part of the rule."""
    there = go.at(what, issue=0)
    return there.turn(asked(there))


def asked(view: View) -> Screen:
    """Offer what can be chosen for one part."""
    asks, numbers, verb = _WHAT[view.state.at]
    options = tuple(
        Button(_said(view.state.at, number), Act(verb, (0, number))) for number in numbers
    )
    return Screen(lines=(asks,), options=options,
                  buttons=(Button(Text("Back"), Act("issue.rule")),))  # fmt: skip


def _said(what: str, number: int) -> Words:
    if what == "days":
        return Plural("{count} day", "{count} days", number)
    return Plural("{count} person", "{count} people", number) if what == "least" else str(number)


def choose(go: Go, what: str, number: int) -> Turn:
    """Keep one part of the rule."""
    if number not in _WHAT[what][1]:
        return ask(go, what)
    rule = go.desk.rule
    chosen = IssueRuleChosen(
        number if what == "days" else rule.days,
        number if what == "top" else rule.top,
        number if what == "least" else rule.supporters,
    )
    lines = says(IssueRule(chosen.days, chosen.top, chosen.supporters))
    shown = Screen(title=Text("The rule"), lines=lines, options=after_it())
    return go.at("chosen", issue=0).turn(shown, events=(chosen,))


def after_it() -> tuple[Button, ...]:
    """Give the ways on after a part was chosen."""
    return Button(Text("The rule"), Act("issue.rule")), menu.ISSUES, HOME

"""What others raised: a short list, another one each week, and 'I support this'."""

from conversations.facts import Facts
from conversations.home import HOME
from conversations.issue_events import IssueSupported, SupportEnded
from conversations.issues import MOST_A_MONTH, OpenIssue, Others, OthersIssues
from conversations.raising.mine import supported_by
from conversations.raising.state import Go
from conversations.raising.writing import OTHERS, RAISE
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

NOBODY_SEES = Text("Nobody sees who supports what.")
GONE = Text("This one cannot be supported any more.")


def listed(go: Go) -> Turn:
    """Show this week's list."""
    return go.at("others", issue=0, text="").turn(list_of(go.facts))


def list_of(facts: Facts) -> Screen:
    """Show this week's list."""
    others: Others = facts.get(OthersIssues()) or Others()
    options = tuple(
        Button(one.title, Act("raise.look", (one.id,))) for one in others.issues
    )  # fmt: skip
    none = Text("There is nothing to support this week.")
    lines: tuple[Words, ...] = (
        Text("Choose one to read it. The list changes each week."),
        _left(others.left),
        NOBODY_SEES,
    )
    return Screen(
        title=Text("What others raised"),
        lines=lines if options else (none,),
        options=options,
        buttons=(RAISE, HOME),
    )


def _left(left: int) -> Words:
    if not left:
        return Text("You support {most} this month. You can support more next month.",
                    most=MOST_A_MONTH)  # fmt: skip
    return Plural(
        "You can support {count} more this month.", "You can support {count} more this month.", left
    )


def look(go: Go, number: int) -> Turn:
    """Show one issue, and what this person can do about it."""
    one = _one(go.facts, number)
    if one is None:
        return _gone(go)
    return go.at("look", issue=number).turn(shown(one))


def shown(one: OpenIssue) -> Screen:
    """Show one issue as others see it."""
    act = Act("raise.unsupport" if one.supported else "raise.support", (one.id,))
    label = Text("Stop supporting it") if one.supported else Text("I support this")
    mine = (Text("You support this. You will hear what comes of it."),) if one.supported else ()
    return Screen(
        title=one.title,
        lines=(*_people(one), *mine),
        options=(Button(label, act), OTHERS, HOME),
    )


def _people(one: OpenIssue) -> tuple[Words, ...]:
    """Say how many are behind it; with whoever reads, 'other' would be untrue."""
    if not one.supporters:
        return supported_by(one.supporters)
    return (
        Plural(
            "At least {count} person supports it.",
            "At least {count} people support it.",
            one.supporters,
        ),
    )


def support(go: Go, number: int) -> Turn:
    """Keep that this person supports it, as far as they still can this month."""
    one, left = _one(go.facts, number), _found(go.facts, number).left
    if one is None:
        return _gone(go)
    if one.supported:
        return look(go, number)
    if not left:
        return go.at("thanks", issue=0).turn(Screen(lines=(_left(0),), options=(OTHERS, HOME)))
    lines = (
        Text("Thank you. You support this: {title}", title=one.title),
        Text("You will hear what comes of it."),
    )
    thanks = Screen(lines=lines, options=(OTHERS, HOME))
    return go.at("thanks", issue=0).turn(thanks, events=(IssueSupported(number),))


def unsupport(go: Go, number: int) -> Turn:
    """Keep that this person supports it no more."""
    one = _one(go.facts, number)
    if one is None or not one.supported:
        return _gone(go) if one is None else look(go, number)
    lines = (Text("That is fine. I do not count you for this any more."),)
    ended = Screen(lines=lines, options=(OTHERS, HOME))
    return go.at("thanks", issue=0).turn(ended, events=(SupportEnded(number),))


def _found(facts: Facts, number: int) -> Others:
    others: Others = facts.get(OthersIssues(number)) or Others()
    return others


def _one(facts: Facts, number: int) -> OpenIssue | None:
    return next((one for one in _found(facts, number).issues if one.id == number), None)


def _gone(go: Go) -> Turn:
    return go.at("thanks", issue=0).turn(Screen(lines=(GONE,), options=(OTHERS, HOME)))

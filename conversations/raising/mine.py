"""My issues: what became of each, and taking one back before anybody has looked at it."""

from conversations.facts import Network
from conversations.home import HOME
from conversations.issue_events import IssueTakenBack
from conversations.issues import MyIssue
from conversations.raising.state import Go
from conversations.raising.writing import MY_ISSUES, RAISE
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

SHORT = 40  # characters of somebody's own words on a button
SPOKEN = Text("A voice message")
TOO_LATE = Text("A facilitator has looked at it, so I cannot take it back.")

READY_REASONS: tuple[tuple[str, Text, Text], ...] = (
    ("@care", Text("One person's care"),
     Text("It is about the care of one person. We can only work on what concerns many.")),
    ("@elsewhere", Text("Not for us"),
     Text("It is about something that cancer services here cannot change.")),
    ("@known", Text("Under way already"), Text("We are working on this already.")),
)  # fmt: skip
"""Reasons that need no typing: how each is kept, its button, and what the raiser reads."""


def listed(go: Go) -> Turn:
    """List what this person raised."""
    return go.at("mine", issue=0, text="").turn(list_of(go))


def list_of(go: Go) -> Screen:
    """List what this person raised."""
    options = tuple(
        Button(_short(one), Act("raise.one", (one.id,))) for one in go.mine.issues
    )  # fmt: skip
    none = Text("You have not raised anything yet.")
    choose = Text("Choose one to see what became of it.")
    line = choose if options else none
    return Screen(
        title=Text("My issues"), lines=(line,), options=options, buttons=(RAISE, HOME)
    )  # fmt: skip


def _short(one: MyIssue) -> Words:
    if not one.words:
        return one.title or SPOKEN
    plain = " ".join(one.words.split())
    return plain if len(plain) <= SHORT else f"{plain[: SHORT - 1].rstrip()}…"


def show(go: Go, number: int) -> Turn:
    """Show what became of one."""
    one = go.my_issue(number)
    return go.at("one", issue=number).turn(shown(go, one)) if one else listed(go)


def shown(go: Go, one: MyIssue) -> Screen:
    """Show an issue in the words of whoever raised it, and what became of it."""
    words: Words = one.words or SPOKEN
    back = Button(Text("Take it back"), Act("raise.back", (one.id,)))
    options = (back,) if one.status == "waiting" else ()
    return Screen(
        title=Text("You raised this"),
        lines=(words, *what_became(one, go.facts.network)),
        options=(*options, MY_ISSUES, HOME),
    )


def what_became(one: MyIssue, network: Network) -> tuple[Words, ...]:
    """Say how far it is, and by when there is an answer."""
    day = one.answer_by
    hear = (Text("You will hear back by {day}.", day=day),) if day else ()
    match one.status:
        case "waiting":
            return (Text("A facilitator has not looked at it yet."), *hear)
        case "declined":
            return (Text("It was not taken up."), *why_not(one.reason, network))
        case "merged":
            return (*joined_with(one), *hear)
        case "answered":
            return (Text("It was answered. You find the answer under 'What changed'."),)
        case "closed":
            return (Text("It was closed without an answer."),)
        case "on_agenda":
            agenda = Text("It is on the agenda of a meeting.")
            return (*_as_others_see_it(one), agenda, *supported_by(one.supporters), *hear)
        case _:
            return (*_as_others_see_it(one), *supported_by(one.supporters), *hear)


def _as_others_see_it(one: MyIssue) -> tuple[Words, ...]:
    return (Text("Others see it like this: {title}", title=one.title),) if one.title else ()


def joined_with(one: MyIssue) -> tuple[Words, ...]:
    """Say what it was put together with; it may be gone since."""
    if one.into is None:
        return (Text("It was put together with another one that says the same."),)
    return (Text("It was put together with this one: {title}", title=one.into),)


def why_not(reason: str | None, network: Network) -> tuple[Words, ...]:
    """Say why it was not taken up; and for the care of one person, who can help."""
    ready = {kept: said for kept, _, said in READY_REASONS}
    lines: list[Words] = [ready.get(reason, reason)] if reason else []
    office = network.complaints_office
    if reason == "@care" and office:
        help_there = Text("For a complaint, the complaints office can help: {office}.",
                          office=office)  # fmt: skip
        lines.append(help_there)
    return tuple(lines)


def supported_by(people: int | None) -> tuple[Words, ...]:
    """Say how many are behind it, in steps of 5; few are not counted."""
    if people is None:
        return (Text("Fewer than 10 other people support it."),)
    if not people:
        return (Text("Nobody else supports it yet."),)
    return (
        Plural(
            "At least {count} other person supports it.",
            "At least {count} other people support it.",
            people,
        ),
    )


# --- taking it back ------------------------------------------------------------------------------


def ask_back(go: Go, number: int) -> Turn:
    """Ask once before erasing it; right after it was sent, it is not listed yet."""
    one = go.my_issue(number)
    if one is None:
        return listed(go)
    if one.status != "waiting":
        return go.at("one", issue=number).turn(Screen(lines=(TOO_LATE,), options=(MY_ISSUES, HOME)))
    return go.at("back", issue=number).turn(sure(number))


def sure(number: int) -> Screen:
    """Ask whether to erase it."""
    lines = (Text("Shall I take it back? It is erased then, and nobody reads it."),)
    yes = Button(Text("Yes, take it back"), Act("raise.back_yes", (number,)))
    no = Button(Text("No, keep it"), Act("raise.one", (number,)))
    return Screen(lines=lines, options=(yes, no))


def take_back(go: Go, number: int) -> Turn:
    """Erase it."""
    one = go.my_issue(number)
    if one is None or one.status != "waiting":
        return ask_back(go, number)
    gone = Screen(lines=(Text("It is erased."),), options=(RAISE, HOME))
    return go.at("gone", issue=0).turn(gone, events=(IssueTakenBack(number),))

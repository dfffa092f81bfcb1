"""The issues that wait and those that are open, and one of them with all that can be done."""

from conversations.home import HOME
from conversations.issues import Issue
from conversations.moderating.state import Go, View
from conversations.naming import names_in
from conversations.raising.mine import SHORT, SPOKEN, supported_by
from conversations.screen import Act, Attachment, Button, Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

ISSUES = Button(Text("Issues"), Act("issue.list"))
LONGEST = 3000  # characters of one message, which leaves room for the buttons
GONE = Text("This issue is not here any more. Somebody took it back, or dealt with it.")


def listed(go: Go, *said: Words) -> Turn:
    """Show what waits and what is open."""
    there = go.at("list", issue=0, title=None)
    first = (Screen(lines=said),) if said else ()
    return there.turn(*first, list_of(there))


def list_of(view: View) -> Screen:
    """Show what waits and what is open."""
    desk = view.desk
    waiting, opened = len(desk.waiting), len(desk.open)
    lines = (
        Plural(
            "{count} issue is waiting to be looked at.",
            "{count} issues are waiting to be looked at.",
            waiting,
        ) if waiting else Text("No issue is waiting to be looked at."),
        Plural("{count} issue is open.", "{count} issues are open.", opened)
        if opened else Text("No issue is open."),
    )  # fmt: skip
    options = tuple(
        Button(_label(one), Act("issue.read", (one.id,))) for one in (*desk.waiting, *desk.open)
    )
    whole = view.facts.person.groups_as("facilitator") is None
    rule = (Button(Text("The rule"), Act("issue.rule")),) if whole else ()
    return Screen(title=Text("Issues"), lines=lines, options=options, buttons=(*rule, HOME))


def _label(one: Issue) -> Words:
    if one.status == "waiting":
        return Text("New: {words}", words=_short(one))
    if one.by_rule and one.title:
        return Text("For an agenda: {title}", title=one.title)
    return one.title or _short(one)


def _short(one: Issue) -> str | Text:
    plain = " ".join((one.words or "").split())
    return (plain if len(plain) <= SHORT else f"{plain[: SHORT - 1].rstrip()}…") or SPOKEN


def read(go: Go, *said: Words) -> Turn:
    """Show one issue."""
    there = go.at("one", title=None)
    first = (Screen(lines=said),) if said else ()
    return there.turn(*first, *shown(there))


def shown(view: View) -> tuple[Screen, ...]:
    """Show an issue as it was raised, however long, and what can be done."""
    one = view.issue
    text = one.words or ""
    starts = range(0, max(len(text) - LONGEST, 0), LONGEST)
    before = (Screen(lines=(text[start : start + LONGEST],)) for start in starts)
    rest = text[len(starts) * LONGEST :]
    spoken = Attachment("voice", one.media) if one.media is not None else None
    gone = Text("The words were erased.") if one.words is None and spoken is None else SPOKEN
    title: Words = one.title or Text("A new issue")
    lines = (rest or gone, *_about(one))
    last = Screen(title=title, lines=lines, options=options(view), attachment=spoken)
    return (*before, last)


def _about(one: Issue) -> tuple[Words, ...]:
    names = names_in(one.words or "") if one.status == "waiting" else ()
    warns = Text(
        "This may name a person: {names}. Please leave that out of the title.",
        names=", ".join(names),
    )
    lines: list[Words] = [warns] if names else []
    if one.status != "waiting":
        lines += supported_by(one.supporters)
    if one.answer_by and one.status != "answered":
        lines.append(Text("An answer was promised by {day}.", day=one.answer_by))
    if one.status == "answered":
        lines.append(Text("It was answered."))
    return tuple(lines)


def options(view: View) -> tuple[Button, ...]:
    """Give what can be done now, by how far the issue is."""
    same = view.option(Text("Same as another"), "issue.same")
    match view.issue.status:
        case "waiting":
            through = view.option(Text("Let it through"), "issue.through")
            decline = view.option(Text("Do not take it up"), "issue.decline")
            return through, decline, same, ISSUES, HOME
        case "open" | "on_agenda":
            by_rule = view.issue.by_rule and view.issue.status == "open"
            agenda = (view.option(Text("Put on an agenda"), "issue.agenda"),) if by_rule else ()
            answer = view.option(Text("Write the answer"), "issue.answer")
            change = view.option(Text("Change the title"), "issue.through")
            languages = (view.option(Text("Other languages"), "issue.languages"),)
            more = languages if others(view) else ()
            return *agenda, answer, change, *more, same, ISSUES, HOME
        case "answered":
            return view.option(Text("Promises"), "pm.list"), ISSUES, HOME
        case _:
            return ISSUES, HOME


def others(view: View) -> tuple[tuple[str, str], ...]:
    """Give the offered languages in which the title was not first written: (tag, name)."""
    title = view.issue.title
    first = title.by_language[0][0].partition("_")[0] if title else ""
    offered = view.facts.network.languages
    return tuple((tag, name) for tag, name, _ in offered if tag.partition("_")[0] != first)

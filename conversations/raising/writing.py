"""Writing an issue: whom it is for, the words or the voice, and what to do where it names somebody.

It is sent as soon as it is written, as an answer is; until somebody has looked at it, it can be
taken back.
"""

from dataclasses import replace
from datetime import timedelta

from conversations.draft import fresh_number
from conversations.issue_events import IssueRaised
from conversations.issues import MOST_WAITING
from conversations.naming import names_in
from conversations.questions.free_text import LONGEST, TOO_LONG
from conversations.questions.kind import PICK_ONE
from conversations.raising.state import Go
from conversations.reading import is_blank, read_number
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, SentMedia, Turn, Typed

RAISE = Button(Text("Raise an issue"), Act("raise.begin"))
MY_ISSUES = Button(Text("My issues"), Act("raise.mine"))
OTHERS = Button(Text("What others raised"), Act("raise.others"))
HOME_TOO = Button(Text("Home"), Act("m.home"))

NOT_AT_ONCE = Text("Nobody reads this straight away.")
NO_NAMES = Text("Please leave out the names of people.")
NO_NUMBER = Text("I need more than a number here. Please write it in words, or tap a button.")
NEVER_MIND = Text("That is fine. I did not keep it.")


def begin(go: Go) -> Turn:
    """Ask whom it is for, where there is a choice, and then for the words."""
    if go.mine.waiting >= MOST_WAITING:
        full = Text(
            "{most} of your issues are waiting to be looked at. You can raise more after that.",
            most=MOST_WAITING,
        )
        return go.at("full", issue=0).turn(Screen(lines=(full,), options=(MY_ISSUES, HOME_TOO)))
    if go.mine.groups:
        return go.at("group", issue=0, text="").turn(whose(go))
    return _ask(go.at("words", issue=0, group=0, text=""))


def whose(go: Go) -> Screen:
    """Ask whom it is for."""
    everybody = Button(Text("Everybody here"), Act("raise.group", (0, 0)))
    groups = (Button(name, Act("raise.group", (0, number))) for number, name in go.mine.groups)
    asks = Text("Whom is it about?")
    ways = MY_ISSUES, OTHERS, HOME_TOO
    return Screen(lines=(asks,), options=(everybody, *groups), buttons=ways)


def take_group(go: Go, group: int) -> Turn:
    """Keep whom it is for; a group that they left is none of theirs."""
    known = {0, *(number for number, _ in go.mine.groups)}
    return _ask(go.at("words", issue=0, group=group, text="")) if group in known else begin(go)


def _ask(go: Go) -> Turn:
    return go.turn(asked(go))


def asked(go: Go) -> Screen:
    """Ask for the words."""
    lines = (
        Text("What is the problem, or your idea? Type it, or send a voice message."),
        NO_NAMES,
        Text("A facilitator looks at it first."),
        NOT_AT_ONCE,
    )
    return Screen(lines=lines, buttons=(MY_ISSUES, OTHERS, HOME_TOO))


def hear(go: Go, heard: Input) -> Turn:
    """Take words or a voice message; words that may name somebody are asked about first."""
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return _once_more(go, TOO_LONG)
        case Typed(text) if read_number(text) is not None:
            return _once_more(go, PICK_ONE if go.state.at == "names" else NO_NUMBER)
        case Typed(text) if not is_blank(text):
            words = text.strip()
            names = names_in(words)
            return _names(go, words) if names else _send(go, words=words)
        case SentMedia("voice", media, _):
            return _send(go, media=media)
        case _:
            hint = Text("Please type it, or send a voice message. Nobody reads it straight away.")
            return _once_more(go, hint)


def _once_more(go: Go, said: Words) -> Turn:
    """Say why it cannot be taken, with what can be chosen."""
    waits = named(go) if go.state.at == "names" else asked(go)
    return go.misread(replace(waits, lines=(said,)))


def again(go: Go) -> Turn:
    """Ask for a choice where only buttons count."""
    return go.misread(replace(whose(go), lines=(PICK_ONE,)))


# --- where it may name somebody ------------------------------------------------------------------


def _names(go: Go, words: str) -> Turn:
    there = go.at("names", text=words)
    return there.turn(named(there))


def named(go: Go) -> Screen:
    """Ask for other words; whoever has a complaint about a person learns who takes it."""
    found = Text("This may name a person: {name}.", name=", ".join(names_in(go.state.text)))
    office = go.facts.network.complaints_office
    lines: list[Words] = [found, Text("Please write it again, without the name.")]
    if office:
        about_one = Text(
            "If it is about how one person treated you, the complaints office can help: {office}.",
            office=office,
        )
        lines.append(about_one)
    as_it_is = Button(Text("Send it as it is"), Act("raise.send"))
    leave_it = Button(Text("Do not send it"), Act("raise.leave"))
    return Screen(lines=(*lines, NOT_AT_ONCE), options=(as_it_is, leave_it))


def send_as_it_is(go: Go) -> Turn:
    """Send what may name somebody; whoever looks at it is warned."""
    return _send(go, words=go.state.text) if go.state.text else begin(go)


def leave(go: Go) -> Turn:
    """Keep nothing of what was written."""
    return go.at("left", text="", issue=0).turn(left())


def left() -> Screen:
    """Say that it was not kept."""
    return Screen(lines=(NEVER_MIND,), options=(RAISE, HOME_TOO))


# --- it is sent ----------------------------------------------------------------------------------


def _send(go: Go, words: str | None = None, media: int | None = None) -> Turn:
    number = fresh_number(go.facts.seed)
    raised = IssueRaised(number, go.state.group or None, words, media)
    day = go.facts.network.today(go.now) + timedelta(days=go.mine.rule.days)
    lines = (
        Text("Thank you. I have kept it for a facilitator, who will look at it first."),
        Text("Then others can support it. They see it in plain words, without who raised it."),
        Text("You will hear back by {day}, also if the answer is no.", day=day),
    )
    sent = go.at("sent", issue=number, text="")
    return sent.turn(Screen(lines=lines, options=sent_options(number)), events=(raised,))


def sent_options(number: int) -> tuple[Button, ...]:
    """Give what can be done after it was sent."""
    back = Button(Text("Take it back"), Act("raise.back", (number,)))
    return OTHERS, back, HOME_TOO

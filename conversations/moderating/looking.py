"""Looking at an issue: a title that others see, why it is not taken up, or what says the same."""

from conversations.home import HOME
from conversations.issue_events import IssueDeclined, IssueLetThrough, IssueMerged, IssueOnAgenda
from conversations.issues import Issue
from conversations.moderating import menu
from conversations.moderating.state import Go, View
from conversations.naming import names_in
from conversations.questions.kind import PICK_ONE
from conversations.raising.mine import READY_REASONS
from conversations.reading import is_blank
from conversations.screen import Button, Screen
from conversations.text import Text, Worded
from conversations.turn import Input, Turn, Typed

LONGEST_TITLE = 120  # characters
LONGEST_REASON = 500
TYPE_IT = Text("I need words here. Please type them.")


def typed(heard: Input, most: int) -> str | Text:
    """Read words of at most so many characters; else say in a sentence what to do."""
    match heard:
        case Typed(text) if len(text.strip()) > most:
            return Text("That is too long. Please use at most {most} characters.", most=most)
        case Typed(text) if not is_blank(text):
            return text.strip()
        case _:
            return TYPE_IT


# --- the title -----------------------------------------------------------------------------------


def ask_title(go: Go) -> Turn:
    """Ask for the title."""
    there = go.at("title", title=None, language="")
    return there.turn(title_asked(there))


def title_asked(view: View) -> Screen:
    """Ask for the title that others see."""
    lines = (
        Text("Write it in one plain sentence, without names. Others see only that."),
        Text("For example: the car park is too far from the clinic."),
    )
    return Screen(lines=lines, buttons=(view.back(),))


def hear_title(go: Go, heard: Input) -> Turn:
    """Keep the title; one that may name somebody is asked about first."""
    words = typed(heard, LONGEST_TITLE)
    if isinstance(words, Text):
        return go.misread(Screen(lines=(words,), buttons=(go.back(),)))
    title = _in(go, words)
    return _let(go, title) if not names_in(words) else _named(go, title)


def _in(go: Go, words: str) -> Worded:
    """Give the title in the language that was asked for, beside those that are there."""
    if not go.state.language or go.issue.title is None:
        return go.worded(words)
    return Worded.of({**dict(go.issue.title.by_language), go.state.language: words})


def _named(go: Go, title: Worded) -> Turn:
    there = go.at("names", title=title)
    return there.turn(names(there))


def names(view: View) -> Screen:
    """Ask for another title, unless what was found is no person's name."""
    written = view.state.title
    last = written.said_in(view.state.language or written.by_language[0][0]) if written else ""
    found = Text("This may name a person: {name}.", name=", ".join(names_in(last)))
    lines = found, Text("Please write it again, without the name.")
    keep = view.option(Text("It is no person"), "issue.keep")
    return Screen(lines=lines, options=(keep,), buttons=(view.back(),))


def keep_title(go: Go) -> Turn:
    """Keep a title in which no person is named after all."""
    return _let(go, go.state.title) if go.state.title else ask_title(go)


def _let(go: Go, title: Worded) -> Turn:
    first = go.issue.status == "waiting"
    seen = Text("Thank you. Others can see it now, and support it: {title}", title=title)
    changed = Text("Thank you. Others see it like this now: {title}", title=title)
    after = go.at("done", title=None, language="")
    shown = Screen(lines=(seen if first else changed,), options=after_it(go))
    return after.turn(shown, events=(IssueLetThrough(go.issue.id, title),))


def after_it(view: View) -> tuple[Button, ...]:
    """Give the ways on after something was done."""
    return view.option(Text("See it again"), "issue.read"), menu.ISSUES, HOME


def languages(go: Go) -> Turn:
    """Ask in which other language the title is written next."""
    there = go.at("languages")
    return there.turn(which(there))


def which(view: View) -> Screen:
    """Offer the other languages; those it is in already are named."""
    title = view.issue.title
    options = tuple(
        view.option(Text("{language} (done)", language=name)
                    if title and title.speaks(tag) else name, "issue.language", place)
        for place, (tag, name) in enumerate(menu.others(view))
    )  # fmt: skip
    asks = Text("In which language do you want to write the title?")
    return Screen(lines=(asks,), options=options, buttons=(view.back(),))


def language(go: Go, place: int) -> Turn:
    """Ask for the title in one of them."""
    offered = menu.others(go)
    if go.issue.title is None or not 0 <= place < len(offered):
        return menu.read(go)
    tag, name = offered[place]
    there = go.at("title", language=tag, title=None)
    asks = Text("Please type the title in this language: {language}", language=name)
    return there.turn(Screen(lines=(asks, go.issue.title), buttons=(go.back(),)))


# --- not taking it up ----------------------------------------------------------------------------


def ask_reason(go: Go) -> Turn:
    """Ask why it is not taken up."""
    there = go.at("reason")
    return there.turn(reasons(there))


def reasons(view: View) -> Screen:
    """Offer the reasons that need no typing."""
    lines = (
        Text("Why not? Whoever raised it reads the reason. Choose one, or type it."),
        Text("Nobody else is told."),
    )
    options = tuple(
        view.option(label, "issue.reason", place)
        for place, (_, label, _) in enumerate(READY_REASONS)
    )
    return Screen(lines=lines, options=options, buttons=(view.back(),))


def hear_reason(go: Go, heard: Input) -> Turn:
    """Keep the reason that was typed."""
    words = typed(heard, LONGEST_REASON)
    if isinstance(words, Text):
        return go.misread(Screen(lines=(words,), buttons=(go.back(),)))
    return _decline(go, words)


def take_reason(go: Go, place: int) -> Turn:
    """Keep a ready reason."""
    known = 0 <= place < len(READY_REASONS)
    return _decline(go, READY_REASONS[place][0]) if known else ask_reason(go)


def _decline(go: Go, reason: str) -> Turn:
    told = Text("That is kept. Whoever raised it is told why.")
    shown = Screen(lines=(told,), options=(menu.ISSUES, HOME))
    # A typed reason is never taken for a ready one.
    kept = reason if reason in _READY else reason.lstrip("@ ") or "…"
    return go.at("over").turn(shown, events=(IssueDeclined(go.issue.id, kept),))


_READY = frozenset(kept for kept, _, _ in READY_REASONS)


# --- the same as another -------------------------------------------------------------------------


def ask_same(go: Go) -> Turn:
    """Ask what it is the same as."""
    if not _alike(go):
        return menu.read(go, Text("There is no other open issue. Let one through first."))
    there = go.at("same")
    return there.turn(same(there))


def same(view: View) -> Screen:
    """Offer the issues that it can be put together with."""
    options = tuple(view.option(one.title, "issue.pick", one.id) for one in _alike(view)
                    if one.title)  # fmt: skip
    lines = (Text("Which one says the same?"),)
    return Screen(lines=lines, options=options, buttons=(view.back(),))


def _alike(view: View) -> tuple[Issue, ...]:
    """Give what may be kept of two; a group's own title must not reach people outside it."""
    here = view.issue
    return tuple(
        one for one in view.desk.open
        if one.id != here.id and one.title and one.groups in {(), here.groups}
    )  # fmt: skip


def pick(go: Go, number: int) -> Turn:
    """Ask once before putting two together."""
    kept = next((one for one in _alike(go) if one.id == number), None)
    if kept is None:
        return ask_same(go)
    there = go.at("sure", into=number)
    return there.turn(sure(there))


def sure(view: View) -> Screen:
    """Ask whether to put the two together."""
    kept = next((one.title for one in _alike(view) if one.id == view.state.into), None)
    if kept is None:
        return same(view)
    lines = (
        Text("Shall I put it together with this one: {title}", title=kept),
        Text("Everyone behind it hears what comes of that one."),
    )
    yes = view.option(Text("Yes, together"), "issue.merge", view.state.into)
    return Screen(lines=lines, options=(yes, view.option(Text("No"), "issue.read")))


def merge(go: Go, number: int) -> Turn:
    """Put the two together."""
    if not any(one.id == number for one in _alike(go)):
        return ask_same(go)
    lines = (Text("They are one issue now. Whoever raised it is told so."),)
    shown = Screen(lines=lines, options=(menu.ISSUES, HOME))
    return go.at("over").turn(shown, events=(IssueMerged(go.issue.id, number),))


# --- an agenda -----------------------------------------------------------------------------------


def ask_agenda(go: Go) -> Turn:
    """Ask for which meeting."""
    if not go.issue.by_rule:
        few = Text("By your rule this one does not reach an agenda yet.")
        return menu.read(go, few)
    if not go.desk.meetings:
        none = Text("No meeting is planned. Make one first, then come back.")
        return menu.read(go, none)
    there = go.at("agenda")
    return there.turn(agendas(there))


def agendas(view: View) -> Screen:
    """Offer the meetings to come."""
    options = tuple(
        view.option(Text("{title}, {day}", title=one.title, day=one.on) if one.on else one.title,
                    "issue.put", one.id)
        for one in view.desk.meetings
    )  # fmt: skip
    lines = (Text("On the agenda of which meeting?"),)
    return Screen(lines=lines, options=options, buttons=(view.back(),))


def put(go: Go, meeting: int) -> Turn:
    """Put it on the agenda."""
    there = any(one.id == meeting for one in go.desk.meetings)
    if not there or not go.issue.by_rule:
        return ask_agenda(go)
    lines = (Text("It is on the agenda, to be decided."),)
    shown = Screen(lines=lines, options=after_it(go))
    return go.at("done").turn(shown, events=(IssueOnAgenda(go.issue.id, meeting),))


def again(shown: Screen, go: Go) -> Turn:
    """Show once more what can be chosen."""
    return go.misread(Screen(lines=(PICK_ONE,), options=shown.options, buttons=shown.buttons))

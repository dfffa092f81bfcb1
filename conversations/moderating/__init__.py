"""Looking at the issues that members raise: for whoever facilitates what they are about.

Nothing shows who raised or supports one. Each is let through with a title, not taken up with a
reason, or put together with another one; in the end it is answered, 'no, because' included.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from conversations.facts import AudienceCount, Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.issues import Issue, IssuesHere, TheIssue
from conversations.moderating import answer, looking, menu, rule
from conversations.moderating.state import NAME, PARTS, Go, Moderating
from conversations.screen import Act, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Computed, Input, Instead, Key, Tapped, Turn, subject_of

PREFIX = "issue"
COMMANDS = frozenset({"issues"})

__all__ = ["COMMANDS", "NAME", "PREFIX", "needs", "prompt", "take"]


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what is on the desk, and the issue."""
    if not person.facilitates:
        return ()
    return (IssuesHere(), TheIssue(key.subject)) if key.subject else (IssuesHere(),)


def prompt(state: State, facts: Facts) -> Screen:
    """Give the screen that waits for a reply."""
    here = state if isinstance(state, Moderating) else Moderating(state.subject)
    return _PROMPTS[here.at](Go(here, facts, _NO_TIME))


_NO_TIME = datetime.min  # noqa: DTZ901  what waits for a reply does not depend on it


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about issues."""
    act = heard.act if isinstance(heard, Tapped) else None
    number = subject_of(heard, state)
    before = state if isinstance(state, Moderating) else Moderating(number)
    go = Go(before, facts, now)
    if facts.get(IssuesHere()) is None:
        return go_home(facts, NOT_FOR_YOU)
    if number and TheIssue(number) not in facts.found:  # chosen by typing, and only now known
        return Turn(state, instead=Instead(Key(NAME, number), heard))
    if isinstance(heard, Computed):
        return _counted(go, heard.value) or Turn(state, focus=None)
    if number:
        return _about(go, facts.get(TheIssue(number)), act, heard)
    if act:
        return _WITHOUT.get(act.verb, _LIST)(go, act.ids[1] if len(act.ids) > 1 else -1)
    if isinstance(heard, Commanded):
        return menu.listed(go)
    return looking.again(_PROMPTS[before.at](go), go)


def _counted(go: Go, count: object) -> Turn | None:
    if not isinstance(count, AudienceCount) or go.issue.status not in _OPEN:
        return None
    return answer.counted(go, count)


def _about(go: Go, issue: Issue | None, act: Act | None, heard: Input) -> Turn:
    """Do something with one issue, where it can still be done."""
    if issue is None:
        return menu.listed(go, menu.GONE)
    if act is None:
        return _hear(go, heard)
    allowed, handler = _ACTS[act.verb]
    if issue.status not in allowed:
        return menu.read(go, _TOO_LATE)
    return handler(go, act.ids[1] if len(act.ids) > 1 else -1)


_TOO_LATE = Text("Somebody has dealt with this since. Here is how it stands.")


def _hear(go: Go, heard: Input) -> Turn:
    allowed, handler = _HEARS.get(go.state.at, (_ANY, None))
    if handler is None:
        return looking.again(_PROMPTS[go.state.at](go), go)
    return handler(go, heard) if go.issue.status in allowed else menu.read(go, _TOO_LATE)


Handler = Callable[[Go, int], Turn]


def _plain(handler: Callable[[Go], Turn]) -> Handler:
    return lambda go, _: handler(go)


_ANY = frozenset({"waiting", "open", "declined", "merged", "on_agenda", "answered", "closed"})
_WAITING, _OPEN = frozenset({"waiting"}), frozenset({"open", "on_agenda"})
_BOTH = _WAITING | _OPEN

_WITHOUT: Mapping[str, Handler] = {
    "issue.rule": _plain(rule.show),
    "issue.days": lambda go, _: rule.ask(go, "days"),
    "issue.top": lambda go, _: rule.ask(go, "top"),
    "issue.least": lambda go, _: rule.ask(go, "least"),
    "issue.set_days": lambda go, number: rule.choose(go, "days", number),
    "issue.set_top": lambda go, number: rule.choose(go, "top", number),
    "issue.set_least": lambda go, number: rule.choose(go, "least", number),
}
_LIST: Handler = _plain(menu.listed)
_ACTS: Mapping[str, tuple[frozenset[str], Handler]] = {
    "issue.read": (_ANY, _plain(menu.read)),
    "issue.through": (_BOTH, _plain(looking.ask_title)),
    "issue.keep": (_BOTH, _plain(looking.keep_title)),
    "issue.languages": (_OPEN, _plain(looking.languages)),
    "issue.language": (_OPEN, looking.language),
    "issue.decline": (_WAITING, _plain(looking.ask_reason)),
    "issue.reason": (_WAITING, looking.take_reason),
    "issue.same": (_BOTH, _plain(looking.ask_same)),
    "issue.pick": (_BOTH, looking.pick),
    "issue.merge": (_BOTH, looking.merge),
    "issue.agenda": (frozenset({"open"}), _plain(looking.ask_agenda)),
    "issue.put": (frozenset({"open"}), looking.put),
    "issue.answer": (_OPEN, _plain(answer.begin)),
    "issue.skip": (_OPEN, answer.skip),
    "issue.anew": (_OPEN, _plain(answer.anew)),
    "issue.send": (_OPEN, _plain(answer.send)),
    "issue.sample": (_OPEN, _plain(answer.sample)),
}
"""What can be done with an issue, and how far it must be for that."""

_HEARS: Mapping[str, tuple[frozenset[str], Callable[[Go, Input], Turn]]] = {
    "title": (_BOTH, looking.hear_title),
    "names": (_BOTH, looking.hear_title),
    "reason": (_WAITING, looking.hear_reason),
    **dict.fromkeys(PARTS, (_OPEN, answer.hear)),
}

_PROMPTS: Mapping[str, Callable[[Go], Screen]] = {
    "list": menu.list_of,
    "one": lambda go: Screen(lines=(), options=menu.options(go)),
    "title": looking.title_asked,
    "names": looking.names,
    "languages": looking.which,
    "reason": looking.reasons,
    "same": looking.same,
    "sure": looking.sure,
    "agenda": looking.agendas,
    "done": lambda go: Screen(lines=(), options=looking.after_it(go)),
    "over": lambda _: Screen(lines=(), options=(menu.ISSUES, HOME)),
    **dict.fromkeys(PARTS, answer.asked),
    "sent": lambda go: Screen(lines=(), options=answer.after(go)),
    "preview": answer.choices,
    "rule": rule.shown,
    **dict.fromkeys(("days", "top", "least"), rule.asked),
    "chosen": lambda _: Screen(lines=(), options=rule.after_it()),
}

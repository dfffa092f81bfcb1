"""Raising an issue or an idea, in words or in voice; what became of it; supporting others'.

A facilitator looks at each before others see it (`conversations.moderating`). Each gets an answer
within a stated time, through the same ledger and notices as a consultation.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from conversations.facts import Facts, Need, Network, Person
from conversations.home import HOME
from conversations.issues import MyIssue, MyIssues, OthersIssues
from conversations.questions.kind import PICK_ONE
from conversations.raising import mine, others, writing
from conversations.raising.state import NAME, Go, Raising
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Commanded, Input, Instead, Key, Tapped, Turn

PREFIX = "raise"
COMMANDS = frozenset({"raise"})

__all__ = ["COMMANDS", "NAME", "PREFIX", "asks_to_choose", "needs", "news", "prompt", "take",
           "told_of"]  # fmt: skip


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what this person raised; for what others raised, that too."""
    if isinstance(heard, Tapped):
        others_too = heard.act is not None and heard.act.verb in _OF_OTHERS
    else:
        others_too = isinstance(state, Raising) and state.at in {"others", "look"}
    return (MyIssues(), OthersIssues(key.subject)) if others_too else (MyIssues(),)


_OF_OTHERS = frozenset({"raise.others", "raise.look", "raise.support", "raise.unsupport"})


def _lacks(verb: str, about: int, facts: Facts) -> bool:
    """Tell whether what others raised is not loaded, since the button was typed."""
    return verb in _OF_OTHERS and OthersIssues(about) not in facts.found


def prompt(state: State, facts: Facts) -> Screen:
    """Give the screen that waits for a reply."""
    here = state if isinstance(state, Raising) else Raising(state.subject, at="")
    return _PROMPTS.get(here.at, _way_on)(Go(here, facts, _NO_TIME))


_NO_TIME = datetime.min  # noqa: DTZ901  what waits for a reply does not depend on it


def _way_on(go: Go) -> Screen:
    return Screen(lines=(), options=(writing.RAISE, writing.MY_ISSUES, HOME))


def _one(go: Go) -> Screen:
    issue = go.my_issue(go.state.issue)
    return mine.shown(go, issue) if issue else _way_on(go)


def _look(go: Go) -> Screen:
    found = go.facts.get(OthersIssues(go.state.issue))
    return others.shown(found.issues[0]) if found and found.issues else _way_on(go)


_PROMPTS: Mapping[str, Callable[[Go], Screen]] = {
    "group": writing.whose,
    "words": writing.asked,
    "names": writing.named,
    "left": lambda _: writing.left(),
    "full": lambda _: Screen(lines=(), options=(writing.MY_ISSUES, writing.HOME_TOO)),
    "sent": lambda go: Screen(lines=(), options=writing.sent_options(go.state.issue)),
    "mine": mine.list_of,
    "one": _one,
    "gone": lambda _: Screen(lines=(), options=(writing.RAISE, HOME)),
    "back": lambda go: mine.sure(go.state.issue),
    "others": lambda go: others.list_of(go.facts),
    "look": _look,
    "thanks": lambda _: Screen(lines=(), options=(writing.OTHERS, HOME)),
    "told": lambda go: Screen(lines=(), options=_after_news(go.state.issue)),
}


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, Raising) and state.at in _HEARS)


_HEARS = frozenset({"words", "names"})


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Answer one input about issues."""
    act = heard.act if isinstance(heard, Tapped) else None
    here = state if isinstance(state, Raising) else Raising(act.subject if act else 0, at="")
    go = Go(here, facts, now)
    if act and _lacks(act.verb, act.subject, facts):  # chosen by typing, and only now known
        return Turn(state, instead=Instead(Key(NAME, act.subject), heard))
    if act:
        return _ACTS[act.verb](go, act.ids)  # `rights` knows no other
    match heard:
        case Commanded():
            return writing.begin(go)
        case _ if go.state.at in _HEARS:
            return writing.hear(go, heard)
        case _ if go.state.at == "group":
            return writing.again(go)
        case _:
            waits = prompt(here, facts)
            hint = Screen(lines=(PICK_ONE,), options=waits.options, buttons=waits.buttons)
            return Turn(here, (hint,), understood=False)


Handler = Callable[[Go, tuple[int, ...]], Turn]


def _plain(handler: Callable[[Go], Turn]) -> Handler:
    return lambda go, _: handler(go)


def _about(handler: Callable[[Go, int], Turn]) -> Handler:
    return lambda go, ids: handler(go, ids[0] if ids else 0)


_ACTS: Mapping[str, Handler] = {
    "raise.begin": _plain(writing.begin),
    "raise.group": lambda go, ids: writing.take_group(go, ids[1] if len(ids) > 1 else 0),
    "raise.send": _plain(writing.send_as_it_is),
    "raise.leave": _plain(writing.leave),
    "raise.mine": _plain(mine.listed),
    "raise.one": _about(mine.show),
    "raise.back": _about(mine.ask_back),
    "raise.back_yes": _about(mine.take_back),
    "raise.others": _plain(others.listed),
    "raise.look": _about(others.look),
    "raise.support": _about(others.support),
    "raise.unsupport": _about(others.unsupport),
}


# --- what Heard tells by itself ------------------------------------------------------------------


def news(one: MyIssue, network: Network) -> Screen:
    """Tell whoever raised it why it was not taken up, or what it was put together with."""
    raised = Text("You raised an issue.")
    became = mine.what_became(one, network)
    return Screen(lines=(raised, *became), options=_after_news(one.id))


def _after_news(number: int) -> tuple[Button, ...]:
    seen = Button(Text("What I raised"), Act("raise.one", (number,)))
    return seen, writing.RAISE, HOME


def told_of(issue: int) -> Raising:
    """Give where a person is who was told what became of their issue."""
    return Raising(issue, "told")

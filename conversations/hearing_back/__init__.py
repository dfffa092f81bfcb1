"""Hearing back: what was decided, promised and done, and 'Were you heard?'.

Told to everyone upstream of a loop, who can read it again, ask, and say that it is not what they
meant.
"""

from dataclasses import replace
from datetime import datetime

from conversations.events import HeardExplained, HeardRated
from conversations.evidence import WhatShowsIt
from conversations.facts import Facts, Need, Person
from conversations.findings import TheFindings
from conversations.hearing_back import asking_back
from conversations.hearing_back.more import more, opened
from conversations.hearing_back.notice import notice, shown, told_lines, ways, what_came_of_it
from conversations.hearing_back.state import NAME, PREFIX, RATINGS, HearingBack
from conversations.home import NOT_FOR_YOU, go_home
from conversations.loops import Notice, WhatIWasTold
from conversations.pages import in_pages
from conversations.questions.free_text import LONGEST, TOO_LONG
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text
from conversations.turn import Input, Key, Tapped, Turn, Typed

COMMANDS: frozenset[str] = frozenset()

__all__ = [
    "COMMANDS",
    "NAME",
    "PREFIX",
    "RATINGS",
    "HearingBack",
    "asks_to_choose",
    "needs",
    "notice",
    "prompt",
    "shown",
    "take",
    "told_lines",
    "what_came_of_it",
]

WHY = Text("Thank you. Why do you say that? You can type it, or skip. Nobody reads it at once.")
THANKS = Text("Thank you. That is kept.")
PLEASE_TYPE = Text("Please type a few words, or skip. Nobody reads it at once.")


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need what this person was told, and the edition that a button names."""
    whole = WhatIWasTold(key.subject)
    act = heard.act if isinstance(heard, Tapped) else None
    named = WhatIWasTold(key.subject, _version(act)) if act else whole
    reads = isinstance(state, HearingBack) and state.reads_more
    reads = reads or (act is not None and act.verb in {"h.more", "h.evidence"})
    more_of_it = (TheFindings(key.subject), WhatShowsIt(key.subject)) if reads else ()
    return (whole, *more_of_it) if named == whole else (whole, named)


def _version(act: Act) -> int:
    return act.ids[1] if act.verb == "h.again" and len(act.ids) > 1 else 0


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give what is asked for, or what can be answered to what was told."""
    if isinstance(state, HearingBack) and state.asks_why:
        return _why(state.consultation)
    if isinstance(state, HearingBack) and state.asks:
        return asking_back.screen(state)
    told: Notice | None = facts.get(WhatIWasTold(state.subject))
    if told is not None and isinstance(state, HearingBack) and state.reads_more:
        return _more(told, facts)
    return ways(told) if told is not None else None


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, HearingBack) and (state.asks_why or state.asks))


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Take a rating and its reason, a question, what was meant; or tell it again."""
    act = heard.act if isinstance(heard, Tapped) else None
    subject = act.subject if act else (state.subject if state else 0)
    told: Notice | None = facts.get(WhatIWasTold(subject))
    if told is None:
        return go_home(facts, NOT_FOR_YOU)
    if act is not None:
        return _act(act, told, facts)
    if isinstance(state, HearingBack) and state.asks_why:
        return _reason(state, heard, facts)
    if isinstance(state, HearingBack) and state.asks:
        return asking_back.take(state, heard, facts)
    waits = state if isinstance(state, HearingBack) else HearingBack(subject)
    shown_again = _more(told, facts) if waits.reads_more else ways(told)
    again = replace(shown_again, title=None, lines=(PICK_ONE,))
    return Turn(waits, (again,), understood=False)


def _act(act: Act, told: Notice, facts: Facts) -> Turn:
    subject = told.loop
    rating = RATINGS[act.ids[1]][0] if len(act.ids) > 1 and act.ids[1] < len(RATINGS) else None
    match act.verb:
        case "h.rate" if rating is not None:
            rated = HeardRated(subject, rating)
            return Turn(HearingBack(subject, asks_why=True), (_why(subject),), (rated,))
        case "h.skip":
            return go_home(facts, THANKS)
        case "h.again":
            named: Notice | None = facts.get(WhatIWasTold(subject, _version(act)))
            return Turn(HearingBack(subject), (shown(named or told),))
        case "h.more":
            pages = in_pages(_more(told, facts), facts.say)
            return Turn(HearingBack(subject, reads_more=True), pages)
        case "h.evidence" if len(act.ids) > 1:
            file = opened(told, facts.get(WhatShowsIt(subject)) or (), act.ids[1])
            return Turn(HearingBack(subject, reads_more=True), (file,))
        case "h.not_meant" | "h.question":
            return asking_back.ask(subject, act.verb.removeprefix("h."))
        case _:
            return go_home(facts, NOT_FOR_YOU)


def _more(told: Notice, facts: Facts) -> Screen:
    subject = told.loop
    return more(told, facts.get(TheFindings(subject)) or (), facts.get(WhatShowsIt(subject)) or ())


def _reason(state: HearingBack, heard: Input, facts: Facts) -> Turn:
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return Turn(state, (Screen(lines=(TOO_LONG,)),), understood=False)
        case Typed(text) if text.strip():
            explained = HeardExplained(state.consultation, text.strip())
            return replace(go_home(facts, THANKS), events=(explained,))
        case _:
            again = replace(_why(state.consultation), lines=(PLEASE_TYPE,))
            return Turn(state, (again,), understood=False)


def _why(subject: int) -> Screen:
    return Screen(lines=(WHY,), buttons=(Button(Text("Skip"), Act("h.skip", (subject,))),))

"""Joining: language first, what this is, consent, 16 or older, and a little about the person.

Nothing is put on record before the last step. Until then what was said waits in the state, so that
whoever leaves half way finds it again, and whoever turns away leaves nothing behind.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from conversations import home, owning
from conversations.consent import ALL_AT_ONCE, LAST, agreement, work_agreement
from conversations.events import (
    AboutYouGiven,
    CameBy,
    Event,
    Joined,
    LanguageChosen,
    TurnedAway,
)
from conversations.facts import Facts, Invite, Need, Person, TheInvite
from conversations.home import HOME
from conversations.how_often import said_days
from conversations.joining_steps import KINDS, SKIPPABLE, STEPS, Joining, step_screen
from conversations.languages import DRAFT, is_offered, language_of
from conversations.loops import Commitment, MyCommitments
from conversations.own_choices import CHANGE_YOUR_MIND, FORGOTTEN
from conversations.owning import by_link
from conversations.recovery import code_from, code_screen
from conversations.rights import PROFESSIONAL
from conversations.screen import Act, Button, Screen, screen
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import (
    Commanded,
    Computed,
    Edited,
    Input,
    Key,
    Opened,
    Tapped,
    Turn,
    Typed,
)

NAME = Joining.conversation
PREFIX = "j"
COMMANDS: frozenset[str] = frozenset()

LONGEST_AREA = 60  # characters
RESUMES_AFTER = 3600  # seconds of silence, after which words are a return and no slip

CHANGED = Text("The words that you read have changed. Please read them again.")
WELCOME_BACK = Text("Welcome back. Here is where you were.")
NOT_UNDERSTOOD = Text("I did not understand that. Please tap a button, or type its number.")
NOT_USED = Text("I cannot use that here. Please tap a button, or type.")
NOT_CHANGED = Text("I cannot use a changed message here. Please tap a button, or type again.")
NOT_NOW = Text("I cannot use that button here. Please go on from this message.")
UNKNOWN_LINK = Text("This link is not valid, or no longer. You can go on without it.")
AREA_TOO_LONG = Text("That is too long for me. Please type at most 60 characters, or skip.")

STAY = Act("j.on", (0, 0))
"""What leads back to the step that somebody was at."""

ASK_MEMBERS = Text("You can now ask members for their views. To begin, send /ask.")
READ_WORDS = Text("You can now take a place on the reading rota. To begin, send /rota.")
SEE_ROLES = Text("You can now see who may do what, and take roles away. To begin, send /roles.")
SEE_PROMISES = Text("You can now see what you promised. To begin, send /promises.")
SEE_LOOPS = Text("You can now see which promises are open. To begin, send /loops.")
ONLY_PROMISES = Text("I write to you only about what you promised.")
ONLY_WORK = Text("I write to you only about your work here.")
ALSO_TAKE_PART = Text("If you also want to answer questions as a member, send /choices.")
NEW_ROLE = Text("Your link gave you a new role here.")


@dataclass(frozen=True, slots=True)
class _Go:
    """One turn's view of somebody on the way in."""

    state: Joining
    facts: Facts
    now: datetime
    events: tuple[Event, ...] = ()

    def to(self, step: str, *notes: Words, **said: Any) -> Turn:
        """Go to a step, with a note before it."""
        at = int(self.now.timestamp())
        state = replace(self.state, step=step, last_at=at, **said)
        first = (screen(*notes),) if notes else ()
        return Turn(state, (*first, step_screen(state, self.facts)), self.events)

    def stay(self, *notes: Words) -> Turn:
        """Show the step again, with a note before it."""
        return self.to(self.state.step, *notes)


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the invite behind a link; what home needs once joined; at work, what they promised."""
    link = (TheInvite(heard.invite),) if isinstance(heard, Opened) and heard.invite else ()
    if person.joined:
        return (*link, *by_link.needs(heard), *home.needs(key, state, heard, person))
    at_work = isinstance(state, Joining) and state.for_work
    return (*link, MyCommitments()) if at_work else link


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the step that waits for a reply."""
    waiting = state if isinstance(state, Joining) else Joining()
    return step_screen(waiting, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Go one step on the way in; or bring in the link of somebody who has joined before."""
    if facts.person.joined:
        return _joined_before(heard, facts, now)
    if isinstance(heard, Computed):
        return Turn(state)
    go = _Go(state if isinstance(state, Joining) else Joining(), facts, now)
    if isinstance(heard, Opened):
        return _open(go, heard, first=state is None)
    if state is None:
        return _lost(go, *_unusable(heard))
    return _reply(go, heard)


# --- coming in through a link ----------------------------------------------------------------


def _open(go: _Go, heard: Opened, *, first: bool) -> Turn:
    invite = _invite(heard, go.facts)
    unknown = heard.invite is not None and invite is None and not go.state.for_work
    notes = [UNKNOWN_LINK] if unknown else []
    notes += [] if first else [WELCOME_BACK]
    if invite is None or invite.id == go.state.invite:
        return go.stay(*notes)
    came = replace(go.state, invite=invite.id, suggested=invite.language)
    if invite.role == PROFESSIONAL and go.state.agreed is None:
        came = replace(came, for_work=True, named=invite.label if invite.promise else "")
    return replace(go, state=came, events=(CameBy(invite.id),)).stay(*notes)


def _invite(heard: Opened, facts: Facts) -> Invite | None:
    invite: Invite | None = facts.get(TheInvite(heard.invite)) if heard.invite else None
    return invite


def _joined_before(heard: Input, facts: Facts, now: datetime) -> Turn:
    if not isinstance(heard, Opened):
        return home.take(None, heard, facts, now)
    at_home = home.take(None, Commanded("home"), facts, now)
    invite = _invite(heard, facts)
    at_promises = by_link.opened(heard, invite, facts, now)
    if invite is None and heard.invite is not None:
        there = at_promises or at_home
        return replace(there, screens=(screen(UNKNOWN_LINK), *there.screens))
    if at_promises:
        return at_promises
    if invite and invite.role:
        note = _what_they_may_do(frozenset({invite.role}))
        return replace(at_home, screens=(note, *at_home.screens), events=(CameBy(invite.id),))
    return at_home


def _what_they_may_do(roles: frozenset[str]) -> Screen:
    told = [one for role, one in _MAY.items() if role in roles]
    if not told:
        return screen(NEW_ROLE)
    return Screen(
        lines=tuple(line for line, _ in told), options=tuple(button for _, button in told)
    )


_MAY: Mapping[str, tuple[Words, Button]] = {
    "facilitator": (ASK_MEMBERS, Button(Text("Ask members"), Act("c.ask"))),
    "scribe": (READ_WORDS, Button(Text("Reading rota"), Act("rota.show"))),
    "professional": (SEE_PROMISES, Button(Text("My promises"), Act("own.list"))),
    "chair": (SEE_LOOPS, Button(Text("Open loops"), Act("loop.list"))),
    "operator": (SEE_ROLES, Button(Text("Roles"), Act("role.list"))),
}
"""What a role lets somebody do, and where it begins."""


# --- one reply -----------------------------------------------------------------------------------


def _reply(go: _Go, heard: Input) -> Turn:
    match heard:
        case Tapped(Act() as act):
            return _act(go, act)
        case Typed(text) if go.state.step == "area" and text.strip():
            return _keep_area(go, " ".join(text.split()))
        case Typed() if go.now.timestamp() - go.state.last_at < RESUMES_AFTER:
            return _lost(go, NOT_UNDERSTOOD)
        case Typed() | Commanded():
            return _lost(go, WELCOME_BACK)
        case _:
            return _lost(go, *_unusable(heard))


def _lost(go: _Go, *notes: Words) -> Turn:
    return replace(go.stay(*notes), understood=False)


def _unusable(heard: Input) -> tuple[Words, ...]:
    match heard:
        case Typed() | Commanded() | Tapped(Act(verb=STAY.verb)):
            return ()
        case Tapped():
            return (NOT_NOW,)
        case Edited():
            return (NOT_CHANGED,)
        case _:
            return (NOT_USED,)


def _act(go: _Go, act: Act) -> Turn:
    number = act.ids[1] if len(act.ids) > 1 else -1
    step, then = _ACTS.get(act.verb, ("", _not_now))
    place = STEPS.index(step) if step else number
    return then(go, number) if 0 <= place <= go.state.furthest else go.stay(NOT_NOW)


def _not_now(go: _Go, _: int) -> Turn:
    return go.stay(NOT_NOW)


def _back(go: _Go, place: int) -> Turn:
    consenting = STEPS[place] == go.state.step == "consent"
    if consenting and go.state.statement > 1:
        return go.to("consent", statement=go.state.statement - 1)
    still_for_work = go.state.for_work and PROFESSIONAL in go.facts.person.roles
    return go.to(STEPS[max(0, place - 1)], for_work=still_for_work)


def _skip(go: _Go, place: int) -> Turn:
    step = STEPS[place]
    if step not in SKIPPABLE:
        return go.stay(NOT_NOW)
    return _tell(go, step, replace(go.state.about, **{SKIPPABLE[step]: None}))


def _choose_language(go: _Go, number: int) -> Turn:
    chosen = language_of(go.facts.network, number)
    if chosen is None:
        return go.stay(NOT_NOW)
    tag, _, is_draft = chosen
    notes = (DRAFT,) if is_draft else ()
    return replace(go, events=(LanguageChosen(tag),)).to("hello", *notes, language=tag)


def _consent(go: _Go, statement: int, *notes: Words) -> Turn:
    """Show the consent, but for a language in which nobody may be asked any more."""
    if not is_offered(go.facts.network, go.state.language):
        return go.to("language", *notes)
    version = go.facts.network.consent_version
    shown = ALL_AT_ONCE if go.state.for_work else statement
    return go.to("consent", *notes, statement=shown, words=version)


def _only_work(go: _Go, _: int) -> Turn:
    """Let somebody with a role in without asking them anything as a member."""
    if not go.facts.person.roles:
        return go.stay(NOT_NOW)
    return _consent(replace(go, state=replace(go.state, for_work=True)), ALL_AT_ONCE)


def _next_statement(go: _Go, number: int) -> Turn:
    shown = go.state.statement if go.state.step == "consent" else 0
    if _is_outdated(go):
        return _consent(go, 1, CHANGED)
    if not 1 <= number <= min(shown, LAST - 1):
        return go.stay(NOT_NOW)
    return go.to("consent", statement=number + 1)


def _agree(go: _Go, number: int) -> Turn:
    last_shown = go.state.step == "consent" and go.state.statement == number
    if not last_shown or number not in {ALL_AT_ONCE, LAST}:
        return go.stay(NOT_NOW)
    if _is_outdated(go):
        return _consent(go, 1, CHANGED)
    if go.state.for_work:
        return _finish_at_work(go)
    return go.to("age", agreed=agreement(number, go.state.language, go.facts))


def _is_outdated(go: _Go) -> bool:
    """Tell whether what they read of the consent is not what they would agree to now."""
    read_now = go.state.words == go.facts.network.consent_version
    return not read_now or not is_offered(go.facts.network, go.state.language)


def _refuse(_: _Go, __: int) -> Turn:
    shown = screen(Text("That is fine."), FORGOTTEN, CHANGE_YOUR_MIND)
    return Turn(None, (shown,), (TurnedAway("refused"),))


def _too_young(go: _Go, _: int) -> Turn:
    line = go.facts.network.young_people_line
    known = Text("Young patients and young carers can turn to {line}.", line=line)
    anyone = Text("Please talk to an adult you trust, or to a nurse. They can find help for you.")
    lines: tuple[Words, ...] = (
        Text("Thank you for telling me. Heard is for people who are 16 or older."),
        FORGOTTEN,
        known if line else anyone,
    )
    return Turn(None, (screen(*lines),), (TurnedAway("under_16"),))


def _keep_kind(go: _Go, number: int) -> Turn:
    if not 0 <= number < len(KINDS):
        return go.stay(NOT_NOW)
    return _tell(go, "kind", replace(go.state.about, kind=KINDS[number][0]))


def _keep_area(go: _Go, area: str) -> Turn:
    if len(area) > LONGEST_AREA:
        return go.stay(AREA_TOO_LONG)
    noted = Text("Your area: {area}. To change it, go back.", area=area)
    return _tell(go, "area", replace(go.state.about, area=area), noted)


def _keep_how_often(go: _Go, days: int) -> Turn:
    if said_days(days) is None:
        return go.stay(NOT_NOW)
    return _tell(go, "how_often", replace(go.state.about, ask_every_days=days))


def _keep_discreet(go: _Go, number: int) -> Turn:
    if number not in {0, 1}:
        return go.stay(NOT_NOW)
    return _tell(go, "discreet", replace(go.state.about, discreet=bool(number)))


def _tell(go: _Go, step: str, about: AboutYouGiven, *notes: Words) -> Turn:
    if step == STEPS[-1]:
        return _finish(go, about)
    return go.to(STEPS[STEPS.index(step) + 1], *notes, about=about)


def _finish(go: _Go, about: AboutYouGiven) -> Turn:
    code = code_from(go.facts.seed)
    told = (go.state.agreed, about if about != AboutYouGiven() else None, Joined(code))
    roles = go.facts.person.roles
    role = (_what_they_may_do(roles),) if roles else ()
    events = tuple(event for event in told if event)
    return Turn(None, (code_screen(code), _what_happens_next(), *role), events, focus=False)


def _finish_at_work(go: _Go) -> Turn:
    """Let somebody in who comes for their work, and show at once what they promised, or may do."""
    code = code_from(go.facts.seed)
    events = (work_agreement(go.state.language, go.facts), Joined(code))
    mine: tuple[Commitment, ...] = go.facts.get(MyCommitments()) or ()
    roles = go.facts.person.roles
    shown, aside = _what_they_may_do(roles), None
    if mine:
        shown = owning.given(mine, len(mine), go.facts, go.now)
        aside = owning.Owning(mine[0].id if len(mine) == 1 else 0)
    what = ONLY_PROMISES if roles == {PROFESSIONAL} else ONLY_WORK
    first = screen(Text("Thank you."), what, ALSO_TAKE_PART)
    return Turn(None, (first, code_screen(code), shown), events, focus=False, aside=aside)


def _what_happens_next() -> Screen:
    lines = (
        Text("That is all. You have joined."),
        Text("If a consultation is open for you now, I will send it to you by myself."),
        Text("You do not need to do anything. To stop at any time, send /stop."),
    )
    return Screen(lines=lines, options=(HOME,))


_ACTS: Mapping[str, tuple[str, Callable[[_Go, int], Turn]]] = {
    "j.language": ("language", _choose_language),
    "j.hello": ("hello", lambda go, _: go.to("hello")),
    "j.more": ("hello", lambda go, _: go.to("more")),
    "j.join": ("hello", lambda go, _: _consent(go, 1)),
    "j.at_work": ("hello", _only_work),
    "j.refuse": ("hello", _refuse),
    "j.consent": ("consent", lambda go, _: _consent(go, 1)),
    "j.all": ("consent", lambda go, _: _consent(go, ALL_AT_ONCE)),
    "j.ok": ("consent", _next_statement),
    "j.agree": ("consent", _agree),
    "j.yes": ("age", lambda go, _: go.to("kind", of_age=True)),
    "j.young": ("age", _too_young),
    "j.kind": ("kind", _keep_kind),
    "j.often": ("how_often", _keep_how_often),
    "j.on": ("", lambda go, _: go.stay(WELCOME_BACK)),
    "j.lock": ("discreet", _keep_discreet),
    "j.back": ("", _back),
    "j.skip": ("", _skip),
}
"""What each button does, and the step that it belongs to (back and skip name theirs)."""

"""A person who writes to Heard, with nothing between them but `route`, `wanted` and `respond`.

After each reply the state is saved as JSON and reloaded before the next, and a conversation finds
only what it said that it needs. What events do to the person is done here in small.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from conversations.asides import add_last
from conversations.break_words import BreakWords
from conversations.danger import (
    COMPLAINT,
    DISTRESS,
    SOMEONE_DIED,
    UNSAFE,
    URGENT,
    USER_DIED,
    Listed,
    Phrases,
)
from conversations.events import (
    Answered,
    BreakEnded,
    BreakTaken,
    CameBy,
    DeathTold,
    Event,
    Joined,
    LanguageChosen,
    MeErased,
    QuietHoursChosen,
    Stopped,
    StopUndone,
    TellChosen,
    TurnedAway,
)
from conversations.facts import Facts, Need, Network, Person, TheAnswers, TheInvite, TheState
from conversations.own_choices.breaks import end_by_writing
from conversations.quiet_hours import QuietHours
from conversations.reading import normalise
from conversations.respond import respond, route, wanted
from conversations.screen import Act, Button, Screen
from conversations.signposts import put_first
from conversations.state import State, keep, recall
from conversations.text import OtherTongue, Plural, Text, Value, Worded, Words
from conversations.turn import (
    Commanded,
    Edited,
    Input,
    Key,
    Opened,
    SentMedia,
    SentOther,
    Tapped,
    Turn,
    Typed,
)
from conversations.wording import not_in_yours

MORNING = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
RIVERSIDE = Network(
    id=1,
    name="Riverside Cancer Network",
    zone=ZoneInfo("Europe/London"),
    languages=(("en_GB", "English", False), ("cy", "Cymraeg", True), ("ur", "اردو", True)),
    oncology_line="01234 000000",
    young_people_line="Young Voices, 01234 111111",
)
MEMBER = Person(id=7, language="en_GB", joined=True)
STOP_WORDS = frozenset(map(normalise, ("stop", "stop please", "stopio", "بند کریں")))
PHRASES = Phrases(
    (
        Listed(
            {"fever": URGENT, "want to die": UNSAFE, "cannot cope": DISTRESS, "office": COMPLAINT,
             "husband died": SOMEONE_DIED, "husband has died": SOMEONE_DIED,
             "person who used this phone has died": USER_DIED},
            around=frozenset({"my", "the", "yesterday"}),
            not_a_stop=frozenset({"bus stop"}),
        ),
    )
)  # fmt: skip
BREAK_WORDS = BreakWords(
    frozenset({"tired", "i'm tired", "break", "wedi blino"}),
    frozenset({("break until", ""), ("a break until", ""), ("", "تک وقفہ")}),
)
LONGEST_LABEL = 20  # characters, for words of ours
LONGEST_CALLBACK = 64 - len("1:0000000000:")  # bytes, less what the channel puts in front


def english(words: Words) -> str:
    """Say words in English, with their values."""
    match words:
        case Text(message=message):
            return message.format_map(_shown(words.values))
        case Plural(count=count):
            form = words.singular if count == 1 else words.plural
            return form.format_map(_shown(words.values))
        case Worded():
            return words.said_in("en")
        case OtherTongue():
            met = words.met_by("en")
            return english(not_in_yours(met)) if met else ""
        case _:
            return words


def _shown(values: tuple[tuple[str, Value], ...]) -> dict[str, str]:
    return {name: _value(value) for name, value in values}


def _value(value: Value) -> str:
    match value:
        case date():
            return f"{value:%A} {value.day} {value:%B %Y}"
        case int():
            return str(value)
        case _:
            return english(value)


def said(screen: Screen) -> str:
    """Give a screen's title and lines, one under the other."""
    words = (screen.title, *screen.lines) if screen.title is not None else screen.lines
    return "\n".join(filter(None, map(english, words)))


def labels(screen: Screen) -> tuple[str, ...]:
    """Give the words on a screen's buttons, options first."""
    return tuple(english(button.label) for button in (*screen.options, *screen.buttons))


class Chat:
    """One person's chat. `found` is what the program would find; change it as the story needs."""

    def __init__(
        self,
        person: Person = MEMBER,
        network: Network = RIVERSIDE,
        found: Mapping[Any, Any] | None = None,
        *,
        say: Callable[[Words], str] = english,
        now: datetime = MORNING,
    ) -> None:
        self.person = person
        self.network = network
        self.found: dict[Need, Any] = dict(found or {})
        self.now = now
        self.focus: Key | None = None
        self.web_address = ""
        self.newest: tuple[Act, ...] = ()
        self.screens: list[Screen] = []
        self.events: list[Event] = []
        self.last = Turn(None)
        self._say = say
        self._kept: dict[Key, str] = {}
        self._turns = 0

    # --- what the person does; each gives the Turn that it led to -------------------------------

    def open(self, invite: int | None = None) -> Turn:
        return self.hear(Opened(invite))

    def say(self, text: str, day: date | None = None) -> Turn:
        return self.hear(Typed(text, day))

    def tap(self, label: str) -> Turn:
        """Tap the newest button with that label."""
        return self.hear(Tapped(self.button(label).act))

    def command(self, name: str) -> Turn:
        return self.hear(Commanded(name))

    def voice(self, media: int = 1) -> Turn:
        return self.hear(SentMedia("voice", media))

    def picture(self, media: int = 2) -> Turn:
        return self.hear(SentMedia("photo", media))

    def sticker(self) -> Turn:
        return self.other("sticker")

    def other(self, kind: str) -> Turn:
        return self.hear(SentOther(kind))

    def edit(self, text: str) -> Turn:
        return self.hear(Edited(text))

    def wait(self, **time: float) -> None:
        """Let time pass: `wait(days=7)`."""
        self.now += timedelta(**time)

    def hear(self, heard: Input) -> Turn:
        """Take one input, whatever it is."""
        key, came_in = route(heard, self.person, self.focus, STOP_WORDS, PHRASES), heard
        turn = self._respond(key, heard)
        while turn.instead:
            key, came_in = turn.instead.key, turn.instead.heard
            turn = self._respond(key, came_in)
        turn = add_last(turn, came_in, self._facts({}), self.now)
        turn = end_by_writing(turn, heard, _written(heard), self._facts({}))
        turn = put_first(turn, _written(heard), self._facts({}), self.state(key))
        self._take_up(key, turn)
        return turn

    def _respond(self, key: Key, heard: Input) -> Turn:
        state = self.state(key)
        needed = wanted(key, state, heard, self.person)
        facts = self._facts({need: self._find(need) for need in needed}, self._chance())
        return respond(state, heard, facts, self.now, key)

    def _facts(self, found: Mapping[Need, Any], seed: int = 0) -> Facts:
        return Facts(
            person=self.person,
            network=self.network,
            say=self._say,
            stop_words=STOP_WORDS,
            phrases=PHRASES,
            break_words=BREAK_WORDS,
            seed=seed,
            focus=self.focus,
            newest=self.newest,
            found=found,
            web_address=self.web_address,
        )

    # --- what the person sees -------------------------------------------------------------------

    @property
    def text(self) -> str:
        """All that the last reply said."""
        return "\n".join(map(said, self.last.screens))

    @property
    def labels(self) -> tuple[str, ...]:
        """The buttons of the last message."""
        return labels(self.screens[-1])

    def button(self, label: str) -> Button:
        """Find the newest button with that label; raises LookupError where there is none."""
        for screen in reversed(self.screens):
            for button in (*screen.options, *screen.buttons):
                if english(button.label) == label:
                    return button
        msg = f"There is no button '{label}'."
        raise LookupError(msg)

    def state(self, key: Key) -> State | None:
        """Reload a state as it was saved."""
        kept = self._kept.get(key)
        return recall(json.loads(kept)) if kept else None

    # --- what the program does ------------------------------------------------------------------

    def show(self, *screens: Screen) -> None:
        """Show screens that Heard starts."""
        for screen in screens:
            _check(screen)
        self.screens += screens

    def _find(self, need: Need) -> Any:
        if isinstance(need, TheState):
            return self.state(Key(need.conversation, need.subject))
        return self.found.get(need)

    def _take_up(self, key: Key, turn: Turn) -> None:
        self._keep(key, turn)
        self.last = turn
        self.show(*turn.screens)
        self.events += turn.events
        for event in turn.events:
            self._happen(event)

    def _keep(self, key: Key, turn: Turn) -> None:
        self._kept.pop(key, None)
        now_at = None
        if turn.state is not None:
            now_at = Key(turn.state.conversation, turn.state.subject)
            self._kept[now_at] = json.dumps(keep(turn.state))
        if turn.aside is not None:
            self.focus = Key(turn.aside.conversation, turn.aside.subject)
            self._kept[self.focus] = json.dumps(keep(turn.aside))
        elif turn.focus is not None:
            self.focus = now_at if turn.focus else None

    def _happen(self, event: Event) -> None:
        match event:
            case LanguageChosen(language):
                self.person = replace(self.person, language=language)
            case Joined():
                self.person = replace(self.person, joined=True)
            case Stopped() | StopUndone():
                self.person = replace(self.person, stopped=isinstance(event, Stopped), death=None)
            case DeathTold(who):
                self.person = replace(self.person, stopped=True, death=who)
            case BreakTaken() | BreakEnded() | QuietHoursChosen() | TellChosen():
                self.person = _after_choice(self.person, event, self.now)
            case TurnedAway() | MeErased():
                self.person = Person(self.person.id, guess=self.person.guess)
                self._kept.clear()
                self.focus = None
            case CameBy(invite):
                role = self.found[TheInvite(invite)].role
                given = frozenset({role} if role else ())
                self.person = replace(self.person, roles=self.person.roles | given)
            case Answered(consultation=consultation, question=question, given=given_answer):
                before = self.found.get(TheAnswers(consultation)) or {}
                self.found[TheAnswers(consultation)] = {**before, question: given_answer}
            case _:
                pass

    def _chance(self) -> int:
        self._turns += 1
        return int.from_bytes(sha256(str(self._turns).encode()).digest()[:16], "big")


def _after_choice(person: Person, event: Event, now: datetime) -> Person:
    match event:
        case BreakTaken(until):
            return replace(person, break_since=person.break_since or now, break_until=until)
        case QuietHoursChosen(begin, end, sundays):
            return replace(person, quiet=QuietHours(begin, end, sundays))
        case TellChosen(what):
            return replace(person, tell=what)
        case _:
            return replace(person, break_since=None, break_until=None)


def _written(heard: Input) -> str:
    """Give what the person wrote, as the channel tells it."""
    match heard:
        case Typed(text=text) | Edited(text=text) | SentMedia(caption=text):
            return text
        case _:
            return ""


def _check(screen: Screen) -> None:
    """Hold every message to what a phone can show."""
    assert screen.lines or screen.title or screen.options
    for button in (*screen.options, *screen.buttons):
        if isinstance(button.label, Text) and not button.label.values:
            assert len(english(button.label)) <= LONGEST_LABEL, english(button.label)
        ids = "".join(f":{number:x}" for number in button.act.ids)
        assert len(button.act.verb + ids) <= LONGEST_CALLBACK, button.act

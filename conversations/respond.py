"""The one way in: an input goes to its conversation, and a Turn comes out.

Where an input goes is decided here, before anything is loaded (`route`), and what is loaded is
what the conversation says that it needs (`wanted`). Each conversation is a module with a prefix
for its verbs, `needs`, `prompt` and `take`; adding one adds a line to `CONVERSATIONS`. Who may
do what stands in `rights`: a verb or command without a row there is refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from conversations import (
    agreeing,
    answering,
    asides,
    attending,
    believing,
    board,
    by_telephone,
    calls,
    composing,
    deciding,
    discreet,
    finding,
    flags,
    hearing_back,
    home,
    impact,
    induction,
    influencing,
    jargon,
    joining,
    meetings,
    minutes,
    moderating,
    more,
    my_data,
    needs_you,
    own_choices,
    owning,
    passing,
    promising,
    quoting,
    raising,
    reading_digest,
    recovering,
    roles,
    rota,
    seats,
    sorting,
    still_you,
    tasks,
    translating,
)
from conversations.danger import Phrases
from conversations.facts import Facts, Need, Person
from conversations.own_choices import deaths
from conversations.questions.kind import PICK_ONE, TAP_ONE
from conversations.reading import normalise, pick, same_words
from conversations.recovery import looks_like_code
from conversations.rights import groups_of, known, may, named, refusal
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.turn import (
    Commanded,
    Computed,
    Edited,
    Input,
    Instead,
    Key,
    Opened,
    SentMedia,
    SentOther,
    Tapped,
    Turn,
    Typed,
)


class Conversation(Protocol):
    """What each conversation's module offers."""

    NAME: str
    PREFIX: str
    COMMANDS: frozenset[str]

    def needs(
        self, key: Key, state: State | None, heard: Input, person: Person
    ) -> tuple[Need, ...]:
        """Name what must be loaded for this turn."""

    def prompt(self, state: State, facts: Facts) -> Screen | None:
        """Give the screen that waits for a reply, whose options may be typed."""

    def take(self, state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
        """Answer one input."""


CONVERSATIONS: tuple[Conversation, ...] = (
    joining,
    answering,
    composing,
    deciding,
    hearing_back,
    home,
    own_choices,
    asides,
    discreet,
    flags,
    roles,
    rota,
    sorting,
    recovering,
    by_telephone,
    still_you,
    my_data,
    agreeing,
    more,
    jargon,
    induction,
    seats,
    passing,
    calls,
    impact,
    influencing,
    needs_you,
    tasks,
    finding,
    quoting,
    promising,
    owning,
    minutes,
    reading_digest,
    board,
    believing,
    raising,
    moderating,
    meetings,
    attending,
    translating,
)
_NOTHING_LISTED = Phrases()
_OFFICE = frozenset({
    composing.NAME, deciding.NAME, promising.NAME, owning.NAME, board.NAME, minutes.NAME,
    meetings.NAME, moderating.NAME, translating.NAME,
})  # fmt: skip
"""Where people write for others: a death that is told there is no member's."""
_SHARED = frozenset({calls.NAME, finding.NAME, tasks.NAME})
"""Where members have a place, too; only a facilitator writes for others there."""
_BY_NAME: Mapping[str, Conversation] = {one.NAME: one for one in CONVERSATIONS}
_BY_PREFIX: Mapping[str, Conversation] = {one.PREFIX: one for one in CONVERSATIONS}
_BY_COMMAND: Mapping[str, Conversation] = {
    command: one for one in CONVERSATIONS for command in one.COMMANDS
}


def route(
    heard: Input, person: Person, focus: Key | None, stop_words: frozenset[str],
    phrases: Phrases = _NOTHING_LISTED,
) -> Key:  # fmt: skip
    """Say which conversation an input is for. Stop comes first, then joining, then the rest.

    Whoever was silent for long is asked first whether it is still them; a recovery code may be used
    by everybody, also before joining and after a stop.
    """
    own = _own_choice(heard, stop_words) or _death(heard, person, focus, phrases)
    if person.silent and not _stops(heard, own) and not isinstance(heard, Computed):
        return Key(still_you.NAME)
    if own is not None:
        return own
    if _recovers(heard, focus):
        return Key(recovering.NAME)
    if _is_about_data(heard, person, focus):
        return Key(my_data.NAME)
    if not person.joined:
        return Key(joining.NAME)
    if person.stopped and not isinstance(heard, Computed):
        return Key(own_choices.NAME)
    return _by_input(heard, focus)


def _own_choice(heard: Input, stop_words: frozenset[str]) -> Key | None:
    words = isinstance(heard, Typed) and normalise(heard.text) in stop_words
    command = isinstance(heard, Commanded) and heard.name in own_choices.COMMANDS
    tap = isinstance(heard, Tapped) and heard.act is not None and _prefix(heard.act.verb) == "o"
    return Key(own_choices.NAME) if words or command or tap else None


def _death(heard: Input, person: Person, focus: Key | None, phrases: Phrases) -> Key | None:
    """Give own choices for a message that says that somebody died and nothing else.

    Where a facilitator writes a draft, such words are the draft's.
    """
    text = deaths.own_words(heard)
    drafts = isinstance(heard, Typed) and _writes_for_others(person, focus)
    told = text is not None and not drafts and phrases.only_a_death(text)
    return Key(own_choices.NAME) if told else None


def _writes_for_others(person: Person, focus: Key | None) -> bool:
    if focus is None or focus.conversation in _OFFICE:
        return focus is not None
    answers_a_call = focus.conversation == calls.NAME and focus.subject  # as a member
    return focus.conversation in _SHARED and person.facilitates and not answers_a_call


def _stops(heard: Input, own: Key | None) -> bool:
    match heard:
        case Tapped(act):
            return act is not None and act.verb == "o.stop"
        case Commanded(name):
            return name == "stop"
        case _:
            return own is not None


def _is_about_data(heard: Input, person: Person, focus: Key | None) -> bool:
    """Tell whether this is for My data, which also those have who stopped."""
    match heard:
        case Tapped(act):
            return act is not None and _prefix(act.verb) == my_data.PREFIX
        case Commanded(name):
            return name in my_data.COMMANDS
        case Typed():
            return person.joined and focus == Key(my_data.NAME)
        case _:
            return False


def _recovers(heard: Input, focus: Key | None) -> bool:
    """Tell whether this is for a recovery code; one is never an answer, which others may read."""
    match heard:
        case Tapped(act):
            return act is not None and _prefix(act.verb) == recovering.PREFIX
        case Commanded(name):
            return name in recovering.COMMANDS
        case Typed(text) if focus != Key(by_telephone.NAME):
            return focus == Key(recovering.NAME) or looks_like_code(text)
        case SentMedia():
            return focus == Key(recovering.NAME)
        case _:
            return False


def _by_input(heard: Input, focus: Key | None) -> Key:
    match heard:
        case Opened():
            return Key(joining.NAME)
        case Tapped(act) if act is not None and _prefix(act.verb) in _BY_PREFIX:
            return Key(_BY_PREFIX[_prefix(act.verb)].NAME, act.subject)
        case Computed(request, _):
            return Key(_BY_PREFIX[_prefix(request.name)].NAME, request.subject)
        case Commanded(name) if name in _BY_COMMAND:
            return Key(_BY_COMMAND[name].NAME)
        case Tapped() | Commanded() | Edited() | SentOther():
            return Key(home.NAME)
        case _:
            return focus or Key(sorting.NAME)


def _not_begun(key: Key) -> State | None:
    """Give the state of a go that Heard has started and the person has not."""
    begin: dict[str, Callable[[int], State]] = {
        answering.NAME: answering.Answering,
        discreet.NAME: discreet.Discreet,
        calls.NAME: calls.Calling,
        hearing_back.NAME: hearing_back.HearingBack,
        flags.NAME: flags.told_of,
        quoting.NAME: quoting.Quoting,
        believing.NAME: believing.Believing,
        reading_digest.NAME: reading_digest.begun,
        minutes.NAME: minutes.begun,
        owning.NAME: owning.Owning,
        raising.NAME: raising.told_of,
        attending.NAME: attending.Attending,
    }
    kind = begin.get(key.conversation)
    return kind(key.subject) if kind and key.subject else None


def _prefix(verb: str) -> str:
    return verb.partition(".")[0]


def wanted(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Name what must be loaded before `respond` can answer."""
    return _BY_NAME[key.conversation].needs(key, state, heard, person)


def respond(
    state: State | None, heard: Input, facts: Facts, now: datetime, key: Key | None = None
) -> Turn:
    """Answer one input: `state` is that of the conversation that `route`, or `key`, names.

    Words that mean another conversation's button, and words that no list at home holds, come back
    as `Turn.instead`.
    """
    key = key or route(heard, facts.person, facts.focus, facts.stop_words, facts.phrases)
    conversation = _BY_NAME[key.conversation]
    state = state or _not_begun(key)
    if isinstance(heard, Typed):
        shown = conversation.prompt(state, facts) if state else None
        act = pick(shown, heard.text, facts.say) if shown else None
        newer = _newer(heard, key, act, facts)
        if newer:
            return Turn(state, instead=Instead(_by_input(newer, None), newer))
        act = None if act and state and _is_too_late(act, heard.text, state, now) else act
        heard = Tapped(act) if act else heard
        if act and _prefix(act.verb) != conversation.PREFIX:
            return Turn(state, instead=Instead(_by_input(heard, None), heard))
        if act and not facts.found.keys() >= {*wanted(key, state, heard, facts.person)}:
            return Turn(state, instead=Instead(key, heard))  # the button needs more than words do
    own = _own_choice_in_words(heard, key, state, facts)
    if own:
        return Turn(state, instead=own)
    if conversation in {joining, home}:  # which have more to say of it than a refusal
        heard = known(heard)
    what = named(heard, conversation.NAME, conversation.PREFIX, conversation.COMMANDS)
    if not may(what, facts.person, groups_of(key, facts)):
        return home.go_home(facts, refusal(what, facts.person))
    if key.conversation == home.NAME and isinstance(heard, Typed | SentMedia):
        return Turn(state, instead=Instead(Key(sorting.NAME), heard))
    turn = _noting_when(conversation.take(state, heard, facts, now), now)
    if not turn.understood and _says_home(heard, facts):
        return Turn(state, instead=Instead(Key(home.NAME), Tapped(home.HOME.act)))
    waits = conversation.prompt(turn.state, facts) if turn.state and not turn.understood else None
    return agreeing.hold(_without_numbers(turn, waits), key, state, heard, facts)


def _says_home(heard: Input, facts: Facts) -> bool:
    """Tell whether the word on the button that leads home was typed, by whom it leads there."""
    leads = facts.person.joined and not facts.person.stopped
    return leads and isinstance(heard, Typed) and same_words(home.HOME.label, heard.text, facts.say)


def _without_numbers(turn: Turn, waits: Screen | None) -> Turn:
    """Speak of no numbers where nothing that can be chosen has one."""
    shown = (*turn.screens, *((waits,) if waits else ()))
    if turn.understood or any(one.options for one in shown):
        return turn
    return replace(turn, screens=tuple(map(_tap_only, turn.screens)))


def _tap_only(shown: Screen) -> Screen:
    lines = (TAP_ONE if line == PICK_ONE else line for line in shown.lines)
    return replace(shown, lines=tuple(lines))


def _newer(heard: Typed, key: Key, act: Act | None, facts: Facts) -> Tapped | None:
    """Take a number for the list that Heard sent last, where it chose from one above it, or none.

    A number that is an answer, such as how many minutes, stays one.
    """
    listed = Screen(lines=(), options=tuple(Button(act.verb, act) for act in facts.newest))
    chosen = pick(listed, heard.text, facts.say) if facts.newest else None
    is_free = act is not None or key.conversation in {home.NAME, sorting.NAME}
    return Tapped(chosen) if chosen and is_free else None


NUMBERS_LAST = 3600
"""Seconds for which a mere number may choose what cannot be undone, or ends everything."""
_GRAVE = frozenset({
    "o.stop", "o.died", "o.erase_yes", "o.withdraw_yes", "mine.erase_one_yes", "mine.erase_me_yes",
})  # fmt: skip


def _is_too_late(act: Act, text: str, state: State, now: datetime) -> bool:
    """Tell whether a number was typed to grave words of long ago: it may be meant for another list.

    Then they are shown once more. A button, or its label typed, does it at any time.
    """
    if not isinstance(state, own_choices.OwnChoices | my_data.MyData) or act.verb not in _GRAVE:
        return False
    is_number = not any(sign.isalpha() for sign in text)
    return is_number and now.timestamp() - state.shown_at > NUMBERS_LAST


def _noting_when(turn: Turn, now: datetime) -> Turn:
    if not isinstance(turn.state, own_choices.OwnChoices | my_data.MyData):
        return turn
    return replace(turn, state=replace(turn.state, shown_at=int(now.timestamp())))


def _own_choice_in_words(
    heard: Input, key: Key, state: State | None, facts: Facts
) -> Instead | None:
    """Take 'tired' for a break, and 'quiet hours' for that choice, where they are no answer."""
    if not isinstance(heard, Typed):
        return None
    no_answer = _NO_OWN_WORDS.get(key.conversation, _never)(state, facts)
    if no_answer and facts.break_words.ask_for_one(heard.text):
        return Instead(Key(own_choices.NAME), heard)
    if _NOTHING_TO_KEEP.get(key.conversation, _never)(state, facts):
        act = own_choices.named(heard.text, facts)
        return Instead(_by_input(Tapped(act), None), Tapped(act)) if act else None
    return None


def _never(_state: State | None, _facts: Facts) -> bool:
    return False


def _always(_state: State | None, _facts: Facts) -> bool:
    return True


_NO_OWN_WORDS: Mapping[str, Callable[[State | None, Facts], bool]] = {
    home.NAME: _always,
    sorting.NAME: _always,
    discreet.NAME: _always,
    asides.NAME: _always,
    more.NAME: _always,
    influencing.NAME: _always,
    impact.NAME: _always,
    passing.NAME: _always,
    needs_you.NAME: _always,
    tasks.NAME: tasks.asks_to_choose,
    finding.NAME: finding.asks_to_choose,
    quoting.NAME: _always,
    agreeing.NAME: _always,
    answering.NAME: answering.asks_to_choose,
    hearing_back.NAME: hearing_back.asks_to_choose,
    owning.NAME: owning.asks_to_choose,
    promising.NAME: promising.asks_to_choose,
    reading_digest.NAME: reading_digest.asks_to_choose,
    raising.NAME: raising.asks_to_choose,
    attending.NAME: attending.asks_to_choose,
}
"""Where 'tired' may ask for a break: whether what waits takes no words of one's own."""
_NOTHING_TO_KEEP: Mapping[str, Callable[[State | None, Facts], bool]] = {
    home.NAME: sorting.nothing_waits,
    sorting.NAME: sorting.nothing_waits,
    answering.NAME: answering.waits_for_a_choice,
    hearing_back.NAME: hearing_back.asks_to_choose,
}
"""Where any of my choices may be named: whether the words can belong to nothing that waits."""

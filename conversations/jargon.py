"""Words explained: `/what PET-CT` from a glossary that facilitators keep in the chat."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from conversations.facts import Facts, Need, Person
from conversations.home import HOME
from conversations.jargon_facts import Entry, TheGlossary, key_of
from conversations.loop_events import TaskRaised
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Button, Screen
from conversations.seat_events import WordDropped, WordExplained
from conversations.state import State
from conversations.text import Text, Words
from conversations.turn import Commanded, Input, Key, Tapped, Turn, Typed
from conversations.wording import other_tongue

NAME = "jargon"
PREFIX = "what"
COMMANDS = frozenset({"what"})

A_PAGE = 10
MOST_NEAR = 5
LONGEST_WORD = 60
LONGEST_WORDS = 600
_FIRST_LANGUAGE = "en_GB"
SHORTEST_NEAR = 3  # letters, so that 'a' is not near to everything

WHICH = Text("Which word shall I explain? Please type it.")
ONE_WORD = Text("I look up one word at a time, such as PET-CT. I did not keep what you wrote.")
ASKED = Text("I have passed your question on. Nobody reads this at once. The answer comes here.")
NEW_WORD = Text("Which word do you want to explain to members? Please type it.")
TOO_LONG = Text("That is too long. Please use at most {most} letters.", most=LONGEST_WORD)
WORDS_TOO_LONG = Text("That is too long. Please use at most {most} letters.", most=LONGEST_WORDS)
KEPT = Text("Members now read this.")
DROPPED = Text("I do not explain this word any more.")
GONE = Text("This word is not in the list any more.")
NO_FILE = Text("I need words here. Please type them.")


@dataclass(frozen=True)
class Jargon(State):
    """`step` is where somebody is: nothing asked, 'which' word, a 'page' of all, or writing one.

    While a facilitator writes, `shown` is the word and `words` what it means.
    """

    conversation: ClassVar[str] = NAME

    step: str = ""
    shown: str = ""
    words: str = ""
    page: int = 0

    @property
    def subject(self) -> int:
        """There is one glossary."""
        return 0


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need all words: they are few."""
    return (TheGlossary(),)


def prompt(state: State, facts: Facts) -> Screen:
    """Give the step that waits for a reply."""
    here = state if isinstance(state, Jargon) else Jargon()
    return _SCREENS[here.step](here, facts)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Explain a word, show all, or let a facilitator write one."""
    here = state if isinstance(state, Jargon) else Jargon()
    match heard:
        case Commanded(_, word) if key_of(word):
            # Whoever asks in the middle of an answer goes on with that answer.
            return replace(_look_up(word, facts), focus=None)
        case Tapped(Act(verb, ids)) if verb in _ACTS:
            return _ACTS[verb](here, ids[-1] if ids else 0, facts)
        case Typed(text) if here.step in _TYPED:
            return _TYPED[here.step](here, " ".join(text.split()), facts)
        case Commanded() | Tapped():
            return _at(Jargon("which"), facts)
        case _:
            hint = NO_FILE if here.step in _TYPED else PICK_ONE
            return Turn(here, (replace(prompt(here, facts), title=None, lines=(hint,)),),
                        understood=False)  # fmt: skip


# --- looking up -----------------------------------------------------------------------------------


def find(word: str, entries: tuple[Entry, ...]) -> Entry | None:
    """Find the entry of a word, in whichever way it is written."""
    wanted = key_of(word)
    return next((one for one in entries if wanted in _forms(one)), None)


def near(word: str, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Find entries that begin with the word, or have it in their name."""
    wanted = key_of(word)
    if len(wanted) < SHORTEST_NEAR:
        return ()
    parts = set(wanted.split())
    found = [
        one
        for one in entries
        if any(form.startswith(wanted) or parts & set(form.split()) for form in _forms(one))
    ]
    return tuple(found[:MOST_NEAR])


def _forms(one: Entry) -> frozenset[str]:
    return frozenset(map(key_of, (one.shown, *one.also)))


def _look_up(word: str, facts: Facts) -> Turn:
    found = find(word, _entries(facts))
    if found:
        return Turn(Jargon("word", found.shown), (_explained(found, facts),))
    if len(word) > LONGEST_WORD:
        return _again(Jargon("which"), ONE_WORD, facts)
    return _at(Jargon("unknown", " ".join(word.split())), facts)


def _typed_word(here: Jargon, text: str, facts: Facts) -> Turn:
    return _look_up(text, facts) if key_of(text) else _again(here, WHICH, facts)


def _word(here: Jargon, number: int, facts: Facts) -> Turn:
    found = next((one for one in _entries(facts) if one.number == number), None)
    return _look_up(found.shown, facts) if found else _at(Jargon("which"), facts, GONE)


def _all(here: Jargon, number: int, facts: Facts) -> Turn:
    last = max(0, (len(_entries(facts)) - 1) // A_PAGE)
    return _at(Jargon("page", page=min(number, last)), facts)


def _which(here: Jargon, number: int, facts: Facts) -> Turn:
    return _at(Jargon("which"), facts)


def _ask(here: Jargon, number: int, facts: Facts) -> Turn:
    if here.step != "unknown":
        return _at(Jargon("which"), facts)
    raised = TaskRaised("question", words=here.shown)
    return Turn(Jargon(), (Screen(lines=(ASKED,), buttons=(HOME,)),), events=(raised,))


# --- a facilitator writes -------------------------------------------------------------------------


def _add(here: Jargon, number: int, facts: Facts) -> Turn:
    if here.step == "unknown":
        return _at(replace(here, step="writing"), facts)
    return _at(Jargon("new"), facts)


def _change(here: Jargon, number: int, facts: Facts) -> Turn:
    found = next((one for one in _entries(facts) if one.number == number), None)
    return _at(Jargon("writing", found.shown) if found else Jargon("new"), facts)


def _named(here: Jargon, text: str, facts: Facts) -> Turn:
    if not key_of(text) or len(text) > LONGEST_WORD:
        return _again(here, TOO_LONG if key_of(text) else NEW_WORD, facts)
    found = find(text, _entries(facts))
    return _at(Jargon("writing", found.shown if found else text), facts)


def _written(here: Jargon, text: str, facts: Facts) -> Turn:
    if not text or len(text) > LONGEST_WORDS:
        return _again(here, WORDS_TOO_LONG if text else NO_FILE, facts)
    return _at(replace(here, step="keep", words=text), facts)


def _keep(here: Jargon, number: int, facts: Facts) -> Turn:
    if here.step != "keep":
        return _at(Jargon("which"), facts)
    kept = WordExplained(here.shown, facts.person.language or _FIRST_LANGUAGE, here.words)
    shown = Screen(title=here.shown, lines=(KEPT,), options=_ways(), buttons=(HOME,))
    return Turn(Jargon(), (shown,), events=(kept,))


def _drop(here: Jargon, number: int, facts: Facts) -> Turn:
    found = next((one for one in _entries(facts) if one.number == number), None)
    return _at(Jargon("drop", found.shown) if found else Jargon("which"), facts)


def _dropped(here: Jargon, number: int, facts: Facts) -> Turn:
    if here.step != "drop":
        return _at(Jargon("which"), facts)
    shown = Screen(title=here.shown, lines=(DROPPED,), options=_ways(), buttons=(HOME,))
    return Turn(Jargon(), (shown,), events=(WordDropped(here.shown),))


# --- screens --------------------------------------------------------------------------------------


def _entries(facts: Facts) -> tuple[Entry, ...]:
    found: tuple[Entry, ...] = facts.get(TheGlossary()) or ()
    return found


def _at(here: Jargon, facts: Facts, *first: Words) -> Turn:
    shown = prompt(here, facts)
    return Turn(here, (replace(shown, lines=(*first, *shown.lines)),))


def _again(here: Jargon, hint: Words, facts: Facts) -> Turn:
    shown = prompt(here, facts)
    return Turn(here, (replace(shown, title=None, lines=(hint,)),), understood=False)


def _ways() -> tuple[Button, ...]:
    return (Button(Text("Another word"), Act("what.show")), Button(Text("All words"), ALL))


ALL = Act("what.all", (0, 0))


def _explained(entry: Entry, facts: Facts) -> Screen:
    change = Button(Text("Change the words"), Act("what.change", (0, entry.number)))
    drop = Button(Text("Take it out"), Act("what.drop", (0, entry.number)))
    mine = (change, drop) if facts.person.facilitates else ()
    return Screen(
        title=entry.shown,
        lines=(entry.words, *other_tongue(entry.words)),
        options=(*_ways(), *mine),
        buttons=(HOME,),
    )


def _word_screen(here: Jargon, facts: Facts) -> Screen:
    found = find(here.shown, _entries(facts))
    return _explained(found, facts) if found else _which_screen(here, facts)


def _which_screen(here: Jargon, facts: Facts) -> Screen:
    add = Button(Text("Add a word"), Act("what.add"))
    mine = (add,) if facts.person.facilitates else ()
    return Screen(
        title=Text("What words mean"),
        lines=(WHICH,),
        options=(Button(Text("All words"), ALL), *mine),
        buttons=(HOME,),
    )


def _unknown_screen(here: Jargon, facts: Facts) -> Screen:
    options = tuple(_choice(one) for one in near(here.shown, _entries(facts)))
    ask = Button(Text("Ask what it means"), Act("what.ask"))
    add = Button(Text("Explain it"), Act("what.add"))
    way = add if facts.person.facilitates else ask
    unknown = Text("I cannot explain '{word}' yet.", word=here.shown)
    perhaps = Text("Did you mean one of these?")
    lines = (unknown, perhaps) if options else (unknown,)
    return Screen(lines=lines, options=(*options, way, *_ways()), buttons=(HOME,))


def _choice(one: Entry) -> Button:
    return Button(one.shown, Act("what.word", (0, one.number)))


def _page_screen(here: Jargon, facts: Facts) -> Screen:
    entries, first = _entries(facts), here.page * A_PAGE
    options = tuple(map(_choice, entries[first : first + A_PAGE]))
    before = Button(Text("The words before"), Act("what.all", (0, here.page - 1)))
    after = Button(Text("More words"), Act("what.all", (0, here.page + 1)))
    ways = (
        *((before,) if here.page else ()),
        *((after,) if first + A_PAGE < len(entries) else ()),
        HOME,
    )
    choose, none = Text("Choose a word, or type one."), Text("No word is explained yet.")
    return Screen(
        title=Text("What words mean"),
        lines=(choose if options else none,),
        options=options,
        buttons=ways,
    )


def _new_screen(here: Jargon, facts: Facts) -> Screen:
    return Screen(lines=(NEW_WORD,), buttons=(Button(Text("Back"), Act("what.show")),))


def _writing_screen(here: Jargon, facts: Facts) -> Screen:
    how = Text("What does it mean? Write 1 or 2 short sentences, as you would say it to a friend.")
    found = find(here.shown, _entries(facts))
    now = (Text("Now it says: {words}", words=found.words),) if found else ()
    back = Button(Text("Back"), Act("what.show"))
    return Screen(title=here.shown, lines=(how, *now), buttons=(back,))


def _keep_screen(here: Jargon, facts: Facts) -> Screen:
    ask = Text("Is this right? You can also write it again.")
    keep = Button(Text("Yes, keep it"), Act("what.keep"))
    no = Button(Text("No, leave it"), Act("what.show"))
    return Screen(title=here.shown, lines=(here.words, ask), options=(keep, no))


def _drop_screen(here: Jargon, facts: Facts) -> Screen:
    ask = Text("Shall I take this word out? Members then cannot look it up.")
    yes = Button(Text("Yes, take it out"), Act("what.drop_yes"))
    no = Button(Text("No, keep it"), Act("what.show"))
    return Screen(title=here.shown, lines=(ask,), options=(yes, no))


_SCREENS: Mapping[str, Callable[[Jargon, Facts], Screen]] = {
    "": _which_screen,
    "which": _which_screen,
    "word": _word_screen,
    "unknown": _unknown_screen,
    "page": _page_screen,
    "new": _new_screen,
    "writing": _writing_screen,
    "keep": _keep_screen,
    "drop": _drop_screen,
}
_TYPED: Mapping[str, Callable[[Jargon, str, Facts], Turn]] = {
    **dict.fromkeys(("which", "word", "unknown", "page"), _typed_word),
    "new": _named,
    "writing": _written,
    "keep": _written,
}
_ACTS: Mapping[str, Callable[[Jargon, int, Facts], Turn]] = {
    "what.show": _which,
    "what.word": _word,
    "what.all": _all,
    "what.ask": _ask,
    "what.add": _add,
    "what.change": _change,
    "what.keep": _keep,
    "what.drop": _drop,
    "what.drop_yes": _dropped,
}

"""In other languages: words that are about to go out, said in the languages of those who get them.

A change of a loop waits here until its day is over; a decision, a digest, an answer to an issue, a
meeting and a call until somebody sends them. Each is a list of words, said one after the other;
what is left out goes as it was written, and says so.

Where somebody reads another language, whoever wrote the words is asked at once, and only once for
the same words, whether to add them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar

from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.other_languages import (
    LAST,
    also_said,
    how_said,
    invited,
    to_add,
    which_language,
    who_reads,
)
from conversations.questions.kind import PICK_ONE
from conversations.reading import is_blank
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text, Worded, Words
from conversations.turn import Computed, Input, Key, Tapped, Turn, Typed, subject_of
from conversations.wording import (
    OF_CALL,
    OF_DECISION,
    OF_DIGEST,
    OF_ISSUE,
    OF_LOOP,
    OF_MEETING,
    Readers,
    TheWording,
    Wording,
    WordsTranslated,
)

NAME = "translating"
PREFIX = "lang"
COMMANDS: frozenset[str] = frozenset()
LONGEST = 1500  # characters

NOTHING = Text("No words wait to go out here.")
NOBODY_ELSE = Text("Everyone who gets this reads the language that it is written in.")
UNTIL = Text("These words go out when the day is over. People who read another language get yours.")
LATER = (
    Text("That is fine. You can still add them until this goes out."),
    Text(
        "People who read another language get your words, and are told which language they are in."
    ),
)
CHANGED = Text("Somebody changed the words meanwhile. Please look again.")
MISSING = Text("What is missing goes out as it was written, and says so.")


@dataclass(frozen=True)
class Translating(State):
    """Which words are said in which `language`. `of` are those that were asked for last.

    `asked` are the words, as first written, for which other `languages` were offered by itself.
    """

    conversation: ClassVar[str] = NAME

    loop: int
    place: int = OF_LOOP
    at: str = "which"
    language: str = ""
    of: Worded | None = None
    languages: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def subject(self) -> int:
        """The loop; 0 for what has none yet."""
        return self.loop


@dataclass(frozen=True, slots=True)
class _Go:
    """What a screen and a turn are made from."""

    state: Translating
    wording: Wording
    facts: Facts

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        """Give a button about these words."""
        return Button(label, Act(verb, (self.state.loop, self.state.place, *ids)))

    def name(self, language: str) -> str:
        """Give a language's own name."""
        names = {tag: name for tag, name, _ in self.facts.network.languages}
        return names.get(language, language)

    @property
    def tags(self) -> tuple[str, ...]:
        """The languages that somebody reads in which not all was written."""
        return tuple(tag for tag in self.wording.languages if self._is_asked_in(tag))

    def _is_asked_in(self, tag: str) -> bool:
        firsts = (Worded(one.by_language[:1]) for one in self.wording.words)
        return tag in self.offered and any(not one.speaks(tag) for one in firsts)

    @property
    def offered(self) -> tuple[str, ...]:
        """The network's languages, whose places buttons carry."""
        return tuple(tag for tag, _, _ in self.facts.network.languages)

    @property
    def position(self) -> int:
        """Where the words stand that were asked for; -1 where they are gone."""
        of = self.state.of
        firsts = [one.by_language[0] for one in self.wording.words]
        return firsts.index(of.by_language[0]) if of and of.by_language[0] in firsts else -1

    def at(self, screen: str, **changes: Any) -> "_Go":
        """Give the same with another screen waiting."""
        return replace(self, state=replace(self.state, at=screen, **changes))


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the words that are about to go out."""
    return (TheWording(key.subject, _place(state, heard)),)


def _place(state: State | None, heard: Input) -> int:
    if isinstance(heard, Computed):
        return heard.request.position
    if isinstance(heard, Tapped) and heard.act and len(heard.act.ids) > 1:
        return heard.act.ids[1]
    if isinstance(state, Translating) and not isinstance(heard, Tapped):
        return state.place
    return OF_LOOP


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits for a reply."""
    here = state if isinstance(state, Translating) else Translating(state.subject)
    found: Wording | None = facts.get(TheWording(here.loop, here.place))
    return _shown(_Go(here, found, facts)) if found else None


def _shown(go: _Go) -> Screen:
    match go.state.at:
        case "invited":
            return _invited(go)
        case "later":
            return _left(go)
        case "words" if go.position >= 0:
            return _asked(go)
        case "seen":
            return _seen(go)
        case _:
            return _which(go)


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Ask for words in another language, one after the other, and keep them."""
    act = heard.act if isinstance(heard, Tapped) else None
    here = state if isinstance(state, Translating) else Translating(subject_of(heard))
    here = replace(here, place=_place(state, heard))
    found: Wording | None = facts.get(TheWording(here.loop, here.place))
    if isinstance(heard, Computed):
        value = heard.value if isinstance(heard.value, Readers) else Readers()
        asks = _invite(_Go(here, found, facts), value) if found else None
        return asks or Turn(state, focus=None)
    if found is None:
        return go_home(facts, NOT_FOR_YOU)
    go = _Go(here, found, facts)
    if act:
        return _act(go, act)
    if go.state.at == "words" and isinstance(heard, Typed):
        return _typed(go, heard.text)
    return _again(go, PICK_ONE)


def _act(go: _Go, act: Act) -> Turn:
    number = act.ids[2] if len(act.ids) > 2 else 0
    match act.verb:
        case "lang.pick" if 0 <= number < len(go.offered) and go.offered[number] in go.tags:
            there = go.at("words", language=go.offered[number])
            lacking = there.wording.lacking(there.state.language)
            return _ask(there, there.wording.words.index(lacking[0]) if lacking else 0)
        case "lang.word" if go.state.language in go.tags:
            return _ask(go, number)
        case "lang.see" if go.state.language in go.tags:
            return _see(go)
        case "lang.later":
            there = go.at("later")
            return Turn(there.state, (_left(there),))
        case _:
            there = go.at("which")
            return Turn(there.state, (_which(there),))


# --- offered by itself ----------------------------------------------------------------------------


def _invite(go: _Go, readers: Readers) -> Turn | None:
    """Offer languages in which words are missing and that somebody reads; None if asked before."""
    read = {tag: people for tag, people in readers.by_language if people != 0}
    tags = tuple(tag for tag in go.tags if tag in read and go.wording.lacking(tag))
    lacking = dict.fromkeys(one.by_language[0] for tag in tags for one in go.wording.lacking(tag))
    texts = tuple(text for _, text in lacking)
    if not set(texts) - set(go.state.asked):
        return None
    there = go.at("invited", languages=tags, asked=texts)
    shown = go.name(next(language for language, _ in lacking))
    who = (who_reads(read[tag], go.name(tag), shown) for tag in tags)
    return Turn(there.state, (_invited(there, *who),))


def _invited(go: _Go, *who: Words) -> Screen:
    languages = tuple(
        go.option(Text("Add {language}", language=go.name(tag)), "lang.pick", place)
        for place, tag in enumerate(go.offered)
        if tag in go.state.languages
    )
    return invited(who, languages, go.option(Text("Later"), "lang.later"))


def _left(go: _Go) -> Screen:
    return Screen(lines=LATER, options=(_way_back(go), HOME))


# --- which language -------------------------------------------------------------------------------


def _which(go: _Go) -> Screen:
    back = _way_back(go)
    if not go.wording.words:
        return Screen(lines=(NOTHING,), options=(back, HOME))
    if not go.tags:
        return Screen(lines=(NOBODY_ELSE,), options=(back, HOME))
    options = tuple(
        go.option(to_add(go.name(tag), len(go.wording.lacking(tag))), "lang.pick", place)
        for place, tag in enumerate(go.offered)
        if tag in go.tags
    )
    lines = (UNTIL,) if go.state.place == OF_LOOP else ()
    return which_language(options, back, *lines)


def _way_back(go: _Go) -> Button:
    verb, ids = _WAYS_BACK.get(go.state.place, "loop.open"), (go.state.loop,)
    if go.state.place == OF_MEETING and not go.state.loop:
        verb = "meet.go_on"
    return Button(Text("Back"), Act(verb, ids))


_WAYS_BACK: Mapping[int, str] = {
    OF_LOOP: "loop.open",
    OF_DIGEST: "minutes.preview",
    OF_ISSUE: "issue.answer",
    OF_MEETING: "meet.change",
    OF_CALL: "call.preview",
    OF_DECISION: "d.preview",
}


# --- one text after the other ---------------------------------------------------------------------


def _ask(go: _Go, position: int) -> Turn:
    if not 0 <= position < len(go.wording.words):
        return _see(go, LAST)
    there = go.at("words", of=go.wording.words[position])
    return Turn(there.state, (_asked(there),))


def _asked(go: _Go) -> Screen:
    tag, position = go.state.language, go.position
    before = go.option(Text("Back"), "lang.word", position - 1)
    return how_said(
        go.wording.words[position], tag, go.name(tag),
        before if position else go.option(Text("Back"), "lang.open"),
        go.option(Text("Skip"), "lang.word", position + 1),
        go.option(Text("Stop here"), "lang.see"),
    )  # fmt: skip


def _typed(go: _Go, text: str) -> Turn:
    said, position = text.strip(), go.position
    if position < 0 or go.state.language not in go.tags:
        there = go.at("which")
        return Turn(there.state, (Screen(lines=(CHANGED,)), _which(there)))
    if is_blank(said):
        return _again(go, Text("I need words here. Please type them."))
    if len(said) > LONGEST:
        much = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
        return _again(go, much)
    words = go.wording.words[position]
    event = WordsTranslated(go.state.loop, words, go.state.language, said)
    spoken = also_said(words, go.state.language, said)
    known = tuple(spoken if one == words else one for one in go.wording.words)
    there = replace(go, wording=replace(go.wording, words=known))
    return replace(_ask(there, _following(there, position)), events=(event,))


def _following(go: _Go, position: int) -> int:
    """Give the next words that lack this language; the end where there are none."""
    words, tag = go.wording.words, go.state.language
    later = (at for at in range(position + 1, len(words)) if not words[at].speaks(tag))
    return next(later, len(words))


def _again(go: _Go, hint: Words) -> Turn:
    return Turn(go.state, (replace(_shown(go), title=None, lines=(hint,)),), understood=False)


# --- as people read them --------------------------------------------------------------------------


def _see(go: _Go, *said: Words) -> Turn:
    there = go.at("seen")
    first = (Screen(lines=said),) if said else ()
    return Turn(there.state, (*first, _seen(there)))


def _seen(go: _Go) -> Screen:
    """Show the words as those read them who read this language."""
    tag = go.state.language
    words = tuple(one.said_in(tag) for one in go.wording.words)
    missing = (MISSING,) if go.wording.lacking(tag) else ()
    title = Text("In {language}", language=go.name(tag))
    again = go.option(Text("Change words"), "lang.word", 0)
    others = go.option(Text("Other languages"), "lang.open")
    return Screen(
        title=title, lines=(*words, *missing), options=(again, others, _way_back(go), HOME)
    )

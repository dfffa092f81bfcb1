"""Reading a digest: more of each item, what one thinks of it, a question, an offer to help."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, TypeAlias

from conversations.digest_events import GroupFollowed, HelpOffered, Reacted
from conversations.digests import (
    REACTIONS,
    Digest,
    DigestsOut,
    GroupsToFollow,
    Piece,
    Put,
    TheDigest,
    answered,
    first_screen,
    round_up,
    whole,
)
from conversations.facts import Facts, Need, Person
from conversations.home import HOME, NOT_FOR_YOU, go_home
from conversations.loop_events import TaskRaised
from conversations.questions.free_text import LONGEST, TOO_LONG
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Attachment, Button, Screen
from conversations.state import State
from conversations.text import Text, Worded, Words
from conversations.turn import Commanded, Input, Instead, Key, Tapped, Turn, Typed

NAME = "digest"
LIST = "digest.list"
PREFIX = "digest"
COMMANDS = frozenset({"news"})

_LABELS = {"good": Text("Good"), "worried": Text("I am worried"), "unclear": Text("Not clear")}
_ASK = Text("What is your question? Type it in your own words. Nobody reads this straight away.")
_HELP = Text("Thank you. How would you like to help? Nobody reads this straight away.")
_ASKED = Text("Thank you. A facilitator will read it, and I will send you the answer.")
_OFFERED = Text(
    "Thank you. A facilitator will read it and write to you. I will tell you what follows."
)
_WORDS = Text("Please type a few words, or go back. Nobody reads this straight away.")
_ALOUD = Text("The news of this meeting, read aloud.")
_FOLLOW = Button(Text("Groups I follow"), Act("digest.groups"))
_NO_MORE = Text("I cannot show that any more. Here is the digest.")


@dataclass(frozen=True)
class ReadingDigest(State):
    """Where one reader is: 'first', 'more', 'item', or 'ask' and 'help' while words are awaited.

    `meeting` is 0 at the list of digests. `piece` is the one on the screen, 0 for all of it.
    """

    conversation: ClassVar[str] = NAME

    meeting: int = 0
    at: str = "first"
    piece: int = 0

    @property
    def subject(self) -> int:
        """The meeting."""
        return self.meeting


@dataclass(frozen=True, slots=True)
class _View:
    """What a screen needs to show itself."""

    state: ReadingDigest
    title: Worded
    digest: Digest
    mine: Mapping[int, str]
    put: tuple[Put, ...] = ()

    def act(self, verb: str, *ids: int) -> Act:
        return Act(f"digest.{verb}", (self.state.meeting, *ids))

    def option(self, label: Words, verb: str, *ids: int) -> Button:
        return Button(label, self.act(verb, *ids))

    @property
    def piece(self) -> Piece | None:
        """The piece on the screen, if members may read it."""
        found = self.digest.piece(self.state.piece)
        return None if found is None or found.left_out else found

    def at(self, place: str, piece: int = 0) -> "_View":
        return replace(self, state=replace(self.state, at=place, piece=piece))


def begun(meeting: int) -> ReadingDigest:
    """Give the state of somebody who was told a digest and has done nothing with it yet."""
    return ReadingDigest(meeting)


def needs(key: Key, state: State | None, heard: Input, person: Person) -> tuple[Need, ...]:
    """Need the digest, which only those get who may read it; at the list, all of them."""
    return (TheDigest(key.subject),) if key.subject else (DigestsOut(), GroupsToFollow())


def prompt(state: State, facts: Facts) -> Screen | None:
    """Give the screen that waits."""
    if not state.subject:
        following = isinstance(state, ReadingDigest) and state.at == "groups"
        return _groups(facts) if following else _all(facts)
    view = _view(state, facts) if isinstance(state, ReadingDigest) else None
    return _shown(view) if view else None


def asks_to_choose(state: State | None, facts: Facts) -> bool:
    """Tell whether no words of one's own are an answer to what waits."""
    return not (isinstance(state, ReadingDigest) and state.at in {"ask", "help"})


def take(state: State | None, heard: Input, facts: Facts, now: datetime) -> Turn:
    """Show what was asked for, and take a reaction, a question or an offer."""
    act = heard.act if isinstance(heard, Tapped) else None
    here = state if isinstance(state, ReadingDigest) else ReadingDigest(act.subject if act else 0)
    if act is not None and act.subject != here.meeting:  # chosen from the list by typing
        return Turn(state, instead=Instead(Key(NAME, act.subject), heard))
    if not here.meeting:
        return _at_the_list(here, heard, facts)
    view = _view(here, facts)
    if view is None:
        return go_home(facts, NOT_FOR_YOU)
    if act is not None:
        return _ACTS[act.verb](view, act, facts)
    if here.at in {"ask", "help"}:
        return _said(view, heard, facts)
    shown = _shown(view)
    again = replace(shown, title=None, lines=(PICK_ONE,), attachment=None)
    return Turn(here, (again,), understood=False)


def _view(state: ReadingDigest, facts: Facts) -> _View | None:
    found = facts.get(TheDigest(state.meeting))
    return _View(state, *found) if found else None


def _at_the_list(here: ReadingDigest, heard: Input, facts: Facts) -> Turn:
    """Show the digests that are out, or the groups to follow; switch one of these."""
    act = heard.act if isinstance(heard, Tapped) else None
    if act is not None and act.verb in {"digest.groups", "digest.follow"}:
        there = ReadingDigest(at="groups")
        followed = _followed(_number(act), facts) if act.verb == "digest.follow" else None
        if followed is None:
            return Turn(there, (_groups(facts),))
        return Turn(there, (_groups(facts, followed).in_place(),), (followed,))
    shown = prompt(here, facts) or _all(facts)
    if isinstance(heard, Tapped | Commanded):
        return Turn(ReadingDigest(), (_all(facts),))
    again = replace(shown, title=None, lines=(PICK_ONE,), slot=None)
    return Turn(here, (again,), understood=False)


def _all(facts: Facts) -> Screen:
    follow = (_FOLLOW,) if facts.get(GroupsToFollow()) else ()
    return replace(round_up(facts.get(DigestsOut()) or ()), buttons=(*follow, HOME))


def _followed(group: int, facts: Facts) -> GroupFollowed | None:
    listed = facts.get(GroupsToFollow()) or ()
    follows = {number: follows for number, _, follows in listed}
    return GroupFollowed(group, not follows[group]) if group in follows else None


def _groups(facts: Facts, switched: GroupFollowed | None = None) -> Screen:
    """List the groups to follow; `switched` is one that was followed or left just now."""
    options = []
    for number, name, follows in facts.get(GroupsToFollow()) or ():
        now = switched.follows if switched and switched.group == number else follows
        label = Text("✓ {choice}", choice=name) if now else name
        options.append(Button(label, Act("digest.follow", (0, number))))
    asks = Text("Which other groups do you want news of? Tap one to choose it, or to leave it.")
    back = Button(Text("Back"), Act("digest.list"))
    return Screen(lines=(asks,), options=tuple(options), buttons=(back, HOME), slot="follow")


# --- the screens ---------------------------------------------------------------------------------


def _shown(view: _View) -> Screen:
    match view.state.at:
        case "more":
            return _items(view)
        case "item" if view.piece is not None:
            return _item(view, view.piece)
        case "ask":
            return Screen(lines=(_ASK,), buttons=(_back(view),))
        case "help":
            return Screen(lines=(_HELP,), buttons=(_back(view),))
        case _:
            return first_screen(view.state.meeting, view.title, view.digest)


def _back(view: _View) -> Button:
    to = ("item", view.state.piece) if view.state.piece else ("more",)
    return view.option(Text("Back"), *to)


def _items(view: _View) -> Screen:
    options = tuple(view.option(one.words, "item", one.number) for one in view.digest.told)
    choose = Text("Choose one to read more, or to say what you think.")
    back = view.option(Text("Back"), "show")
    return Screen(title=view.title, lines=(choose,), options=options, buttons=(back, HOME))


def _item(view: _View, piece: Piece) -> Screen:
    said = view.mine.get(piece.number)
    mine = (Text("You said: {what}", what=_LABELS[said]),) if said else ()
    ways = tuple(
        view.option(_LABELS[name], "react", piece.number, place)
        for place, name in enumerate(REACTIONS)
    )
    return Screen(
        lines=(*whole(piece), *mine, Text("What do you think?")),
        options=(
            *ways,
            view.option(Text("I have a question"), "ask", piece.number),
            view.option(Text("I can help"), "help", piece.number),
        ),
        buttons=(view.option(Text("Back"), "more"),),
        slot=f"item:{view.state.meeting}",
    )


# --- what is tapped ------------------------------------------------------------------------------


def _number(act: Act, place: int = 1) -> int:
    return act.ids[place] if len(act.ids) > place else 0


def _go(view: _View, place: str, piece: int = 0) -> Turn:
    there = view.at(place, piece)
    return Turn(there.state, (_shown(there),))


def _show_item(view: _View, act: Act, facts: Facts) -> Turn:
    there = view.at("item", _number(act))
    return _go(view, "item", _number(act)) if there.piece else _gone(view)


def _gone(view: _View) -> Turn:
    first = view.at("first")
    return Turn(first.state, (Screen(lines=(_NO_MORE,)), _shown(first)))


def _react(view: _View, act: Act, facts: Facts) -> Turn:
    there, place = view.at("item", _number(act)), _number(act, 2)
    if there.piece is None or not 0 <= place < len(REACTIONS):
        return _gone(view)
    reaction = REACTIONS[place]
    mine = {**view.mine, there.piece.number: reaction}
    shown = _item(replace(there, mine=mine), there.piece).in_place()
    event = Reacted(view.state.meeting, there.piece.number, reaction)
    return Turn(there.state, (shown,), (event,))


def _listen(view: _View, act: Act, facts: Facts) -> Turn:
    voice = view.digest.voice
    if voice is None:
        return _gone(view)
    heard = Screen(lines=(_ALOUD,), attachment=Attachment("voice", voice))
    return Turn(view.state, (heard,))


def _answers(view: _View, act: Act, facts: Facts) -> Turn:
    """Show again what this person put to the meeting, with the answers."""
    shown = tuple(answered(view.state.meeting, view.title, one) for one in view.put)
    return Turn(view.at("first").state, shown) if shown else _gone(view)


def _words_for(place: str) -> "Handler":
    def asked(view: _View, act: Act, facts: Facts) -> Turn:
        piece = view.at(place, _number(act)).piece
        return _go(view, place, piece.number if piece else 0)

    return asked


Handler: TypeAlias = Callable[[_View, Act, Facts], Turn]
_ACTS: Mapping[str, Handler] = {
    "digest.show": lambda view, _act, _facts: _go(view, "first"),
    "digest.more": lambda view, _act, _facts: _go(view, "more"),
    "digest.item": _show_item,
    "digest.react": _react,
    "digest.listen": _listen,
    "digest.answers": _answers,
    "digest.ask": _words_for("ask"),
    "digest.help": _words_for("help"),
}


# --- what is typed -------------------------------------------------------------------------------


def _said(view: _View, heard: Input, facts: Facts) -> Turn:
    """Keep a question, or an offer, for a facilitator."""
    meeting, about = view.state.meeting, view.state.piece or None
    match heard:
        case Typed(text) if len(text) > LONGEST:
            return Turn(view.state, (Screen(lines=(TOO_LONG,)),), understood=False)
        case Typed(text) if text.strip() and view.state.at == "ask":
            asked = TaskRaised("question", meeting, about, text.strip())
            return replace(go_home(facts, _ASKED), events=(asked,))
        case Typed(text) if text.strip():
            offered = TaskRaised("offer", meeting, about, text.strip())
            return replace(go_home(facts, _OFFERED), events=(offered, HelpOffered(meeting)))
        case _:
            again = replace(_shown(view), lines=(_WORDS,))
            return Turn(view.state, (again,), understood=False)

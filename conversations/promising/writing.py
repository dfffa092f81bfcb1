"""Writing one promise: what, who does it, by which day; then its level and its stages."""

from collections.abc import Callable, Mapping

from conversations.draft import fresh_number
from conversations.far_ahead import far_ahead, is_far
from conversations.no_such_day import misread_day
from conversations.promising import listing
from conversations.promising.state import Drafted
from conversations.promising.view import Go, View, number_in
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn, Typed

LONGEST = 250  # characters of a promise
LONGEST_NAME = 60
STEPS = ("what", "owner", "due")
TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST)
NAME_TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST_NAME)
WORDS_PLEASE = Text("I need words here. Please type them.")
PAST = Text("That day is past. By which day will it be done? For example: 30 April.")
NO_DAY = Text("I cannot read that as a date. Please type one like 30 April.")

_WHAT = Text("What is promised? Please write it in one or two sentences.")
_WHAT_LIKE = Text("For example: patient transport runs until 9 pm on Tuesdays and Thursdays.")
_OWNER = Text("Who does it? Please choose, or type the person's role, not the name.")
_OWNER_TYPED = Text("Who does it? Please type the person's role, not the name.")
_OWNER_LIKE = Text("For example: the transport manager. People are told the role.")
_MY_ROLE = Text("How shall members read who you are?")
_MY_ROLE_LIKE = Text("For example: the facilitator, the transport manager.")
_ME = frozenset({"me", "i", "myself", "it's me", "fi", "mi", "myfi", "میں", "خود", "میں خود"})
"""What people type for themselves, in the shipped languages; it is no role."""
_DUE = Text("By which day will it be done?")
_DUE_LIKE = Text("For example: 30 April. I will remind whoever does it a week before.")


# --- the steps ------------------------------------------------------------------------------------


def add(go: Go) -> Turn:
    """Begin a new promise."""
    if go.waits_for_the_decision and len(go.state.drafts) >= listing.MOST:
        return listing.show(go, listing.ENOUGH)
    number = fresh_number(go.facts.seed)
    there = go.at("what", number=number, jumped=False, drafts=(*go.state.drafts, Drafted(number)))
    return there.turn(what(there))


def step(go: Go, name: str, *said: Words) -> Turn:
    """Ask for one part of the draft."""
    there = go.at(name)
    before = (Screen(lines=said),) if said else ()
    return there.turn(*before, SCREENS[name](there))


def _on(go: Go, after: str, *said: Words) -> Turn:
    place = STEPS.index(after) + 1
    if go.state.jumped or place == len(STEPS):
        return listing.look(go, *said)
    return step(go, STEPS[place], *said)


def what(view: View) -> Screen:
    """Ask what is promised."""
    draft = view.draft
    now = (Text("Now: {words}", words=draft.words),) if draft and draft.words else ()
    back = view.option(Text("Back"), "pm.back", view.state.number)
    return Screen(lines=(_WHAT, _WHAT_LIKE, *now), buttons=(back,))


def owner(view: View) -> Screen:
    """Ask who does it: a professional who joined, or somebody else by their role."""
    number = view.state.number
    people = tuple(
        view.option(one.name, "pm.person", number, one.member) for one in view.owners.people
    )
    back = view.option(Text("Back"), "pm.back", number)
    asks = _OWNER if people else _OWNER_TYPED
    return Screen(lines=(asks, _OWNER_LIKE), options=people, buttons=(back, _later(view)))


def who(view: View) -> Screen:
    """Ask whether the role that was typed is this facilitator's own."""
    number = view.state.number
    asks = Text("Who is this: {name}?", name=view.state.name)
    link = Text("For somebody else I will make a link. Whoever opens it sees this promise.")
    return Screen(
        lines=(asks, link),
        options=(
            view.option(Text("Somebody else"), "pm.new", number),
            view.option(Text("That is me"), "pm.me", number),
        ),
        buttons=(view.option(Text("Back"), "pm.owner", number),),
    )


def my_role(view: View) -> Screen:
    """Ask for the words by which members know this facilitator."""
    back = view.option(Text("Back"), "pm.owner", view.state.number)
    return Screen(lines=(_MY_ROLE, _MY_ROLE_LIKE), buttons=(back,))


def due(view: View) -> Screen:
    """Ask by which day it is done."""
    back = view.option(Text("Back"), "pm.back", view.state.number)
    return Screen(lines=(_DUE, _DUE_LIKE), buttons=(back, _later(view)))


def _later(view: View) -> Button:
    return view.option(Text("Later"), "pm.list")


SCREENS: Mapping[str, Callable[[View], Screen]] = {
    "what": what, "owner": owner, "who": who, "due": due,
}  # fmt: skip


def back(go: Go) -> Turn:
    """Go to the step before, or out of writing."""
    name = "owner" if go.state.at in {"who", "my_role"} else go.state.at
    if go.state.jumped or name not in STEPS:
        return listing.look(go) if go.draft else listing.show(go)
    place = STEPS.index(name)
    if place:
        return step(go, STEPS[place - 1])
    return listing.drop(go) if go.draft and not go.draft.words else listing.show(go)


# --- what is written ------------------------------------------------------------------------------


def hear_what(go: Go, heard: Input) -> Turn:
    """Keep the words of the promise."""
    words = read(heard)
    if isinstance(words, Text):
        return go.turn(Screen(lines=(words,), buttons=what(go).buttons))
    return _on(go.changed(words=go.worded(words)), "what")


def read(heard: Input, most: int = LONGEST, too_long: Text = TOO_LONG) -> str | Text:
    """Read words; else say in a sentence what to do."""
    match heard:
        case Typed(text) if len(text.strip()) > most:
            return too_long
        case Typed(text) if text.strip():
            return text.strip()
        case _:
            return WORDS_PLEASE


def hear_name(go: Go, heard: Input) -> Turn:
    """Keep a role that was typed, and ask whose it is."""
    name = read(heard, LONGEST_NAME, NAME_TOO_LONG)
    if isinstance(name, Text):
        asks = owner(go)
        return go.turn(Screen(lines=(name,), options=asks.options, buttons=asks.buttons))
    if is_me(name):
        there = go.asking("my_role", name="")
        return there.turn(my_role(there))
    there = go.asking("who", name=" ".join(name.split()))
    return there.turn(who(there))


def is_me(name: str) -> bool:
    """Tell whether this says no more than that it is oneself."""
    return " ".join(name.split()).strip(".!").casefold() in _ME


def hear_my_role(go: Go, heard: Input) -> "Go | Turn":
    """Take the words by which members know this facilitator; else ask once more."""
    name = read(heard, LONGEST_NAME, NAME_TOO_LONG)
    if isinstance(name, Text):
        return go.turn(Screen(lines=(name,), buttons=my_role(go).buttons))
    if is_me(name):
        return go.turn(my_role(go))
    return go.at("my_role", name=" ".join(name.split()))


def person(go: Go, act: Act) -> Turn:
    """Let a professional who joined do it."""
    chosen = go.professional(number_in(act, 2))
    if chosen is None:
        return step(go, "owner")
    return _on(go.changed(owner=chosen.member, owner_name=chosen.name), "owner")


def new(go: Go) -> Turn:
    """Let somebody do it who joins by a link."""
    return _on(go.changed(owner=None, owner_name=go.state.name), "owner")


def me(go: Go) -> Turn:
    """Let this facilitator do it."""
    return _on(go.changed(owner=go.facts.person.id, owner_name=go.state.name), "owner")


def hear_due(go: Go, heard: Input) -> Turn:
    """Keep the day by which it is done."""
    if not isinstance(heard, Typed) or heard.day is None:
        return _due_again(go, misread_day(heard, NO_DAY))
    if heard.day < go.today:
        return _due_again(go, PAST)
    if is_far(heard.day, go.today, go.state.far):
        return _due_again(go.at("due", far=heard.day), far_ahead(heard.day))
    return _on(go.at("due", far=None).changed(due_on=heard.day), "due")


def _due_again(go: Go, said: Words) -> Turn:
    """Say what is wrong with a day, beside the same buttons."""
    return go.turn(Screen(lines=(said,), buttons=due(go).buttons))

"""A promise that was made: its words mended or changed, and who does it."""

from conversations.events import Event
from conversations.evidence import what_shows_it
from conversations.home import HOME
from conversations.loop_events import CommitmentChanged, OwnerChanged
from conversations.loops import Commitment
from conversations.other_languages import who_reads_it
from conversations.promises import AllHandedOver, OwnerInvited
from conversations.promising import listing, writing
from conversations.promising.sent import LINK_DAYS, fresh_token, links
from conversations.promising.view import Go, View, number_in
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Worded, Words
from conversations.turn import Input, Turn

GONE = Text("I cannot find this promise any more. These are the promises here.")
MEANWHILE = Text("This promise changed meanwhile. This is how it stands now.")
CHANGED = Text("People who took part are told of the new words.")
MENDED = Text("It is mended. Nobody is told, because it says the same.")
_LOOK = Text("A file came with it. Members do not see it before you have looked at it.")
_NOBODY = Text("Nobody has joined for this yet. It waits for whoever opens the link.")


def one(go: Go, *said: Words) -> Turn:
    """Show one promise, and what can be done with it."""
    if go.made is None:
        return listing.show(go, GONE)
    there = go.at("one", jumped=False)
    return there.turn(shown(there, go.made, *said))


def shown(view: View, made: Commitment, *said: Words) -> Screen:
    """Say how it stands, and offer to change it."""
    nobody = made.owner is None
    link = (view.option(Text("Make a new link"), "pm.link", made.id),) if nobody else ()
    see = (view.option(Text("See what shows it"), "pm.evidence", made.id),) if view.files else ()
    return Screen(
        lines=(*said, *listing.how_it_stands(made), *_shows(view), *((_NOBODY,) if nobody else ())),
        options=(
            Button(Text("Say what came of it"), Act("own.one", (made.id,))),
            view.option(Text("Mend a typing slip"), "pm.mend", made.id),
            view.option(Text("Change the words"), "pm.reword", made.id),
            view.option(Text("Change who does it"), "pm.owner", made.id),
            *link,
            *see,
        ),
        buttons=(view.option(Text("Back"), "pm.list"), HOME),
    )


def _shows(view: View) -> tuple[Words, ...]:
    """Say in the owner's words what shows it, and whether a file waits to be looked at."""
    waits = any(one.shown is None for one in view.files)
    said = (what_shows_it(one.words) for one in view.evidence if one.words)
    return (*said, *((_LOOK,) if waits else ()))


def waiting(view: View) -> Screen:
    """Give the promise that is on the screen; the list, where it is gone."""
    return shown(view, view.made) if view.made else listing.listed(view)


# --- its words ------------------------------------------------------------------------------------


def mend(go: Go) -> Turn:
    """Ask for the words without a slip of the pen."""
    return _ask(go, "mend")


def reword(go: Go) -> Turn:
    """Ask for other words."""
    return _ask(go, "reword")


def _ask(go: Go, how: str) -> Turn:
    if go.made is None:
        return listing.show(go, GONE)
    there = go.asking(how)
    return there.turn(asks(there))


def asks(view: View) -> Screen:
    """Ask for the new words, and say who is told of them."""
    mends = view.state.at == "mend"
    what = Text("Please write it once more, without the slip. Nobody is told of it.")
    anew = Text("How shall it be said now? Everyone who took part is told of it.")
    now = (Text("Now: {words}", words=view.made.words),) if view.made else ()
    back = view.option(Text("Back"), "pm.one", view.state.number)
    return Screen(lines=(what if mends else anew, *now), buttons=(back,))


def hear_words(go: Go, heard: Input) -> Turn:
    """Change the words."""
    words = writing.read(heard)
    if go.made is None or isinstance(words, Text):
        return go.turn(Screen(lines=(words,)))
    if not go.is_as_it_was:
        return one(go, MEANWHILE)
    mends = go.state.at == "mend"
    written = _beside(go.made.words, go.worded(words)) if mends else go.worded(words)
    change = CommitmentChanged(go.made.id, go.made.version, words=written, mends=mends)
    asks = () if mends else who_reads_it(go.facts, go.loop.id)
    return _done(go, (change, *asks), MENDED if mends else CHANGED)


def _beside(before: Worded, mended: Worded) -> Worded:
    """Keep the other languages beside what was mended: they still say the same."""
    return Worded.of(dict(before.by_language) | dict(mended.by_language))


def _done(go: Go, events: tuple[Event, ...], *said: Words) -> Turn:
    there = go.at("promised")
    return there.turn(way_on(there, *said), *links(events), events=events)


def way_on(view: View, *said: Words) -> Screen:
    """Say `said`, and offer the list and the way home."""
    return Screen(lines=said, options=(view.option(Text("Promises"), "pm.list"), HOME))


# --- who does it ----------------------------------------------------------------------------------


def person(go: Go, act: Act) -> Turn:
    """Hand it to a professional who joined."""
    chosen = go.professional(number_in(act, 2))
    if chosen is None:
        return writing.step(go, "owner")
    return _hand(go.at("owner", owner=chosen.member, name=chosen.name))


def new(go: Go) -> Turn:
    """Hand it to whoever joins by a link."""
    return _hand(go.at("owner", owner=0))


def me(go: Go) -> Turn:
    """Let this facilitator do it."""
    return _hand(go.at("owner", owner=go.facts.person.id))


def _hand(go: Go) -> Turn:
    """Hand it over; where its owner has others too, ask first whether all of them."""
    if go.made is None:
        return listing.show(go, GONE)
    if go.made.owner is not None and go.owners.together > 1:
        there = go.asking("handing")
        return there.turn(handing(there))
    return _hand_one(go)


def handing(view: View) -> Screen:
    """Ask whether one promise is handed over, or all of that person's."""
    number = view.state.number
    asks = Plural(
        "This person has {count} promise here. Shall I hand it over?",
        "This person has {count} promises here. Shall I hand over all of them?",
        view.owners.together,
    )
    return Screen(
        lines=(asks,),
        options=(
            view.option(Text("All of them"), "pm.all", number),
            view.option(Text("Only this one"), "pm.only", number),
        ),
        buttons=(view.option(Text("Back"), "pm.one", number),),
    )


def only(go: Go) -> Turn:
    """Hand over this one, as long as it is what was asked about."""
    return _hand_one(go) if go.is_as_it_was or not go.state.name else one(go, MEANWHILE)


def _hand_one(go: Go) -> Turn:
    made, state = go.made, go.state
    if made is None or not state.name:
        return one(go)
    events: tuple[Event, ...] = (
        OwnerChanged(made.id, made.version, state.owner or None, state.name),
    )
    if not state.owner:
        token = fresh_token(go.facts.seed, made.id)
        events += (OwnerInvited(made.id, token, state.name),)
    return _done(go, events, Text("It is handed over. It is with {name} now.", name=state.name))


def everything(go: Go) -> Turn:
    """Hand over every promise of the same person."""
    made, state = go.made, go.state
    if made is None or not state.name:
        return one(go)
    if not go.is_as_it_was:
        return one(go, MEANWHILE)
    token = None if state.owner else fresh_token(go.facts.seed, made.id)
    event = AllHandedOver(made.id, state.owner or None, state.name, token)
    there = go.at("promised")
    link = links((OwnerInvited(made.id, token, state.name),)) if token else ()
    said = Text("All of them are handed over. They are with {name} now.", name=state.name)
    return there.turn(way_on(there, said), *link, events=(event,))


def link(go: Go) -> Turn:
    """Make a new link for whoever is to do it; the earlier one ends."""
    made = go.made
    if made is None or made.owner is not None:
        return one(go)
    name = made.owner_name or ""
    invited = OwnerInvited(made.id, fresh_token(go.facts.seed, made.id), name)
    ended = Text("The link before this one no longer works.")
    works = Text("The new one works once, for {days} days.", days=LINK_DAYS)
    return _done(go, (invited,), ended, works)

"""Turns: what people wrote becomes what changes and what is said, 16 people in a transaction.

Set-based throughout: whatever the number of turns, each kind of statement is run once. A turn that
fails takes the group with it; the worker then takes them one by one.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.delivery import inbox, outbox
from bot.delivery.covering import cover_what_waits
from bot.delivery.leftovers import left_over
from bot.delivery.newest import lists
from bot.delivery.outbox import Message, Straight, Written, no_sender_here
from bot.delivery.ports import Channel
from bot.delivery.understanding import Calendar, Known, Said, Understood, understand
from bot.involvement import networks, people, silence, states, undelivered
from bot.involvement.effects import perform
from bot.involvement.erasing import erase_files
from bot.involvement.facts import Asker, Found, Shelf, load_facts
from bot.involvement.happened import Happened
from bot.involvement.languages import Catalogues
from bot.involvement.phrases import shipped_phrases
from bot.involvement.places import REACHABLE
from bot.involvement.stop_list import StopList
from bot.store.tables import address, member
from conversations.asides import add_last
from conversations.cut_off import NAME as CUT_OFF
from conversations.cut_off import TAKE_PARTS, cut_off, is_rest
from conversations.danger import Phrases
from conversations.events import (
    AboutYouGiven,
    Event,
    MeErased,
    Moved,
    Requested,
    SomebodyNew,
    TurnedAway,
)
from conversations.facts import Facts, Need, Network
from conversations.own_choices.breaks import end_by_writing
from conversations.plain import to_plain
from conversations.respond import respond, route, wanted
from conversations.screen import Act, Screen
from conversations.signposts import put_first
from conversations.state import State
from conversations.text import Words
from conversations.turn import Computed, Instead, Key, Turn

_BACK = (
    address.update()
    .where(
        address.c.id.in_(sa.bindparam("back", expanding=True)),
        address.c.unreachable_since.is_not(None),
    )
    .values(REACHABLE)
)
_FOCUS = (
    member.update()
    .where(member.c.id == sa.bindparam("who"))
    .values({"focus_conversation": sa.bindparam("name"), "focus_subject": sa.bindparam("subject")})
)
GONE = frozenset({"blocked", "unblocked"})


@dataclass(frozen=True, slots=True)
class Room:
    """What turns are taken with: the channels by account, the languages, the shelf of contents.

    `worker` signs what this process took from the inbox, where several may take; `straight` tells
    which replies its own sender takes at once. `stops` is the list of stops, where one is kept.
    `phrases` is what is listened for in whatever people write. `retention` is, by account, after
    how many days what is deleted (`bot.involvement.retention`), where it is not the usual.
    `web_address` is where members can open pages of ours; '' where they cannot. Where it `inducts`,
    new members get the five first messages.
    """

    channels: Mapping[int, Channel]
    catalogues: Catalogues
    shelf: Shelf
    worker: str | None = None
    straight: Straight = no_sender_here
    stops: StopList | None = None
    phrases: Phrases = field(default_factory=shipped_phrases)
    retention: Mapping[int, Mapping[str, int]] = field(default_factory=dict)
    web_address: str = ""
    inducts: bool = True


@dataclass(frozen=True, slots=True)
class _Going:
    """One turn on its way: what came in, for which conversation, and its state before."""

    understood: Understood
    network: Network
    key: Key
    newest: tuple[Act, ...] = ()
    before: State | None = None

    @property
    def member(self) -> int:
        """Whose turn it is."""
        return self.understood.who.person.id

    @property
    def place(self) -> states.Place:
        """Where its state is kept."""
        return (self.member, self.key.conversation, self.key.subject)

    @property
    def cut_off(self) -> states.Place:
        """Where it is kept that their app may have cut a text in two."""
        return (self.member, CUT_OFF, 0)

    def sent_on(self, to: Instead) -> "_Going":
        """Give the same turn for another conversation."""
        return replace(self, key=to.key, understood=replace(self.understood, came_in=to.heard))


def take_turns(connection: Connection, said: Sequence[Said], room: Room, now: datetime) -> Written:
    """Take the turns of different people: facts, answers, effects, messages; then call them done.

    Gives what was written to be said. Raises LeaseLost where another worker took one of them, and
    whatever a turn raises; then nothing of the group may be kept.
    """
    spoken = [one for one in said if one.letter.sender and (one.heard or one.computed)]
    inbox.finish(connection, [one.letter.id for one in said], now, room.worker)
    if not spoken:
        return Written()
    places = {one.place: one.heard.guess if one.heard else None for one in spoken}
    known = people.meet(connection, places, now)
    _reach(connection, spoken, known, now)
    wrote = [known[one.place].person for one in spoken if one.heard and one.kind not in GONE]
    silence.note(connection, wrote, now)
    going = _route(connection, [one for one in spoken if one.kind not in GONE], known, room, now)
    return _answer(connection, going, room, now) if going else Written()


def _reach(connection: Connection, spoken: Sequence[Said], known: Known, now: datetime) -> None:
    """Remember who blocked Heard, with all that follows; whoever writes can be reached again."""
    blocked = {known[one.place].address for one in spoken if one.kind == "blocked"}
    wrote = (known[one.place] for one in spoken if one.heard)
    back = {one.address for one in wrote if one.unreachable} - blocked
    if blocked:
        undelivered.lose(connection, blocked, now)
    if back:
        connection.execute(_BACK, {"back": list(back)})


def _route(
    connection: Connection, spoken: Sequence[Said], known: Known, room: Room, now: datetime
) -> list[_Going]:
    served = networks.load(
        connection, {known[one.place].network for one in spoken}, room.catalogues
    )
    going = []
    by_network = sorted(spoken, key=lambda one: known[one.place].network)
    for number, group in groupby(by_network, key=lambda one: known[one.place].network):
        calendar = Calendar(served[number].today(now), room.catalogues, room.phrases)
        heard = understand(connection, list(group), known, calendar, now)
        newest = lists(connection, heard, now)
        for one in heard:
            stop_words = room.catalogues.stop_words
            key = route(one.came_in, one.who.person, one.focus, stop_words, room.phrases)
            listed = newest.get(one.who.person.id, ())
            going.append(_Going(one, served[number], key, listed))
    return going


# --- answering -------------------------------------------------------------------------------


def _answer(connection: Connection, going: Sequence[_Going], room: Room, now: datetime) -> Written:
    turns = _respond(connection, going, room, now)
    perform(connection, [happened for one, turn in turns for happened in _events(one, turn, now)])
    turns = [(_whose_now(one, turn), turn) for one, turn in turns]
    cover_what_waits(connection, [one.member for one, turn in turns if _turns_discreet(turn)], room)
    _remember(connection, turns, now)
    for one, turn in turns:
        erase_files(connection, left_over(one.before, one.understood.came_in, turn))
    messages = [message for one, turn in turns for message in _messages(one, turn, room, now)]
    _request(connection, turns, now)
    return outbox.write_straight(connection, messages, now, room.straight)


def _respond(
    connection: Connection, going: Sequence[_Going], room: Room, now: datetime
) -> list[tuple[_Going, Turn]]:
    """Answer each input; one that another conversation is to answer goes there."""
    kept = states.load(connection, [place for one in going for place in (one.place, one.cut_off)])
    found = load_facts(connection, _wanted(going, kept), room.shelf, now)
    turns = []
    elsewhere = []
    for one in going:
        facts, came_in = _facts(one, found, room), one.understood.came_in
        parts = one.key.conversation in TAKE_PARTS
        if not parts and is_rest(kept.get(one.cut_off), came_in, facts, now):
            turn = Turn(kept.get(one.place), focus=None)
        else:
            turn = respond(kept.get(one.place), came_in, facts, now, one.key)
        if turn.instead is None:
            written = one.understood.said.written
            turn = add_last(turn, came_in, facts, now)
            turn = end_by_writing(turn, one.understood.came_in, written, facts)
            turn = put_first(turn, written, facts, kept.get(one.place))
            turns.append((replace(one, before=kept.get(one.place)), turn))
        else:
            elsewhere.append(one.sent_on(turn.instead))
    return turns + (_respond(connection, elsewhere, room, now) if elsewhere else [])


def _wanted(
    going: Sequence[_Going], kept: Mapping[states.Place, State]
) -> list[tuple[Asker, Need]]:
    needs = []
    for one in going:
        person = one.understood.who.person
        asker = Asker(person, one.understood.who.network)
        state = kept.get(one.place)
        named = wanted(one.key, state, one.understood.came_in, person)
        needs += [(asker, need) for need in named]
    return needs


def _facts(one: _Going, found: Found, room: Room) -> Facts:
    person = one.understood.who.person
    language = person.language or room.catalogues.guess(person.guess)

    def say(words: Words) -> str:
        return room.catalogues.say(words, language)

    return Facts(
        person=person,
        network=one.network,
        say=say,
        stop_words=room.catalogues.stop_words,
        phrases=room.phrases,
        break_words=room.catalogues.break_words,
        seed=secrets.randbits(128),
        focus=one.understood.focus,
        newest=one.newest,
        found={need: value for (who, need), value in found.items() if who == person.id},
        web_address=room.web_address,
    )


def _events(one: _Going, turn: Turn, now: datetime) -> list[Happened[Event]]:
    who, update = one.understood.who, one.understood.said.letter.id
    return [
        Happened(one.member, who.network, event, now, update)
        for event in turn.events
        if not isinstance(event, Requested)
    ]


def _whose_now(one: _Going, turn: Turn) -> _Going:
    """Say whose account it is after a turn in which somebody moved to it, or left it."""
    becomes = [event.becomes for event in turn.events if isinstance(event, Moved | SomebodyNew)]
    if not becomes:
        return one
    who = one.understood.who
    person = replace(who.person, id=becomes[-1])
    return replace(one, understood=replace(one.understood, who=replace(who, person=person)))


def _remember(connection: Connection, turns: Sequence[tuple[_Going, Turn]], now: datetime) -> None:
    """Keep each new state under its own key, and where free text goes next."""
    kept: dict[states.Place, State | None] = {}
    focus = []
    for one, turn in turns:
        if _leaves(turn):
            continue
        if not isinstance(one.understood.came_in, Computed) or turn.state is not None:
            kept[one.place] = None
        parts = one.key.conversation in TAKE_PARTS
        cut = None if parts else cut_off(one.understood.came_in, now)
        for state in (turn.state, turn.aside, cut):
            if state is not None:
                kept[(one.member, state.conversation, state.subject)] = state
        if turn.focus is not None or turn.aside:
            focus.append(_focus(one, turn))
    states.save(connection, kept, now)
    if focus:
        # Always in the same order, so that two groups at once do not wait for each other.
        connection.execute(_FOCUS, sorted(focus, key=lambda one: one["who"]))


def _turns_discreet(turn: Turn) -> bool:
    return any(isinstance(event, AboutYouGiven) and event.discreet for event in turn.events)


def _leaves(turn: Turn) -> bool:
    """Tell whether nothing is to be kept of this person from now on."""
    return any(isinstance(event, TurnedAway | MeErased) for event in turn.events)


def _focus(one: _Going, turn: Turn) -> dict[str, Any]:
    state = turn.aside or (turn.state if turn.focus else None)
    return {
        "who": one.member,
        "name": state.conversation if state else None,
        "subject": state.subject if state else None,
    }


# --- what is said ----------------------------------------------------------------------------


def _messages(one: _Going, turn: Turn, room: Room, now: datetime) -> list[Message]:
    kind = "goodbye" if _leaves(turn) else "reply"
    spoken = _language_after(one, turn, room)
    return [
        _message(one, turn, shown, (index, kind, spoken), room, now)
        for index, shown in enumerate(turn.screens)
    ]


def _language_after(one: _Going, turn: Turn, room: Room) -> str:
    """Speak the language that this very turn chose."""
    person, catalogues = one.understood.who.person, room.catalogues
    chosen = [event.language for event in turn.events if hasattr(event, "language")]
    spoken = chosen[-1] if chosen else person.language or catalogues.guess(person.guess)
    return catalogues.negotiate(spoken)


def _message(
    one: _Going, turn: Turn, shown: Screen, how: tuple[int, str, str], room: Room, now: datetime
) -> Message:
    index, kind, language = how
    who, said = one.understood.who, one.understood.said
    tapped = said.heard.shown if shown.replaces and said.heard else None
    key = _whose_screen(one, turn, index)
    payload = room.channels[who.account].render(
        shown, language, one.member, protected=who.person.discreet
    )
    return Message(
        account=who.account,
        address=who.address,
        member=one.member,
        key=f"reply:{said.letter.id}:{index}",
        kind=kind,
        payload=payload,
        due_at=now,
        conversation=key.conversation,
        subject=key.subject,
        slot=shown.slot,
        edits=shown.replaces,
        edits_message=tapped,
        media=shown.attachment.media if shown.attachment else None,
        place=said.letter.sender,
        asked_at=said.letter.received_at,
    )


def _whose_screen(one: _Going, turn: Turn, index: int) -> Key:
    """Say which conversation a screen belongs to: an aside's is the last."""
    is_aside = turn.aside is not None and index == len(turn.screens) - 1
    state = turn.aside if is_aside else turn.state
    return Key(state.conversation, state.subject) if state else one.key


def _request(connection: Connection, turns: Sequence[tuple[_Going, Turn]], now: datetime) -> None:
    asked = [
        (one.understood.said.letter.id, *one.understood.said.place, to_plain(event))
        for one, turn in turns
        for event in turn.events
        if isinstance(event, Requested)
    ]
    inbox.ask(connection, asked, now)

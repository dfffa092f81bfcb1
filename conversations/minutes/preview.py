"""The digest as members get it; a recording beside it; and sending it, with the ledger's part."""

from dataclasses import replace

from conversations.composing.counted import EXACTLY, STILL_COUNTING, goes_to, reached
from conversations.digest_events import DigestApproved
from conversations.digests import Piece, first_screen
from conversations.draft import fresh_number
from conversations.events import Requested
from conversations.facts import AudienceCount
from conversations.home import HOME, go_home
from conversations.loop_events import CommitmentMade
from conversations.minutes import pieces
from conversations.minutes.view import Go, View
from conversations.other_languages import in_other_languages, who_reads_it
from conversations.promises import OwnerInvited
from conversations.promising import links
from conversations.promising.sent import fresh_token
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Computed, Input, SentMedia, Turn
from conversations.wording import OF_DIGEST

COUNT = "minutes.people"
_IDLE = Text("This is a preview, so this button does nothing. Members can use it.")
_SPEAK = Text("Read the digest aloud in a voice message, for people who cannot read it well.")
_SENT = (
    Text("The digest is on its way. I write to nobody at night or on Sundays."),
    Text("People get it as they chose: each one, once a month, or none."),
)
_OPEN = Text("Some questions have no answer yet.")
_PAST = Text("A promise that goes into the ledger has a day that is over. Please change it.")


def show(go: Go, *said: Words) -> Turn:
    """Show what members get, and what can be done with it."""
    if not go.digest.told:
        return pieces.see_all(go, *said)
    there = go.at("preview", piece=0, counted=None)
    digest = first_screen(go.minutes.meeting, go.minutes.title, go.digest)
    idle = tuple(go.option(button.label, "minutes.sample") for button in digest.options)
    return there.turn(
        Screen(lines=(*said, EXACTLY)),
        replace(digest, options=idle),
        _with_people(there, None),
        events=(
            Requested(COUNT, go.minutes.meeting, there.state.revision),
            *who_reads_it(go.facts, go.minutes.meeting, OF_DIGEST),
        ),
    )


def _with_people(view: View, count: AudienceCount | None) -> Screen:
    """Say what goes into the ledger, and how many people get the digest."""
    shown = choices(view, *_ledger(view), *goes_to(view.facts, count))
    return replace(shown, slot=f"minutes:{view.minutes.meeting}:people")


def counted(go: Go, heard: Computed) -> Turn:
    """Put the number of people in its place, unless something else is looked at by now."""
    there = go.state.at == "preview" and heard.request.position == go.minutes.revision
    if not there or not isinstance(heard.value, AudienceCount) or go.minutes.status == "sent":
        return Turn(go.state, focus=None)
    go = go.at("preview", counted=reached(heard.value))
    return replace(go.turn(_with_people(go, heard.value).in_place()), focus=None)


def _ledger(view: View) -> tuple[Words, ...]:
    promises = sum(one.kind == "promised" for one in _in_ledger(view))
    decisions = len(_in_ledger(view)) - promises
    lines = (
        (decisions, Plural("{count} decision goes into the ledger.",
                           "{count} decisions go into the ledger.", decisions)),
        (promises, Plural("{count} promise goes into the ledger.",
                          "{count} promises go into the ledger.", promises)),
    )  # fmt: skip
    shown = tuple(line for count, line in lines if count)
    return shown or (Text("Nothing goes into the ledger."),)


def _in_ledger(view: View) -> list[Piece]:
    return [one for one in view.digest.told if one.in_ledger]


def choices(view: View, *lines: Words) -> Screen:
    """Say `lines`, and offer what can be done with the digest."""
    spoken = Text("Another recording") if view.digest.voice else Text("Add a recording")
    return Screen(
        lines=lines,
        options=(
            view.option(Text("Send"), "minutes.send"),
            view.option(Text("Change"), "minutes.pieces"),
            view.option(spoken, "minutes.voice"),
            *in_other_languages(view.facts, view.minutes.meeting, OF_DIGEST),
            HOME,
        ),
    )


def sample(go: Go) -> Turn:
    """Say what a button of the preview does."""
    return go.turn(choices(go, _IDLE))


def ask_voice(go: Go) -> Turn:
    """Ask for a recording."""
    there = go.at("voice")
    return there.turn(voice(there))


def voice(view: View, *said: Words) -> Screen:
    """Ask for a recording, or offer to leave it out."""
    without = view.option(Text("No recording"), "minutes.no_voice")
    return Screen(lines=(*said, _SPEAK), buttons=(without,))


def no_voice(go: Go) -> Turn:
    """Send it without a recording."""
    if go.digest.voice is None:
        return show(go)
    changed, event = go.changed(replace(go.digest, voice=None))
    return replace(show(changed), events=(event,))


def hear_voice(go: Go, heard: Input) -> Turn:
    """Keep the recording."""
    match heard:
        case SentMedia("voice", media, _):
            changed, event = go.changed(replace(go.digest, voice=media))
            return replace(show(changed), events=(event,))
        case _:
            please = Text("Please send a voice message, or tap 'No recording'.")
            return replace(go.turn(voice(go, please)), understood=False)


def send(go: Go) -> Turn:
    """Send the digest that was last previewed; say once if somebody waits for an answer."""
    if go.state.at != "preview" or not go.digest.told:
        return show(go)
    if go.state.counted is None:
        return replace(go.turn(choices(go, STILL_COUNTING)), understood=False)
    if any(one.answer is None for one in go.minutes.put):
        there = go.at("unanswered")
        return there.turn(unanswered(there))
    return _approve(go)


def unanswered(view: View) -> Screen:
    """Say that somebody put a question and would get no answer to it."""
    return Screen(
        lines=(_OPEN,),
        options=(
            view.option(Text("Send anyway"), "minutes.send_anyway"),
            view.option(Text("Answer questions"), "minutes.put"),
        ),
    )


def send_anyway(go: Go) -> Turn:
    """Send it although somebody gets no answer."""
    return _approve(go) if go.state.at == "unanswered" else show(go)


def _approve(go: Go) -> Turn:
    """Approve the digest; promises go into the ledger with it."""
    late = [one for one in _in_ledger(go) if one.due and one.due <= go.today]
    if any(one.kind == "promised" for one in late):
        return pieces.see_all(go, _PAST)
    numbered = go.digest
    made: list[CommitmentMade | OwnerInvited] = []
    tokens: dict[str, str] = {}
    for place, one in enumerate(one for one in _in_ledger(go) if one.kind == "promised"):
        number = fresh_number((go.facts.seed >> 48) + place)
        numbered = numbered.with_piece(replace(one, commitment=number))
        made += _promised(go, one, number, tokens)
    approved = DigestApproved(go.minutes.meeting, go.minutes.revision, numbered)
    end = go_home(go.facts, *_SENT)
    screens = (*links(tuple(made)), *end.screens)
    return replace(end, screens=screens, events=(*made, approved))


def _promised(
    go: Go, one: Piece, number: int, tokens: dict[str, str]
) -> tuple[CommitmentMade, OwnerInvited]:
    """Give the promise, and one link for each name: nobody has joined yet for one in minutes."""
    made = CommitmentMade(
        go.minutes.meeting, number, one.words, owner_name=one.owner, due_on=one.due
    )
    name = one.owner or ""
    token = tokens.setdefault(name.casefold(), fresh_token(go.facts.seed, number))
    return made, OwnerInvited(number, token, name)

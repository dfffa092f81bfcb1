"""What is promised, as people upstream read it, and the events and links that come of it."""

from base64 import urlsafe_b64encode
from hashlib import sha256

from conversations.events import Event
from conversations.facts import Facts
from conversations.loop_events import CommitmentMade
from conversations.loops import Promise
from conversations.promises import OwnerInvited
from conversations.promising.state import Drafted
from conversations.screen import Screen
from conversations.text import Text

LINK_DAYS = 14
_SIGNS = 22


def promised(drafts: tuple[Drafted, ...]) -> tuple[Promise, ...]:
    """Give those drafts that are whole as they will be told."""
    return tuple(
        Promise(one.number, 1, one.words, owner=one.owner_name, due_on=one.due_on)
        for one in drafts
        if one.words and not one.missing
    )


def made(loop: int, drafts: tuple[Drafted, ...], facts: Facts) -> tuple[Event, ...]:
    """Give what happens when these drafts are promised; those that are not whole are left out.

    Who promised several of them gets one link for all.
    """
    events: list[Event] = []
    tokens: dict[str, str] = {}
    for one in drafts:
        if one.words is None or one.missing:
            continue
        events.append(
            CommitmentMade(
                loop, one.number, one.words, one.owner, one.owner_name, one.due_on, one.level,
                one.lead, one.pathway_stage, one.commissioning_stage,
            )
        )  # fmt: skip
        if one.owner is None:
            name = one.owner_name or ""
            token = tokens.setdefault(name.casefold(), fresh_token(facts.seed, one.number))
            events.append(OwnerInvited(one.number, token, name))
    return tuple(events)


def links(events: tuple[Event, ...]) -> tuple[Screen, ...]:
    """Give a message to forward for each link that was made, and one before that says so."""
    invited = [one for one in events if isinstance(one, OwnerInvited)]
    if not invited:
        return ()
    by_link = {one.token: one.name for one in invited}
    forward = Text("Please forward the next message to whoever promised it.")
    works = Text("The link works once, for {days} days.", days=LINK_DAYS)
    each = (to_forward(name, token) for token, name in by_link.items())
    return (Screen(lines=(forward, works)), *each)


def to_forward(name: str, token: str) -> Screen:
    """Give a message with a link, for whoever is to own a promise."""
    lines = (
        Text("For {name}: you promised something to the people whom Heard asked.", name=name),
        Text("Open this link to see it, and to say what became of it."),
    )
    return Screen(lines=lines, link=token)


def fresh_token(seed: int, number: int) -> str:
    """Give the token of a new link: 22 signs of the deep-link alphabet, from fresh chance."""
    chance = sha256(f"link {number} {seed}".encode()).digest()
    return urlsafe_b64encode(chance)[:_SIGNS].decode()

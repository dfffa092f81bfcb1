"""From what was found in minutes to a digest for a facilitator to look at: nothing is added."""

from datetime import date

from bot.involvement.minutes import Proposal, Told
from conversations.digests import Digest, Piece
from conversations.text import Worded

LANGUAGE = "en_GB"
"""The one language in which minutes can be read so far."""


def digest_of(proposal: Proposal, held_on: date) -> Digest:
    """Give a digest of everything that was found, each piece with its sentence and its line."""
    pieces: list[Piece] = []

    def add(kind: str, one: Told, owner: str | None = None, due: date | None = None) -> None:
        words = Worded.of({LANGUAGE: one.text})
        number = len(pieces) + 1
        pieces.append(Piece(number, kind, words, one.text, one.line, owner=owner, due=due))

    for one in proposal.decisions:
        add("decided", one)
    for promised in proposal.actions:
        told = Told(promised.text, promised.line)
        add("promised", told, promised.owner, promised.due)
    for one in proposal.asked_of_members:
        add("asked", one)
    if proposal.following is not None:
        add("next", proposal.following, due=proposal.next_meeting)
    if not proposal.decisions and not proposal.actions:
        found = {piece.source for piece in pieces}
        for one in proposal.highlights:
            if one.text not in found:
                add("told", one)
    return Digest(tuple(pieces), held_on)

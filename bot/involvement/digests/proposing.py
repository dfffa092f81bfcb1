"""From what was found in minutes to a digest for a facilitator to look at: nothing is added."""

import re
from datetime import date

from bot.involvement.minutes import Proposal, Told
from conversations.digests import Digest, Piece
from conversations.text import Worded

LANGUAGE = "en_GB"
"""The one language in which minutes can be read so far."""
_LABELS = {
    "decided": "decisions?|decided|agreed|agreements?|resolved|resolutions?",
    "promised": "actions?|action (?:points?|items?)|to ?do|tasks?|promises?|promised",
    "asked": "asked of (?:you|members)|for members|members",
    "next": "next meeting|date of (?:the )?next meeting",
}
"""What minutes write before a line, where members read a label of ours."""


def without_label(kind: str, text: str) -> str:
    """Leave out the label that the minutes put before a line, as in 'Decision 3: parking is free'.

    A line that is nothing but its label stays whole.
    """
    label = rf"(?:{_LABELS.get(kind, '(?!)')})\s*(?:no\.?\s*)?[\d./]*\s*(?::|[-–—]\s)\s*"
    rest = re.sub(rf"^\W*{label}", "", text, count=1, flags=re.IGNORECASE)
    return rest if any(map(str.isalnum, rest)) else text


def digest_of(proposal: Proposal, held_on: date) -> Digest:
    """Give a digest of everything that was found, each piece with its sentence and its line."""
    pieces: list[Piece] = []

    def add(kind: str, one: Told, owner: str | None = None, due: date | None = None) -> None:
        words = Worded.of({LANGUAGE: without_label(kind, one.text)})
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

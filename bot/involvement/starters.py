"""The library's consultations, as drafts that a facilitator can start from."""

from collections.abc import Mapping

from bot.involvement.library import ReadyMade as Kept
from conversations.draft import Draft
from conversations.facts import ReadyMade


def starters(library: Mapping[str, Kept]) -> tuple[ReadyMade, ...]:
    """Give what a facilitator can start from, by title."""
    return tuple(_starter(kept) for kept in library.values())


def _starter(kept: Kept) -> ReadyMade:
    draft = Draft(
        title=kept.title,
        informs=kept.asks.informs,
        can_change=kept.asks.can_change,
        cannot_change=kept.asks.cannot_change,
        questions=kept.questions,
        started_from=kept.slug,
    )
    return ReadyMade(kept.slug, kept.title, draft)

"""The loop: every change told to everyone upstream, or the reason that they cannot be told."""

from bot.involvement.telling.again import (
    account,
    can_be_told_again,
    later_than,
    people_told,
    people_waiting,
    tell_again,
    told_again,
    why_untold,
)
from bot.involvement.telling.closing import archive, close_loops
from bot.involvement.telling.decisions import decision_approved, told_to
from bot.involvement.telling.notices import count, not_told, notices_chosen, untold
from bot.involvement.telling.ratings import heard_explained, heard_rated
from bot.involvement.telling.told import latest as what_changed
from bot.involvement.telling.told import load as what_was_told

__all__ = [
    "account",
    "archive",
    "can_be_told_again",
    "close_loops",
    "count",
    "decision_approved",
    "heard_explained",
    "heard_rated",
    "later_than",
    "not_told",
    "notices_chosen",
    "people_told",
    "people_waiting",
    "tell_again",
    "told_again",
    "told_to",
    "untold",
    "what_changed",
    "what_was_told",
    "why_untold",
]

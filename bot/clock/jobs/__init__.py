"""The jobs, one file each: due rows in, outbox rows out. All can be run again without harm."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.clock.jobs import (
    ask_for_influence,
    ask_for_quotes,
    ask_what_they_believe,
    close_consultations,
    close_loops,
    count_what_was_said,
    delete_what_is_old,
    end_breaks,
    forget_accounts_that_are_gone,
    hold_meetings,
    induct_new_members,
    invite_to_meetings,
    list_the_stops,
    list_what_needs_you,
    nag_for_the_hear_back,
    nag_for_the_minutes,
    nudge_owners,
    offer_calls,
    open_consultations,
    pass_decisions_down,
    purge_what_was_said,
    queue_asks,
    remind_of_meetings,
    remind_the_undecided,
    round_up_meetings,
    send_replies,
    show_progress,
    show_the_gap,
    tell_answers,
    tell_contributors,
    tell_new_owners,
    tell_raisers,
    tell_readers,
)
from bot.delivery.turns import Room


class Job(Protocol):
    """What each job's module offers. `EVERY` is in seconds."""

    EVERY: float

    def run(self, connection: Connection, room: Room, now: datetime) -> int:
        """Do what is due at `now` (UTC); gives how much was done."""


JOBS: Mapping[str, Job] = {
    "open_consultations": open_consultations,
    "queue_asks": queue_asks,
    "remind_the_undecided": remind_the_undecided,
    "close_consultations": close_consultations,
    "nag_for_the_hear_back": nag_for_the_hear_back,
    "ask_what_they_believe": ask_what_they_believe,
    "nudge_owners": nudge_owners,
    "tell_new_owners": tell_new_owners,
    "tell_contributors": tell_contributors,
    "tell_readers": tell_readers,
    "tell_raisers": tell_raisers,
    "close_loops": close_loops,
    "show_progress": show_progress,
    "count_what_was_said": count_what_was_said,
    "show_the_gap": show_the_gap,
    "purge_what_was_said": purge_what_was_said,
    "end_breaks": end_breaks,
    "delete_what_is_old": delete_what_is_old,
    "forget_accounts_that_are_gone": forget_accounts_that_are_gone,
    "list_the_stops": list_the_stops,
    "induct_new_members": induct_new_members,
    "pass_decisions_down": pass_decisions_down,
    "offer_calls": offer_calls,
    "ask_for_influence": ask_for_influence,
    "list_what_needs_you": list_what_needs_you,
    "send_replies": send_replies,
    "ask_for_quotes": ask_for_quotes,
    "invite_to_meetings": invite_to_meetings,
    "remind_of_meetings": remind_of_meetings,
    "hold_meetings": hold_meetings,
    "nag_for_the_minutes": nag_for_the_minutes,
    "tell_answers": tell_answers,
    "round_up_meetings": round_up_meetings,
}

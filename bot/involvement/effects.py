"""What each event leads to in the tables: one function a kind of event, many events at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.involvement import (
    answers,
    archiving,
    beliefs,
    breaks,
    commitments,
    consents,
    deaths,
    drafts,
    erasing,
    evidence,
    findings,
    flags,
    loops,
    own_choices,
    owners,
    people,
    places,
    recovering,
    roles,
    rota,
    seat_effects,
    sending,
    tasks,
    telling,
    translations,
)
from bot.involvement.digests.effects import EFFECTS as OF_DIGESTS
from bot.involvement.erasing_people import me_erased
from bot.involvement.happened import Effect, Happened
from bot.involvement.issues.effects import EFFECTS as OF_ISSUES
from bot.involvement.meetings.effects import EFFECTS as OF_MEETINGS
from bot.involvement.one_time_pages import copy_wanted
from conversations import events, finding_events, loop_events, promises, wording

EFFECTS: Mapping[type, Effect] = {
    events.LanguageChosen: people.language_chosen,
    events.CameBy: owners.came_by,
    events.ConsentGiven: consents.given,
    events.ConsentWithdrawn: consents.withdrawn,
    events.AboutYouGiven: people.about_you_given,
    events.Joined: people.joined,
    events.TurnedAway: erasing.turned_away,
    events.RecoveryCodeMade: people.recovery_code_made,
    events.RoleTaken: roles.role_taken,
    events.Stopped: own_choices.stopped,
    events.StopUndone: own_choices.stop_undone,
    events.BreakEnded: breaks.break_ended,
    events.BreakTaken: breaks.break_taken,
    events.QuietHoursChosen: breaks.quiet_hours_chosen,
    events.TellChosen: breaks.tell_chosen,
    events.DeathTold: deaths.death_told,
    events.AnswersErased: erasing.erase_answers,
    events.CodeRefused: recovering.code_refused,
    events.CodeGiven: recovering.code_given,
    events.Moved: recovering.moved,
    events.StoppedByCode: recovering.stopped_by_code,
    events.ErasedByCode: recovering.erased_by_code,
    events.DeathToldByCode: recovering.death_told_by_code,
    events.StillMe: places.still_me,
    events.SomebodyNew: places.somebody_new,
    events.Started: answers.started,
    events.Answered: answers.answered,
    events.Finished: answers.finished,
    events.PutOff: answers.put_off,
    events.Declined: answers.declined,
    events.DraftStarted: drafts.draft_started,
    events.DraftChanged: drafts.draft_changed,
    events.DraftDiscarded: drafts.draft_discarded,
    events.Approved: drafts.approved,
    events.SendingPaused: sending.paused,
    events.SendingResumed: sending.resumed,
    events.SendingCancelled: sending.cancelled,
    events.ClosedEarly: sending.closed_early,
    events.OpenAnswerRead: sending.open_answer_read,
    wording.WordsTranslated: translations.translated,
    loop_events.CommitmentMade: commitments.made,  # before a decision of the same turn
    events.DecisionApproved: telling.decision_approved,
    loop_events.CommitmentChanged: owners.changed,
    loop_events.OwnerChanged: owners.owner_changed,
    promises.AllHandedOver: owners.all_handed_over,
    promises.OwnerInvited: owners.invited,  # after those, for the link is theirs
    loop_events.EvidenceGiven: evidence.given,
    loop_events.EvidenceShown: evidence.shown,
    loop_events.HearBackMoved: loops.hear_back_moved,
    loop_events.NoticesChosen: telling.notices_chosen,
    loop_events.Believed: beliefs.believed,
    loop_events.Archived: archiving.archived,
    events.ToldAgain: telling.told_again,
    events.HeardRated: telling.heard_rated,
    events.HeardExplained: telling.heard_explained,
    events.Flagged: flags.raised,
    events.FlagOpened: flags.opened,
    events.FlagDone: flags.done,
    events.FlagPassedOn: flags.passed_on,
    events.DutyTaken: rota.taken,
    events.DutyLeft: rota.left,
    events.DutyTakenOver: rota.taken_over,
    **seat_effects.EFFECTS,
    **OF_MEETINGS,
    **OF_ISSUES,
    **OF_DIGESTS,
    events.CopyWanted: copy_wanted,
    finding_events.HeardNoted: findings.heard_noted,
    finding_events.NumberNoted: findings.number_noted,
    finding_events.FindingDropped: findings.dropped,
    finding_events.QuoteAsked: findings.quote_asked,
    finding_events.QuoteAnswered: findings.quote_answered,
    loop_events.TaskRaised: tasks.raised,
    loop_events.TaskOpened: tasks.opened,
    loop_events.TaskDone: tasks.done,
    events.MeErased: me_erased,  # last: nothing of the same turn outlives it
}


def perform(connection: Connection, happened: Sequence[Happened[Any]]) -> None:
    """Perform the effects of many turns' events, kind by kind, in the order of the table."""
    by_kind: dict[type, list[Happened[Any]]] = defaultdict(list)
    for one in happened:
        by_kind[type(one.event)].append(one)
    for kind, effect in EFFECTS.items():
        if by_kind[kind]:
            effect(connection, by_kind[kind])

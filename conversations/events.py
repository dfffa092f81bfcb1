"""What happened in a turn, in the past tense. The program performs the effects, many at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from conversations.content import Audience, Decision, Given
from conversations.digest_events import DigestEvent
from conversations.draft import Draft
from conversations.finding_events import FindingEvent
from conversations.issue_events import IssueEvent
from conversations.loop_events import LoopEvent
from conversations.meeting_events import MeetingEvent
from conversations.promises import PromiseEvent
from conversations.seat_events import SeatEvent
from conversations.wording import WordsTranslated

# --- joining and own choices -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CameBy:
    """The person came through a link; it is counted once, and a role it gives is granted."""

    invite: int


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The person chose the language to be written to."""

    language: str


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """The person agreed: `wording` is exactly what they read; `how` tells how it was put."""

    version: int
    language: str
    wording: str
    how: str


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn:
    """The person took back their consent; no answer is taken before they agree anew."""


@dataclass(frozen=True, slots=True)
class AboutYouGiven:
    """The person said something of themselves; None leaves what was there."""

    kind: str | None = None
    area: str | None = None
    ask_every_days: int | None = None
    discreet: bool | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """Joining was completed; `recovery_code` is kept only as a keyed hash."""

    recovery_code: str


@dataclass(frozen=True, slots=True)
class RecoveryCodeMade:
    """The person asked for a new recovery code; the old one no longer works."""

    recovery_code: str


@dataclass(frozen=True, slots=True)
class TurnedAway:
    """The person may not or does not want to join: everything of them is purged at once."""

    reason: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """The person stopped: what is queued is cancelled, nothing more is started."""


@dataclass(frozen=True, slots=True)
class StopUndone:
    """The person undid their stop."""


@dataclass(frozen=True, slots=True)
class DeathTold:
    """Somebody died: all that Heard starts ends. `who` is 'cared_for', or 'member' themselves.

    `member` is whose messages end, where a facilitator records it; None for whoever writes.
    """

    who: str
    member: int | None = None


@dataclass(frozen=True, slots=True)
class BreakTaken:
    """The person takes a break, from now until that moment, or (None) until they write."""

    until: datetime | None


@dataclass(frozen=True, slots=True)
class BreakEnded:
    """The person's break is over: what waits may go."""


@dataclass(frozen=True, slots=True)
class QuietHoursChosen:
    """The person chose when nothing is started: whole hours in their zone, and perhaps Sundays.

    The two hours are the same where no hour of a day is quiet.
    """

    begin: int
    end: int
    sundays: bool


@dataclass(frozen=True, slots=True)
class TellChosen:
    """The person chose what Heard may start: 'all', or 'only_changes'."""

    what: str


@dataclass(frozen=True, slots=True)
class AnswersErased:
    """The person had their answers to one consultation erased, or (None) all of them."""

    consultation: int | None = None


@dataclass(frozen=True, slots=True)
class MeErased:
    """The person had everything about them erased; after a goodbye nothing is left of them."""


@dataclass(frozen=True, slots=True)
class CopyWanted:
    """The person asked for a page with all that is kept of them; its token is kept as a hash."""

    token: str


# --- recovery codes, and silence -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeRefused:
    """The person gave a recovery code that opens nothing; with `wrong`, since it is nobody's."""

    wrong: bool = False


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """The person gave a recovery code that is right; `code` is its hash, here and below.

    With `by_telephone`, a facilitator was told it: from then on it works by telephone only.
    """

    code: str
    by_telephone: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """Whoever has the code writes from this account from now on, with a new code.

    `becomes` is their number. Who wrote from this account until now is no more.
    """

    code: str
    becomes: int
    new_code: str


@dataclass(frozen=True, slots=True)
class StoppedByCode:
    """Whoever has the code stopped."""

    code: str


@dataclass(frozen=True, slots=True)
class ErasedByCode:
    """Whoever has the code had all their answers erased, or (`whole`) everything about them."""

    code: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class DeathToldByCode:
    """A facilitator was told of a death, with the code; `who` is as in `DeathTold`."""

    code: str
    who: str


@dataclass(frozen=True, slots=True)
class StillMe:
    """After a long silence, the person said that it is still them."""


@dataclass(frozen=True, slots=True)
class SomebodyNew:
    """After a long silence, somebody else writes from this account: a new member, `becomes`."""

    becomes: int


@dataclass(frozen=True, slots=True)
class RoleTaken:
    """Somebody took a role away, which ends at once; `role` is its own number."""

    role: int


# --- answering -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Started:
    """The person opened the first question of a consultation."""

    consultation: int


@dataclass(frozen=True, slots=True)
class Answered:
    """The person answered a question of the version they saw; it replaces an earlier answer."""

    consultation: int
    version: int
    question: int
    given: Given


@dataclass(frozen=True, slots=True)
class Finished:
    """The person came to the end of a consultation."""

    consultation: int


@dataclass(frozen=True, slots=True)
class PutOff:
    """The person will go on later."""

    consultation: int


@dataclass(frozen=True, slots=True)
class Declined:
    """The person does not want to take part in this one."""

    consultation: int


# --- asking ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DraftStarted:
    """A facilitator began a draft with a number of its own."""

    draft: int
    content: Draft


@dataclass(frozen=True, slots=True)
class DraftChanged:
    """A facilitator changed a draft that was at `revision`; at any other, nothing is changed."""

    draft: int
    revision: int
    content: Draft


@dataclass(frozen=True, slots=True)
class DraftDiscarded:
    """A facilitator threw a draft away."""

    draft: int


@dataclass(frozen=True, slots=True)
class Approved:
    """A facilitator approved a draft, as previewed at `revision`, to be sent."""

    draft: int
    revision: int


@dataclass(frozen=True, slots=True)
class SendingPaused:
    """A facilitator paused the sending of an ask."""

    consultation: int


@dataclass(frozen=True, slots=True)
class SendingResumed:
    """A facilitator resumed the sending of an ask."""

    consultation: int


@dataclass(frozen=True, slots=True)
class SendingCancelled:
    """A facilitator cancelled what was not yet sent of an ask; who was asked may still answer."""

    consultation: int


@dataclass(frozen=True, slots=True)
class ClosedEarly:
    """A facilitator closed a consultation before its date."""

    consultation: int


# --- hearing back ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpenAnswerRead:
    """A facilitator read an open answer: an act of power, so it is on record."""

    consultation: int


@dataclass(frozen=True, slots=True)
class DecisionApproved:
    """A facilitator approved what everyone who took part will be told."""

    consultation: int
    decision: Decision


@dataclass(frozen=True, slots=True)
class ToldAgain:
    """A facilitator had it told again to those of whom nobody knows that they were told."""

    consultation: int


@dataclass(frozen=True, slots=True)
class HeardRated:
    """A member said whether they were heard: yes, partly, no or cannot_tell."""

    consultation: int
    rating: str


@dataclass(frozen=True, slots=True)
class HeardExplained:
    """A member said why they felt heard, or not."""

    consultation: int
    why: str


# --- the reading rota, and what it reads -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Flagged:
    """The person wrote of danger or distress while a rota is set.

    `words` are those that stand in no answer; else consultation and question say where they stand.
    """

    kind: str
    consultation: int | None = None
    question: int | None = None
    words: str | None = None


@dataclass(frozen=True, slots=True)
class FlagOpened:
    """A reader read what was written: an act of power, so it is on record."""

    flag: int


@dataclass(frozen=True, slots=True)
class FlagDone:
    """A reader did what there was to do."""

    flag: int


@dataclass(frozen=True, slots=True)
class FlagPassedOn:
    """A reader cannot do anything about it, so others are asked."""

    flag: int


@dataclass(frozen=True, slots=True)
class DutyTaken:
    """A facilitator or scribe reads on these days (bit 0 is Monday), from one hour to another."""

    weekdays: int
    from_hour: int
    until_hour: int


@dataclass(frozen=True, slots=True)
class DutyLeft:
    """A reader left the rota."""


@dataclass(frozen=True, slots=True)
class DutyTakenOver:
    """Somebody took over another reader's place, which `Duty.place` names."""

    place: int


# --- asked of the program --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Requested:
    """Something dear is to be worked out; it comes back as `Computed`.

    With an `audience`, its people are counted in the network whose number `position` is; only
    those whom it can reach before what `begins`.
    """

    name: str
    subject: int
    position: int = 0
    audience: Audience | None = None
    begins: datetime | None = None


Event: TypeAlias = (
    CameBy
    | LanguageChosen
    | ConsentGiven
    | ConsentWithdrawn
    | AboutYouGiven
    | Joined
    | RecoveryCodeMade
    | TurnedAway
    | Stopped
    | StopUndone
    | BreakTaken
    | BreakEnded
    | QuietHoursChosen
    | TellChosen
    | DeathTold
    | AnswersErased
    | CodeRefused
    | CodeGiven
    | Moved
    | StoppedByCode
    | ErasedByCode
    | DeathToldByCode
    | StillMe
    | SomebodyNew
    | MeErased
    | RoleTaken
    | CopyWanted
    | Started
    | Answered
    | Finished
    | PutOff
    | Declined
    | DraftStarted
    | DraftChanged
    | DraftDiscarded
    | Approved
    | SendingPaused
    | SendingResumed
    | SendingCancelled
    | ClosedEarly
    | OpenAnswerRead
    | DecisionApproved
    | ToldAgain
    | HeardRated
    | HeardExplained
    | Flagged
    | FlagOpened
    | FlagDone
    | FlagPassedOn
    | DutyTaken
    | DutyLeft
    | DutyTakenOver
    | Requested
    | LoopEvent
    | PromiseEvent
    | MeetingEvent
    | DigestEvent
    | SeatEvent
    | IssueEvent
    | FindingEvent
    | WordsTranslated
)

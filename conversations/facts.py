"""What a conversation may know: loaded for one turn, bounded, never changed.

Each conversation names the `Need`s that it has for a state and an input; the program loads them
for many turns at once and hands them over as `Facts.found`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from conversations.break_words import BreakWords
from conversations.calling import TheCall, TheCalls
from conversations.content import Consultation, Decision
from conversations.danger import Phrases
from conversations.digests import DigestNeed
from conversations.draft import Draft
from conversations.duty import NO_ROTA, Rota
from conversations.findings import TheFindings, TheQuote
from conversations.gap import TheBelief
from conversations.impacts import MyGroup, TheImpactLog, TheInfluence
from conversations.issues import IssueNeed
from conversations.jargon_facts import TheGlossary
from conversations.known import WhatIsKnown
from conversations.loops import (
    MyCommitments,
    TheCommitment,
    TheLoop,
    WhatChanged,
    WhatIWasTold,
)
from conversations.meetings_facts import MeetingNeed
from conversations.needing import TheTask, WhatNeedsMe
from conversations.open_loops import TheOpenLoop, TheOpenLoops
from conversations.promises import PromiseNeed
from conversations.quiet_hours import USUAL, QuietHours
from conversations.screen import Act
from conversations.structure import ThePassed, TheSeatCode, TheStructure, WhatPasses
from conversations.text import Words
from conversations.turn import Key
from conversations.wording import TheWording

_NOTHING_LISTED = Phrases()
_NO_WORDS = BreakWords()
KINDS_OF_MEMBER = ("in_treatment", "after_treatment", "carer_or_family", "other", "not_said")


@dataclass(frozen=True, slots=True)
class Person:
    """Who writes. `joined` means that a consent is live; `roles` are those not revoked.

    Of these, `in_groups` has each that is held in one group only, with that group's number; a
    number of 0 stands for what is about no group (`rights.NO_GROUP`).
    `language` is the chosen one, or '' while none was chosen; `guess` is the app's own.
    `break_since` and `break_until` are as in the table `member`, and so are `tell`, `discreet` and
    `death`. `agreed` is the version of the consent that is live, `wrote_at` when they wrote before
    today. `silent` says that they had not written for half a year, and have not said since that it
    is still them.
    """

    id: int
    language: str = ""
    guess: str | None = None
    joined: bool = False
    stopped: bool = False
    roles: frozenset[str] = frozenset()
    in_groups: frozenset[tuple[str, int]] = frozenset()
    break_since: datetime | None = None
    break_until: datetime | None = None
    quiet: QuietHours = USUAL
    tell: str = "all"
    discreet: bool = False
    death: str | None = None
    agreed: int | None = 1
    wrote_at: datetime | None = None
    silent: bool = False

    def on_break(self, now: datetime) -> bool:
        """Tell whether this person is on a break."""
        began = self.break_since is not None
        return began and (self.break_until is None or self.break_until > now)

    @property
    def may_read(self) -> bool:
        """Tell whether this person may be on the reading rota."""
        return any(self.groups_as(role) is None for role in ("facilitator", "scribe"))

    @property
    def facilitates(self) -> bool:
        """Tell whether this person may ask on behalf of a group."""
        return "facilitator" in self.roles

    def groups_as(self, role: str) -> frozenset[int] | None:
        """Give the groups in which this person has a role; None for the whole network."""
        mine = frozenset(group for name, group in self.in_groups if name == role)
        return None if role in self.roles and not mine else mine


@dataclass(frozen=True, slots=True)
class Network:
    """The network that asks. `languages` are those offered: (tag, own name, is a draft).

    `other_languages` are the names of those that nobody has reviewed yet, for which the
    `interpreter_line` is offered.

    Each line, number and office is words with a number in them; '' where there is none.
    `checked_on` is the day (ISO 8601) on which somebody called them all. `contact` is whom to ask
    about data, `privacy_notice` the address of the whole notice.
    """

    id: int
    name: str
    zone: ZoneInfo
    languages: tuple[tuple[str, str, bool], ...]
    emergency_number: str = "999"
    oncology_line: str = "01234 000000"
    young_people_line: str = ""
    support_line: str = ""
    team_line: str = ""
    complaints_office: str = ""
    interpreter_line: str = ""
    other_languages: tuple[str, ...] = ()
    consent_version: int = 1
    contact: str = ""
    privacy_notice: str = ""
    checked_on: str = ""
    rota: Rota = NO_ROTA

    @property
    def has_numbers(self) -> bool:
        """Tell whether whoever is in danger gets numbers to call; nothing is asked before."""
        both = self.emergency_number, self.oncology_line
        return all(any(letter.isdigit() for letter in one) for one in both)

    def today(self, now: datetime) -> date:
        """Give the civil day where the network is."""
        return now.astimezone(self.zone).date()


# --- what can be needed, and what is found for it --------------------------------------------


@dataclass(frozen=True, slots=True)
class TheConsultation:
    """Found: `Consultation`, only where this person was asked or works on it; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class TheAnswers:
    """Found: this person's latest answers to a consultation, as {question number: Given}."""

    consultation: int


@dataclass(frozen=True, slots=True)
class ThePart:
    """Found: this person's `Part` in a consultation, else None."""

    consultation: int


@dataclass(frozen=True, slots=True)
class WhatWaits:
    """Found: tuple of `Waiting`, newest first, at most 20: consultations this person was asked."""


@dataclass(frozen=True, slots=True)
class TheState:
    """Found: this person's `State` in another conversation, else None."""

    conversation: str
    subject: int


@dataclass(frozen=True, slots=True)
class TheInvite:
    """Found: `Invite` behind the link that was opened, else None."""

    id: int


@dataclass(frozen=True, slots=True)
class TheDraft:
    """Found: `SharedDraft`, where this person facilitates its network; else None."""

    id: int


@dataclass(frozen=True, slots=True)
class TheDesk:
    """Found: `Desk`: what a facilitator has open."""


@dataclass(frozen=True, slots=True)
class TheLedger:
    """Found: `Ledger` of a consultation, where this person facilitates its network; else None."""

    consultation: int


@dataclass(frozen=True, slots=True)
class TheFlag:
    """Found: `Flag`, where this person may read it, else None; 0 is the one that waits longest."""

    id: int


@dataclass(frozen=True, slots=True)
class ReadyMades:
    """Found: tuple of `ReadyMade`, the library's consultations to start from."""


@dataclass(frozen=True, slots=True)
class TheCode:
    """Found: `CodeHolder` of the recovery code with this hash, whoever asks."""

    hash: str


@dataclass(frozen=True, slots=True)
class TheirAnswers:
    """Found: tuple of (`Consultation`, {question number: `Given`}) of whoever has that code."""

    hash: str


@dataclass(frozen=True, slots=True)
class TheRoles:
    """Found: tuple of `HeldRole`, the latest first; only for who may see and take away roles."""


Need: TypeAlias = (
    TheRoles
    | TheConsultation
    | TheAnswers
    | ThePart
    | WhatWaits
    | TheState
    | TheInvite
    | TheDraft
    | TheDesk
    | TheLedger
    | ReadyMades
    | WhatIsKnown
    | TheFlag
    | TheCode
    | TheirAnswers
    | TheLoop
    | TheWording
    | TheCommitment
    | MyCommitments
    | WhatIWasTold
    | WhatChanged
    | TheBelief
    | TheOpenLoop
    | TheOpenLoops
    | PromiseNeed
    | TheTask
    | WhatNeedsMe
    | TheFindings
    | TheQuote
    | MeetingNeed
    | DigestNeed
    | TheGlossary
    | TheStructure
    | TheSeatCode
    | WhatPasses
    | ThePassed
    | TheCall
    | TheCalls
    | TheImpactLog
    | TheInfluence
    | MyGroup
    | IssueNeed
)


@dataclass(frozen=True, slots=True)
class Part:
    """One member's part in a consultation, and what they were told came of it."""

    status: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the home screen. `part` is asked, started, put_off, finished or declined."""

    consultation: Consultation
    part: str
    decision: Decision | None = None


@dataclass(frozen=True, slots=True)
class Invite:
    """A link: a recruitment route (`role` None), or one that gives a role.

    `promise` tells that whoever comes by it owns a promise, which names them as `label`.
    """

    id: int
    label: str
    role: str | None = None
    group: int | None = None
    language: str | None = None
    promise: bool = False


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that somebody holds, in a group or (None) in the network; `link` is what gave it.

    A link's name is what its maker wrote for themselves; nobody's own name is kept. `mine` tells of
    whoever asks.
    """

    id: int
    role: str
    since: date
    group: str | None = None
    link: str | None = None
    mine: bool = False


@dataclass(frozen=True, slots=True)
class CodeHolder:
    """Whose a recovery code is. `member` is None where it is nobody's, or nobody's any more.

    `told` says that it was told to a facilitator by telephone: from then on it works only there.
    `stopped` and `died` tell of the holder, `wrong` how many wrong codes the asker gave lately.
    """

    member: int | None = None
    told: bool = False
    stopped: bool = False
    died: bool = False
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class SharedDraft:
    """A draft as it is now. `revision` rises with every change by anyone; `editor` made it last.

    `others` are consultations still open with the same title, so that nobody asks twice unaware.
    """

    id: int
    revision: int
    draft: Draft
    editor: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group that an audience can name; `members` counts those who joined and did not stop."""

    id: int
    name: str
    members: int


@dataclass(frozen=True, slots=True)
class DeskItem:
    """A consultation or draft on a facilitator's desk.

    `status`: draft, scheduled, open, closed (and nobody told), telling or told.
    """

    id: int
    title: Words
    status: str
    closes_at: datetime | None = None
    hear_back_on: date | None = None
    asked: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What a facilitator has open: newest first, at most 20, and the groups to ask."""

    items: tuple[DeskItem, ...] = ()
    groups: tuple[Group, ...] = ()
    last_ask: Draft | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a facilitator may see of a consultation: progress, and what is written of its end.

    `untold` holds (reason, people) of those who were not told; 'uncertain' are those who perhaps
    were. Both it and `told` have None for what must be hidden. `again` counts those to whom it can
    be written again. `groups` are those that were asked, none of them where the whole network was.
    """

    consultation: Consultation
    asked: int = 0
    answered: int = 0
    decision: Decision | None = None
    told: int | None = 0
    paused: bool = False
    untold: tuple[tuple[str, int | None], ...] = ()
    again: int = 0
    groups: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Words that may need a person, without who wrote them; None where they are gone.

    `title` and `question` say what they answer. `opened` means that somebody opened it before,
    `told_all` that there is nobody left to ask. `following` is the next one that waits, or 0.
    """

    id: int
    words: str | None = None
    title: Words | None = None
    question: Words | None = None
    opened: bool = False
    done: bool = False
    told_all: bool = False
    following: int = 0


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A consultation to start from."""

    slug: str
    title: Words
    draft: Draft


# --- what can be asked to be computed --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many are asked at once, how many later and why, how many never and why.

    `minutes` is how long it takes to send to those asked at once. `quiet_until` is the last day on
    whose morning people in quiet hours get it, `last_on` when the last of those do who
    were asked recently or had enough messages.
    """

    now: int
    later: tuple[tuple[str, int], ...] = ()
    never: tuple[tuple[str, int], ...] = ()
    lacking_language: tuple[tuple[str, int], ...] = ()
    minutes: int = 1
    quiet_until: date | None = None
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """Counts for one question; `counts` is None where small numbers hide it.

    `counts` holds (choice number, people); cells under the smallest cell are None. `answers` counts
    people who answered this question, None where hidden.
    """

    number: int
    counts: tuple[tuple[int, int | None], ...] | None = None
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a consultation; `answered` is None where the base is too small to show."""

    asked: int
    answered: int | None
    questions: tuple[QuestionResult, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """One written or spoken answer without identity: `position` of `total`, shuffled.

    `mark` names it, wherever it comes to stand when others are erased.
    """

    question: int
    position: int
    total: int
    text: str | None = None
    media: int | None = None
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything one turn may know.

    `say` gives words in this person's language. `stop_words` are the words for stop in every
    shipped language, normalised, `phrases` what is listened for in them, and `break_words` what
    asks for a break. `seed` is fresh chance: 128 random bits. `focus` is where free text goes: the
    prompt replied to, else the one last opened or tapped, else None. `newest` is what the numbers
    do of what Heard started after that. `web_address` is where pages of ours stand, '' where none
    does.
    """

    person: Person
    network: Network
    say: Callable[[Words], str]
    stop_words: frozenset[str] = frozenset()
    phrases: Phrases = _NOTHING_LISTED
    break_words: BreakWords = _NO_WORDS
    seed: int = 0
    focus: Key | None = None
    newest: tuple[Act, ...] = ()
    found: Mapping[Need, Any] = field(default_factory=dict)
    web_address: str = ""

    def get(self, need: Need) -> Any:
        """Give what was found for `need`; None where nothing was."""
        return self.found.get(need)

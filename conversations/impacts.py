"""What came of involvement, as conversations know it: the impact log and the influence map (E16).

Levels are those of E4, which each promise carries already. The domains are fields in which a
group can have influence; the kinds are those that were found when impact was studied.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from conversations.text import Text, Worded

DOMAINS: Mapping[str, Text] = {
    "information": Text("Information"),
    "care": Text("Treatment and care"),
    "access": Text("Waiting and travel"),
    "places": Text("Buildings and rooms"),
    "planning": Text("Planning of services"),
    "training": Text("Training of staff"),
    "policy": Text("Rules and policy"),
    "research": Text("Research"),
}
KINDS: Mapping[str, Text] = {
    "services": Text("On services"),
    "professionals": Text("On professionals"),
    "members": Text("On members"),
    "policy": Text("On policy"),
    "process": Text("On how we work"),
}
LEVELS: Mapping[str, Text] = {
    "information": Text("Members were told."),
    "consultation": Text("Members were asked for their view."),
    "partnership": Text("Members decided together with professionals."),
    "delegated": Text("Members decided in the name of the board."),
    "user_control": Text("Members decided."),
}
STRENGTHS: Mapping[str, Text] = {
    "strong": Text("Strong"),
    "some": Text("Some"),
    "none": Text("None"),
}


@dataclass(frozen=True, slots=True)
class Ended:
    """A promise that ended and is not in the log yet; `said` is what its owner says came of it.

    `version` is the one that was seen; `domain` and `kind` are proposed.
    """

    id: int
    title: Worded
    words: Worded
    status: str
    level: str
    said: Worded | None = None
    evidence: int = 0
    domain: str = "care"
    kind: str = "services"


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the log."""

    id: int
    words: Worded
    level: str
    domain: str
    kind: str
    day: date


@dataclass(frozen=True, slots=True)
class ImpactLog:
    """What ended and waits to be noted, and what was noted last; `lines` counts all."""

    ended: tuple[Ended, ...] = ()
    noted: tuple[Noted, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class TheImpactLog:
    """Found: `ImpactLog` of what this person facilitates."""


@dataclass(frozen=True, slots=True)
class InfluenceMap:
    """What members of a group said of a quarter: people by strength, for each domain.

    A number is None where it is hidden; `people` is None where too few said anything.
    """

    group: int
    name: str
    year: int
    quarter: int
    people: int | None = None
    strengths: tuple[tuple[str, tuple[tuple[str, int | None], ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class TheInfluence:
    """Found: tuple of the last `InfluenceMap` of each group of this person's network that has one.

    Whoever facilitates sees those of their groups.
    """


@dataclass(frozen=True, slots=True)
class MyGroup:
    """Found: (the group's name, its influence in (domain: strength) as this person said it).

    Only for a member of that group, in that quarter; else None.
    """

    group: int
    year: int
    quarter: int

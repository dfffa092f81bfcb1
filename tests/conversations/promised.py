"""A loop with promises, its facilitator, and somebody who owns a promise."""

from dataclasses import replace
from datetime import date
from typing import Any

from conversations.content import Decision
from conversations.events import Event
from conversations.facts import Need, Person
from conversations.loop_events import CommitmentMade
from conversations.loops import Commitment, Loop, MyCommitments, TheCommitment, TheLoop
from conversations.promises import OwnerInvited, Owners, Professional, TheOwners
from conversations.turn import Key, Turn
from tests.conversations.facilitator import FACILITATOR, Facilitator, Office, english
from tests.conversations.people import Chat

LOOP = 2**48 - 2
PROMISE = 2**48 - 3
MANAGER = 8
HERE = Key("promising", LOOP)
DECISION = Decision(english("Most want late sessions."), english("They stay."))
BUS = "Patient transport runs until 9 pm."
DUE = date(2026, 4, 30)
PROFESSIONAL = Person(id=MANAGER, language="en_GB", joined=True, roles=frozenset({"professional"}))
PEOPLE = (Professional(MANAGER, "Transport manager"), Professional(9, "Lead nurse"))


def commitment(**changes: Any) -> Commitment:
    """Give a promise of the transport manager, due on 30 April, for which 62 people wait."""
    whole = Commitment(
        id=PROMISE,
        loop=LOOP,
        version=1,
        words=english(BUS),
        title=english("Evening chemotherapy"),
        owner=MANAGER,
        owner_name="the transport manager",
        due_on=DUE,
        upstream=62,
    )
    return replace(whole, **changes)


def loop(*made: Commitment, **changes: Any) -> Loop:
    """Give a loop that was decided, with these promises."""
    whole = Loop(
        LOOP, "consultation", english("Evening chemotherapy"), decision=DECISION, commitments=made
    )
    return replace(whole, **changes)


class Promiser(Facilitator):
    """The facilitator of that loop; `together` is how many promises its owner has."""

    def __init__(self, shown: Loop | None = None, together: int = 1, **person: Any) -> None:
        super().__init__(Office(), replace(FACILITATOR, **person))
        self.loop: Loop | None = shown or loop()
        self.owners: Owners | None = Owners(PEOPLE, together)

    def press_here(self, verb: str, *more: int) -> Turn:
        """Tap a button of this loop, whether it is shown or not."""
        return self.press(verb, LOOP, *more)

    @property
    def promised(self) -> list[CommitmentMade]:
        return [one for one in self.events if isinstance(one, CommitmentMade)]

    @property
    def invited(self) -> list[OwnerInvited]:
        return [one for one in self.events if isinstance(one, OwnerInvited)]

    @property
    def choices(self) -> list[str]:
        return list(self.labels)

    def did(self, kind: type[Event]) -> Any:
        """Give the only event of its kind."""
        (only,) = [one for one in self.events if isinstance(one, kind)]
        return only

    def _find(self, need: Need) -> Any:
        match need:
            case TheLoop():
                return self.loop
            case TheOwners():
                return self.owners
            case _:
                return super()._find(need)


class Owner(Chat):
    """Somebody who owns a promise, or answers for it."""

    def __init__(self, one: Commitment | None = None, person: Person = PROFESSIONAL) -> None:
        super().__init__(person)
        self.one = one

    @property
    def choices(self) -> list[str]:
        return list(self.labels)

    def did(self, kind: type[Event]) -> Any:
        """Give the only event of its kind."""
        (only,) = [one for one in self.events if isinstance(one, kind)]
        return only

    def _find(self, need: Need) -> Any:
        match need:
            case TheCommitment():
                return self.one
            case MyCommitments():
                return (self.one,) if self.one and self.one.owner == self.person.id else ()
            case _:
                return super()._find(need)

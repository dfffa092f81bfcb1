"""Where somebody is with the groups and seats, and what there is."""

import hashlib
from dataclasses import dataclass
from typing import ClassVar

from conversations.facts import Facts, Person
from conversations.recovery import SIGNS
from conversations.rights import FACILITATOR, covers
from conversations.state import State
from conversations.structure import GroupHere, SeatHere, TheStructure
from conversations.text import Text

NAME = "seats"

MOST = 40
LONGEST_TITLE = 60
CODE = 8  # signs, 40 random bits

WHAT_TITLE = Text("What is the seat called? For example: Patient member.")
TOO_LONG = Text("That is too long. Please use at most {most} letters.", most=LONGEST_TITLE)
UNTIL_WHEN = Text("Until when? Please type a day, such as 31 March.")
NO_DAY = Text("I cannot read that as a day to come. Please type one like 31 March.")
GIVE_CODE = Text("Give this code to whoever is to sit there. It works once.")
HOW_CODE = Text("They open Heard, send /seats and choose 'I have a seat code'.")
WHICH_CODE = Text("Please type the code that you were given for your seat.")
WRONG_CODE = Text("I do not know this code, or it was used. Please check each letter and number.")
ASK_AGAIN = Text("If it still does not work, ask whoever gave it to you for a new one.")
GONE = Text("This is not there any more. Here is how it is now.")
NOT_YOURS = Text("Only a facilitator of this group can change that.")


@dataclass(frozen=True)
class Seats(State):
    """Where somebody is with the groups; what is being written of a seat is `title`."""

    conversation: ClassVar[str] = NAME

    step: str = "all"
    group: int = 0
    seat: int = 0
    title: str = ""

    @property
    def subject(self) -> int:
        """There is one tree."""
        return 0


def hash_of(code: str) -> str:
    """Give the hash under which a seat's code is kept, however the code was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"seat {plain}".encode()).hexdigest()


def code_from(seed: int) -> str:
    """Make a code such as 'K7QM-2XRT' of the lowest 40 bits of `seed`."""
    signs = [SIGNS[seed >> 5 * place & 31] for place in range(CODE)]
    return f"{''.join(signs[: CODE // 2])}-{''.join(signs[CODE // 2 :])}"


def groups_in(facts: Facts) -> tuple[GroupHere, ...]:
    """Give the groups of the network."""
    found: tuple[GroupHere, ...] = facts.get(TheStructure()) or ()
    return found


def group_of(facts: Facts, number: int) -> GroupHere | None:
    """Find a group by its number."""
    return next((one for one in groups_in(facts) if one.id == number), None)


def manages(person: Person, group: int) -> bool:
    """Tell whether this person facilitates that group, or the whole network."""
    return person.facilitates and covers(person.groups_as(FACILITATOR), (group,))


def below(facts: Facts, number: int) -> frozenset[int]:
    """Give the groups below one in the tree, itself included."""
    found = {number}
    for _ in groups_in(facts):
        found |= {one.id for one in groups_in(facts) if one.parent in found}
    return frozenset(found)


def seat_of(facts: Facts, number: int) -> tuple[GroupHere, SeatHere] | None:
    """Find a seat by its number, with its group."""
    every = ((group, seat) for group in groups_in(facts) for seat in group.seats)
    return next((both for both in every if both[1].id == number), None)

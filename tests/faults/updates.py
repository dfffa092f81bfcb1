"""Updates in any order, three times, dropped and brought again: the end is as if all went well.

What Telegram promises is kept, and no more. What one person sends comes in their order, until it
was confirmed; between persons there is no order. Anything may come again at any later time. What
was dropped comes again before anything newer of that person. Groups of turns fail and are taken
again, one by one. Taps and texts of one person are not ordered with each other: so taps alone, on
buttons of different questions, are also shuffled freely.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from random import Random
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.delivery import turns
from bot.delivery.ports import Arrived
from bot.store import tables
from bot.store.database import Database
from tests.bot.delivery.hall import NOW, Hall
from tests.faults.town import question

PEOPLE = 3
QUESTIONS = 4
CONSULTATION = 1
ASKED = tuple(question(number) for number in range(1, QUESTIONS + 1))
BUTTONS = ("a.start", "a.choose", "a.skip", "a.notsay", "a.change", "a.back", "a.later", "a.mine")
TEXTS = ("1", "2", "9", "Later buses", "stop", "/home", "hello")


@dataclass(frozen=True, slots=True)
class Act:
    """What one of the people does: a tap on one of their buttons, or a text."""

    who: int
    verb: str
    question: int = 0
    choice: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """Acts in the order in which they were done, and the chance by which they travel."""

    acts: tuple[Act, ...]
    seed: int

    @property
    def chance(self) -> Random:
        """Give the chance by which they travel, from its beginning."""
        return Random(self.seed)  # noqa: S311  not a secret


class Broken(Exception):  # noqa: N818  it is meant to happen
    """A group of turns fails at its very end."""


acts = st.lists(
    st.builds(
        Act,
        who=st.integers(0, PEOPLE - 1),
        verb=st.sampled_from((*BUTTONS, "a.start", "a.choose", "a.choose", "", "", "")),
        question=st.integers(1, QUESTIONS),
        choice=st.integers(1, 4),
        text=st.sampled_from(TEXTS),
    ),
    min_size=1,
    max_size=14,
)
cases = st.builds(Case, acts.map(tuple), st.integers(0, 10**6))


class World:
    """A hall in which each case has people of its own, and what was sent is counted on."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self._numbers = itertools.count(10_000)
        hall.ask(CONSULTATION, *ASKED)

    def people(self) -> list[str]:
        """Seat new people, asked like everyone."""
        seated = self.hall.seat(PEOPLE)
        rows = [
            {"consultation_id": CONSULTATION, "member_id": self.hall.members[address],
             "version": 1, "status": "asked", "due_at": NOW, "queued_at": NOW}
            for address in seated
        ]  # fmt: skip
        with self.hall.database.transaction() as connection:
            connection.execute(tables.participation.insert(), rows)
        return seated

    def update(self, people: Sequence[str], act: Act) -> Arrived:
        """Give the update of an act."""
        address, number = people[act.who], next(self._numbers)
        if not act.verb:
            return self.hall.text(address, act.text, number)
        ids = {
            "a.choose": (CONSULTATION, act.question, act.choice),
            "a.start": (CONSULTATION,), "a.later": (CONSULTATION,), "a.mine": (CONSULTATION,),
        }.get(act.verb, (CONSULTATION, act.question))  # fmt: skip
        return self.hall.tap(address, act.verb, *ids, update=number)

    # --- the ways through -------------------------------------------------------------------------

    def in_order(self, updates: Sequence[Arrived]) -> None:
        """Let all come one after the other, each taken before the next."""
        for one in updates:
            self.hall.store(one)
            self.take(1)

    def in_disorder(self, updates: Sequence[Arrived], chance: Random) -> None:
        """Let all travel as badly as they may."""
        left = [list(mine) for mine in _by_person(updates).values()]
        seen: list[Arrived] = []
        while any(left):
            batch = list(_batch(left, seen, chance))
            if batch and chance.random() < 0.2:
                for one in batch:  # dropped: it was not confirmed, so that all of it comes again
                    self._give_back(one, left, seen)
                continue
            self.hall.store(*batch)
            seen += [one for one in batch if one not in seen]
            if chance.random() < 0.6:
                self.take(chance.choice((1, 2, 16)), fails=chance.random() < 0.2)
        while self.take(16, fails=chance.random() < 0.1):
            pass

    @staticmethod
    def _give_back(one: Arrived, left: list[list[Arrived]], seen: Sequence[Arrived]) -> None:
        if one not in seen:
            mine = next((some for some in left if some and some[0].sender == one.sender), None)
            if mine is None:
                left.append([one])
            elif one not in mine:
                place = sum(int(other.external_id) < int(one.external_id) for other in mine)
                mine.insert(place, one)

    def take(self, most: int, *, fails: bool = False) -> int:
        """Take the turns that wait, `most` of them; a group that `fails` leaves nothing behind."""
        with self.hall.database.reading() as connection:
            said = self.hall.heads(connection)[:most]
        try:
            self._take(said, fails=fails)
        except Broken:
            for one in said:
                self._take([one], fails=False)
        return len(said)

    def _take(self, said: Sequence[Any], *, fails: bool) -> None:
        if not said:
            return
        with self.hall.database.transaction() as connection:
            turns.take_turns(connection, said, self.hall.room, NOW)
            if fails:
                raise Broken

    # --- the end ----------------------------------------------------------------------------------

    def end(self, people: Sequence[str]) -> list[Any]:
        """Give what stands for each of these people, without numbers that are drawn."""
        with self.hall.database.reading() as connection:
            return [self._end_of(connection, address) for address in people]

    def _end_of(self, connection: Connection, address: str) -> dict[str, Any]:
        member = self.hall.members[address]
        r, a, c = tables.response.c, tables.answer.c, tables.answer_choice.c
        chosen = (c.response_id == a.response_id) & (c.question == a.question)
        answers = (
            sa.select(a.question, a.text, a.declined, c.choice)
            .join(tables.response, r.id == a.response_id)
            .outerjoin(tables.answer_choice, chosen)
            .where(r.member_id == member)
            .order_by(a.question, c.choice)
        )
        p, s, o, m = (
            one.c for one in (tables.participation, tables.conversation_state, tables.outbox,
                              tables.member)
        )  # fmt: skip
        asked = {
            "answers": answers,
            "part": sa.select(p.status, p.answered_at).where(p.member_id == member),
            "states": sa.select(s.conversation, s.subject, s.kept)
            .where(s.member_id == member).order_by(s.conversation, s.subject),
            "said": sa.select(o.kind, o.slot, o.edits, o.conversation, o.status)
            .where(o.member_id == member).order_by(o.id),
            "person": sa.select(m.stopped_at, m.focus_conversation, m.focus_subject)
            .where(m.id == member),
        }  # fmt: skip
        return {
            name: [tuple(row) for row in connection.execute(query)] for name, query in asked.items()
        }

    def count(self) -> tuple[int, int]:
        """Give how many answered, as the consultation counts it and as it is."""
        c, p = tables.consultation.c, tables.participation.c
        with self.hall.database.reading() as connection:
            counted = connection.execute(sa.select(c.answered).where(c.id == CONSULTATION))
            real = sa.select(sa.func.count()).where(
                p.consultation_id == CONSULTATION, p.answered_at.is_not(None)
            )
            return counted.scalar_one(), connection.execute(real).scalar_one()

    def unfinished(self) -> int:
        """Count letters that are not done."""
        with self.hall.database.reading() as connection:
            left = sa.select(sa.func.count()).where(tables.inbox.c.status != "done")
            return connection.execute(left).scalar_one()


def _by_person(updates: Sequence[Arrived]) -> dict[str, list[Arrived]]:
    found: dict[str, list[Arrived]] = {}
    for one in updates:
        found.setdefault(one.sender, []).append(one)
    return found


def _batch(left: list[list[Arrived]], seen: Sequence[Arrived], chance: Random) -> Iterator[Arrived]:
    """Take some of what is next of anybody, with what came before mixed in, all up to 3 times."""
    for _ in range(chance.randint(1, 6)):
        mine = chance.choice([some for some in left if some] or [[]])
        if not mine:
            return
        one = mine.pop(0)
        yield from [one] * chance.choice((1, 1, 3))
        if seen and chance.random() < 0.3:
            yield from [chance.choice(seen)] * chance.choice((1, 3))


def travels_badly(world: World, case: Case) -> None:
    """Assert that the end is the same for people whose updates travelled badly, and their twins."""
    twins, people = world.people(), world.people()
    world.in_order([world.update(twins, act) for act in case.acts])
    world.in_disorder([world.update(people, act) for act in case.acts], case.chance)
    assert world.end(people) == world.end(twins)
    counted, real = world.count()
    assert counted == real
    assert not world.unfinished()


def taps_in_any_order(world: World, case: Case) -> None:
    """Assert that taps on buttons of different questions end the same in whatever order."""
    taps = {(act.who, act.question): act for act in case.acts if act.verb in {"a.choose", "a.skip"}}
    twins, people = world.people(), world.people()
    world.in_order([world.update(twins, act) for act in taps.values()])
    shuffled = list(taps.values())
    case.chance.shuffle(shuffled)
    world.in_disorder([world.update(people, act) for act in shuffled], case.chance)
    mine, theirs = world.end(people), world.end(twins)
    assert [one["answers"] for one in mine] == [one["answers"] for one in theirs]


BLOCK = 1_000  # cases with a fresh database


def run_cases(
    wanted: int,
    seed: int,
    opened: Callable[[], AbstractContextManager[Database]],
    say: Callable[[str], None],
) -> None:
    """Run so many cases of both kinds together; raises AssertionError with the first that fails."""
    for place in range(0, wanted, BLOCK):
        with opened() as database:
            world = World(Hall(database))
            for check in (travels_badly, taps_in_any_order):
                _run(world, check, seed + place, min(BLOCK, wanted - place) // 2)
        say(f"  {place + BLOCK} cases")


def _run(world: World, check: Callable[[World, Case], None], seed: int, most: int) -> None:
    @seeded(seed)
    @settings(
        max_examples=most, deadline=None, database=None, suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip
    @given(case=cases)
    def run(case: Case) -> None:
        check(world, case)

    run()

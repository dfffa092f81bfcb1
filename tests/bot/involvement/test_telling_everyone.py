"""Whatever the order of changes, everyone upstream is told the latest state, once a change-day.

Hypothesis makes up what happens to a loop: promises, changes, a decision, moved days, people who
stop, and how late messages go. What the phones got is compared with a list kept beside it, which
knows nothing of editions.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from bot.delivery import outbox
from bot.delivery.outbox import Message
from bot.involvement import own_choices
from bot.involvement.sent_since import notice_key
from bot.involvement.telling import editions, holding, queueing
from bot.store import tables
from bot.store.database import Database
from conversations.loop_events import CommitmentChanged, CommitmentMade, HearBackMoved
from conversations.loops import STATUSES, Told
from conversations.plain import from_plain, to_plain
from tests.bot.involvement.told_loops import NUMBER, a_loop, a_person, decide, perform, words
from tests.bot.store.rows import NOON

LONDON = ZoneInfo("Europe/London")
ANSWERED, SUPPORTS, ELSE = (2, 3, 4), (4, 5), 6
UPSTREAM = {*ANSWERED, *SUPPORTS}
PROMISES = (11, 12)
DAYS = tuple(date(2027, 1, 1) + timedelta(days=day) for day in range(3))

_promise = st.sampled_from(PROMISES)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 40)),
        st.tuples(st.just("make"), _promise),
        st.tuples(st.just("status"), _promise, st.sampled_from(STATUSES)),
        st.tuples(st.just("date"), _promise, st.sampled_from(DAYS)),
        st.tuples(st.just("words"), _promise, st.sampled_from(("A bus.", "A train."))),
        st.tuples(st.just("mend"), _promise),
        st.tuples(st.just("decide")),
        st.tuples(st.just("move"), st.integers(1, 9)),
        st.tuples(st.just("send")),
        st.tuples(st.just("stop"), st.sampled_from(sorted(UPSTREAM))),
    ),
    min_size=4,
    max_size=16,
)


@dataclass
class State:
    """A promise as it stands: what must be told of it."""

    status: str = "waiting"
    due_on: date = DAYS[0]
    words: str = "A bus."
    version: int = 1

    @property
    def told(self) -> tuple[str, date, str]:
        return self.status, self.due_on, self.words


@dataclass
class Town:
    """A loop and the phones of its people; `expected` is what must be told on each day."""

    connection: Connection
    network: int
    account: int
    now: datetime = NOON
    promises: dict[int, State] = field(default_factory=dict)
    decided_on: date | None = None
    stopped: dict[int, datetime] = field(default_factory=dict)
    expected: dict[date, dict[int, tuple[str, date, str]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    phones: dict[int, list[tuple[tuple[int, ...], Told, datetime]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @property
    def today(self) -> date:
        return self.now.astimezone(LONDON).date()

    # --- what happens ---

    def act(self, action: tuple[Any, ...]) -> None:
        name, *rest = action
        getattr(self, name)(*rest)
        self.tick()

    def wait(self, hours: int) -> None:
        """Let time pass; the job runs every 7 hours, so that it is early or late for a new day."""
        until = self.now + timedelta(hours=hours)
        while self.now < until:
            self.now = min(until, self.now + timedelta(hours=7))
            self.tick()

    def make(self, number: int) -> None:
        if number not in self.promises:
            made = CommitmentMade(NUMBER, number, words("A bus."), None, "transport", DAYS[0])
            perform(self.connection, self.network, made, self.now)
            self.promises[number] = State()
            self._changed(number)

    def status(self, number: int, status: str) -> None:
        self._change(number, status=status)

    def date(self, number: int, due_on: date) -> None:
        self._change(number, due_on=due_on)

    def words(self, number: int, text: str) -> None:
        self._change(number, words=text)

    def mend(self, number: int) -> None:
        """Put another mark at the end of the words."""
        before = self.promises.get(number)
        if before:
            text = before.words[:-1] + ("!" if before.words.endswith(".") else ".")
            event = CommitmentChanged(number, before.version, words=words(text), mends=True)
            perform(self.connection, self.network, event, self.now)
            before.version += 1
            before.words = text

    def decide(self) -> None:
        if self.decided_on is None:
            decide(self.connection, self.network, self.now)
            self.decided_on = self.today
            self.expected[self.today] = {n: one.told for n, one in self.promises.items()}

    def move(self, days: int) -> None:
        moved = HearBackMoved(NUMBER, self.today + timedelta(days=days), words("Illness."))
        perform(self.connection, self.network, moved, self.now)

    def stop(self, who: int) -> None:
        if who not in self.stopped:
            own_choices.end_all(self.connection, [who], "stopped", stopped_at=self.now)
            self.stopped[who] = self.now

    def _change(self, number: int, **changed: Any) -> None:
        before = self.promises.get(number)
        if before is None or all(getattr(before, name) == new for name, new in changed.items()):
            return
        worded = {"words": words(changed["words"])} if "words" in changed else {}
        event = CommitmentChanged(number, before.version, **{**changed, **worded})
        perform(self.connection, self.network, event, self.now)
        before.version += 1
        for name, new in changed.items():
            setattr(before, name, new)
        self._changed(number)

    def _changed(self, number: int) -> None:
        """Note what is to be told, and for which day."""
        if self.decided_on is not None:
            later = self.today == self.decided_on
            day = self.today + timedelta(days=1) if later else self.today
            self.expected[day][number] = self.promises[number].told

    # --- messages ---

    def tick(self) -> None:
        """Do what the job does, with what is told in the place of words on a screen."""
        holding.hold(self.connection, sa.true(), self.now)
        editions.go_out(self.connection, sa.true(), self.now)
        due = queueing.due(self.connection, sa.true(), self.now, 500)
        for one, who in due.items():
            told = to_plain(queueing.said(self.connection, one).told)
            payload = {"versions": list(one.versions), "told": told}
            outbox.write(
                self.connection,
                [
                    Message(account=self.account, address=member, member=member, kind="notice",
                            due_at=at, key=notice_key(one.loop, one.version, member, at),
                            payload=payload, conversation="hearing_back", subject=one.loop)
                    for member, at in who.items()
                ],
                self.now,
            )  # fmt: skip
            queueing.queued(self.connection, one, list(who))

    def send(self) -> None:
        """Let every message that waits arrive."""
        o, n = tables.outbox.c, tables.notice.c
        rows = self.connection.execute(
            sa.select(o.id, o.member_id, o.payload).where(o.status == "waiting").order_by(o.id)
        ).all()
        for row in rows:
            self.connection.execute(
                tables.outbox.update().where(o.id == row.id).values(status="sent")
            )
            mine = (n.member_id == row.member_id) & (n.status == "queued")
            told = {"status": "told", "told_at": self.now}
            self.connection.execute(tables.notice.update().where(mine).values(**told))
            versions = tuple(row.payload["versions"])
            said = from_plain(Told, row.payload["told"])
            self.phones[row.member_id].append((versions, said, self.now))

    def finish(self) -> None:
        """Let two days pass, and everything arrive."""
        self.wait(50)
        self.send()
        self.tick()
        self.send()


def check(town: Town) -> None:
    e, n = tables.edition.c, tables.notice.c
    out = town.connection.execute(
        sa.select(e.version, e.day, e.status, e.kind, e.content).order_by(e.version)
    ).all()
    assert {row.status for row in out} <= {"out"}
    assert max(Counter(row.day for row in out).values(), default=1) == 1, "one a day"
    _told_as_expected(town, [(row.day, from_plain(Told, row.content)) for row in out])
    versions = [row.version for row in out]
    for who in UPSTREAM:
        got = [version for told, _, _ in town.phones[who] for version in told]
        late = town.stopped.get(who)
        if late is None:
            assert sorted(got) == versions, "everything, and nothing twice"
            _ends_with_the_latest(town, who)
        else:
            assert all(at <= late for _, _, at in town.phones[who]), "nothing after a stop"
            assert len(got) == len(set(got))
    told_to = set(town.connection.execute(sa.select(n.member_id)).scalars())
    assert told_to == (UPSTREAM if out else set()), "nobody else"
    assert not town.phones[ELSE]
    asked = sa.select(sa.func.count()).where(n.asks_heard, n.status == "told").group_by(n.member_id)
    assert max(town.connection.execute(asked).scalars(), default=0) <= 2


def _told_as_expected(town: Town, out: list[tuple[date, Told]]) -> None:
    """Compare each day's edition with what had changed by the end of that day."""
    told = {
        day: {one.id: (one.status, one.due_on, one.words.by_language[0][1].rstrip("!."))
              for one in said.promises}
        for day, said in out if said.promises
    }  # fmt: skip
    expected = {
        day: {number: (*rest, text.rstrip("!.")) for number, (*rest, text) in states.items()}
        for day, states in town.expected.items()
        if states
    }
    if town.decided_on is None:
        assert told == {}
        return
    assert told == expected


def _ends_with_the_latest(town: Town, who: int) -> None:
    if town.decided_on is None:
        return
    last: dict[int, tuple[Any, ...]] = {}
    for _, said, _ in town.phones[who]:
        last |= {one.id: (one.status, one.due_on) for one in said.promises}
    assert last == {n: (one.status, one.due_on) for n, one in town.promises.items()}


def _run(database: Database, actions: list[tuple[Any, ...]]) -> None:
    with database.transaction() as connection:
        example = connection.begin_nested()
        network = a_loop(connection, ANSWERED, SUPPORTS)
        a_person(connection, network, ELSE)
        account = connection.execute(sa.select(tables.channel_account.c.id)).scalar_one()
        town = Town(connection, network, account)
        for action in actions:
            town.act(action)
        town.finish()
        check(town)
        example.rollback()


_CALM = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=40, deadline=None, suppress_health_check=_CALM)
@given(actions=ACTIONS)
def test_whatever_the_order_everyone_is_told_the_latest_once_a_day(
    sqlite_database: Database, actions: list[tuple[Any, ...]]
) -> None:
    _run(sqlite_database, actions)


@settings(max_examples=5, deadline=None, suppress_health_check=_CALM)
@given(actions=ACTIONS)
def test_it_is_the_same_on_postgres(
    postgres_database: Database, actions: list[tuple[Any, ...]]
) -> None:
    _run(postgres_database, actions)


STORIES = {
    "merged": [("decide",), ("wait", 30), ("make", 11), ("wait", 20), ("send",)],
    "moved twice": [("move", 3), ("move", 5), ("wait", 40), ("send",), ("decide",)],
    "reopened": [
        ("make", 11), ("decide",), ("wait", 30), ("status", 11, "done"), ("wait", 40),
        ("status", 11, "waiting"), ("wait", 40), ("status", 11, "cannot"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", STORIES)
def test_stories_that_are_easily_told_wrong(sqlite_database: Database, name: str) -> None:
    _run(sqlite_database, STORIES[name])

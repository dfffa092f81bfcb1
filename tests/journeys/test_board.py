"""The loop board through the chat: who believes what, who felt heard, and archiving by hand."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.involvement import people
from bot.involvement.effects import perform
from bot.involvement.happened import Happened
from bot.store import tables
from bot.store.numbers import fresh
from conversations.content import Decision
from conversations.events import DecisionApproved
from conversations.loop_events import CommitmentChanged, CommitmentMade
from tests.journeys.consultations import Seat, a_draft, consult, news, plain, rows, seat, words

ASKED = "Soon I will ask people if they were heard. First I ask you."
HEARD = "Were you heard?"


def role(stage: Stage, who: Seat, name: str) -> None:
    with stage.database.transaction() as connection:
        people.grant(connection, who.member, name, None, stage.clock.now())


async def closed(stage: Stage, lead: Seat, *members: Seat) -> int:
    """Let these members have answered a consultation, which is closed."""
    number = consult(stage, lead, a_draft(stage))
    await stage.settle()
    for one in members:
        await stage.say(one.phone, "Start", "By bus", "A later bus")
    await stage.move(by=timedelta(days=16))
    return number


async def decide(stage: Stage, lead: Seat, number: int) -> None:
    decision = Decision(words("Buses are few."), words("One more bus."))
    approved = DecisionApproved(number, decision)
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, approved, stage.clock.now(), 0)])
    await stage.settle()


def texts(who: Seat) -> list[str]:
    return [plain(one.text) for one in who.phone.messages if one.from_bot]


async def test_those_who_decided_say_first_what_they_believe_and_see_the_gap_two_weeks_later(
    stage: Stage,
) -> None:
    lead = seat(stage, "lead nurse", facilitates=True)
    members = [seat(stage, f"patient {place}") for place in range(10)]
    number = await closed(stage, lead, *members)
    await decide(stage, lead, number)

    asked = rows(stage, tables.outbox, conversation="believing")
    told = rows(stage, tables.outbox, kind="notice")
    assert len(asked) == 1
    assert len(told) == 10
    assert asked[0]["id"] < min(row["id"] for row in told), "they are asked before people are"
    assert ASKED in texts(lead)[-1] or ASKED in texts(lead)[-2]
    await stage.say(lead.phone, "Yes", "Yes")
    assert "Your group will see both answers side by side." in news(lead.phone)
    for one in members[:5]:
        await stage.say(one.phone, "Partly", "Skip")
    for one in members[5:]:
        await stage.say(one.phone, "No", "Skip")
    (belief,) = rows(stage, tables.belief)
    assert (belief["know"], belief["influenced"]) == ("yes", "yes")

    await stage.move(by=timedelta(days=15))
    assert "50% of people say: yes, or partly, we were heard." in texts(lead)[-1]
    assert "50 percentage points: fewer people felt heard than was believed." in texts(lead)[-1]
    before = len(texts(lead))
    await stage.move(by=timedelta(days=15))
    assert not any("Two weeks ago I asked" in one for one in texts(lead)[before:])
    await stage.say(lead.phone, "/loops", "Measures")
    assert "People who felt heard, at least in part: 50%." in texts(lead)[-1]
    assert "Of 10 people." in texts(lead)[-1]


async def test_a_chair_sees_what_is_late_and_archives_only_for_a_reason(stage: Stage) -> None:
    lead, chair = seat(stage, "lead nurse", facilitates=True), seat(stage, "chair")
    role(stage, chair, "chair")
    patient = seat(stage, "patient in treatment")
    number = await closed(stage, lead, patient)
    await stage.move(by=timedelta(days=30))

    await stage.say(chair.phone, "/loops")
    assert "1 of them needs you." in news(chair.phone)
    assert "people were to hear back" in news(chair.phone)
    await stage.say(chair.phone, "1")
    assert "Fewer than 10 people are waiting to hear." in texts(chair)[-1]
    assert "Write the decision" not in " ".join(chair.phone.labels)
    await stage.say(chair.phone, "Archive it")
    assert "Nothing was decided that people could be told." in texts(chair)[-1]
    await stage.say(chair.phone, "Archive it anyway", "The clinic has closed.")
    assert "Your reason is kept on record" in news(chair.phone)

    (loop,) = rows(stage, tables.loop)
    assert (loop["status"], loop["overrides"][0]["why"]) == ("archived", "The clinic has closed.")
    assert loop["archived_by"] == chair.member
    acts = [(row["act"], row["subject"], row["detail"]) for row in rows(stage, tables.audit)]
    assert ("loop.archived", number, {"by_hand": True}) in acts
    await stage.say(chair.phone, "/loops")
    assert "No loop is open." in news(chair.phone)
    await stage.say(chair.phone, "Measures")
    assert "Archived though somebody was not told: 1 time. The reason is kept." in texts(chair)[-1]


async def test_who_works_for_one_group_only_reads_what_is_the_networks(stage: Stage) -> None:
    lead, other = seat(stage, "lead nurse", facilitates=True), seat(stage, "lung facilitator")
    number = await closed(stage, lead, seat(stage, "patient in treatment"))
    with stage.database.transaction() as connection:
        made = tables.group.insert().values(network_id=stage.network, name="Lung")
        lung = connection.execute(made.returning(tables.group.c.id)).scalar_one()
        people.grant(connection, other.member, "facilitator", lung, stage.clock.now())
    await stage.say(other.phone, "/loops", "1")
    assert "It is the whole network's. You can read it; you cannot change it." in news(other.phone)
    await stage.say(lead.phone, "/loops", "1")
    assert "The next one" not in texts(lead)[-1]
    assert rows(stage, tables.loop)[0]["id"] == number


async def test_the_owner_of_the_last_promise_is_asked_when_it_ends_behind_a_covered_message(
    stage: Stage,
) -> None:
    lead, owner = seat(stage, "lead nurse", facilitates=True), seat(stage, "transport manager")
    role(stage, owner, "professional")
    number = await closed(stage, lead, seat(stage, "patient in treatment"))
    promise, now = fresh() % 2**48, stage.clock.now()
    day = now.date() + timedelta(days=30)
    made = CommitmentMade(number, promise, words("A later bus"), owner=owner.member, due_on=day)
    with stage.database.transaction() as connection:
        perform(connection, [Happened(lead.member, lead.network, made, now, 0)])
        mine = tables.member.c.id == owner.member
        connection.execute(tables.member.update().where(mine).values(discreet=True))
    await decide(stage, lead, number)
    assert rows(stage, tables.belief) == [], "a promise waits: nobody is asked yet"

    done = CommitmentChanged(promise, 1, "done", said=words("It runs."))
    with stage.database.transaction() as connection:
        now = stage.clock.now()
        perform(connection, [Happened(owner.member, owner.network, done, now, 0)])
    await stage.settle()

    asked = {row["member_id"]: row["as_role"] for row in rows(stage, tables.belief)}
    assert asked == {lead.member: "facilitator", owner.member: "professional"}
    assert texts(owner)[-1].startswith("You have a message.")
    await stage.say(owner.phone, "Open")
    assert ASKED in texts(owner)[-1]
    await stage.say(owner.phone, "3", "4")
    (said,) = rows(stage, tables.belief, member_id=owner.member)
    assert (said["know"], said["influenced"]) == ("no", "cannot_tell")

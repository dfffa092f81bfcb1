"""Issues that members raise: from the first word to the answer that everyone behind it gets."""

from datetime import timedelta

from bot.demo.stage import Stage
from bot.involvement.people import grant
from bot.involvement.setup import ensure_group
from bot.store import tables
from bot.store.numbers import fresh
from conversations.raising.mine import TOO_LATE
from tests.journeys.consultations import Seat, at, news, plain, rows, seat

MONDAY = at(2027, 3, 1, 10)
PARKING = "Parking is far away"
NAMED = "Nurse Jones never tells us where to park"


def everything(who: Seat) -> str:
    """Give all that somebody was told."""
    return "\n".join(plain(one.text) for one in who.phone.messages if one.from_bot)


async def town(stage: Stage, members: int = 3) -> tuple[Seat, list[Seat]]:
    """Let a facilitator and some members be here, on a Monday morning."""
    await stage.move(to=MONDAY)
    facilitator = seat(stage, "facilitator", facilitates=True)
    return facilitator, [seat(stage, f"patient {number}") for number in range(members)]


async def say(stage: Stage, who: Seat, *steps: str) -> None:
    """Let somebody tap what reads like this, marks of direction aside, or type it."""
    for step in steps:
        labels: dict[str, str] = {}
        for label in who.phone.labels:  # the newest first
            labels.setdefault(plain(label).partition(" · ")[2] or plain(label), label)
        await stage.say(who.phone, labels.get(step, step))


async def let_through(stage: Stage, facilitator: Seat, label: str, title: str) -> None:
    """Let the facilitator give an issue that waits its title."""
    await say(stage, facilitator, "/issues", f"New: {label}", "Let it through", title)


async def test_an_issue_goes_from_a_member_to_the_answer_that_all_behind_it_get(
    stage: Stage,
) -> None:
    facilitator, (raiser, twin, supporter) = await town(stage)

    await say(stage, raiser, "/raise", PARKING)
    assert "You will hear back by Monday 12 April 2027" in news(raiser.phone)
    await say(stage, twin, "/home", "More", "Raise an issue", NAMED)
    assert "This may name a person: Nurse Jones." in news(twin.phone)
    assert len(rows(stage, tables.issue)) == 1
    await say(stage, twin, "No signs to park")
    assert "Thank you" in news(twin.phone)

    await say(stage, supporter, "/raise", "What others raised")
    assert "There is nothing to support this week." in news(supporter.phone)
    await let_through(stage, facilitator, PARKING, "The car park is far")
    await say(stage, facilitator, "/issues", "New: No signs to park")
    await say(stage, facilitator, "Same as another", "The car park is far")
    await say(stage, facilitator, "Yes, together")
    await stage.settle()
    assert "It was put together with this one: The car park is far" in everything(twin)

    await say(stage, supporter, "/raise", "What others raised")
    await say(stage, supporter, "The car park is far", "I support this")
    assert "You will hear what comes of it." in news(supporter.phone)
    kept = rows(stage, tables.issue, status="open")[0]
    assert kept["supporters"] == 2

    await say(stage, facilitator, "/issues", "The car park is far")
    assert "Fewer than 10 other people support it." in news(facilitator.phone)
    await say(stage, facilitator, "Write the answer", "Skip", "A nearer car park.")
    await say(stage, facilitator, "The estates board", "Skip")
    assert "Please say why it cannot be done." in news(facilitator.phone)
    await say(stage, facilitator, "The ground belongs to the council.")
    assert "Fewer than 10 people get it." in everything(facilitator)
    await say(stage, facilitator, "Send it")
    await stage.settle()
    for who in (raiser, twin, supporter):
        assert "We cannot: A nearer car park." in everything(who), who.phone.name
    assert rows(stage, tables.issue, id=kept["id"])[0]["status"] == "answered"
    told = rows(stage, tables.notice, loop_id=kept["id"])
    assert {row["member_id"] for row in told} == {raiser.member, twin.member, supporter.member}


async def test_one_that_is_not_taken_up_is_told_why_and_nobody_else_is(stage: Stage) -> None:
    facilitator, (raiser, other) = await town(stage, 2)
    await say(stage, raiser, "/raise", "My doctor was rude to me")
    before = everything(other)

    await say(stage, facilitator, "/issues", "New: My doctor was rude to me")
    await say(stage, facilitator, "Do not take it up", "One person's care")
    await stage.settle()
    assert "It is about the care of one person." in everything(raiser)
    assert everything(other) == before
    assert rows(stage, tables.contributor) == []
    assert rows(stage, tables.loop)[0]["status"] == "archived"
    await say(stage, raiser, "/raise", "My issues", "My doctor was rude to me")
    assert "It was not taken up." in news(raiser.phone)


async def test_a_voice_message_is_heard_by_the_facilitator_and_given_words(stage: Stage) -> None:
    facilitator, (raiser,) = await town(stage, 1)
    await say(stage, raiser, "/raise")
    raiser.phone.photo()
    await stage.settle()
    assert "Please type it, or send a voice message." in news(raiser.phone)
    raiser.phone.voice()
    await stage.settle()
    assert "Thank you" in news(raiser.phone)

    await say(stage, facilitator, "/issues", "New: A voice message")
    assert any(one.media is not None for one in facilitator.phone.news)
    await say(stage, facilitator, "Let it through", "Dr Khan's clinic runs late")
    assert "This may name a person: Dr Khan." in news(facilitator.phone)
    await say(stage, facilitator, "The Tuesday clinic runs late")
    assert "Others can see it now" in news(facilitator.phone)


async def test_what_nobody_looked_at_can_be_taken_back_and_is_erased(stage: Stage) -> None:
    facilitator, (raiser,) = await town(stage, 1)
    await say(stage, raiser, "/raise", PARKING, "Take it back", "Yes, take it back")
    assert "It is erased." in news(raiser.phone)
    assert rows(stage, tables.issue) == rows(stage, tables.loop) == []

    await say(stage, raiser, "Raise an issue", PARKING)
    await let_through(stage, facilitator, PARKING, "The car park is far")
    await say(stage, raiser, "Take it back")
    assert TOO_LATE.message in news(raiser.phone)
    assert len(rows(stage, tables.issue)) == 1


async def test_words_of_danger_get_their_number_first_and_are_kept(stage: Stage) -> None:
    _, (raiser,) = await town(stage, 1)
    await say(stage, raiser, "/raise", "I have a fever of 39 and nobody answers the phone")
    shown = [plain(one.text) for one in raiser.phone.news]
    assert "Please call now" in shown[0]
    assert "Thank you" in shown[-1]
    assert len(rows(stage, tables.issue)) == 1


async def test_an_issue_of_a_group_is_seen_by_its_members_and_facilitators_only(
    stage: Stage,
) -> None:
    facilitator, (raiser, fellow, stranger) = await town(stage)
    with stage.database.transaction() as connection:
        lung = ensure_group(connection, facilitator.network, "Lung group")
        for who in (raiser, fellow):
            row = {"group_id": lung, "member_id": who.member}
            connection.execute(tables.membership.insert().values(**row))
        breast = ensure_group(connection, facilitator.network, "Breast group")
        grant = {"member_id": stranger.member, "role": "facilitator", "group_id": breast}
        connection.execute(
            tables.role.insert().values(**grant, granted_at=stage.clock.now())
        )  # fmt: skip

    await say(stage, raiser, "/raise")
    assert "Whom is it about?" in news(raiser.phone)
    await say(stage, raiser, "Lung group", PARKING)
    await let_through(stage, facilitator, PARKING, "The car park is far")
    await say(stage, fellow, "/raise", "What others raised")
    assert "The car park is far" in fellow.phone.labels[0]
    await say(stage, stranger, "/raise", "What others raised")
    assert "There is nothing to support this week." in news(stranger.phone)
    await say(stage, stranger, "/issues")
    assert "No issue is open." in news(stranger.phone)


async def test_where_only_groups_have_facilitators_these_answer_what_is_raised_to_everybody(
    stage: Stage,
) -> None:
    await stage.move(to=MONDAY)
    (lung, breast), raiser = (seat(stage, "lung"), seat(stage, "breast")), seat(stage, "patient")
    with stage.database.transaction() as connection:
        for who, name in ((lung, "Lung"), (breast, "Breast")):
            within = ensure_group(connection, stage.network, name)
            grant(connection, who.member, "facilitator", within, MONDAY)
    await say(stage, raiser, "/raise", PARKING)
    for who in (lung, breast):
        await say(stage, who, "/needs")
        assert "Look at an issue" in " ".join(who.phone.labels)
    await let_through(stage, lung, PARKING, "The car park is far")
    await say(stage, breast, "/issues", "The car park is far", "Write the answer")
    await say(stage, breast, "A bus stops at the clinic.", "Skip", "Skip", "Skip", "Send it")
    assert "Everyone behind it is told now." in news(breast.phone)
    await say(stage, breast, "Promises")
    assert "cannot" not in news(breast.phone)
    await stage.move(by=timedelta(minutes=1))
    assert "A bus stops at the clinic." in everything(raiser)

    seat(stage, "facilitator of all", facilitates=True)
    await say(stage, raiser, "/raise", "It is cold")
    await say(stage, lung, "/issues")
    assert "No issue is waiting to be looked at." in news(lung.phone)


async def test_the_most_supported_reach_the_agenda_of_a_meeting_by_the_rule(stage: Stage) -> None:
    facilitator, (raiser, supporter) = await town(stage, 2)
    await say(stage, raiser, "/raise", PARKING)
    await let_through(stage, facilitator, PARKING, "The car park is far")
    await say(stage, facilitator, "See it again")
    assert not any("agenda" in label for label in facilitator.phone.labels)

    await say(stage, facilitator, "Issues", "The rule", "Supporters needed", "0 people")
    assert "No number of supporters is needed." in news(facilitator.phone)
    await say(stage, facilitator, "Issues", "For an agenda: The car park is far")
    await say(stage, facilitator, "Put on an agenda")
    assert "No meeting is planned." in news(facilitator.phone)
    meeting = plan_a_meeting(stage, facilitator)
    await say(stage, facilitator, "Put on an agenda", "Spring meeting, Monday 8 March 2027")
    assert "It is on the agenda" in news(facilitator.phone)
    item = rows(stage, tables.agenda_item, meeting_id=meeting)[0]
    assert item["issue_id"] == rows(stage, tables.issue)[0]["id"]
    assert item["title"] == {"en_GB": "The car park is far"}
    await say(stage, supporter, "/raise", "What others raised", "The car park is far")
    await say(stage, supporter, "I support this")
    await say(stage, raiser, "/raise", "My issues", PARKING)
    assert "It is on the agenda of a meeting." in news(raiser.phone)


def plan_a_meeting(stage: Stage, facilitator: Seat) -> int:
    """Let a meeting be planned in a week; gives its number."""
    number, now = fresh() % 2**48, stage.clock.now()
    title = {"en_GB": "Spring meeting"}
    with stage.database.transaction() as connection:
        connection.execute(
            tables.loop.insert().values(
                id=number, network_id=facilitator.network, kind="meeting", title=title,
                status="open", opened_at=now,
            )
        )  # fmt: skip
        connection.execute(
            tables.meeting.insert().values(
                id=number, network_id=facilitator.network, status="planned", title=title,
                starts_at=now + timedelta(days=7), audience={}, made_at=now,
            )
        )  # fmt: skip
    return number


async def test_who_erases_everything_leaves_no_word_and_what_others_support_stays(
    stage: Stage,
) -> None:
    facilitator, (raiser, supporter, third) = await town(stage)
    await say(stage, raiser, "/raise", PARKING)
    await let_through(stage, facilitator, PARKING, "The car park is far")
    await say(stage, raiser, "/raise", "A second one that nobody has looked at")
    for who in (supporter, third):
        await say(stage, who, "/raise", "What others raised", "The car park is far")
        await say(stage, who, "I support this")

    for who in (raiser, third):
        await say(stage, who, "/mydata", "Erase", "Everything about me", "Yes, erase me")
    left = rows(stage, tables.issue)
    assert [row["title"] for row in left] == [{"en_GB": "The car park is far"}]
    assert (left[0]["words"], left[0]["raised_by"], left[0]["supporters"]) == (None, None, 1)
    assert [row["member_id"] for row in rows(stage, tables.contributor)] == [supporter.member]
    await say(stage, facilitator, "/issues", "The car park is far")
    assert "The words were erased." in news(facilitator.phone)
    await say(stage, facilitator, "Write the answer", "A bus runs", "Skip", "Skip", "Skip")
    await say(stage, facilitator, "Send it")
    await stage.settle()
    assert "We will: A bus runs" in everything(supporter)


async def test_who_stopped_is_told_nothing_and_whoever_is_discreet_only_that_it_waits(
    stage: Stage,
) -> None:
    facilitator, (gone, discreet) = await town(stage, 2)
    await say(stage, gone, "/raise", PARKING)
    await say(stage, discreet, "/raise", "It is cold inside")
    await say(stage, gone, "/stop")
    with stage.database.transaction() as connection:
        mine = tables.member.update().where(tables.member.c.id == discreet.member)
        connection.execute(mine.values(discreet=True))
    before = everything(gone)
    for label in (PARKING, "It is cold inside"):
        await say(stage, facilitator, "/issues", f"New: {label}")
        await say(stage, facilitator, "Do not take it up", "We have no money for it.")
    await stage.settle()
    assert everything(gone) == before
    assert "no money" not in everything(discreet)
    await say(stage, discreet, "Open")
    assert "We have no money for it." in everything(discreet)

"""One loop on one screen: what was promised, who was told, who was not and why."""

from datetime import date

from conversations.board.listing import people_wait
from conversations.deciding.menu import people_told
from conversations.deciding.untold import untold_lines
from conversations.gap import Gap, gap_lines
from conversations.home import HOME
from conversations.loops import Promise
from conversations.open_loops import OpenLoop, Standing
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Worded, Words
from conversations.wording import OF_LOOP

MOST = 8  # promises on one screen
LIST = Button(Text("Open loops"), Act("loop.list"))
READS_ONLY = Text("It is the whole network's. You can read it; you cannot change it.")


def options(one: OpenLoop, *, facilitates: bool, translates: bool = False) -> tuple[Button, ...]:
    """Give what can be done now; it `translates` where words wait that not everybody can read."""
    found: list[Button] = []
    if facilitates and one.kind == "consultation" and one.closed and not one.decided:
        found.append(Button(Text("Write the decision"), Act("d.write", (one.id,))))
    if facilitates and one.kind == "issue" and one.status == "open" and not one.decided:
        found.append(Button(Text("See the issue"), Act("issue.read", (one.id,))))
    if facilitates and one.status == "open" and (one.decided or one.kind != "consultation"):
        found.append(Button(Text("Promises"), Act("pm.list", (one.id,))))
    if facilitates and translates:
        found.append(Button(Text("In other languages"), Act("lang.open", (one.id, OF_LOOP))))
    if one.status == "open" and not one.asks and not one.reads_only:
        found.append(Button(Text("Archive it"), Act("loop.archiving", (one.id,))))
    return (*found, LIST)


def shown(one: OpenLoop, standing: Standing, today: date, ways: tuple[Button, ...]) -> Screen:
    """Show how a loop stands, and the ways on."""
    lines = (
        *_state(one),
        *_promises(standing.promises, today),
        *_people(one, standing),
        *(gap_lines(standing.gap) if one.decided else ()),
        *((READS_ONLY,) if one.reads_only else ()),
    )
    return Screen(title=one.title, lines=lines, options=ways)


def gap_told(loop: int, title: Worded, gap: Gap, *, looks: bool) -> Screen:
    """Tell whoever works on a loop what both sides said of it; `looks` says who has its board."""
    see = Button(Text("See this loop"), Act("loop.open", (loop,)))
    lines = (Text("Two weeks ago I asked people if they were heard."), *gap_lines(gap))
    return Screen(title=title, lines=lines, options=(see if looks else HOME,))


def _state(one: OpenLoop) -> tuple[Words, ...]:
    since = Text("It has been open since {day}.", day=one.opened_on)
    if one.status == "archived":
        return (Text("It is archived."),)
    if one.asks:
        return (since, Text("People can still answer it."))
    if one.decided:
        return (since, Text("What was decided is written."))
    if one.overdue:
        overdue = Plural(
            "People were to hear back {count} day ago.",
            "People were to hear back {count} days ago.",
            one.overdue,
        )
        return (since, overdue, people_wait(one.people))
    if one.hear_back_on is None:
        return (since, Text("Nothing has been decided yet."))
    return (since, Text("People are to hear back by {day}.", day=one.hear_back_on))


def _promises(promises: tuple[Promise, ...], today: date) -> tuple[Words, ...]:
    more = len(promises) - MOST
    told = tuple(_promise(one, today) for one in promises[:MOST])
    if more <= 0:
        return told
    others = Plural("{count} more promise is kept.", "{count} more promises are kept.", more)
    return (*told, others)


def _promise(one: Promise, today: date) -> Words:
    what, day = one.words, one.due_on
    match one.status:
        case "done":
            return Text("Promised: {what}\nIt is done.", what=what)
        case "partly":
            return Text("Promised: {what}\nIt is done in part.", what=what)
        case "cannot":
            return Text("Promised: {what}\nIt cannot be done.", what=what)
    if day is None:
        return Text("Promised: {what}\nNot done yet. No day was set.", what=what)
    if day < today:
        return Text("Promised: {what}\nIt is late. It was due on {day}.", what=what, day=day)
    return Text("Promised: {what}\nNot done yet. It is due on {day}.", what=what, day=day)


# --- who was told, and who was not ---------------------------------------------------------------


def _people(one: OpenLoop, standing: Standing) -> tuple[Words, ...]:
    if not one.decided and not standing.promises:
        return ()
    if standing.few:
        return (Text("Fewer than 10 people took part. I show no numbers."),)
    return (people_told(standing.told), *waiting(standing), *why_untold(standing))


def waiting(standing: Standing) -> tuple[Words, ...]:
    """Say how many people wait to be told."""
    if standing.waiting is None:
        return (Text("Some people are waiting to be told."),)
    if not standing.waiting:
        return ()
    return (
        Plural("{count} person is waiting to be told.", "{count} people are waiting to be told.",
               standing.waiting),
    )  # fmt: skip


def why_untold(standing: Standing) -> tuple[Words, ...]:
    """Say why people were not told, with their number where it may be shown."""
    return untold_lines(standing.untold)

"""What is shown of groups and seats; nobody's name is kept."""

from collections.abc import Callable, Mapping

from conversations.facts import Facts
from conversations.home import HOME
from conversations.screen import Act, Button, Screen
from conversations.seats.state import (
    MOST,
    UNTIL_WHEN,
    WHAT_TITLE,
    WHICH_CODE,
    Seats,
    below,
    group_of,
    groups_in,
    manages,
    seat_of,
)
from conversations.structure import GroupHere, SeatHere
from conversations.text import Text, Words

KINDS: Mapping[str, Text] = {
    "locality": Text("A group of one place."),
    "site_specific": Text("A group for one kind of cancer."),
    "cross_cutting": Text("A group for one part of care."),
    "panel": Text("A panel of people who are asked."),
}
BACK = Button(Text("Back"), Act("seat.show"))


def _all_screen(here: Seats, facts: Facts) -> Screen:
    groups = groups_in(facts)[:MOST]
    mine = tuple(_my_seat(group, seat) for group in groups for seat in group.seats if seat.mine)
    options = tuple(Button(_name(one, facts), Act("seat.group", (0, one.id))) for one in groups)
    choose, none = Text("Choose a group."), Text("There are no groups here yet.")
    code = Button(Text("I have a seat code"), Act("seat.code"))
    return Screen(
        title=Text("Who sits where"),
        lines=(*mine, choose if groups else none),
        options=(*options, code),
        buttons=(HOME,),
    )


def _name(one: GroupHere, facts: Facts) -> Words:
    above = group_of(facts, one.parent) if one.parent else None
    return Text("{group}, in {parent}", group=one.name, parent=above.name) if above else one.name


def _my_seat(group: GroupHere, seat: SeatHere) -> Words:
    if seat.until:
        return Text("You sit in {group} until {day}: {title}.",
                    group=group.name, title=seat.title, day=seat.until)  # fmt: skip
    return Text("You sit in {group}: {title}.", group=group.name, title=seat.title)


def _group_screen(here: Seats, facts: Facts) -> Screen:
    group = group_of(facts, here.group)
    if group is None:
        return _all_screen(here, facts)
    above = group_of(facts, group.parent) if group.parent else None
    part = (Text("It is part of {group}.", group=above.name),) if above else ()
    mine = manages(facts.person, group.id)
    seats = () if mine else tuple(map(seat_line, group.seats))
    none = () if group.seats else (Text("It has no seats yet."),)
    return Screen(
        title=group.name,
        lines=(KINDS[group.kind], *part, *seats, *none),
        options=_ways(group) if mine else (),
        buttons=(BACK, HOME),
    )


def _ways(group: GroupHere) -> tuple[Button, ...]:
    at = (0, group.id)
    return (
        *(Button(seat_line(one), Act("seat.one", (0, one.id))) for one in group.seats),
        Button(Text("Add a seat"), Act("seat.add", at)),
        Button(Text("Put it below another"), Act("seat.place", at)),
        Button(Text("Pass something on"), Act("pass.show", at)),
    )


def seat_line(seat: SeatHere) -> Words:
    """Say who sits on a seat, without a name."""
    title = seat.title
    if seat.mine and seat.until:
        return Text("{title}: you, until {day}", title=title, day=seat.until)
    if seat.mine:
        return Text("{title}: you", title=title)
    if seat.taken and seat.until:
        return Text("{title}: taken until {day}", title=title, day=seat.until)
    if seat.taken:
        return Text("{title}: taken", title=title)
    return Text("{title}: free", title=title)


def _one_screen(here: Seats, facts: Facts) -> Screen:
    found = seat_of(facts, here.seat)
    if found is None:
        return _all_screen(here, facts)
    seat, at = found[1], (0, here.seat)
    free = Button(Text("Free the seat"), Act("seat.free", at))
    code = Button(Text("New code"), Act("seat.free", at))
    sit = Button(Text("I sit here"), Act("seat.sit", at))
    taken = (free,) if seat.taken else (code, sit)
    until = Button(Text("Change the end"), Act("seat.until", at))
    end = Button(Text("Take the seat away"), Act("seat.end", at))
    since = (Text("It has been taken since {day}.", day=seat.since),) if seat.since else ()
    return Screen(
        title=seat_line(seat), lines=since, options=(*taken, until, end), buttons=(BACK, HOME)
    )


def _title_screen(here: Seats, facts: Facts) -> Screen:
    return Screen(lines=(WHAT_TITLE,), buttons=(BACK,))


def _until_screen(here: Seats, facts: Facts) -> Screen:
    no_end = Button(Text("No end"), Act("seat.no_end"))
    return Screen(lines=(UNTIL_WHEN,), options=(no_end,), buttons=(BACK,))


def _end_screen(here: Seats, facts: Facts) -> Screen:
    ask = Text("Shall I take this seat away? Whoever sits there then has no seat.")
    yes = Button(Text("Yes, take it away"), Act("seat.end_yes", (0, here.seat)))
    no = Button(Text("No, keep it"), Act("seat.one", (0, here.seat)))
    return Screen(lines=(ask,), options=(yes, no))


def _place_screen(here: Seats, facts: Facts) -> Screen:
    lower = below(facts, here.group)
    others = [one for one in groups_in(facts) if one.id not in lower][:MOST]
    options = tuple(Button(one.name, Act("seat.placed", (0, one.id))) for one in others)
    alone = Button(Text("On its own"), Act("seat.placed", (0, 0)))
    which = Text("Which group is it part of? Answers pass down to it, and issues pass up.")
    return Screen(lines=(which,), options=(*options, alone), buttons=(BACK,))


def _code_screen(here: Seats, facts: Facts) -> Screen:
    return Screen(lines=(WHICH_CODE,), buttons=(BACK, HOME))


SCREENS: Mapping[str, Callable[[Seats, Facts], Screen]] = {
    "all": _all_screen,
    "group": _group_screen,
    "one": _one_screen,
    "title": _title_screen,
    "made": _until_screen,
    "until": _until_screen,
    "end": _end_screen,
    "place": _place_screen,
    "code": _code_screen,
}

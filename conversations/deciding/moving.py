"""Moving the day by which people hear back: a new day, and why, told to everyone who took part."""

from dataclasses import replace

from conversations.deciding.menu import menu
from conversations.deciding.view import Go, View
from conversations.hearing_back import shown
from conversations.loop_events import HearBackMoved
from conversations.loops import Notice, Told
from conversations.no_such_day import misread_day
from conversations.other_languages import who_reads_it
from conversations.promising.writing import NO_DAY, read
from conversations.screen import Screen
from conversations.text import Text, Words
from conversations.turn import Input, Turn, Typed

LONGEST = 500  # characters of the reason
_TOO_LONG = Text("That is too long. Please use at most {most} characters.", most=LONGEST)


def ask(go: Go) -> Turn:
    """Ask for the new day."""
    there = go.at("moving", moved_to=None, moved_why=None)
    return there.turn(which_day(there))


def which_day(view: View) -> Screen:
    """Ask by which day people hear back now."""
    promised = Text(
        "You promised that people hear back by {day}.", day=view.consultation.ask.hear_back_on
    )
    asks = Text("By which day will they hear back now? For example: 30 April.")
    return Screen(lines=(promised, asks), buttons=(view.option(Text("Back"), "d.open"),))


def hear_day(go: Go, heard: Input) -> Turn:
    """Keep a day to come that is another one than before; else say what to do."""
    if not isinstance(heard, Typed) or heard.day is None:
        said = misread_day(heard, NO_DAY)
        return go.turn(Screen(lines=(said,), buttons=which_day(go).buttons))
    if heard.day <= go.today:
        past = Text(
            "People would hear back on {day}. Please choose a day after today.", day=heard.day
        )
        return go.turn(Screen(lines=(past,), buttons=which_day(go).buttons))
    if heard.day == go.consultation.ask.hear_back_on:
        return go.turn(Screen(lines=(Text("People know this day already. Please type another."),)))
    there = go.at("moving_why", moved_to=heard.day)
    return there.turn(why(there))


def why(view: View) -> Screen:
    """Ask for the reason."""
    asks = Text("Why does it take longer? People read your words.")
    return Screen(lines=(asks,), buttons=(view.option(Text("Back"), "d.move"),))


def hear_why(go: Go, heard: Input) -> Turn:
    """Keep the reason, and show what people will read."""
    words = read(heard, LONGEST, _TOO_LONG)
    if isinstance(words, Text):
        return go.turn(Screen(lines=(words,)))
    there = go.at("moving_check", moved_why=go.worded(words))
    next_comes = Screen(lines=(Text("The next message is exactly what people get."),))
    return there.turn(next_comes, _as_told(there), check(there))


def _as_told(view: View) -> Screen:
    one, state = view.consultation, view.state
    told = Told("holding", None, (), one.ask.hear_back_on, state.moved_to, state.moved_why)
    notice = shown(Notice(one.id, 0, one.ask.title, told, one.answered))
    return replace(notice, options=(), buttons=(), slot=None)


def check(view: View) -> Screen:
    """Ask once before it is moved."""
    return Screen(
        lines=(Text("Shall I move the day, and tell people so?"),),
        options=(
            view.option(Text("Yes, move it"), "d.moved"),
            view.option(Text("Change"), "d.move"),
            view.option(Text("No, keep it"), "d.open"),
        ),
    )


def moved(go: Go) -> Turn:
    """Move it, once a day and a reason were shown; people are told when the next day begins."""
    day, reason = go.state.moved_to, go.state.moved_why
    if day is None or reason is None or day <= go.today:
        return ask(go)
    said: tuple[Words, ...] = (
        Text("People hear back by {day}.", day=day),
        Text("I will tell everyone who took part, with your reason."),
    )
    there = go.at("menu", moved_to=None, moved_why=None)
    done = HearBackMoved(go.consultation.id, day, reason)
    asks = who_reads_it(go.facts, go.consultation.id)
    return there.turn(menu(there, *said), events=(done, *asks))

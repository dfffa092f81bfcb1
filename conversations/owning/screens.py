"""A promise as its owner sees it: what, by when, who waits; what it is asked for, and by when."""

from datetime import date

from conversations.evidence import what_shows_it
from conversations.home import HOME
from conversations.loops import ENDS, Commitment
from conversations.owning.state import Owning
from conversations.owning.view import View
from conversations.screen import Act, Button, Screen
from conversations.text import Plural, Text, Words

MINE = Button(Text("My promises"), Act("own.list"))
_STANDS = {
    "done": Text("You said that it is done."),
    "partly": Text("You said that a part of it is done."),
    "cannot": Text("You said that it cannot be done."),
}
_STANDS_FOR_OTHERS = {
    "done": Text("It is done."),
    "partly": Text("A part of it is done."),
    "cannot": Text("It cannot be done."),
}


def listed(mine: tuple[Commitment, ...]) -> Screen:
    """List the promises that somebody owns."""
    options = tuple(
        Button(Text("{what} (by {day})", what=one.words, day=one.due_on) if one.due_on
               else one.words, Act("own.one", (one.id,)))
        for one in mine
    )  # fmt: skip
    choose = Text("Choose one to say what came of it.")
    nothing = Text("You have no promise here. I will write to you when somebody gives you one.")
    line = choose if options else nothing
    return Screen(title=Text("My promises"), lines=(line,), options=options, buttons=(HOME,))


def shown(view: View, *said: Words) -> Screen:
    """Show one promise, and what its owner can say of it."""
    one = view.one
    return Screen(
        title=one.title,
        lines=(*said, _promised(view), *_when(one, view.today), *_so_far(view), *_waits(one)),
        options=_answers(view),
        buttons=(MINE, HOME) if view.is_mine else (HOME,),
    )


def waiting(view: View) -> Screen:
    """Show it again, for whoever types."""
    return shown(view)


def _promised(view: View) -> Words:
    if view.is_mine:
        name = view.facts.network.name
        return Text("You promised the members of {network}: {what}", network=name,
                    what=view.one.words)  # fmt: skip
    if view.one.owner_name:
        return Text("Promised by {who}: {what}", who=view.one.owner_name, what=view.one.words)
    return Text("It was promised: {what}", what=view.one.words)


def _when(one: Commitment, today: date) -> tuple[Words, ...]:
    if one.due_on is None or one.status in ENDS:
        return ()
    days = (one.due_on - today).days
    if days == 0:
        return (Text("It is due today, {day}.", day=one.due_on),)
    if days > 0:
        return (Plural("It is due in {count} day, on {day}.",
                       "It is due in {count} days, on {day}.", days, day=one.due_on),)  # fmt: skip
    return (Plural("It was due {count} day ago, on {day}.",
                   "It was due {count} days ago, on {day}.", -days, day=one.due_on),)  # fmt: skip


def _so_far(view: View) -> tuple[Words, ...]:
    one = view.one
    stands = (_STANDS if view.is_mine else _STANDS_FOR_OTHERS).get(one.status)
    said = (Text("What was said: {words}", words=one.said),) if one.said else ()
    return (*((stands,) if stands else ()), *said)


def _waits(one: Commitment) -> tuple[Words, ...]:
    """Say how many people wait; None is hidden, and nobody waits for what has ended."""
    if one.status in ENDS or one.upstream == 0:
        return ()
    if one.upstream is None:
        return (Text("People are waiting to hear."),)
    return (Plural("{count} person is waiting to hear.", "{count} people are waiting to hear.",
                   one.upstream),)  # fmt: skip


def _answers(view: View) -> tuple[Button, ...]:
    if not view.may_tell:
        return ()
    another = Button(Text("Change who does it"), Act("pm.owner", (view.one.loop, view.one.id)))
    return (
        view.option(Text("It is done"), "own.done"),
        view.option(Text("It will be later"), "own.later"),
        view.option(Text("It cannot be done"), "own.cannot"),
        view.option(Text("Not mine"), "own.not_mine") if view.is_mine else another,
    )


# --- what is asked --------------------------------------------------------------------------------

BEFORE_I_TELL = Text("I will show it to you once more before I tell people.")
ASKS = {
    "said": (
        Text("What has changed? Please write it for the people who wait."),
        Text("For example: the transport runs until 9 pm on Tuesdays and Thursdays."),
        BEFORE_I_TELL,
    ),
    "evidence": (
        Text("Do you have something that shows it? You can skip this."),
        Text("You can send a photo or a document, or type a web address or a few words."),
        Text("People who want to know more can read your words."),
        Text("A facilitator looks at a photo or a document first, before people may see it."),
    ),
    "day": (Text("What is the new date? Please type one like 15 May."),),
    "why_later": (
        Text("Why is it later? I will tell people in your words."),
        Text("For example: the driver's contract is not signed."),
        BEFORE_I_TELL,
    ),
    "why_not": (
        Text("Why can it not be done? I will tell people in your words."),
        Text("For example: there are not enough nurses until September."),
        BEFORE_I_TELL,
    ),
    "whose": (
        Text("Whose is it? Please type the person's role."),
        Text("A facilitator reads it later, not at once. Until then it stays with you."),
    ),
}


def asked(view: View) -> Screen:
    """Ask for the words or the day of the step."""
    skip = (view.option(Text("Skip"), "own.skip"),) if view.state.at == "evidence" else ()
    leave = view.option(Text("Back"), "own.one")
    return Screen(lines=ASKS[view.state.at], buttons=(*skip, leave))


def how_much(view: View) -> Screen:
    """Ask whether all of it is done."""
    return Screen(
        lines=(Text("Is all of it done?"),),
        options=(
            view.option(Text("Yes, all of it"), "own.all"),
            view.option(Text("Only a part"), "own.part"),
        ),
        buttons=(view.option(Text("Back"), "own.one"),),
    )


def check(view: View) -> Screen:
    """Show what people will read, and ask whether to tell them."""
    state = view.state
    what = {
        "done": Text("It is done."),
        "partly": Text("A part of it is done."),
        "cannot": Text("It cannot be done."),
        "waiting": Text("It is not done yet."),
    }[state.status or "waiting"]
    new_day = (Text("The new date is {day}.", day=state.day),) if state.day else ()
    said = (state.said,) if state.said else ()
    return Screen(
        lines=(
            Text("People will read this:"),
            view.one.words,
            what,
            *new_day,
            *said,
            *_shows(view.state),
        ),
        options=(
            view.option(Text("Tell them"), "own.send"),
            view.option(Text("Write it again"), "own.again"),
        ),
        buttons=(view.option(Text("Leave it"), "own.one"),),
    )


def _shows(state: Owning) -> tuple[Words, ...]:
    """Say what people can read or may see of what shows it."""
    words = (what_shows_it(state.words),) if state.words else ()
    file = Text("What you sent is shown only after a facilitator has looked at it.")
    return (*words, *((file,) if state.media is not None else ()))

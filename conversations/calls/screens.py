"""What is shown of calls for volunteers."""

from conversations.calling import Call
from conversations.calls.state import Calling
from conversations.facts import Facts
from conversations.home import HOME
from conversations.other_languages import in_other_languages
from conversations.screen import Act, Button, Screen
from conversations.seats.state import groups_in, manages
from conversations.text import Plural, Text, Words
from conversations.wording import OF_CALL, other_tongue

BY_LOT = Text(
    "If more people offer than there are places, a fair draw decides. "
    "Whoever was drawn least before comes first."
)
HOW = (
    Text("A computer draws by lot. People in different situations and places get their share."),
    Text("The draw starts from a number that nobody can choose. Its proof was fixed before."),
)
BACK = Button(Text("Back"), Act("call.list"))
ASKED = {
    "title": Text("What do you call this help? For example: Read a leaflet with us."),
    "what": Text("What is there to do? Write it as you would say it to a friend."),
    "how_long": Text("How long does it take, and until when? For example: 2 hours in May."),
    "influence": Text("What can people who help change by it, and what can they not?"),
    "expenses": Text("Which costs do you pay, and how? If none, please say so."),
    "support": Text("Who helps them, and how do they begin? Please give a number to call."),
    "places": Text("How many people do you need? Please type a number."),
    "group": Text("Who shall I ask?"),
    "closes_on": Text("Until when can people offer? Please type a day, such as 31 March."),
}
"""What is asked for, in this order."""


def invitation(call: Call, *, buttons: bool = True) -> Screen:
    """Show a call as members get it."""
    brief = call.brief
    offer = Button(Text("I can help"), Act("call.help", (call.id,)))
    not_now = Button(Text("Not now"), Act("call.not_now", (call.id,)))
    how = Button(Text("How is it drawn?"), Act("call.how", (call.id,)))
    return Screen(
        title=call.title,
        lines=(
            Text("We look for people who can help. It is up to you."),
            Text("What: {words}", words=brief.what),
            Text("How long: {words}", words=brief.how_long),
            Text("What you can change: {words}", words=brief.influence),
            Text("Expenses: {words}", words=brief.expenses),
            Text("Support: {words}", words=brief.support),
            *other_tongue(call.title, brief),
            Plural("{count} place. You can offer until {day}.",
                   "{count} places. You can offer until {day}.", call.places, day=call.closes_on),
            BY_LOT,
        ),
        options=(offer, not_now, how) if buttons else (),
    )  # fmt: skip


def how_screen(call: Call) -> Screen:
    """Explain the draw, with what proves later that nobody chose."""
    proof = Text("The proof: {hash}", hash=call.promise)
    back = Button(Text("Back"), Act("call.show", (call.id,)))
    return Screen(title=call.title, lines=(*HOW, proof), buttons=(back, HOME))


def drawn_notice(call: Call) -> Screen:
    """Tell somebody that they were drawn."""
    back = Button(Text("I cannot after all"), Act("call.not_now", (call.id,)))
    return Screen(
        title=call.title,
        lines=(
            Text("Thank you for offering. You have a place."),
            Text("This is how to begin: {words}", words=call.brief.support),
            *other_tongue(call.title, call.brief.support),
        ),
        options=(back,),
        buttons=(HOME,),
    )


def thanks_notice(call: Call) -> Screen:
    """Thank somebody who offered and was not drawn, or whose call was taken back."""
    others = Text("More people offered than there were places. A fair draw gave them to others.")
    next_time = Text("Next time you come before those who were drawn now.")
    ended = Text("We do not need this help any more.")
    why = (ended,) if call.status == "cancelled" else (others, next_time)
    thanks = Text("Thank you for offering your help. It counts for us.")
    return Screen(title=call.title, lines=(thanks, *why), buttons=(HOME,))


# --- the facilitator's part -----------------------------------------------------------------------


def listed(calls: tuple[Call, ...]) -> Screen:
    """Show the calls that there are, and offer to make one."""
    make = Button(Text("Make a call"), Act("call.make"))
    options = tuple(Button(_label(one), Act("call.one", (one.id,))) for one in calls)
    choose = Text("Choose one, or make a new one.")
    none = Text("You have no call for volunteers yet.")
    return Screen(
        title=Text("Calls for volunteers"),
        lines=(choose if calls else none,),
        options=(*options, make),
        buttons=(HOME,),
    )


def _label(one: Call) -> Words:
    labels = {
        "open": Text("Open: {title}", title=one.title),
        "drawn": Text("Drawn: {title}", title=one.title),
        "cancelled": Text("Taken back: {title}", title=one.title),
    }
    return labels[one.status]


def one_screen(call: Call) -> Screen:
    """Show how a call stands; few people who offered are not counted."""
    offers = (
        Text("Fewer than 10 people offered, or nobody yet.")
        if call.offers is None
        else Text("People who offered: {count}.", count=call.offers)
    )
    places = Text("Places: {count}. Open until {day}.", count=call.places, day=call.closes_on)
    drawn = Text("The draw is done. Everybody who offered has an answer and our thanks.")
    gone = Text("You took this call back. Everybody who offered has our thanks.")
    after = {"drawn": (drawn,), "cancelled": (gone,)}.get(call.status, ())
    cancel = Button(Text("Take the call back"), Act("call.cancel", (call.id,)))
    ways = (cancel,) if call.status == "open" else ()
    lines = (places, offers, *after)
    return Screen(title=call.title, lines=lines, options=ways, buttons=(BACK, HOME))


def cancel_screen(call: Call) -> Screen:
    """Ask once before a call is taken back."""
    ask = Text("Shall I take this call back? Whoever offered gets our thanks.")
    yes = Button(Text("Yes, take it back"), Act("call.cancel_yes", (call.id,)))
    no = Button(Text("No, leave it"), Act("call.one", (call.id,)))
    return Screen(title=call.title, lines=(ask,), options=(yes, no))


def asked(here: Calling, facts: Facts) -> Screen:
    """Ask for the next part of a call."""
    if here.step == "group":
        return Screen(lines=(ASKED["group"],), options=_audiences(facts), buttons=(BACK,))
    return Screen(lines=(ASKED[here.step],), buttons=(BACK,))


def _audiences(facts: Facts) -> tuple[Button, ...]:
    everybody = Button(Text("Everybody"), Act("call.group", (0, 0)))
    whole = facts.person.groups_as("facilitator") is None
    mine = (one for one in groups_in(facts) if manages(facts.person, one.id))
    groups = (Button(one.name, Act("call.group", (0, one.id))) for one in mine)
    return (*((everybody,) if whole else ()), *groups)


def preview(here: Calling, facts: Facts) -> tuple[Screen, ...]:
    """Show the call exactly as members get it, and ask whether to send it."""
    call = here.as_call(facts.person.language)
    send = Button(Text("Send it"), Act("call.send"))
    change = Button(Text("Begin again"), Act("call.make"))
    ask = Text("The message above is exactly what members get. Shall I send it?")
    others = in_other_languages(facts, 0, OF_CALL)
    return invitation(call, buttons=False), Screen(
        lines=(ask,), options=(send, change, *others), buttons=(BACK,)
    )

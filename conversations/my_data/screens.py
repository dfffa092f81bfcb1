"""The screens of My data: what each of them says and offers."""

from conversations.facts import Facts
from conversations.home import HOME
from conversations.known import Known, TookPart, WhatIsKnown
from conversations.my_data.sections import ABOUT, about_you, answers
from conversations.own_choices.stopping import STOP
from conversations.screen import Act, Button, Screen
from conversations.text import Text, Words

MY_DATA = Button(Text("My data"), Act("mine.show"))
CANNOT_BE_UNDONE = Text("This cannot be undone.")
TOTALS_STAY = Text("Totals that were published before stay. They do not show who answered.")

_ERASE = Button(Text("Erase"), Act("mine.erase"))
_COPY = Button(Text("Take a copy"), Act("mine.take"))


def known(facts: Facts) -> Known:
    """Give what was found; nothing, where nothing was."""
    found: Known | None = facts.get(WhatIsKnown())
    return found or Known()


def part(facts: Facts, consultation: int) -> TookPart | None:
    """Find the part that this person had in a consultation."""
    took_part = known(facts).took_part
    return next((one for one in took_part if one.consultation.id == consultation), None)


def ways(facts: Facts, *buttons: Button) -> tuple[Button, ...]:
    """Give the ways on; a stopped person has no home here."""
    return buttons if facts.person.stopped else (*buttons, HOME)


def menu(facts: Facts) -> Screen:
    """List what a person can do with their data."""
    options = (
        Button(ABOUT, Act("mine.about")),
        Button(Text("My answers"), Act("mine.answers")),
        _COPY,
        _ERASE,
        Button(Text("Privacy"), Act("mine.privacy")),
    )
    lines = (Text("You can see what I keep about you, take a copy, and erase it."),)
    return Screen(title=MY_DATA.label, lines=lines, options=options, buttons=ways(facts))


# --- seeing ---------------------------------------------------------------------------------------


def about(facts: Facts) -> Screen:
    """Say what is known of the person."""
    lines = about_you(known(facts), facts.network)
    return Screen(title=ABOUT, lines=lines, buttons=ways(facts, MY_DATA, _ERASE))


def list_of_answers(facts: Facts) -> Screen:
    """List the consultations that they answered, to read what they said."""
    listed = _listed(facts, "mine.one")
    empty = Text("You have not answered anything yet.")
    choose = Text("Choose one to see your answers.")
    lines = (choose if listed else empty,)
    return Screen(
        title=Text("My answers"), lines=lines, options=listed, buttons=ways(facts, MY_DATA)
    )


def _listed(facts: Facts, verb: str) -> tuple[Button, ...]:
    return tuple(
        Button(one.consultation.ask.title, Act(verb, (one.consultation.id,)))
        for one in known(facts).took_part
        if one.answers
    )


def one_consultation(facts: Facts, one: TookPart) -> Screen:
    """Say what they answered to one consultation."""
    erase = Button(Text("Erase these"), Act("mine.erase_one", (one.consultation.id,)))
    return Screen(
        title=one.consultation.ask.title,
        lines=tuple(answers(one)),
        buttons=ways(facts, *([erase] if one.answers else []), MY_DATA),
    )


# --- taking away ----------------------------------------------------------------------------------


def the_page(facts: Facts, address: str) -> Screen:
    """Give the address of a page, plain, so that no mark of direction becomes part of it."""
    lines: tuple[Words, ...] = (
        Text("Here is a page with all that I keep about you. You can read it, and save it."),
        address,
        Text("It opens once, within 1 hour. Please give the address to nobody."),
    )
    return Screen(title=_COPY.label, lines=lines, buttons=ways(facts, MY_DATA))


def no_page(facts: Facts) -> Screen:
    """Say that there is no page here, and who gives a copy."""
    return Screen(
        title=_COPY.label,
        lines=(
            Text("I cannot make a page for you here, and a chat is no safe place for a copy."),
            _ask_for_a_copy(facts),
        ),
        buttons=ways(facts, MY_DATA),
    )


def _ask_for_a_copy(facts: Facts) -> Words:
    contact = facts.network.contact
    if contact:
        return Text("You have a right to a copy. Please ask here: {contact}", contact=contact)
    return Text("You have a right to a copy. Please ask the people who invited you.")


# --- erasing --------------------------------------------------------------------------------------


def what_to_erase(facts: Facts) -> Screen:
    """Offer what can be erased."""
    options = (
        Button(Text("Answers to one"), Act("mine.which")),
        Button(Text("All my answers"), Act("o.erase")),
        Button(Text("Everything about me"), Act("mine.erase_me")),
    )
    lines = (Text("What shall I erase? I ask again before I do it."),)
    return Screen(lines=lines, options=options, buttons=ways(facts, MY_DATA))


def which(facts: Facts) -> Screen:
    """List the consultations whose answers can be erased."""
    listed = _listed(facts, "mine.erase_one")
    choose = Text("Which answers shall I erase? I ask again before I do it.")
    lines = (choose if listed else Text("You have no answers here that I could erase."),)
    return Screen(lines=lines, options=listed, buttons=ways(facts, MY_DATA))


def erase_one(facts: Facts, one: TookPart) -> Screen:
    """Ask whether to erase the answers to one consultation."""
    number = one.consultation.id
    shall = Text("Shall I erase your answers to this?")
    yes = Button(Text("Yes, erase them"), Act("mine.erase_one_yes", (number,)))
    no = Button(Text("No, keep them"), Act("mine.show"))
    return Screen(
        title=one.consultation.ask.title,
        lines=(shall, CANNOT_BE_UNDONE, TOTALS_STAY),
        options=(yes, no),
    )


def erase_me(facts: Facts) -> Screen:
    """Say what erasing everything means, and ask whether to do it."""
    lines: list[Words] = [
        Text("Shall I erase everything about you?"),
        CANNOT_BE_UNDONE,
        Text("Your answers, your choices, your consent and your recovery code go."),
        Text("I will forget your account, so I can no longer tell you what was decided."),
        TOTALS_STAY,
    ]
    if facts.person.roles:
        lines.append(Text("You lose your role too. What you asked others stays with the network."))
    yes = Button(Text("Yes, erase me"), Act("mine.erase_me_yes"))
    no = Button(Text("No, keep it"), Act("mine.show"))
    return Screen(lines=tuple(lines), options=(yes, no, _COPY))


def done(facts: Facts) -> Screen:
    """Give the ways on below a message that says what was done."""
    return Screen(lines=(), options=(MY_DATA,), buttons=ways(facts))


def goodbye() -> Screen:
    """Say that everything is erased, and what is not in our hands."""
    lines = (
        Text("I have erased everything about you. I will not write to you again."),
        TOTALS_STAY,
        Text("Safety copies may hold it for some weeks. Nobody can read them in the chat."),
        Text("This chat stays on your phone until you delete it there."),
        Text("If you want to come back one day, send /start."),
    )
    return Screen(lines=lines)


# --- privacy --------------------------------------------------------------------------------------


def privacy(facts: Facts) -> Screen:
    """Say in short what is kept and why, where the whole notice is, and what one can do."""
    network = facts.network
    lines: list[Words] = [
        Text("{network} asks you, to improve cancer services.", network=network.name),
        Text("I keep your answers under a code, apart from the number of your account."),
        Text("The facilitators read answers without your name. They may quote your words."),
        Text("I keep each message as it came for at most 3 days, so that none is lost."),
        Text("The company that runs this app carries our messages, and keeps its own copy."),
    ]
    if network.privacy_notice:
        lines += [Text("The whole privacy notice is here:"), network.privacy_notice]
    if network.contact:
        lines.append(Text("To ask or complain about your data: {contact}", contact=network.contact))
    if not facts.person.joined:
        lines.append(Text("You have not joined. Send /stop, and I will forget what you told me."))
        return Screen(title=Text("Privacy"), lines=tuple(lines))
    options = (MY_DATA,) if facts.person.stopped else (MY_DATA, STOP)
    return Screen(title=Text("Privacy"), lines=tuple(lines), options=options, buttons=ways(facts))

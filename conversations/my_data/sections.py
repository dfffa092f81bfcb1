"""What is kept about a person, said in plain words: the same in the chat and on their page."""

from collections.abc import Iterator
from dataclasses import dataclass

from conversations.consent import FOR_WORK
from conversations.content import Given, Question
from conversations.facts import Network
from conversations.hearing_back import RATINGS, told_lines
from conversations.how_often import said_days
from conversations.joining_steps import KINDS as KINDS_OF_PEOPLE
from conversations.known import Agreed, HeldRole, Known, TookPart, WasTold
from conversations.my_data.deeds import Day, deed
from conversations.questions import KINDS
from conversations.showing import is_open, said
from conversations.text import Plural, Text, Words

_ROLES = {
    "helper": Text("helper"),
    "scribe": Text("scribe"),
    "facilitator": Text("facilitator"),
    "professional": Text("professional"),
    "chair": Text("chair"),
    "operator": Text("operator"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the paragraphs below it."""

    title: Words
    lines: tuple[Words, ...]


def sections(known: Known, network: Network) -> tuple[Section, ...]:
    """Say everything: about them, their consent, and each consultation with all their words."""
    agreed = tuple(line for one in known.consents for line in (*_agreed(one, network), one.wording))
    parts = tuple(
        Section(one.consultation.ask.title, tuple(_part(one, network.today)))
        for one in known.took_part
    )
    about = Section(ABOUT, about_you(known, network))
    done = tuple(line for one in known.deeds for line in deed(one, network.today))
    others = (Section(ELSE, done),) if done else ()
    first = (about, Section(CONSENT, agreed)) if agreed else (about,)
    return (*first, *parts, *others)


ABOUT = Text("What I know of you")
CONSENT = Text("What you agreed to")
ELSE = Text("What else you did here")


# --- about the person -----------------------------------------------------------------------------


def about_you(known: Known, network: Network) -> tuple[Words, ...]:
    """Say who they are, as they told it, and what they chose."""
    consents = (line for one in known.consents for line in _agreed(one, network))
    kept = (
        Text("I keep the number of your account in this app, so that I can write to you."),
        Text("I keep no name, no telephone number, and no copy of your recovery code."),
    )
    return (
        *_said(known, network), *_chosen(known, network), *consents, *_asked(known, network), *kept,
    )  # fmt: skip


def _said(known: Known, network: Network) -> Iterator[Words]:
    kinds = dict(KINDS_OF_PEOPLE)
    if known.joined_at:
        yield Text("You joined on {day}.", day=network.today(known.joined_at))
    if known.kind in kinds:
        yield Text("You told me: {answer}", answer=kinds[known.kind])
    if known.area:
        yield Text("Your area: {area}", area=known.area)
    if known.came_by:
        yield Text("You came by this link: {label}", label=known.came_by)
    for group in known.groups:
        yield Text("You belong to this group: {group}", group=group)
    for role in known.roles:
        yield _role(role)


def _role(role: HeldRole) -> Words:
    name = _ROLES.get(role.name, role.name)
    if role.revoked_at:
        return Text("You had this role: {role}", role=name)
    if role.group:
        return Text("Your role in {group}: {role}", group=role.group, role=name)
    return Text("Your role: {role}", role=name)


def _chosen(known: Known, network: Network) -> Iterator[Words]:
    often = said_days(known.ask_every_days)
    own_names = {tag: name for tag, name, _ in network.languages}
    if known.language:
        language = own_names.get(known.language, known.language)
        yield Text("I write to you in {language}.", language=language)
    if often:
        yield Text("How often I may ask: {answer}", answer=often)
    if known.quiet:
        begin, end = known.quiet
        yield Text("Your quiet hours: {begin}:00 to {end}:00", begin=begin, end=end)
    if known.tell == "only_changes":
        yield Text("You want to hear only what changed.")
    if known.discreet:
        yield Text("My messages show nothing of the topic on your lock screen.")
    if known.stopped_at:
        yield Text("You stopped on {day}.", day=network.today(known.stopped_at))
    elif known.break_since:
        yield _on_break(known, network)
    if known.death_at:
        yield Text("I was told of a death on {day}.", day=network.today(known.death_at))


def _on_break(known: Known, network: Network) -> Words:
    if known.break_until is None:
        return Text("You are on a break until you write.")
    return Text("You are on a break until {day}.", day=network.today(known.break_until))


def _agreed(one: Agreed, network: Network) -> Iterator[Words]:
    day = network.today(one.given_at)
    at_work = Text("On {day} you agreed to what applies to your work here.", day=day)
    as_member = Text("On {day} you agreed to take part.", day=day)
    yield at_work if one.version == FOR_WORK else as_member
    if one.withdrawn_at:
        yield Text("You took that back on {day}.", day=network.today(one.withdrawn_at))


def _asked(known: Known, network: Network) -> Iterator[Words]:
    if known.took_part:
        yield Plural(
            "You were asked about {count} consultation.",
            "You were asked about {count} consultations.",
            len(known.took_part),
        )
    for moment in known.flags:
        yield Text("On {day} I asked a person to read words of yours.", day=network.today(moment))


# --- one consultation -----------------------------------------------------------------------------


def _part(one: TookPart, on_day: Day) -> Iterator[Words]:
    if one.asked_at:
        yield Text("You were asked on {day}.", day=on_day(one.asked_at))
    yield from answers(one, whole=True)
    for told in one.told:
        yield _when_told(told, on_day)
        yield from told_lines(told.what)
    if one.rating:
        yield Text("Were you heard? You said: {answer}", answer=dict(RATINGS)[one.rating])
    if one.why:
        yield Text("You wrote: {text}", text=one.why)


def _when_told(told: WasTold, on_day: Day) -> Words:
    if told.what.decision is not None:
        return Text("You were told on {day} what was decided.", day=on_day(told.at))
    return Text("You were told on {day} how it stood.", day=on_day(told.at))


def answers(one: TookPart, *, whole: bool = False) -> Iterator[Words]:
    """Say each question with the answer to it; with `whole`, also where it is a long one."""
    given = [question for question in one.consultation.questions if _has_answer(one, question)]
    if not given:
        yield Text("You have not answered this.")
    for question in given:
        answer = (
            _whole(question, one.answers[question.number])
            if whole
            else (said(question, one.answers[question.number]))
        )
        yield Text("{question} — {answer}", question=question.text, answer=answer)


def _has_answer(one: TookPart, question: Question) -> bool:
    return KINDS[question.kind].ASKS and not is_open(one.answers.get(question.number))


def _whole(question: Question, given: Given) -> Words:
    if given.text is None or given.choices:
        return said(question, given)
    return Text("You wrote: {text}", text=given.text)

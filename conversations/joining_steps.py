"""The steps on the way in: what is kept between them, and what each of them shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from conversations import discreet
from conversations.consent import consent_screen, work_consent_screen
from conversations.events import AboutYouGiven, ConsentGiven
from conversations.facts import Facts
from conversations.how_often import QUESTION, how_often_options
from conversations.languages import best_guess, language_lines, language_options
from conversations.owning.by_link import asked_about_a_promise
from conversations.recovering_screens import HAVE_A_CODE
from conversations.screen import Act, Button, Screen
from conversations.state import State
from conversations.text import Text

STEPS = ("language", "hello", "consent", "age", "kind", "area", "how_often", "discreet")
SKIPPABLE = {
    "kind": "kind", "area": "area", "how_often": "ask_every_days", "discreet": "discreet",
}  # fmt: skip
"""The steps that may be left out, and what they would have told."""

KINDS: tuple[tuple[str, Text], ...] = (
    ("in_treatment", Text("I'm having treatment")),
    ("after_treatment", Text("I have had treatment")),
    ("carer_or_family", Text("I care for someone")),
    ("other", Text("Something else")),
    ("not_said", Text("I'd rather not say")),
)


_NOTHING_SAID = AboutYouGiven()


@dataclass(frozen=True)
class Joining(State):
    """Where somebody is on the way in, and what they have said so far.

    `statement` is the part of the consent last shown, `words` their version. `last_at` is
    when they were last here, in seconds since 1970, UTC. `for_work` is true of who came by a
    professional's link, or by that of another role and chose so; `named` is how a promise names
    them, or ''.
    """

    conversation: ClassVar[str] = "joining"

    step: str = "language"
    invite: int = 0
    suggested: str | None = None
    language: str = ""
    statement: int = 1
    words: int = 0
    agreed: ConsentGiven | None = None
    of_age: bool = False
    about: AboutYouGiven = _NOTHING_SAID
    last_at: int = 0
    for_work: bool = False
    named: str = ""

    @property
    def subject(self) -> int:
        """There is one way in."""
        return 0

    @property
    def furthest(self) -> int:
        """The last of the steps that can be gone to, from what was said so far."""
        if not self.language:
            return STEPS.index("language")
        if self.agreed is None:
            return STEPS.index("consent")
        return len(STEPS) - 1 if self.of_age else STEPS.index("age")


def step_screen(state: Joining, facts: Facts) -> Screen:
    """Show the step that somebody is at."""
    return _SCREENS[state.step](state, facts)


def _back(step: str) -> Button:
    return Button(Text("Back"), Act("j.back", (0, STEPS.index(step))))


def _skip(step: str) -> Button:
    return Button(Text("Skip"), Act("j.skip", (0, STEPS.index(step))))


_JOIN = Button(Text("Join"), Act("j.join"))
_ONLY_WORK = Button(Text("Only for my work"), Act("j.at_work"))
_NO_THANKS = Button(Text("No thanks"), Act("j.refuse"))


def _what_about(state: Joining, facts: Facts) -> Text:
    """Say to somebody who comes for their work what this is about, before all else."""
    if state.named:
        return asked_about_a_promise(state.named, facts)
    return Text("{network} invites you to say here what came of your promises.",
                network=facts.network.name)  # fmt: skip


def _language(state: Joining, facts: Facts) -> Screen:
    first = best_guess(facts.network, state.suggested, facts.person.guess)
    which = Text("Which language shall I write to you in?")
    first_of_all = (_what_about(state, facts),) if state.for_work else ()
    return Screen(
        lines=(*first_of_all, which, *language_lines(facts.network)),
        options=language_options(facts.network, "j.language", first),
    )


def _hello_at_work(state: Joining, facts: Facts) -> Screen:
    lines = (
        _what_about(state, facts),
        Text("I am Heard, a computer program. I tell people what came of what they said."),
        Text("I show you what was promised. You tell me whether it is done, or later."),
        Text("I ask you nothing about yourself."),
    )
    options = (Button(Text("Go on"), Act("j.join")), _NO_THANKS, HAVE_A_CODE)
    return Screen(lines=lines, options=options, buttons=(_back("hello"),))


def _hello(state: Joining, facts: Facts) -> Screen:
    if state.for_work:
        return _hello_at_work(state, facts)
    network = facts.network
    lines = (
        Text("Hello. I am Heard, the involvement helper of {network}.", network=network.name),
        Text(
            "I ask short questions about cancer services. "
            "Then I tell you what changed because of the answers."
        ),
        Text("It takes a few minutes, when it suits you. You never have to come to a meeting."),
        Text("I am a computer program. I cannot give medical advice, and nobody may be reading."),
        Text(
            "If you feel unwell, call {line} (24 hours) or {emergency}.",
            line=network.oncology_line,
            emergency=network.emergency_number,
        ),
    )
    more = Button(Text("Tell me more"), Act("j.more"))
    at_work = (_ONLY_WORK,) if facts.person.roles else ()
    options = (more, _JOIN, *at_work, _NO_THANKS, HAVE_A_CODE)
    return Screen(lines=lines, options=options, buttons=(_back("hello"),))


def _more(_: Joining, facts: Facts) -> Screen:
    lines = (
        Text(
            "{network} asks the questions. "
            "Before each consultation I tell you who asks, and what your answer can change.",
            network=facts.network.name,
        ),
        Text("You can answer all, some or none. You can leave at any question, and come back."),
        Text("You can tap a button, type a number or words, or send a voice message."),
        Text("Afterwards I tell you what was decided, and what was not possible."),
        Text("I am not the place for complaints or emergencies."),
    )
    back = Button(Text("Back"), Act("j.hello"))
    return Screen(lines=lines, options=(_JOIN, _NO_THANKS), buttons=(back,))


def _consent(state: Joining, _: Facts) -> Screen:
    if state.for_work:
        return work_consent_screen(_back("consent"))
    return consent_screen(state.statement, _back("consent"))


def _age(_: Joining, __: Facts) -> Screen:
    yes, no = Button(Text("Yes"), Act("j.yes")), Button(Text("No"), Act("j.young"))
    question = Text("Are you 16 or older?")
    return Screen(lines=(question,), options=(yes, no), buttons=(_back("age"),))


def _kind(_: Joining, __: Facts) -> Screen:
    options = tuple(
        Button(label, Act("j.kind", (0, place))) for place, (_, label) in enumerate(KINDS)
    )
    return Screen(
        lines=(Text("Which of these is closest to you?"),),
        options=options,
        buttons=(_back("kind"), _skip("kind")),
    )


def _area(_: Joining, __: Facts) -> Screen:
    lines = (
        Text("Where do you live? Please type a town or a district."),
        Text("You do not have to say. You can skip this. Nobody reads this straight away."),
    )
    return Screen(lines=lines, buttons=(_back("area"), _skip("area")))


def _how_often(_: Joining, __: Facts) -> Screen:
    return Screen(
        lines=(QUESTION, Text("You can change this at any time.")),
        options=how_often_options("j.often"),
        buttons=(_back("how_often"), _skip("how_often")),
    )


def _discreet(_: Joining, __: Facts) -> Screen:
    yes = Button(Text("Yes"), Act("j.lock", (0, 1)))
    no = Button(Text("No"), Act("j.lock", (0, 0)))
    return Screen(
        lines=(discreet.QUESTION, Text("You can change this at any time.")),
        options=(yes, no),
        buttons=(_back("discreet"), _skip("discreet")),
    )


_SCREENS: Mapping[str, Callable[[Joining, Facts], Screen]] = {
    "language": _language,
    "hello": _hello,
    "more": _more,
    "consent": _consent,
    "age": _age,
    "kind": _kind,
    "area": _area,
    "how_often": _how_often,
    "discreet": _discreet,
}

"""The language that a person is written to in."""

from conversations.events import LanguageChosen
from conversations.facts import Facts
from conversations.languages import DRAFT, language_lines, language_of, language_options
from conversations.own_choices.state import CHOICES, Choice, ask, done
from conversations.questions.kind import PICK_ONE
from conversations.screen import Act, Screen
from conversations.text import Text
from conversations.turn import Turn


def _screen(facts: Facts) -> Screen:
    options = language_options(facts.network, "o.language", facts.person.language)
    which = Text("Which language shall I write to you in?")
    lines = (which, *language_lines(facts.network))
    return Screen(lines=lines, options=options, buttons=(CHOICES,))


def _chosen(act: Act, facts: Facts) -> Turn:
    chosen = language_of(facts.network, act.ids[1]) if len(act.ids) > 1 else None
    if chosen is None:
        return ask("languages", _screen(facts), PICK_ONE)
    tag, name, is_draft = chosen
    kept = Text("From now on I will write to you in {language}.", language=name)
    lines = (kept, DRAFT) if is_draft else (kept,)
    return done(facts, *lines, events=(LanguageChosen(tag),))


CHOICE = Choice(
    asks={"languages": _screen},
    takes={
        "o.languages": lambda _act, facts, _now: ask("languages", _screen(facts)),
        "o.language": lambda act, facts, _now: _chosen(act, facts),
    },
)

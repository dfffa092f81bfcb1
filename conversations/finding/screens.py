"""The screens of finding."""

from collections.abc import Callable, Mapping

from conversations.finding.view import View
from conversations.findings import Finding, finding_line
from conversations.home import HOME
from conversations.screen import Button, Screen
from conversations.text import Text, Words

ONE_MOMENT = Screen(lines=(Text("One moment."),))
TITLE = Text("What was heard")
NOTHING = Text("Nothing is written down yet.")
REFUSED = Text("Somebody said no to a quote. It is not shown.")
WHAT_FOR = Text("People see it when they are told what was decided.")
YOUR_WORDS = Text("What did you hear? Write one thing, in your own words. Use no names.")
EXAMPLE = Text("For example: getting home after 8 pm worries many people.")
NO_NUMBERS = Text("There are no numbers that can be shown. Fewer than 10 people answered.")
WHICH_QUESTION = Text("From which question?")
WHICH_NUMBER = Text("Which number do you want to tell?")
WHICH_TO_DROP = Text("What do you want to take out?")
EXACT = Text("Send the exact words that you want to show. Or take all of them.")
FEW = Text("Few people answered. Others may guess who wrote it.")


def listed(view: View, *said: Words) -> Screen:
    """Show what was heard so far."""
    lines = tuple(line for one in view.findings if (line := _line(one)) is not None)
    shown = offered(view, *said, *(lines or (NOTHING,)), WHAT_FOR)
    return Screen(title=TITLE, lines=shown.lines, options=shown.options)


def offered(view: View, *said: Words) -> Screen:
    """Say this, and offer what can be done."""
    add = (
        view.button(Text("Add words"), "find.words"),
        view.button(Text("Add a number"), "find.numbers"),
        view.button(Text("Find a quote"), "d.read"),
    )
    drop = (view.button(Text("Take one out"), "find.dropping"),) if view.findings else ()
    write = (view.button(Text("Write the decision"), "d.write"),)
    options = (*drop, HOME) if view.is_told else (*add, *drop, *write, HOME)
    return Screen(lines=said, options=options)


def _line(one: Finding) -> Words | None:
    if one.kind == "quote" and one.status == "asked":
        return Text("Somebody is asked whether we may show: “{words}”", words=one.quote or "")
    return REFUSED if one.kind == "quote" and one.status == "refused" else finding_line(one)


def _list(view: View) -> Screen:
    return listed(view)


def _words(view: View) -> Screen:
    return Screen(lines=(YOUR_WORDS, EXAMPLE), buttons=(view.back(),))


def _numbers(view: View) -> Screen:
    numbers = dict.fromkeys(question for question, _, _ in view.state.cells)
    found = [one for number in numbers if (one := view.consultation.question(number))]
    options = tuple(view.button(one.text, "find.question", one.number) for one in found)
    asked = WHICH_QUESTION if options else NO_NUMBERS
    return Screen(lines=(asked,), options=options, buttons=(view.back(),))


def _choices(view: View) -> Screen:
    question = view.consultation.question(view.state.question)
    options: list[Button] = []
    for number, choice, people in view.state.cells:
        label = question.choice(choice) if question and number == question.number else None
        if label is not None:
            words = Text("{choice}: {count}", choice=label.label, count=people)
            options.append(view.button(words, "find.number", number, choice))
    return Screen(lines=(WHICH_NUMBER,), options=tuple(options), buttons=(view.back(),))


def _dropping(view: View) -> Screen:
    options = tuple(view.button(_named(one), "find.drop", one.id) for one in view.findings)
    return Screen(lines=(WHICH_TO_DROP,), options=options, buttons=(view.back(),))


def _named(one: Finding) -> Words:
    if one.choice is not None:
        return Text("{choice}: {count}", choice=one.choice, count=one.people)
    return one.words or one.quote or Text("A quote")


def _quote(view: View) -> Screen:
    few = (FEW,) if view.consultation.answered is None else ()
    whole = view.button(Text("All of it"), "find.whole")
    words = Text("“{words}”", words=view.state.text)
    return Screen(lines=(words, *few, EXACT), options=(whole,), buttons=(view.back(),))


SCREENS: Mapping[str, Callable[[View], Screen]] = {
    "list": _list,
    "words": _words,
    "numbers": _numbers,
    "choices": _choices,
    "dropping": _dropping,
    "quote": _quote,
}

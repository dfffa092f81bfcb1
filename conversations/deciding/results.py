"""Results in words, with text bars beside them; what small numbers hide stays hidden."""

from dataclasses import replace

from conversations.content import Choice, Question
from conversations.deciding.menu import answered, menu
from conversations.deciding.view import Go
from conversations.events import Requested
from conversations.facts import QuestionResult, Results
from conversations.screen import Screen
from conversations.text import Plural, Text, Words
from conversations.turn import Turn

BAR = 8
LONGEST_PAGE = 3000
"""Characters of one message; Telegram takes 4096 UTF-16 units, options included."""

_TOO_FEW = (
    Text("Fewer than 10 people answered. I show no numbers."),
    Text("Please read the answers and write what you heard in your own words."),
)
_WHY_HIDDEN = Text(
    "A choice is hidden where fewer than 5 people chose it. "
    "Sometimes I hide a larger one as well, so that nobody can work it out."
)


def ask(go: Go) -> Turn:
    """Have the results worked out."""
    requested = Requested("d.results", go.consultation.id)
    return go.at("menu").turn(Screen(lines=(Text("One moment."),)), events=(requested,))


def show(go: Go, results: Results) -> Turn:
    """Show the results, in as few messages as they fit in."""
    title = Text("{title}: results", title=go.consultation.ask.title)
    pages = [replace(_page(lines), title=title) for lines in _pages(go, _lines(go, results))]
    pages[-1] = replace(menu(go, *pages[-1].lines), title=title)
    return go.computed(*pages)


def _page(lines: list[Words]) -> Screen:
    return Screen(lines=tuple(lines))


def _pages(go: Go, lines: list[Words]) -> list[list[Words]]:
    pages: list[list[Words]] = [[]]
    room = LONGEST_PAGE
    for line in lines:
        length = len(go.facts.say(line))
        if pages[-1] and length > room:
            pages.append([])
            room = LONGEST_PAGE
        pages[-1].append(line)
        room -= length
    return pages


def _lines(go: Go, results: Results) -> list[Words]:
    if results.answered is None:
        return list(_TOO_FEW)
    if not results.answered:
        return [answered(0)]
    asked = Plural("{count} person was asked.", "{count} people were asked.", results.asked)
    found = ((go.consultation.question(one.number), one) for one in results.questions)
    blocks = [_block(question, one) for question, one in found if question]
    lines: list[Words] = [asked, answered(results.answered), *blocks]
    return [*lines, _WHY_HIDDEN] if _hides(results) else lines


def _hides(results: Results) -> bool:
    return any(people is None for one in results.questions for _, people in one.counts or ())


def _block(question: Question, result: QuestionResult) -> Words:
    """Give one question with all its counts as one paragraph."""
    if result.counts is None:
        none = Text("Fewer than 10 people answered this, so no numbers are shown.")
        return _under(question.text, none)
    block: Words = question.text
    for number, people in result.counts:
        choice = question.choice(number)
        if choice is not None:
            block = _under(block, _cell(choice, people, result.answers or 0))
    return block


def _cell(choice: Choice, people: int | None, of: int) -> Words:
    if people is None:
        return Text("{choice}: hidden, to protect people", choice=choice.label)
    said = Text("{choice}: {count}", choice=choice.label, count=people)
    return _under(said, bar(people, of))


def bar(people: int, of: int) -> str:
    """Draw a share of `of` people; whoever there is shows."""
    share = min(round(BAR * people / max(of, 1)), BAR)
    filled = max(share, 1) if people else 0
    return "▓" * filled + "░" * (BAR - filled)


def _under(above: Words, below: Words) -> Words:
    return Text("{above}\n{below}", above=above, below=below)

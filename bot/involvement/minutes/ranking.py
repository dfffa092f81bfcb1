"""The digest: what stands in minutes that most people need first, in its own words."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.involvement.minutes.sentences import Sentence
from bot.involvement.minutes.units import Unit
from bot.involvement.minutes.wording import words_of

LONGEST_DIGEST = 600  # characters, with the ends of lines
SHORTEST_TOPIC = 5  # words of a sentence that tells something by itself
WORTH = 30  # the longest sentence that is scored by its words, in words

_EMPTY = words_of(
    "that this with from have been were will they their there which would could about after before "
    "group members meeting said into than then also more what when where them other some"
)


def digest(
    decisions: Sequence[Sentence],
    asks: Sequence[Sentence],
    actions: Sequence[Sentence],
    following: Sentence | None,
    units: Sequence[Unit],
) -> list[Sentence]:
    """Give sentences that together have at most 600 characters, in their order.

    Decisions come first, then one thing that is asked, the next meeting, promises, more that is
    asked; where there are none of these, the sentences whose words come back most.
    """
    wanted = [*decisions[:4], *asks[:1], *([following] if following else []), *actions, *asks[1:],
              *decisions[4:]]  # fmt: skip
    if not decisions and not actions:
        wanted += list(_told_most(units))
    chosen: list[Sentence] = []
    for one in wanted:
        if not _stands_already(one, chosen) and len(shown([*chosen, one])) <= LONGEST_DIGEST:
            chosen.append(one)
    return sorted(chosen, key=lambda one: one.span.start)


def shown(chosen: Sequence[Sentence]) -> str:
    """Give a digest as a text: one sentence of the minutes a line, in their order."""
    return "\n".join(one.text for one in sorted(chosen, key=lambda one: one.span.start))


def _stands_already(one: Sentence, chosen: Sequence[Sentence]) -> bool:
    return any(
        one.span.start < other.span.end and other.span.start < one.span.end for other in chosen
    )


def _told_most(units: Sequence[Unit]) -> Iterator[Sentence]:
    """Give whole sentences, the ones whose words come back most in the minutes first."""
    told = [one.sentence for one in units if _tells(one)]
    counted = Counter(word for one in told for word in _words(one))

    def score(one: Sentence) -> float:
        words = _words(one)
        return sum(counted[word] for word in words) / max(SHORTEST_TOPIC, len(words))

    yield from sorted(told, key=lambda one: (-score(one), one.span.start))


def _tells(unit: Unit) -> bool:
    count = len(unit.text.split())
    whole = not unit.is_heading and unit.text.endswith((".", "!", "?"))
    return (
        whole and unit.place not in {"people", "old minutes"} and SHORTEST_TOPIC <= count <= WORTH
    )


def _words(sentence: Sentence) -> set[str]:
    return set(re.findall(r"[a-z]{4,}", sentence.text.casefold())) - _EMPTY

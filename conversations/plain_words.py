"""Plainer words: advice for what members will read; whoever writes may keep their own.

English only, the language in which facilitators here write. What counts as plain: sentences of at
most 20 words (shared style), and no word for which everybody has a shorter one.
"""

import re
from dataclasses import dataclass

LONGEST_SENTENCE = 20
"""Words of a sentence."""
PLAINER: dict[str, str] = {
    "accommodate": "fit",
    "additional": "more",
    "ambulatory": "able to walk",
    "ascertain": "find out",
    "assistance": "help",
    "attain": "reach",
    "cease": "stop",
    "commence": "start",
    "commenced": "started",
    "consequently": "so",
    "demonstrate": "show",
    "discontinue": "stop",
    "disseminate": "send round",
    "endeavour": "try",
    "ensure": "make sure",
    "escalate": "pass on",
    "expedite": "speed up",
    "facilitate": "help",
    "finalise": "finish",
    "implement": "do",
    "in accordance with": "as",
    "in order to": "to",
    "initiate": "start",
    "inpatient": "staying in hospital",
    "liaise": "talk",
    "liaise with": "talk to",
    "methodology": "way",
    "modify": "change",
    "numerous": "many",
    "obtain": "get",
    "oncology": "cancer care",
    "outpatient pharmacy": "hospital chemist",
    "participate": "take part",
    "pertaining to": "about",
    "prior to": "before",
    "proceed": "go on",
    "purchase": "buy",
    "ratified": "agreed",
    "ratify": "agree",
    "reconfiguration": "change",
    "redraft": "write again",
    "regarding": "about",
    "remuneration": "pay",
    "require": "need",
    "required": "needed",
    "requirement": "need",
    "reside": "live",
    "stakeholder": "person it matters to",
    "stakeholders": "people it matters to",
    "subsequent": "later",
    "subsequently": "later",
    "sufficient": "enough",
    "terminate": "end",
    "transmit": "send",
    "undertake": "do",
    "upon": "on",
    "utilisation": "use",
    "utilise": "use",
    "utilised": "used",
    "utilize": "use",
    "whilst": "while",
    "with regard to": "about",
}
"""Words, and what most people would say."""
_HARD = re.compile(
    r"\b(?:" + "|".join(sorted(map(re.escape, PLAINER), key=len, reverse=True)) + r")\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Advice:
    """What would make words easier: (hard, plainer) pairs, and how long the longest sentence is.

    `longest` counts words, and is 0 where no sentence is too long.
    """

    words: tuple[tuple[str, str], ...] = ()
    longest: int = 0

    def __bool__(self) -> bool:
        """Tell whether there is anything to advise."""
        return bool(self.words or self.longest)


def advise(text: str) -> Advice:
    """Say which words of `text` have plainer ones, each once, and whether a sentence is long."""
    found = {match.group().casefold(): None for match in _HARD.finditer(text)}
    lengths = [len(sentence.split()) for sentence in re.split(r"(?<=[.!?])\s+", text)]
    longest = max(lengths)
    return Advice(
        tuple((hard, PLAINER[hard]) for hard in found),
        longest if longest > LONGEST_SENTENCE else 0,
    )


def plainer(text: str) -> str:
    """Put the plainer words into `text`, with a capital where there was one."""
    return _HARD.sub(_instead, text)


def _instead(match: re.Match[str]) -> str:
    plain = PLAINER[match.group().casefold()]
    return plain[0].upper() + plain[1:] if match.group()[0].isupper() else plain

"""Words that ask for a break, in every shipped language: 'tired', and 'a break until 5 March'."""

from dataclasses import dataclass

from conversations.reading import normalise

LONGEST = 80  # characters


@dataclass(frozen=True, slots=True)
class BreakWords:
    """`whole` counts only as the whole message; `until` has what stands before and after a day.

    All are normalised, and of one `until` only one part is ''.
    """

    whole: frozenset[str] = frozenset()
    until: frozenset[tuple[str, str]] = frozenset()

    def ask_for_one(self, text: str) -> bool:
        """Tell whether a text asks for a break, with or without a day."""
        return normalise(text) in self.whole or self.day_in(text) is not None

    def day_in(self, text: str) -> str | None:
        """Give what says until when, as it was typed; None where no break until a day is asked."""
        plain = normalise(text) if len(text) <= LONGEST else ""
        for before, after in self.until:
            begins = not before or plain.startswith(f"{before} ")
            if begins and (not after or plain.endswith(f" {after}")):
                return _between(before, text, after)
        return None


def _between(before: str, text: str, after: str) -> str | None:
    words = [word for word in text.split() if normalise(word)]
    day = words[len(before.split()) : len(words) - len(after.split())]
    return " ".join(day) or None

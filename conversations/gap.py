"""The gap: what those who work on a loop believe, beside what people upstream of it say (E6)."""

from dataclasses import dataclass

from conversations.text import Plural, Text, Worded, Words


@dataclass(frozen=True, slots=True)
class AskedBelief:
    """A loop, of which this person was asked what they believe, and what they have said so far."""

    loop: int
    title: Worded
    as_role: str
    know: str | None = None
    influenced: str | None = None


@dataclass(frozen=True, slots=True)
class TheBelief:
    """Found: `AskedBelief`, where this person was asked what they believe of a loop; else None."""

    loop: int


@dataclass(frozen=True, slots=True)
class Share:
    """The part of `of` people who said yes or partly, in whole percent; None where it is hidden."""

    percent: int | None = None
    of: int | None = None


HIDDEN = Share()


@dataclass(frozen=True, slots=True)
class Gap:
    """What both sides say: `heard` are people upstream, `know` and `influenced` those who believe.

    `segments` holds ('kind' or 'group', its name, `Share`). `apart` is how many percent points more
    of those who believe say that people influenced it than people say that they were heard.
    """

    heard: Share = HIDDEN
    know: Share = HIDDEN
    influenced: Share = HIDDEN
    segments: tuple[tuple[str, str, Share], ...] = ()

    @property
    def apart(self) -> int | None:
        """Give the gap in percent points; None where a side is not known."""
        if self.heard.percent is None or self.influenced.percent is None:
            return None
        return self.influenced.percent - self.heard.percent


NOTHING_SAID = Gap()
KINDS: dict[str, Text] = {
    "in_treatment": Text("In treatment"),
    "after_treatment": Text("After treatment"),
    "carer_or_family": Text("Carers and family"),
    "other": Text("Others"),
    "not_said": Text("Not said"),
}


def gap_lines(gap: Gap) -> tuple[Words, ...]:
    """Say what both sides say, as far as small numbers let it be said."""
    lines: list[Words] = [_heard(gap.heard), *_believed(gap)]
    apart = gap.apart
    if apart is not None:
        lines.append(_apart(apart))
    return (*lines, *(_segment(*one) for one in gap.segments if _tells_more(one[2], gap.heard)))


def _tells_more(segment: Share, everybody: Share) -> bool:
    """Tell whether a segment may be shown, and is not everybody once more."""
    return segment.percent is not None and segment.of != everybody.of


def _heard(share: Share) -> Words:
    if share.of == 0:
        return Text("Nobody has said yet if they were heard.")
    if share.percent is None:
        return Text("I hide how many people felt heard until enough of them have said so.")
    return Text("{percent}% of people say: yes, or partly, we were heard.", percent=share.percent)


def _believed(gap: Gap) -> tuple[Words, ...]:
    know, influenced = gap.know.percent, gap.influenced.percent
    if know is None and influenced is None:
        return (Text("Nobody who works on this has said yet what they believe."),)
    lines: list[Words] = []
    if know is not None:
        lines.append(
            Text("{percent}% of those who work on it believe: people know of it.", percent=know)
        )
    if influenced is not None:
        lines.append(
            Text(
                "{percent}% of those who work on it believe: people influenced it.",
                percent=influenced,
            )
        )
    return tuple(lines)


def _apart(points: int) -> Words:
    if points == 0:
        return Text("There is no gap between the two.")
    if points < 0:
        return Plural(
            "The gap is {count} percentage point: more people felt heard than was believed.",
            "The gap is {count} percentage points: more people felt heard than was believed.",
            -points,
        )
    return Plural(
        "The gap is {count} percentage point: fewer people felt heard than was believed.",
        "The gap is {count} percentage points: fewer people felt heard than was believed.",
        points,
    )


def _segment(kind: str, name: str, share: Share) -> Words:
    who: Words = KINDS.get(name, name) if kind == "kind" else name
    return Text("{who}: {percent}% felt heard.", who=who, percent=share.percent or 0)

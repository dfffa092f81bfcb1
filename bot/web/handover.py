"""A group's hand-over pack as one page that needs nothing else: no script, no picture, no font."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from html import escape

from bot.involvement.handing_over import LoopThere, MeetingThere, Pack, PromiseThere
from conversations.structure import SeatHere

_STYLE = (
    "body{font:1.05rem/1.5 sans-serif;max-width:46rem;margin:0 auto;padding:1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:.3rem;"
    "text-align:left;vertical-align:top;overflow-wrap:anywhere}"
)
_KINDS = {"consultation": "Consultation", "meeting": "Meeting", "issue": "Issue raised"}
_STATUSES = {
    "waiting": "still waiting", "done": "done", "partly": "partly done", "cannot": "not possible",
}  # fmt: skip


def page(pack: Pack, made_on: date) -> str:
    """Give the whole page, in English."""
    title = f"Hand-over of {pack.name}"
    body = (
        f"<h1>{escape(title)}</h1>",
        f"<p>Made on {_day(made_on)}. No names and no words of members are in it.</p>",
        _group(pack),
        "<h2>Seats</h2>", _seats(pack.seats),
        "<h2>Open loops</h2>", _loops([one for one in pack.loops if one.status == "open"]),
        "<h2>Closed loops</h2>", _loops([one for one in pack.loops if one.status != "open"]),
        "<h2>Meetings</h2>", _meetings(pack.meetings),
        "<h2>Calls for volunteers</h2>", _calls(pack),
        "<h2>What words mean</h2>", _words(pack),
    )  # fmt: skip
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'unsafe-inline'\"><title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _group(pack: Pack) -> str:
    members = "Fewer than 10 members" if pack.members is None else f"Members: {pack.members}"
    facts = [members]
    facts += [f"Part of: {pack.parent}"] if pack.parent else []
    facts += [f"Groups below: {', '.join(pack.below)}"] if pack.below else []
    return _list(facts)


def _seats(seats: Sequence[SeatHere]) -> str:
    rows = (
        (one.title.by_language[0][1], "taken" if one.taken else "free", _day(one.since),
         _day(one.until))
        for one in seats
    )  # fmt: skip
    return _table(("Seat", "Is", "Since", "Until"), rows) if seats else "<p>None.</p>"


def _loops(loops: Sequence[LoopThere]) -> str:
    return "".join(map(_loop, loops)) or "<p>None.</p>"


def _loop(one: LoopThere) -> str:
    hear = f"People hear back by {_day(one.hear_back_on)}." if one.hear_back_on else ""
    decided = f"Decided: {one.decided}" if one.decided else "Nothing is decided yet."
    promises = _table(("Promised", "By", "Until", "Is"), map(_promise, one.promises))
    return (
        f"<h3>{escape(one.title)}</h3><p>{_KINDS[one.kind]}. {hear}</p><p>{escape(decided)}</p>"
        f"{promises if one.promises else ''}"
    )


def _promise(one: PromiseThere) -> tuple[str, ...]:
    return one.words, one.owner, _day(one.due_on), _STATUSES[one.status]


def _meetings(meetings: Sequence[MeetingThere]) -> str:
    rows = ((one.title, one.status, _moment(one.when), one.place or "") for one in meetings)
    return _table(("Meeting", "Is", "When", "Where"), rows) if meetings else "<p>None.</p>"


def _calls(pack: Pack) -> str:
    rows = ((title, status, _day(until)) for title, status, until in pack.calls)
    return _table(("Call", "Is", "Until"), rows) if pack.calls else "<p>None.</p>"


def _words(pack: Pack) -> str:
    pairs = (
        f"<dt>{escape(one.shown)}</dt><dd>{escape(one.words.by_language[0][1])}</dd>"
        for one in pack.words
    )
    return f"<dl>{''.join(pairs)}</dl>"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "no date"


def _moment(moment: datetime | None) -> str:
    return f"{_day(moment.date())}, {moment:%H:%M}" if moment else "no date"

"""A copy of what is kept about somebody: as a page to read, and as JSON for other programs."""

import json
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from html import escape
from typing import Any

from babel import Locale

from conversations.content import Decision, Given, Question
from conversations.facts import Network
from conversations.known import Known, TookPart, WasTold
from conversations.loops import Promise
from conversations.my_data import page as words
from conversations.my_data.sections import sections
from conversations.text import Words

Say = Callable[[Words], str]

_STYLE = (
    "body{font:1.1rem/1.5 sans-serif;max-width:42rem;margin:0 auto;padding:1rem}"
    "button{font:inherit;padding:.7rem 1rem;margin:.3rem 0}p{overflow-wrap:anywhere}"
)
_ALLOWED = b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_ALLOWED}'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
"""What a browser may do on these pages: show them, and send their form back."""


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: its tag, such as 'en_GB', and how words are said in it."""

    tag: str
    say: Say


def _page(tongue: Tongue, *body: str) -> str:
    direction = Locale.parse(tongue.tag).text_direction
    title = escape(tongue.say(words.TITLE))
    return (
        f'<!doctype html><html lang="{tongue.tag.replace("_", "-")}" dir="{direction}"><head>'
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<meta name="robots" content="noindex"><title>{title}</title><style>{_STYLE}</style>'
        f"</head><body><main><h1>{title}</h1>{''.join(body)}</main></body></html>"
    )


def _paragraph(text: str) -> str:
    return f"<p>{'<br>'.join(escape(line) for line in text.splitlines())}</p>"


def _form(tongue: Tongue, *ways: tuple[str, Words], action: str = "") -> str:
    buttons = "".join(
        f'<p><button name="as" value="{way}">{escape(tongue.say(label))}</button></p>'
        for way, label in ways
    )
    return f'<form method="post" action="{escape(action)}">{buttons}</form>'


def front_page(tongue: Tongue) -> str:
    """Give the page that waits: it says nothing of anybody, and asks what to do."""
    ways = (("page", words.READ_IT), ("file", words.SAVE_IT))
    said = (_paragraph(tongue.say(one)) for one in (words.ONCE, words.THE_FILE))
    return _page(tongue, *said, _form(tongue, *ways))


def last_page(tongue: Tongue, *lines: Words) -> str:
    """Give a page that says these words and nothing else."""
    return _page(tongue, *(_paragraph(tongue.say(line)) for line in lines))


def whole_page(tongue: Tongue, known: Known, network: Network, next_page: str) -> str:
    """Give everything to be read; at `next_page` the file can be had."""
    body = [_paragraph(tongue.say(words.HOW_TO_SAVE))]
    body.append(_form(tongue, ("file", words.SAVE_IT), action=next_page))
    for section in sections(known, network):
        body.append(f"<h2>{escape(tongue.say(section.title))}</h2>")
        body += [_paragraph(tongue.say(line)) for line in section.lines]
    return _page(tongue, *body)


# --- JSON -----------------------------------------------------------------------------------------


def as_json(
    tongue: Tongue, known: Known, network: Network, voices: Mapping[int, bytes], now: datetime
) -> str:
    """Give everything as JSON; words of consultations in the person's language, times in UTC.

    `voices` holds the recordings by the number of their file.
    """
    plain = asdict(known)
    plain["took_part"] = [_part(one, tongue.say, voices) for one in known.took_part]
    plain["deeds"] = [
        {name: value for name, value in asdict(one).items() if value is not None}
        | ({"about": tongue.say(one.about)} if one.about else {})
        for one in known.deeds
    ]
    return json.dumps(
        {"network": network.name, "made_at": now, "about": plain},
        ensure_ascii=False, indent=1, default=_written,
    )  # fmt: skip


def _written(value: Any) -> Any:
    return value.isoformat()


def _part(one: TookPart, say: Say, voices: Mapping[int, bytes]) -> dict[str, Any]:
    ask = one.consultation.ask
    return {
        "title": say(ask.title), "asked_by": say(ask.asker), "informs": say(ask.informs),
        "part": one.part, "asked_at": one.asked_at, "answered_at": one.answered_at,
        "finished_at": one.finished_at, "rating": one.rating, "why": one.why,
        "answers": [
            {"question": say(question.text), **_given(question, one.answers[question.number],
                                                      say, voices)}
            for question in one.consultation.questions if question.number in one.answers
        ],
        "told": [_told(told, say) for told in one.told],
    }  # fmt: skip


def _given(
    question: Question, given: Given, say: Say, voices: Mapping[int, bytes]
) -> dict[str, Any]:
    chosen = [say(one.label) for one in question.choices if one.number in given.choices]
    answer: dict[str, Any] = {"chosen": chosen, "text": given.text, "declined": given.declined}
    if given.media is not None:
        voice = voices.get(given.media)
        answer["voice"] = b64encode(voice).decode() if voice is not None else None
    return {name: value for name, value in answer.items() if value or name == "voice"}


def _told(told: WasTold, say: Say) -> dict[str, Any]:
    one = told.what
    return {
        "at": told.at, "what": one.kind, **(_decided(one.decision, say) if one.decision else {}),
        "promises": [_promised(promise, say) for promise in one.promises],
    }  # fmt: skip


def _decided(one: Decision, say: Say) -> dict[str, Any]:
    parts: Sequence[tuple[str, Words | None]] = (
        ("you_said", one.you_said), ("we_will", one.we_will), ("we_cannot", one.we_cannot),
        ("decided_by", one.decided_by), ("why", one.why),
    )  # fmt: skip
    said = {name: say(part) for name, part in parts if part is not None}
    return {"decided_on": one.decided_on, **said}


def _promised(one: Promise, say: Say) -> dict[str, Any]:
    return {
        "promised": say(one.words), "by": one.owner, "due_on": one.due_on, "status": one.status,
        "said": say(one.said) if one.said else None,
    }  # fmt: skip

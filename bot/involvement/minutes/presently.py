"""Promises in the informal present: 'Winnie's getting 200 printed', 'I'm doing the library'."""

import re

from bot.involvement.minutes.wording import ACTION_VERBS, words_of

BEING = r"['’](?:s|m|re)\s+(?:now\s+|also\s+|kindly\s+)?"
"""Stands between whoever promises and the deed; written out, 'is ringing' is mostly a report."""

_FIRM = words_of("""
arrange bake book buy call chase check collect contact deliver design draft drop email invite
order organise organize phone post print ring send sort type write
""")
_OBJECT = r"(?:\d+|it|them|these|those|some"
_OBJECTS = {
    "ask do give": rf"{_OBJECT}|us|the|that)",
    "get put take": rf"{_OBJECT})",
    "draw pick": rf"{_OBJECT}|up)",
    "make": rf"{_OBJECT}|a\s+(?:list|poster|rota|sign)|the(?!\s+(?:best|most)\b))",
    "bring": r"(?!up\b)\w+",
    "look": r"into",
    "speak talk": r"to the",
}
"""These tell of health and mood as well: 'getting better', 'doing well', 'taking tamoxifen'."""

_WITH_AN_OBJECT = {
    verb: re.compile(rf"\s+{words}\b")
    for verbs, words in _OBJECTS.items()
    for verb in verbs.split()
}
_OF_ONESELF = re.compile(
    r"(?i)\b(?:chemo\w*|radio\w*|treatments?|scans?|(?<!-)ops?|operation|surgery|surgeon|results?"
    r"|oncologist|all[- ]clear|bloods|tablets|medication|steroids)\b"
    r"|^\s+(?:it|that)\s+(?:all|easy|hard|badly|slowly|well|one|day)\b"
    r"|^\s+(?:off|with|again|(?:him|her|my)self)\b|^\s+it a day\b"
)
_FORMS = {
    form: verb
    for verb in sorted(ACTION_VERBS | {"do"})
    for form in (f"{verb}ing", f"{verb[:-1]}ing", f"{verb}{verb[-1]}ing")
}


def is_promised_presently(found: re.Match[str]) -> bool:
    """Say whether `doing`, with the `rest` that follows it, is a deed that somebody takes on."""
    verb = _FORMS.get(found["doing"], "")
    if _OF_ONESELF.search(found["rest"]):
        return False
    objects = _WITH_AN_OBJECT.get(verb)
    return verb in _FIRM or bool(objects and objects.match(found["rest"]))

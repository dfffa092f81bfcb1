"""Whether words after a name tell a deed that somebody promises."""

import re

from bot.involvement.minutes.wording import BODIES, ROLE_WORDS


def is_no_person(who: str) -> bool:
    """Say whether 'will' after these words tells a plan of others, or of things."""
    if re.search(rf"(?i)\b{ROLE_WORDS}$", who):
        return bool(re.search(r"(?i)\bnew\b", who))
    nobody = (
        r"(?i)\b(?:all|everyone|members|staff)\b"
        r"|(?:ing|tion|sion|ment|apy|ogy|ies|ics|ness|ity|port)$"
    )
    return bool(re.search(nobody, who) or BODIES.search(who))


def looks_like_a_verb(verb: str) -> bool:
    """Say whether a word after 'to' may be a verb, by its end."""
    return not re.search(r"(?:ing|ly|ness|tion|ment|ed)$", verb) or verb in {
        "need",
        "implement",
        "apply",
    }


def is_reported(way: str, verb: str, rest: str) -> bool:
    """Say whether it is done, refused or only imagined."""
    if verb == "be" or re.search(
        r"(?i)\b(?:has|have|had) (?:since )?(?:done so|now done|been done)\b", rest
    ):
        return True
    return way.endswith("would") and bool(re.search(r"(?i)\bif\b|\bbut (?:had|was|could)\b", rest))

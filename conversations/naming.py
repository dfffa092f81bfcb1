"""Names of people in what somebody wrote: a title ('Nurse', 'Dr') with a name after it.

Nothing is learned or guessed, and nobody is looked up, so a name without a title is not found. What
is found is asked about, never refused: 'Sister Dora' may be a ward.
"""

import re
import unicodedata
from collections.abc import Iterator

_TITLES = frozenset(
    """
    nurse sister matron dr doctor mr mrs ms miss mx prof professor surgeon consultant registrar
    radiographer midwife receptionist porter
    nyrs chwaer metron meddyg mister athro llawfeddyg
    """.split()  # noqa: SIM905  a list to read
)
"""Said before a name in English and in Welsh, without full stops and in small letters."""
_NO_NAME = frozenset(
    """
    specialist specialists practitioner practitioners consultant consultants manager managers
    station line led team teams ward wards clinic clinics hospital hospitals service services
    navigator call desk unit office appointment appointments registrar nurse nurses doctor doctors
    oncologist oncologists surgeon surgeons room rota shift monday tuesday wednesday thursday friday
    saturday sunday january february march april may june july august september october november
    december i the a an and or but if in on at of to for from with by as is was are were has had
    have will would can could did does do said told never always who that this they we he she it
    you my our their not no so when while because there then also only just every each all
    """.split()  # noqa: SIM905  a list to read
)
"""What begins with a capital after a title, and is no name."""
_URDU_TITLES = frozenset("ڈاکٹر نرس سسٹر مسٹر مسز مس پروفیسر میٹرن سرجن".split())  # noqa: SIM905
_URDU_NO_NAME = frozenset(
    """
    نے سے کو کا کی کے اور میں پر تک بھی تو ہی ہے ہیں تھا تھی تھے ہو ہوتا ہوتی ہوتے نہیں
    صاحب صاحبہ یا جو کہ وہ یہ بہت بہتر کم زیادہ ملے ملی ملا
    آئے آئی آیا ایک دو تین ہر سب کسی کوئی اپنے میرے ہمارے
    """.split()  # noqa: SIM905  a list to read
)
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*\.?")
_OF = re.compile(r"['’]s$")
_CALLED = frozenset({"called", "named"})
_GAP = re.compile(r"[ \t\n]*")
_JOINED = frozenset({"Cf"})


def names_in(text: str) -> tuple[str, ...]:
    """Give what looks like people's names with their titles, in the order of the text, each once.

    Languages that ship are looked for at once, whichever was chosen.
    """
    plain = "".join(sign for sign in text if unicodedata.category(sign) not in _JOINED)
    return tuple(dict.fromkeys(_found(plain)))


def _found(text: str) -> Iterator[str]:
    words = list(_WORD.finditer(text))
    for place, one in enumerate(words):
        if _is_title(one[0]):
            called = place + 1 < len(words) and words[place + 1][0].casefold() in _CALLED
            title = words[place + 1] if called else one
            last = _last_of_name(text, title, words[place + 1 + called : place + 3 + called])
            if last is not None:
                yield _OF.sub("", text[one.start() : last.end()].rstrip("."))


def _is_title(word: str) -> bool:
    plain = word.rstrip(".").casefold()
    return plain in _TITLES or plain in _URDU_TITLES


def _last_of_name(
    text: str, title: re.Match[str], rest: list[re.Match[str]]
) -> re.Match[str] | None:
    """Give the last word of the name after a title, None where no name follows it."""
    before, last = title, None
    ends = title[0].endswith(".") and title[0].rstrip(".").casefold() in _WRITTEN_OUT
    for word in () if ends else rest:
        touches = _GAP.fullmatch(text, before.end(), word.start())
        if not touches or not _is_name(word[0], title[0]):
            break
        before = last = word
        if word[0].endswith(".") and len(word[0]) > _INITIAL:
            break
    return last


_INITIAL = 2  # signs: 'J.'
_WRITTEN_OUT = _TITLES - {"dr", "mr", "mrs", "ms", "mx", "prof"}
"""Titles that no full stop shortens, so that one ends the sentence."""


def _is_name(word: str, title: str) -> bool:
    plain = word.rstrip(".").replace("’", "'")
    if title.rstrip(".") in _URDU_TITLES:
        return plain not in _URDU_NO_NAME and plain not in _URDU_TITLES
    return plain[:1].isupper() and plain.partition("'")[0].casefold() not in _NO_NAME

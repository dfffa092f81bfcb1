"""Words at rest: sealed with AES-GCM, each bound to the row in which it stands.

What was sealed for one row cannot be opened in another, so nobody who can write to the database can
put one person's words into another's mouth. A sealed value says so itself, and which key it needs;
one that was written before there was a key is read as it is.

The key stays outside the database. A connection carries the `Sealer` of its `Database` along.
Sealing as in NIST SP 800-38D: nonces are 96 random bits, so one key is good for 2^32 values.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode, urlsafe_b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection

from bot.store.errors import BrokenSeal, UnfitKey

KEY_BYTES = 32
OPTION = "heard_sealer"
_MARK = "\x02heard"  # no phone sends this sign
_NAME = "sealed"
_NONCE = 12  # bytes


@dataclass(frozen=True, slots=True)
class Place:
    """A column that holds words, and the columns that say which row it is."""

    table: str
    column: str
    keys: tuple[str, ...]

    def of(self, row: Mapping[Any, Any]) -> str:
        """Name the place of this row's words; a moment is named the same on each database."""
        named = (_name(row[key]) for key in self.keys)
        return f"{self.table}.{self.column}:{':'.join(named)}"


def _name(key: Any) -> str:
    return str(key.isoformat() if hasattr(key, "isoformat") else key)


ANSWER: Final = Place("answer", "text", ("response_id", "question"))
WHY: Final = Place("heard_rating", "why", ("loop_id", "member_id"))
STATE: Final = Place("conversation_state", "kept", ("member_id", "conversation", "subject"))
INBOX: Final = Place("inbox", "payload", ("channel_account_id", "external_id"))
OUTBOX: Final = Place("outbox", "payload", ("dedupe_key",))
FLAG: Final = Place("flag", "words", ("member_id", "raised_at"))
TASK: Final = Place("task", "words", ("member_id", "made_at"))
REPLY: Final = Place("task", "reply", ("member_id", "made_at"))
QUOTE: Final = Place("quote", "words", ("member_id", "asked_at"))
PUT_QUESTION: Final = Place("put_question", "words", ("id",))
ISSUE: Final = Place("issue", "words", ("id",))
PLACES: Final = (ANSWER, WHY, STATE, INBOX, OUTBOX, FLAG, TASK, REPLY, QUOTE, PUT_QUESTION, ISSUE)
"""Every column that holds what somebody wrote, but for what they made public."""


class Sealer:
    """Seals with the first key, opens with any of them; without keys, leaves words as they are.

    Keys are written as `secrets.token_urlsafe(32)` gives them. Raises UnfitKey.
    """

    def __init__(self, *written: str) -> None:
        keys = [_read(one) for one in written if one]
        self._ciphers = {mark_of(key): AESGCM(key) for key in keys}
        self.mark = next(iter(self._ciphers), None)

    @property
    def marks(self) -> frozenset[str]:
        """The marks of the keys that are here."""
        return frozenset(self._ciphers)

    def seal(self, words: str | None, place: Place, row: Mapping[Any, Any]) -> str | None:
        """Give what is to be stored for these words of a row."""
        if words is None:
            return None
        if self.mark is None:
            return words if not words.startswith(_MARK) else f"{_MARK}::{words}"
        nonce = os.urandom(_NONCE)
        hidden = self._ciphers[self.mark].encrypt(nonce, words.encode(), place.of(row).encode())
        return f"{_MARK}:{self.mark}:{b64encode(nonce + hidden).decode()}"

    def open(self, kept: str | None, place: Place, row: Mapping[Any, Any]) -> str | None:
        """Give the words that are stored in a row. Raises BrokenSeal."""
        mark = mark_in(kept)
        if kept is None or mark is None:
            return kept
        hidden = kept[len(_MARK) + len(mark) + 2 :]
        if not mark:
            return hidden
        try:
            whole = b64decode(hidden, validate=True)
            cipher = self._ciphers[mark]
            words = cipher.decrypt(whole[:_NONCE], whole[_NONCE:], place.of(row).encode())
        except (KeyError, InvalidTag, NotBase64, ValueError):
            raise BrokenSeal(place.table) from None
        return words.decode()

    def seal_json(
        self, value: dict[str, Any] | None, place: Place, row: Mapping[Any, Any]
    ) -> dict[str, Any] | None:
        """Give the JSON object that is to be stored for another."""
        if value is None or self.mark is None:
            return value
        return {_NAME: self.seal(json.dumps(value, allow_nan=False), place, row)}

    def open_json(
        self, kept: dict[str, Any] | None, place: Place, row: Mapping[Any, Any]
    ) -> dict[str, Any] | None:
        """Give the JSON object that is stored in a row. Raises BrokenSeal."""
        if kept is None or not is_sealed(kept):
            return kept
        opened = self.open(kept[_NAME], place, row)
        value: dict[str, Any] = json.loads(opened or "null")
        return value

    def seal_file(self, content: bytes, number: int) -> bytes:
        """Give what is to be stored of a file with this number."""
        if self.mark is None:
            return content
        nonce = os.urandom(_NONCE)
        hidden = self._ciphers[self.mark].encrypt(nonce, content, f"media:{number}".encode())
        return f"{_MARK}:{self.mark}:".encode() + nonce + hidden

    def open_file(self, kept: bytes, number: int) -> bytes:
        """Give a file's content; voices, pictures and documents never begin as a sealed one does.

        Raises BrokenSeal.
        """
        mark = mark_in_file(kept)
        if mark is None:
            return kept
        hidden = kept[len(f"{_MARK}:{mark}:") :]
        try:
            cipher = self._ciphers[mark]
            return cipher.decrypt(hidden[:_NONCE], hidden[_NONCE:], f"media:{number}".encode())
        except (KeyError, InvalidTag, ValueError):
            raise BrokenSeal("media") from None


def mark_in_file(kept: bytes) -> str | None:
    """Give the mark of the key that a stored file needs; None where it is plain."""
    before, _, rest = kept[:64].partition(b":")
    return rest.partition(b":")[0].decode("ascii", "replace") if before == _MARK.encode() else None


def is_sealed(kept: object) -> bool:
    """Tell whether a JSON object was sealed."""
    return isinstance(kept, dict) and kept.keys() == {_NAME} and mark_in(kept[_NAME]) is not None


def mark_in(kept: object) -> str | None:
    """Give the mark of the key that a stored value needs: '' for none, None where it is plain."""
    if isinstance(kept, dict):
        kept = kept.get(_NAME) if kept.keys() == {_NAME} else None
    if not isinstance(kept, str) or not kept.startswith(f"{_MARK}:"):
        return None
    return kept[len(_MARK) + 1 :].partition(":")[0]


def mark_of(key: bytes) -> str:
    """Give what names a key without telling anything of it."""
    return hashlib.sha256(b"heard, the mark of a key:" + key).hexdigest()[:12]


def _read(written: str) -> bytes:
    try:
        key = urlsafe_b64decode(written.strip() + "=" * (-len(written.strip()) % 4))
    except (NotBase64, ValueError):
        raise UnfitKey from None
    if len(key) != KEY_BYTES:
        raise UnfitKey
    return key


PLAIN = Sealer()


def sealer_of(connection: Connection) -> Sealer:
    """Give the sealer that a connection carries along."""
    found: Sealer = connection.get_execution_options().get(OPTION, PLAIN)
    return found

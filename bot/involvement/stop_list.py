"""The list of stops: kept apart from the database, so that no restored backup undoes a stop.

One JSON object a line, only ever added to, each with its moment (UTC), its kind and a mark: a keyed
hash (HMAC-SHA256). Nobody can read from it who stopped; whoever has the key can ask it about
somebody. Kinds:

    list      the first line; its mark tells whether the key is the right one
    stopped   this address wrote stop, at that moment
    bereaved  it was told from this address that somebody whom they cared for died: a stop too
    died      it was told that the person at this address died: a stop too
    started   this address is written to again
    sent      this message, started by Heard, was sent
    until     up to this moment everything is on the list
    erased    this member, or their answers, were erased; see `erasures`

A kind that is not known here is passed over. So is a line that was cut off by a crash; what it was
to say is written again, since nothing is taken for written that cannot be read.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr

LIST, STOPPED, STARTED, SENT, UNTIL = "list", "stopped", "started", "sent", "until"
BEREAVED, DIED, ERASED = "bereaved", "died", "erased"
DEATHS = {BEREAVED: "cared_for", DIED: "member"}
"""Who died, as the tables have it, by kind of line."""
STOPS = frozenset({STOPPED, *DEATHS})
RECENT = timedelta(minutes=10)
ENOUGH = 10_000  # messages, before older ones are forgotten
_ITSELF = "the list of stops"


class StopListError(Exception):
    """The list of stops cannot be used."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what kind of thing happened to what is marked so, and when (UTC)."""

    at: datetime
    kind: str
    mark: str = ""

    def write(self) -> str:
        """Give the line as it stands in the file."""
        said = {"at": self.at.astimezone(UTC).isoformat(), "kind": self.kind, "mark": self.mark}
        return json.dumps(said, separators=(",", ":")) + "\n"

    @classmethod
    def read(cls, text: str) -> "Line | None":
        """Read one line; None for what is no whole line."""
        try:
            said = json.loads(text)
            return cls(datetime.fromisoformat(said["at"]), str(said["kind"]), str(said["mark"]))
        except (ValueError, TypeError, KeyError):
            return None


@dataclass(slots=True)
class Listed:
    """What is on the list. `stops` has the last stop or start of each address, `sent` messages.

    `erased` has when each member's answers, or everything of them, were last erased.

    It is complete between `since` and `until`, both None for a list that does not begin properly.
    `latest` is the last moment at which that was written. With `only` a time, older messages are
    forgotten: the running program needs no others. What was written after `ends` does not say that
    the list is complete: by then it is kept up with restored tables, which lost what it lacks.
    """

    only: timedelta | None = None
    ends: datetime | None = None
    stops: dict[str, Line] = field(default_factory=dict)
    sent: dict[str, datetime] = field(default_factory=dict)
    erased: dict[str, datetime] = field(default_factory=dict)
    since: datetime | None = None
    until: datetime | None = None
    latest: datetime | None = None
    itself: str = ""

    def add(self, lines: Iterable[Line]) -> None:
        """Take in what the following lines say."""
        for line in lines:
            match line.kind:
                case "stopped" | "started" | "bereaved" | "died":
                    self.stops[line.mark] = line
                case "sent":
                    self.sent[line.mark] = line.at
                case "erased":
                    self.erased[line.mark] = line.at
                case "until":
                    self.latest = line.at
                    if self.ends is None or line.at <= self.ends:
                        self.until = max(line.at, self.until or line.at)
                    self._forget(line.at)
                case "list":
                    self.since, self.itself = self.since or line.at, line.mark
                case _:
                    pass  # of a later Heard

    def _forget(self, now: datetime) -> None:
        if self.only is not None and len(self.sent) > ENOUGH:
            self.sent = {mark: at for mark, at in self.sent.items() if at > now - self.only}

    def covers(self, moment: datetime) -> bool:
        """Tell whether nothing that followed a moment is missing, up to `until`."""
        began, ends = self.since, self.until
        return began is not None and ends is not None and began <= moment <= ends


class StopList:
    """The list in a file, with its key. Reads and writes raise StopListError.

    `seen` is for whoever keeps it up to date: what the tables looked like at the last time.
    """

    def __init__(self, path: Path, key: SecretStr) -> None:
        self.path = path
        self.seen: object = None
        self._key = key.get_secret_value().encode()
        self._listed = Listed(RECENT)
        self._size = -1

    def mark(self, *what: object) -> str:
        """Give the mark of an address, a message or whatever these words name."""
        text = "\n".join(map(str, what))
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def read(self) -> Listed:
        """Give what is on the list, and of messages what was sent lately.

        It is read anew only when somebody else has added to it.
        """
        size = self._size_now()
        if size != self._size:
            self._listed, self._size, self.seen = self._read(Listed(RECENT)), size, None
        return self._listed

    def read_all(self, ends: datetime | None = None) -> Listed:
        """Give everything that is on the list; `ends` is as `Listed` has it."""
        return self._read(Listed(ends=ends))

    def add(self, lines: Sequence[Line], now: datetime) -> None:
        """Add lines, and that the list is complete until `now`; on the disk when this returns."""
        before = self.read()
        first = [] if before.since else [Line(now, LIST, self.mark(_ITSELF))]
        new = [*first, *lines, Line(now, UNTIL)]
        try:
            self._append("".join(line.write() for line in new))
        except OSError as error:
            raise StopListError(f"{self.path} cannot be written: {error.strerror}.") from error
        before.add(new)
        self._size = self._size_now()

    def _append(self, text: str) -> None:
        # A line that a crash cut off is ended first, so that it spoils no other.
        number = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            size = os.fstat(number).st_size
            whole = not size or os.pread(number, 1, size - 1) == b"\n"
            left = (text if whole else f"\n{text}").encode()
            while left:
                left = left[os.write(number, left) :]
            os.fsync(number)
        finally:
            os.close(number)

    def _size_now(self) -> int:
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0
        except OSError as error:
            raise StopListError(f"{self.path} cannot be read: {error.strerror}.") from error

    def _read(self, listed: Listed) -> Listed:
        if self.path.exists():
            try:
                with self.path.open(encoding="utf-8", errors="replace") as file:
                    listed.add(line for text in file if (line := Line.read(text)))
            except OSError as error:
                raise StopListError(f"{self.path} cannot be read: {error.strerror}.") from error
        if listed.since and not hmac.compare_digest(listed.itself, self.mark(_ITSELF)):
            raise StopListError(f"HEARD_STOPS_KEY is not the key of the list in {self.path}.")
        return listed

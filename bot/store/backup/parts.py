"""A file of named parts as a stream: a plain tar in which every part is vouched for.

After each thousand parts comes sums/<number>.json, {name: SHA-256} of them; at the end sums.json,
the SHA-256 of each of these lists and how many parts there are, and sums.sha256, that of sums.json.
So a file that is cut off, or has one changed byte, is known, however many parts it has.
"""

import hashlib
import json
import tarfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from bot.store.backup.errors import BackupDamaged, NoBackup

BLOCK = tarfile.BLOCKSIZE
PIECE = 1024 * 1024
TOGETHER = 1000
MOST = 64 * 1024 * 1024  # bytes of a part that is read at once; those that we write are far smaller
SUMS, SEAL = "sums.json", "sums.sha256"
_END = bytes(2 * BLOCK)


class PartWriter:
    """Writes parts to `file`; `moment` (seconds since 1970) stands in each. Ends with `close`."""

    def __init__(self, file: BinaryIO, moment: int) -> None:
        self._file, self._moment = file, moment
        self._sums: dict[str, str] = {}
        self._lists: list[str] = []
        self._parts = 0

    def add(self, name: str, content: bytes) -> None:
        """Write one part. Raises OSError."""
        self._write(name, content)
        self._noted(name, hashlib.sha256(content).hexdigest())

    def add_file(self, name: str, size: int, source: BinaryIO) -> None:
        """Write one part from an open file that is never changed. Raises OSError."""
        self._head(name, size)
        digest, left = hashlib.sha256(), size
        while left:
            piece = source.read(min(left, PIECE))
            if not piece:
                raise OSError(f"{name} is shorter than it was")
            digest.update(piece)
            self._file.write(piece)
            left -= len(piece)
        self._file.write(bytes(-size % BLOCK))
        self._noted(name, digest.hexdigest())

    def close(self) -> None:
        """Write the sums and the end; the file itself stays open."""
        self._write_list()
        sums = _json({"parts": self._parts, "lists": self._lists})
        self._write(SUMS, sums)
        self._write(SEAL, hashlib.sha256(sums).hexdigest().encode())
        self._file.write(_END)

    def _noted(self, name: str, digest: str) -> None:
        self._sums[name] = digest
        self._parts += 1
        if len(self._sums) == TOGETHER:
            self._write_list()

    def _write_list(self) -> None:
        content, self._sums = _json(self._sums), {}
        self._lists.append(hashlib.sha256(content).hexdigest())
        self._write(f"sums/{len(self._lists):06d}.json", content)

    def _write(self, name: str, content: bytes) -> None:
        self._head(name, len(content))
        self._file.write(content)
        self._file.write(bytes(-len(content) % BLOCK))

    def _head(self, name: str, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = size, 0o600, self._moment
        self._file.write(info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict"))


class Part:
    """One part that is being read: whole by `read`, or by `pieces`, and only once."""

    def __init__(self, name: str, size: int, file: BinaryIO) -> None:
        self.name, self.size = name, size
        self.digest = hashlib.sha256()
        self._file, self._left = file, size

    def read(self) -> bytes:
        """Give the whole content."""
        if self.size > MOST:
            raise BackupDamaged(reason=f"{self.name} is too long")
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """Give what is left of the content, at most a megabyte at a time."""
        while self._left:
            piece = self._file.read(min(self._left, PIECE))
            if not piece:
                raise BackupDamaged(reason="it is cut off")
            self._left -= len(piece)
            self.digest.update(piece)
            yield piece


class PartReader:
    """Reads the parts of `file`. Raises NoBackup and BackupDamaged.

    A part is handed out before its sum is known: act on none for good until all were read.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sums: dict[str, str] = {}
        self._lists: list[str] = []
        self._parts = 0

    def __iter__(self) -> Iterator[Part]:
        while True:
            part = self._next()
            if part.name == SUMS:
                self._finish(part.read())
                return
            if part.name.startswith("sums/"):
                self._compare(part.read())
                self._skip_fill(part.size)
                continue
            yield part
            for _ in part.pieces():
                pass
            self._skip_fill(part.size)
            if part.name in self._sums:
                raise BackupDamaged(reason=f"{part.name} is there twice")
            self._sums[part.name] = part.digest.hexdigest()
            self._parts += 1

    def _next(self) -> Part:
        head = self._file.read(BLOCK)
        try:
            info = tarfile.TarInfo.frombuf(head, "utf-8", "strict")
        except (tarfile.HeaderError, UnicodeDecodeError) as error:
            if not self._parts:
                raise NoBackup(path="This file", reason="it does not begin like one") from error
            raise BackupDamaged(reason="it is cut off, or changed between parts") from error
        if info.type != tarfile.REGTYPE:
            raise BackupDamaged(reason=f"{info.name} is no plain file")
        if info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict") != head:
            raise BackupDamaged(reason=f"it was changed before {info.name}")
        return Part(info.name, info.size, self._file)

    def _compare(self, content: bytes) -> None:
        listed = _read_json(content)
        if listed != self._sums:
            names = sorted(listed) if isinstance(listed, dict) else []
            changed = [name for name in names if self._sums.get(name) != listed.get(name)]
            raise BackupDamaged(reason=f"{(changed or ['a list of sums'])[0]} is not as it was")
        self._sums = {}
        self._lists.append(hashlib.sha256(content).hexdigest())

    def _finish(self, content: bytes) -> None:
        self._skip_fill(len(content))
        seal = self._next()
        if seal.name != SEAL or seal.read() != hashlib.sha256(content).hexdigest().encode():
            raise BackupDamaged(reason="its list of sums is not as it was")
        self._skip_fill(seal.size)
        if self._sums or _read_json(content) != {"parts": self._parts, "lists": self._lists}:
            raise BackupDamaged(reason="parts of it are missing")
        if self._file.read(len(_END) + 1) != _END:
            raise BackupDamaged(reason="its end is not as it was")

    def _skip_fill(self, size: int) -> None:
        fill = -size % BLOCK
        if self._file.read(fill) != bytes(fill):
            raise BackupDamaged(reason="it is cut off, or changed between parts")


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _read_json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return None

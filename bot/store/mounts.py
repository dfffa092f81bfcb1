"""Which file system a path lies on, and whether SQLite may be trusted to it.

SQLite's write-ahead log needs shared memory and locks that network file systems do not give.
Source: https://www.sqlite.org/wal.html, "Overview", and https://www.sqlite.org/faq.html#q5.
"""

import re
from pathlib import Path

from bot.store.errors import NetworkFileSystem

NETWORK_KINDS = frozenset({
    "afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs", "nfs", "nfs4",
    "smb2", "smb3", "smbfs",
    "fuse.ceph", "fuse.davfs", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs",
    "fuse.sshfs",
})  # fmt: skip


def refuse_network_file_system(path: Path, mounts: str) -> None:
    """Raise NetworkFileSystem if `path` lies on one; `mounts` is the text of /proc/mounts."""
    kind = file_system_of(path, mounts)
    if kind in NETWORK_KINDS:
        raise NetworkFileSystem(path=path, kind=kind)


def file_system_of(path: Path, mounts: str) -> str | None:
    """Name the file system that holds `path`, such as ext4; None if `mounts` does not tell."""
    nearest, found = -1, None
    for line in mounts.splitlines():
        _, folder, kind, *_ = line.split()
        folder = _unescape(folder)
        # A later line for the same folder lies on top of an earlier one.
        if path.is_relative_to(folder) and len(folder) >= nearest:
            nearest, found = len(folder), kind
    return found


def mounts_of_this_machine() -> str:
    """Read /proc/mounts; empty where there is none."""
    listed = Path("/proc/mounts")
    return listed.read_text(encoding="utf-8", errors="replace") if listed.exists() else ""


def _unescape(folder: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), folder)

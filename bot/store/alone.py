"""SQLite keeps one running program: a lock of the operating system, beside the database's file.

The lock goes with its process, however that ends. Commands that only look, or write a little, may
work beside the program; they do not take it.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.store.errors import AnotherProgram


@contextmanager
def the_only_program(database: Path) -> Iterator[None]:
    """Be the one program that runs on the file `database`; raises AnotherProgram."""
    with database.with_name(f"{database.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AnotherProgram(file=database.name) from error
        yield

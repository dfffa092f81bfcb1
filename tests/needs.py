"""Programs that some tests need and that pip cannot bring.

On a developer's machine such a test is skipped and says what to install. Where
HEARD_TESTS_COMPLETE=1 is set (.ci/run sets it), a missing program is a failure.
"""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest


def needs_program(name: str, *, package: str) -> Path:
    """Find a program for this test, or skip it (fail it, if the suite must be complete).

    `name` is the program as typed, `package` the Debian package that holds it.
    """
    found = shutil.which(name)
    if not found:
        do_without(f"{name} is missing: apt-get install {package}")
    return Path(found)


def needs_font(family: str, *, package: str) -> None:
    """Make sure that a font is installed for this test, or skip or fail it like a program."""
    # Debian keeps each family in files that start with its name, without spaces.
    start = family.replace(" ", "").lower()
    folders = [Path("/usr/share/fonts"), Path.home() / ".local/share/fonts"]
    files = (file for folder in folders for file in folder.rglob("*.?tf"))
    if not any(file.name.lower().startswith(start) for file in files):
        do_without(f"the font {family} is missing: apt-get install {package}")


def do_without(reason: str) -> NoReturn:
    """Skip this test for a `reason`, or fail it where the suite must be complete."""
    if os.environ.get("HEARD_TESTS_COMPLETE") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)

"""The files of this checkout, as the house rules read them."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.needs import needs_program

ROOT = Path(__file__).resolve().parents[2]


def tracked_files() -> list[Path]:
    """Every file that git tracks and that is still there, without the folders."""
    git = needs_program("git", package="git")
    # A checkout that belongs to another user is read all the same.
    command = [str(git), "-c", f"safe.directory={ROOT}", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)  # noqa: S603
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


def modules(*rooms: str) -> Iterator[tuple[str, ast.Module]]:
    """Each Python file of these packages: its path from the root, and what it parses to."""
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The last name of everything called in a module, with its line: `a.b.commit()` is commit."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    yield name, node.lineno

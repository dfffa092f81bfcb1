"""Rules of the house that no linter knows."""

import ast
import re
import sys
from collections.abc import Iterator

import pytest

from tests.house.tree import ROOT, calls, modules, tracked_files


def test_conversations_import_only_the_standard_library_and_each_other() -> None:
    allowed = sys.stdlib_module_names | {"conversations"}
    strangers = [
        f"{path}:{line} imports {name}"
        for path, tree in modules("conversations")
        for name, line in _imports(tree)
        if name.partition(".")[0] not in allowed
    ]
    assert strangers == []


@pytest.mark.parametrize("module", ["asyncio", "socket", "sqlite3", "threading", "time", "random"])
def test_conversations_have_no_clock_no_chance_and_no_world(module: str) -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules("conversations")
        for name, line in _imports(tree)
        if name.partition(".")[0] == module
    ]
    assert found == []


def test_conversations_never_ask_what_time_it_is() -> None:
    asking = {"now", "today", "utcnow"}
    found = [
        f"{path}:{node.lineno} calls {ast.unparse(node)}"
        for path, tree in modules("conversations")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr in asking
        if ast.unparse(node.func.value)
        in {"date", "datetime", "datetime.date", "datetime.datetime"}
    ]
    assert found == []


def test_only_the_store_builds_engines() -> None:
    builders = {"create_engine", "create_async_engine", "engine_from_config"}
    found = [
        f"{path}:{line}"
        for path, tree in modules("bot", "conversations")
        for name, line in calls(tree)
        if name in builders and not path.startswith("bot/store/")
    ]
    assert found == []


def test_only_the_database_module_commits() -> None:
    found = [
        f"{path}:{line}"
        for path, tree in modules("bot", "conversations")
        for name, line in calls(tree)
        if name == "commit" and path != "bot/store/database.py"
    ]
    assert found == []


def test_no_test_replaces_our_own_code_by_a_mock() -> None:
    found = [
        f"{path}:{line} imports {name}"
        for path, tree in modules("tests", "bot")
        for name, line in _imports(tree)
        if name.startswith(("unittest.mock", "mock", "pytest_mock"))
    ]
    assert found == []


def test_every_package_and_module_says_what_it_is() -> None:
    silent = [path for path, tree in modules("bot", "conversations") if not ast.get_docstring(tree)]
    assert silent == []


# Written in pieces, so that this file does not find itself.
_PACKAGE_HOSTS = ["pypi" + ".org", "python" + "hosted", "registry.npm" + "js", "artif" + "actory"]
_MACHINE_PATH = re.compile(r"/(?:root/|work/\w|Users/\w|home/\w+/)")
_TOKEN = re.compile(r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b")


def test_no_tracked_file_names_a_package_host_a_machine_path_or_a_token() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {what}"
        for path in tracked_files()
        if (text := _text(path.read_bytes())) is not None
        for what in _leaks(text)
    ]
    assert found == []


def test_every_target_of_the_makefile_is_listed_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):(?!=)", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z]+):.*## \w", makefile, re.MULTILINE))
    assert targets
    assert targets == explained


def test_makefile_targets_are_never_taken_for_files() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony
    assert set(phony[1].split()) == set(re.findall(r"^([a-z]+):(?!=)", makefile, re.MULTILINE))


def _imports(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield ("conversations" if node.level else module), node.lineno
            yield from ((f"{module}.{alias.name}", node.lineno) for alias in node.names if module)


def _text(raw: bytes) -> str | None:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return None  # a picture or a sound


def _leaks(text: str) -> Iterator[str]:
    yield from (host for host in _PACKAGE_HOSTS if host in text)
    yield from (found[0] for found in _MACHINE_PATH.finditer(text))
    yield from ("a bot token" for _ in _TOKEN.finditer(text))

"""What Heard starts has a key by which it is known to have been sent: none is forgotten.

The sources are read: whoever lets Heard start another message gives it a key of its own in one of
these modules, and lists it there among what may have been sent since a backup.
"""

import ast
import inspect
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

import bot
from bot.clock.jobs import JOBS
from bot.delivery.outbox import STARTED_BY_HEARD
from bot.involvement import sent_follows, sent_of_loops, sent_of_seats, sent_once, sent_since

KEYS = (sent_since, sent_once, sent_of_loops, sent_of_seats)
REPLIES = {
    "flag": "harm comes first: no restore holds it back, and twice is better than never",
    "progress": "it replies to who sent the ask, and changes in place",
}
"""Kinds that jobs start though they are no bulk, and are not on the list of stops; and why."""
ALIKE = {"meeting_moved": "invite_meeting"}
"""Kinds of which another has the same keys."""
WRITERS = {"start", "write"}
"""Functions of jobs that make a message with a `key`."""


@cache
def parsed(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def named(call: ast.Call, name: str) -> ast.expr | None:
    return next((one.value for one in call.keywords if one.arg == name), None)


def value(module: ModuleType, node: ast.expr | None) -> str:
    """Give a word as it stands there, or as a constant of that module."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.Name), f"{module.__name__}: write the kind out"
    kinds = [node.id, *_assigned(module, node.id)]
    return next((str(vars(module)[name]) for name in kinds if name in vars(module)), "")


def _assigned(module: ModuleType, name: str) -> list[str]:
    """Give the names of what a local name may stand for."""
    return [
        part.id
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", None) == name
        for part in ast.walk(node.value)
        if isinstance(part, ast.Name)
    ]


def keys() -> set[str]:
    """Give the names of the functions that make keys."""
    return {
        name
        for module in KEYS
        for name, one in inspect.getmembers(module, inspect.isfunction)
        if name.endswith("_key") and one.__module__ == module.__name__
    }


def listed() -> list[ast.Call]:
    """Give where a message is listed as one that may have been sent."""
    return [call for module in KEYS for call in calls(parsed(module), "Due")]


def made_by(module: ModuleType, node: ast.expr) -> set[str]:
    """Give the functions by which a key is made: called, called by a name of theirs, or given."""
    if isinstance(node, ast.Lambda):
        return made_by(module, node.body)
    assert isinstance(node, ast.Call), f"{module.__name__}: a key is made by a function"
    assert isinstance(node.func, ast.Name)
    if node.func.id == "key":  # a parameter: whoever gives it is looked at, too
        return set()
    return {node.func.id} if node.func.id in keys() else set(_assigned(module, node.func.id))


def starting() -> list[tuple[ModuleType, ast.Call]]:
    """Give every place in a job where a message is made."""
    return [
        (job, call)
        for job in map(inspect.getmodule, (one.run for one in JOBS.values()))
        if job is not None
        for call in calls(parsed(job), *WRITERS)
        if named(call, "key") is not None
    ]


def is_reply(module: ModuleType, call: ast.Call) -> bool:
    kind = named(call, "kind")
    return kind is not None and value(module, kind) in REPLIES


@pytest.mark.parametrize(
    ("module", "call"),
    [
        pytest.param(module, call, id=f"{module.__name__.rpartition('.')[2]}:{call.lineno}")
        for module, call in starting()
        if not is_reply(module, call)
    ],
)
def test_what_a_job_starts_has_a_key_that_can_be_looked_for_after_a_restore(
    module: ModuleType, call: ast.Call
) -> None:
    node = named(call, "key")
    assert node is not None
    unknown = made_by(module, node) - keys()
    assert not unknown, "make the key by a function in one of KEYS, and list it there as Due"
    kind = named(call, "kind")
    if kind is not None:
        assert value(module, kind) in STARTED_BY_HEARD, "bulk, or named in REPLIES with a reason"


def test_every_key_is_listed_as_one_that_may_have_been_sent() -> None:
    found = {
        node.func.id
        for call in listed()
        for node in ast.walk(call.args[0])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    named_before = {  # key = influence_key(…), and then Due(key, …)
        node.value.func.id
        for module in KEYS
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
    }
    assert keys() <= found | named_before
    assert len(keys()) > 20


def test_every_kind_that_heard_starts_is_listed() -> None:
    kinds = {str(node.value) for call in listed() if isinstance(node := call.args[1], ast.Constant)}
    assert STARTED_BY_HEARD - set(ALIKE) == kinds
    assert set(ALIKE.values()) <= kinds
    assert not STARTED_BY_HEARD & set(REPLIES)


def test_nothing_but_jobs_starts_messages() -> None:
    """Elsewhere messages are replies; a turn or an effect that started one would be overlooked."""
    jobs = {Path(str(one.run.__code__.co_filename)) for one in JOBS.values()}
    others = {
        path
        for path in Path(bot.__file__).parent.rglob("*.py")
        if path not in jobs and "bot.delivery.starting" in path.read_text(encoding="utf-8")
    }
    assert not others


def test_what_follows_is_of_keys_that_there_are() -> None:
    prefixes = {
        str(node.value).partition(":")[0]
        for module in KEYS
        for node in ast.walk(parsed(module))
        if isinstance(node, ast.FunctionDef) and node.name.endswith("_key")
        for node in [_first(node)]
    }
    assert set(sent_follows.FOLLOWS) <= prefixes


def _first(made: ast.FunctionDef) -> ast.Constant:
    """Give how the text of a key begins."""
    return next(
        one
        for node in ast.walk(made)
        if isinstance(node, ast.JoinedStr)
        for one in node.values
        if isinstance(one, ast.Constant)
    )

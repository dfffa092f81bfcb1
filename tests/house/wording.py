"""The words in the code, as the house rules for wording read them."""

import ast
import re
from collections.abc import Iterator

from bot.involvement.languages import places
from tests.house.tree import modules

MESSAGES_OF = {"Text": 1, "Plural": 2}  # how many of the first arguments are messages


def wordings(*rooms: str) -> Iterator[tuple[str, ast.Call]]:
    """Each Text(…) and Plural(…) of these packages, with where it stands."""
    for path, tree in modules(*rooms):
        if _imports_words(tree):
            for call in _wordings_in(tree):
                yield f"{path}:{call.lineno}", call


def english_of(call: ast.Call) -> list[str] | None:
    """The English of a Text or Plural; None where it is not written out as literal strings."""
    count = MESSAGES_OF[_name(call.func)]
    values = [arg.value for arg in call.args[:count] if isinstance(arg, ast.Constant)]
    english = [value for value in values if isinstance(value, str) and value]
    return english if len(english) == count else None


def plurals_in(call: ast.Call) -> int:
    """How many Plurals are written into one message, itself counted."""
    return sum(
        isinstance(node, ast.Call) and _name(node.func) == "Plural" for node in ast.walk(call)
    )


def unfilled(call: ast.Call) -> set[str]:
    """The places of a message that get no value, and the values that have no place."""
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    if len(given) < len(call.keywords):
        return set()  # handed on with **
    count = {"count"} if _name(call.func) == "Plural" else set()
    named = {name for english in english_of(call) or [] for name, *_ in places(english)}
    return (named - count) ^ given


def sentences(english: str) -> list[str]:
    """A message's sentences; a line break ends one as well."""
    return [one for one in re.split(r"(?<=[.?!])\s+|\n+", english) if one.strip()]


def words(sentence: str) -> list[str]:
    """A sentence's words; a {place} counts as one, a sign alone as none."""
    return [one for one in sentence.split() if any(sign.isalnum() for sign in one)]


def labels(*rooms: str) -> Iterator[tuple[str, str]]:
    """The English of every button's label that can be told from the code, with its module."""
    for path, tree in modules(*rooms):
        scopes = [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]
        for scope in scopes:
            named = {**_assigned(tree), **_assigned(scope)}
            for label in _labels_of(scope):
                yield from ((path, english) for english in _said_by(label, named))


def _labels_of(scope: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Call) and "button" in _name(node.func).casefold():
            yield from node.args[:1]
            yield from (keyword.value for keyword in node.keywords if keyword.arg == "label")


def _said_by(label: ast.expr, named: dict[str, ast.expr]) -> Iterator[str]:
    match label:
        case ast.Call(func=ast.Name(id="Text")):
            yield from english_of(label) or []
        case ast.IfExp(body=one, orelse=other):
            yield from (*_said_by(one, named), *_said_by(other, named))
        case ast.Name(id=name) if name in named:
            yield from _said_by(named[name], {})
        case ast.Subscript(value=ast.Name(id=name)) if isinstance(named.get(name), ast.Dict):
            for call in ast.walk(named[name]):
                if isinstance(call, ast.Call):
                    yield from _said_by(call, {})


def _assigned(scope: ast.AST) -> dict[str, ast.expr]:
    """What the names assigned in a scope itself stand for, where that is plain to see."""
    found: dict[str, ast.expr] = {}
    for node in getattr(scope, "body", []):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    return found


def _wordings_in(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in MESSAGES_OF:
            yield node


def _imports_words(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "conversations.text"
        for node in ast.walk(tree)
    )


def _name(func: ast.expr) -> str:
    match func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""

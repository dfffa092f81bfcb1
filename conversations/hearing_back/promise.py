"""A promise in words: what was promised by whom until when, and what became of it."""

from collections.abc import Iterator

from conversations.loops import Promise
from conversations.text import Text, Words


def lines_of(promise: Promise) -> Iterator[Words]:
    """Say how a promise stands, and what its owner says of it."""
    yield _stands(promise)
    if promise.said is None:
        return
    if promise.status == "cannot" or (promise.status == "waiting" and promise.before):
        yield Text("Why: {why}", why=promise.said)
    elif promise.owner:
        yield Text("From {owner}: {words}", owner=promise.owner, words=promise.said)
    else:
        yield Text("We were told: {words}", words=promise.said)


def _stands(promise: Promise) -> Words:
    words = promise.words
    match promise.status:
        case "done":
            return Text("Done: {words}", words=words)
        case "partly":
            return Text("Partly done: {words}", words=words)
        case "cannot":
            return Text("Not possible: {words}", words=words)
        case _ if promise.before and promise.due_on:
            return Text("New date: {words}\nIt was {before}. It is {day} now.",
                        words=words, day=promise.due_on, before=promise.before)  # fmt: skip
        case _:
            return _promised(promise)


def _promised(promise: Promise) -> Words:
    words, owner, day = promise.words, promise.owner, promise.due_on
    if owner and day:
        return Text("Promised: {words}\nWho does it: {owner}, by {day}.",
                    words=words, owner=owner, day=day)  # fmt: skip
    if day:
        return Text("Promised: {words}\nBy {day}.", words=words, day=day)
    if owner:
        return Text("Promised: {words}\nWho does it: {owner}", words=words, owner=owner)
    return Text("Promised: {words}", words=words)

"""The Bot API methods of the sandbox, one function each; `METHODS` by lower-case name."""

from bot.sandbox.methods import chats, editing, files, polling, profile, sending, taps
from bot.sandbox.methods.table import Asked, Method

METHODS: dict[str, Method] = {
    method.name.lower(): method
    for room in (chats, editing, files, polling, profile, sending, taps)
    for method in room.TABLE
}

__all__ = ["METHODS", "Asked", "Method"]

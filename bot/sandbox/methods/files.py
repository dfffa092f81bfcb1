"""getFile."""

from typing import Any

from bot.sandbox import wire
from bot.sandbox.errors import bad_request
from bot.sandbox.methods.table import Asked, Method
from bot.sandbox.parameters import words

_MOST_BYTES = 20 * 2**20


def get_file(asked: Asked) -> dict[str, Any]:
    """Make a file ready for download, up to 20 MB, and tell its path."""
    file_id = asked.get("file_id")
    if not file_id:
        raise bad_request("file_id not specified")
    stored = asked.bot.files.get(file_id)
    if stored is None:
        raise bad_request("invalid file_id")
    if len(stored.content) > _MOST_BYTES:
        raise bad_request("file is too big")
    asked.bot.downloads[stored.path] = stored
    return wire.file(stored, path=True)


TABLE = (Method("getFile", get_file, {"file_id": words}),)

"""Updates as Telegram sends them, for tests that need no server."""

from typing import Any

PERSON: dict[str, Any] = {
    "id": 7000000001,
    "is_bot": False,
    "first_name": "A",
    "language_code": "ur",
}
CHAT: dict[str, Any] = {"id": 7000000001, "type": "private", "first_name": "A"}
GROUP: dict[str, Any] = {"id": -100200, "type": "supergroup", "title": "Ward"}
FILE: dict[str, Any] = {"file_id": "F1", "file_unique_id": "U1", "file_size": 900}
FILM: dict[str, Any] = FILE | {"width": 10, "height": 10, "duration": 4}


def message(**fields: Any) -> dict[str, Any]:
    """Give an update with a message of a person in a private chat."""
    return {"update_id": 1001, "message": body(**fields)}


def body(**fields: Any) -> dict[str, Any]:
    """Give such a message alone."""
    return {"message_id": 12, "date": 1795000000, "chat": CHAT, "from": PERSON} | fields


def tap(data: str | None, **fields: Any) -> dict[str, Any]:
    """Give an update with a tap on a button of message 11."""
    query = {"id": "77", "from": PERSON, "chat_instance": "1", "message": body(message_id=11)}
    return {"update_id": 1001, "callback_query": query | {"data": data} | fields}


def membership(before: str, after: str) -> dict[str, Any]:
    """Give an update about blocking ('kicked') or un-blocking ('member')."""
    bot = {"id": 1, "is_bot": True, "first_name": "Heard"}
    change = {
        "chat": CHAT,
        "from": PERSON,
        "date": 1795000000,
        "old_chat_member": {"user": bot, "status": before, "until_date": 0},
        "new_chat_member": {"user": bot, "status": after, "until_date": 0},
    }
    return {"update_id": 1001, "my_chat_member": change}

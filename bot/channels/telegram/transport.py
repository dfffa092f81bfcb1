"""Sends, edits, acknowledges and downloads, straight over the Bot API.

The parameters were made by `render`, so they are posted as they are: building the objects of
python-telegram-bot for each message would cost three times as much. Its errors are kept.
"""

from typing import Any
from urllib.parse import quote

from telegram.error import BadRequest, TelegramError

from bot.channels.telegram.errors import message_is_gone, outcome, safe
from bot.channels.telegram.render import PROTECTED
from bot.channels.telegram.request import AiohttpRequest, Upload
from bot.delivery.ports import NotSent, Outcome, Payload, Refused, Sent, Unknown

_FILE_FIELDS = {
    "sendPhoto": "photo",
    "sendVoice": "voice",
    "sendDocument": "document",
    "sendVideo": "video",
}


class Transport:
    """One bot's way out. `base_url` and `file_url` end with its token."""

    def __init__(self, request: AiohttpRequest, base_url: str, file_url: str) -> None:
        self._request = request
        self._base_url = base_url
        self._file_url = file_url

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a method and give its result. Raises telegram.error.TelegramError."""
        return await self._request.call(f"{self._base_url}/{method}", parameters)

    async def send(
        self, payload: Payload, address: str, *, edits: int | None, file: str | None
    ) -> Outcome:
        """Send a payload of `render`, or edit message `edits`; sends anew where that is gone."""
        if not address.isascii() or not address.removeprefix("-").isdigit():
            return Refused("this is no address at Telegram")
        try:
            return await self._send(payload, int(address), edits, file)
        except TelegramError as error:
            return outcome(error)

    async def _send(
        self, payload: Payload, chat: int, edits: int | None, file: str | None
    ) -> Outcome:
        if edits is not None:
            try:
                return await self._edit(payload, chat, edits)
            except BadRequest as error:
                if not message_is_gone(error):
                    raise
        return await self._send_anew(payload, chat, file)

    async def _edit(self, payload: Payload, chat: int, number: int) -> Outcome:
        text = payload["method"] == "sendMessage"
        method = "editMessageText" if text else "editMessageCaption"
        kept = {name: value for name, value in payload["params"].items() if name != PROTECTED}
        try:
            await self.call(method, chat_id=chat, message_id=number, **kept)
        except BadRequest as error:
            if outcome(error) != Sent(None):  # it says already what it should
                raise
        return Sent(number)

    async def _send_anew(self, payload: Payload, chat: int, file: str | None) -> Outcome:
        field = _FILE_FIELDS.get(payload["method"])
        made = payload.get("file")
        if field and made is None and file is None:
            return Refused("the file of this message is not at Telegram")
        params = {"chat_id": chat, **payload["params"]}
        if field and made is not None:
            result = await self._upload(payload["method"], params, field, made)
        else:
            with_file = {field: file} if field else {}
            result = await self.call(payload["method"], **params, **with_file)
        if not isinstance(result, dict) or not isinstance(result.get("message_id"), int):
            return Unknown("the answer names no message")
        return Sent(result["message_id"])

    async def _upload(
        self, method: str, params: dict[str, Any], field: str, made: dict[str, str]
    ) -> Any:
        file = Upload(field, made["name"], made["kind"], made["text"].encode())
        return await self._request.upload(f"{self._base_url}/{method}", params, file)

    async def is_there(self) -> bool:
        """Ask who the bot is; tells whether Telegram answered."""
        try:
            await self.call("getMe")
        except TelegramError as error:
            return not isinstance(outcome(error), NotSent | Unknown)
        return True

    async def acknowledge(self, tap: str) -> None:
        """Stop the waiting sign on a button. A tap that is too old is left as it is."""
        try:
            await self.call("answerCallbackQuery", callback_query_id=tap)
        except TelegramError:
            return  # best effort: the sign goes by itself, and the screen that follows says more

    async def download(self, file_id: str, most: int) -> bytes:
        """Fetch a file of at most `most` bytes. Raises OSError where that fails."""
        try:
            found = await self.call("getFile", file_id=file_id)
            return await self._request.fetch(self._address_of(found, most), most)
        except TelegramError as error:
            raise OSError(f"The file cannot be fetched: {safe(error)}.") from None

    def _address_of(self, found: Any, most: int) -> str:
        path = found.get("file_path") if isinstance(found, dict) else None
        if not isinstance(path, str) or path.startswith("/") or ".." in path:
            raise OSError("Telegram does not offer this file for download.")
        if (found.get("file_size") or 0) > most:
            raise OSError(f"The file is larger than {most} bytes.")
        return f"{self._file_url}/{quote(path)}"

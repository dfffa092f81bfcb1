"""What a phone shows: messages as they look now, after all edits."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from bot.sandbox.entities import as_html
from bot.sandbox.model import Media, Message


@dataclass(frozen=True, slots=True)
class ShownButton:
    """A button: its visible label, and what it carries."""

    label: str
    data: str | None = None
    url: str | None = None
    copy_text: str | None = None


@dataclass(frozen=True, slots=True)
class ShownMedia:
    """A picture, voice note, file, video or sticker; `size` in bytes, `seconds` of sound."""

    kind: str
    file_id: str
    mime_type: str
    size: int
    name: str | None = None
    seconds: int = 0
    width: int = 0
    height: int = 0


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message as the person sees it. `text` is the caption where there is media."""

    message_id: int
    from_bot: bool
    text: str
    html: str
    """The text as safe HTML, with Telegram's tags."""
    buttons: tuple[tuple[ShownButton, ...], ...]
    media: ShownMedia | None
    date: datetime
    reply_to: int | None
    edited: bool
    forwarded_from: str | None
    silent: bool
    protected: bool
    entities: tuple[dict[str, Any], ...]
    changed_at: int
    """The world's stroke at which it was last sent or edited."""

    @property
    def labels(self) -> list[str]:
        """The visible labels of all buttons, row by row."""
        return [button.label for row in self.buttons for button in row]

    def as_json(self) -> dict[str, Any]:
        """Return the message as plain JSON values."""
        return asdict(self) | {"date": self.date.isoformat()}


def show(message: Message) -> ShownMessage:
    """Return the message as it looks now."""
    replied = message.reply_to
    return ShownMessage(
        message_id=message.id,
        from_bot=message.from_bot,
        text=message.words.text,
        html=as_html(message.words),
        buttons=tuple(
            tuple(ShownButton(it.text, it.data, it.url, it.copy_text) for it in row)
            for row in message.keyboard
        ),
        media=None if message.media is None else _show_media(message.media),
        date=datetime.fromtimestamp(message.date, UTC),
        reply_to=None if replied is None or replied.deleted else replied.id,
        edited=message.edit_date is not None,
        forwarded_from=message.forwarded_from,
        silent=message.manner.silent,
        protected=message.manner.protected,
        entities=tuple(entity.as_telegram() for entity in message.words.entities),
        changed_at=message.changed_at,
    )


def _show_media(media: Media) -> ShownMedia:
    file = media.file
    return ShownMedia(
        kind=media.kind,
        file_id=file.file_id,
        mime_type=file.mime_type,
        size=len(file.content),
        name=file.name,
        seconds=media.duration,
        width=media.width,
        height=media.height,
    )

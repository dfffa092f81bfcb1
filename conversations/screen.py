"""What one message shows, whatever the channel."""

from dataclasses import dataclass, replace
from typing import ClassVar

from conversations.text import Words


@dataclass(frozen=True, slots=True)
class Act:
    """What a button does: a verb such as 'a.choose' and the whole numbers that it is about.

    The first number is the subject (a consultation, a draft …) wherever there is one, so that an
    old button acts on its own subject only.
    """

    verb: str
    ids: tuple[int, ...] = ()

    @property
    def subject(self) -> int:
        """The number of the thing acted on; 0 where there is none."""
        return self.ids[0] if self.ids else 0


@dataclass(frozen=True, slots=True)
class Button:
    """A label of at most 20 characters where it is ours, and what tapping it does."""

    label: Words
    act: Act


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture, document, voice note or video that was stored before; `kind` names which."""

    kind: str
    media: int


@dataclass(frozen=True, slots=True)
class TextFile:
    """A small file of text that Heard writes itself, such as one for a calendar.

    `kind` is its media type, as 'text/calendar'; `text` is at most `MOST` characters. A screen that
    brings one has no attachment.
    """

    MOST: ClassVar[int] = 64 * 1024

    name: str
    kind: str
    text: str

    def __post_init__(self) -> None:
        if len(self.text) > self.MOST:
            msg = f"A file has at most {self.MOST} characters, not {len(self.text)}."
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Screen:
    """One message.

    `lines` are paragraphs. `options` are numbered in the text, from `first` on, and can be tapped,
    or chosen by typing their number or their words. `buttons` (back, skip, later) are not numbered
    and can be typed as words. A screen with a `slot` can be shown again in its place: with
    `replaces`, the last message of that slot is edited. `link` is the token of a link into this
    chat, shown below the lines as the channel writes it.
    """

    lines: tuple[Words, ...]
    title: Words | None = None
    options: tuple[Button, ...] = ()
    first: int = 1
    buttons: tuple[Button, ...] = ()
    attachment: Attachment | None = None
    slot: str | None = None
    replaces: bool = False
    file: TextFile | None = None
    link: str | None = None

    def in_place(self) -> "Screen":
        """Give the same screen as an edit of the message that its slot showed before."""
        return replace(self, replaces=True)


def screen(*lines: Words, title: Words | None = None, slot: str | None = None) -> Screen:
    """Say `lines` without any button."""
    return Screen(lines=lines, title=title, slot=slot)

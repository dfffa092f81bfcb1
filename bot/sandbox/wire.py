"""Telegram objects as the Bot API writes them, built from the world's things.

Source of the fields: core.telegram.org/bots/api (Bot API 10.0).
"""

from typing import Any

from bot.sandbox.model import Bot, Button, Chat, Media, Message, Person, StoredFile

_REACTIONS = 11


def user(of: Person | Bot) -> dict[str, Any]:
    """Return the User object of a person or a bot."""
    if isinstance(of, Bot):
        return {"id": of.id, "is_bot": True, "first_name": of.name, "username": of.username}
    shown: dict[str, Any] = {"id": of.id, "is_bot": False, "first_name": of.name}
    if of.language_code is not None:
        shown["language_code"] = of.language_code
    return shown


def bot_itself(bot: Bot) -> dict[str, Any]:
    """Return the User object that getMe answers."""
    never = (
        "can_join_groups",
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
        "has_topics_enabled",
        "allows_users_to_create_topics",
    )
    return user(bot) | dict.fromkeys(never, False)


def chat(of: Chat) -> dict[str, Any]:
    """Return the Chat object of a private chat."""
    return {"id": of.id, "type": "private", "first_name": of.person.name}


def full_chat(of: Chat) -> dict[str, Any]:
    """Return the ChatFullInfo object that getChat answers."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return chat(of) | {
        "accent_color_id": of.id % 7,
        "max_reaction_count": _REACTIONS,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), True),
    }


def message(of: Message, *, reply: bool = True) -> dict[str, Any]:
    """Return the Message object; with the message that it replies to, but not that one's."""
    shown: dict[str, Any] = {
        "message_id": of.id,
        "from": user(of.chat.bot if of.from_bot else of.chat.person),
        "chat": chat(of.chat),
        "date": of.date,
    }
    if of.edit_date is not None:
        shown["edit_date"] = of.edit_date
    if of.forwarded_from is not None:
        origin = {"type": "hidden_user", "sender_user_name": of.forwarded_from, "date": of.date}
        shown["forward_origin"] = origin
    if reply and of.reply_to is not None and not of.reply_to.deleted:
        shown["reply_to_message"] = message(of.reply_to, reply=False)
    _add_words(shown, of)
    _add_manner(shown, of)
    if of.keyboard:
        rows = [[button(one) for one in row] for row in of.keyboard]
        shown["reply_markup"] = {"inline_keyboard": rows}
    return shown


def _add_words(shown: dict[str, Any], of: Message) -> None:
    if of.media is not None:
        shown |= media(of.media)
    text, entities = ("text", "entities") if of.media is None else ("caption", "caption_entities")
    if of.words.text:
        shown[text] = of.words.text
    if of.words.entities:
        shown[entities] = [entity.as_telegram() for entity in of.words.entities]


def _add_manner(shown: dict[str, Any], of: Message) -> None:
    if of.manner.protected:
        shown["has_protected_content"] = True
    if of.manner.caption_above:
        shown["show_caption_above_media"] = True
    if of.manner.link_preview is not None:
        shown["link_preview_options"] = of.manner.link_preview
    if of.media is not None and of.media.spoiler:
        shown["has_media_spoiler"] = True


def inaccessible(of: Chat, message_id: int) -> dict[str, Any]:
    """Return the InaccessibleMessage object of a message that is gone."""
    return {"chat": chat(of), "message_id": message_id, "date": 0}


def button(of: Button) -> dict[str, Any]:
    """Return the InlineKeyboardButton object."""
    shown: dict[str, Any] = {"text": of.text}
    if of.style is not None:
        shown["style"] = of.style
    if of.url is not None:
        return shown | {"url": of.url}
    if of.copy_text is not None:
        return shown | {"copy_text": {"text": of.copy_text}}
    return shown | {"callback_data": of.data}


def file(of: StoredFile, *, path: bool = False) -> dict[str, Any]:
    """Return the File object; with its path where the file may be downloaded."""
    shown: dict[str, Any] = {
        "file_id": of.file_id,
        "file_unique_id": of.unique_id,
        "file_size": len(of.content),
    }
    return shown | {"file_path": of.path} if path else shown


def media(of: Media) -> dict[str, Any]:
    """Return the part of a Message object that carries the media."""
    shown = file(of.file)
    size = {"width": of.width, "height": of.height}
    typed = shown | {"mime_type": of.file.mime_type}
    match of.kind:
        case "photo":
            return {"photo": [shown | size]}
        case "voice":
            return {"voice": typed | {"duration": of.duration}}
        case "sticker":
            kinds = {"type": "regular", "is_animated": False, "is_video": False}
            return {"sticker": shown | size | kinds}
        case "video":
            return {"video": typed | size | {"duration": of.duration} | _name(of.file)}
        case "document":
            return {"document": typed | _name(of.file)}


def _name(of: StoredFile) -> dict[str, Any]:
    return {} if of.name is None else {"file_name": of.name}


def membership(of: Chat, *, before: bool, after: bool) -> dict[str, Any]:
    """Return ChatMemberUpdated without its date, by whether the bot could and can write."""
    return {
        "chat": chat(of),
        "from": user(of.person),
        "old_chat_member": _bot_member(of.bot, member=before),
        "new_chat_member": _bot_member(of.bot, member=after),
    }


def _bot_member(bot: Bot, *, member: bool) -> dict[str, Any]:
    if member:
        return {"user": user(bot), "status": "member"}
    return {"user": user(bot), "status": "kicked", "until_date": 0}

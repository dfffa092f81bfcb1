"""Telegram: receive updates, render screens, send messages."""

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.errors import WrongToken

__all__ = ["TelegramChannel", "WrongToken"]

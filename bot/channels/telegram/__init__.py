"""Telegram: receive updates, render screens, send messages."""

import os

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.errors import WrongToken
from bot.channels.telegram.webhook import Hook
from bot.channels.telegram.wire import UnusableCertificates, Wire

# Lengths of time come as time spans; without this, python-telegram-bot warns of its next version.
os.environ.setdefault("PTB_TIMEDELTA", "true")

__all__ = ["Hook", "TelegramChannel", "UnusableCertificates", "Wire", "WrongToken"]

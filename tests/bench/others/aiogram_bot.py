"""aiogram as it comes: its own session, its own polling, every update a task.

python -m tests.bench.others.aiogram_bot ADDRESS edit|next [uvloop]
"""

import asyncio
import sys

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from tests.bench.others.screens import DATA, KEPT, ROWS, TEXT


def _keyboard() -> InlineKeyboardMarkup:
    rows = [[InlineKeyboardButton(text=text, callback_data=DATA) for text in row] for row in ROWS]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def edit(query: CallbackQuery) -> None:
    """Answer the tap and show the next question in its place."""
    await query.answer()
    assert isinstance(query.message, Message)
    await query.message.edit_text(TEXT, parse_mode="HTML", reply_markup=_keyboard())


async def go_on(query: CallbackQuery) -> None:
    """Answer the tap, say what was chosen, and send the next question."""
    await query.answer()
    assert isinstance(query.message, Message)
    await query.message.edit_text(KEPT, parse_mode="HTML")
    await query.message.answer(TEXT, parse_mode="HTML", reply_markup=_keyboard())


async def main() -> None:
    """Poll until told to stop."""
    address, way = sys.argv[1:3]
    session = AiohttpSession(api=TelegramAPIServer.from_base(address))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(edit if way == "edit" else go_on)
    await dispatcher.start_polling(Bot("1001:bench", session=session))


if __name__ == "__main__":
    (uvloop.run if sys.argv[3:] else asyncio.run)(main())

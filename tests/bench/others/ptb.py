"""python-telegram-bot as it comes: its default client, its own polling, every update at once.

python -m tests.bench.others.ptb ADDRESS edit|next [uvloop]
"""

import asyncio
import sys

import uvloop
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.bench.others.screens import DATA, KEPT, ROWS, TEXT


def _keyboard() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(text, callback_data=DATA) for text in row] for row in ROWS]
    )


async def edit(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer the tap and show the next question in its place."""
    query = _query(update)
    await query.answer()
    await query.edit_message_text(TEXT, parse_mode="HTML", reply_markup=_keyboard())


async def go_on(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer the tap, say what was chosen, and send the next question."""
    query = _query(update)
    await query.answer()
    await query.edit_message_text(KEPT, parse_mode="HTML")
    who = query.from_user.id
    await context.bot.send_message(who, TEXT, parse_mode="HTML", reply_markup=_keyboard())


def _query(update: Update) -> CallbackQuery:
    assert update.callback_query is not None
    return update.callback_query


def main() -> None:
    """Poll until told to stop."""
    address, way, *loop = sys.argv[1:]
    if loop:
        asyncio.set_event_loop(uvloop.new_event_loop())
    application = (
        ApplicationBuilder()
        .token("1001:bench")
        .base_url(f"{address}/bot")
        .concurrent_updates(True)  # noqa: FBT003
        .build()
    )
    application.add_handler(CallbackQueryHandler(edit if way == "edit" else go_on))
    application.run_polling()


if __name__ == "__main__":
    main()

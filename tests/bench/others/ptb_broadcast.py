"""python-telegram-bot with its rate limiter: writes to everybody, and answers taps meanwhile.

python -m tests.bench.others.ptb_broadcast ADDRESS FIRST PEOPLE
"""

import asyncio
import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.ext import AIORateLimiter, Application, ApplicationBuilder, CallbackQueryHandler

from tests.bench.heard import TOKEN
from tests.bench.others.ptb import edit
from tests.bench.others.screens import DATA, KEPT

AT_ONCE = 64


async def broadcast(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Write to everybody, as many at once as its client has connections for."""
    first, people = int(sys.argv[2]), int(sys.argv[3])
    waiting = iter(range(first, first + people))
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("1 · Start", callback_data=DATA)]])

    async def some() -> None:
        for who in waiting:
            await application.bot.send_message(who, KEPT, parse_mode="HTML", reply_markup=keyboard)

    await asyncio.gather(*(some() for _ in range(AT_ONCE)))


async def begin(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Let the broadcast go on beside the taps."""
    application.create_task(broadcast(application))


def main() -> None:
    """Poll until told to stop."""
    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(f"{sys.argv[1]}/bot")
        .concurrent_updates(True)  # noqa: FBT003
        .rate_limiter(AIORateLimiter(max_retries=5))
        .post_init(begin)
        .build()
    )
    application.add_handler(CallbackQueryHandler(edit))
    application.run_polling()


if __name__ == "__main__":
    main()

"""Real clients, unchanged: PTB's application and bot, and aiogram's bot."""

from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot as AiogramBot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramForbiddenError
from aiogram.types import BufferedInputFile
from telegram import Bot as PtbBot
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, RetryAfter
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.images import plain_png
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from tests.bot.sandbox.caller import Caller


@pytest.fixture(autouse=True)
def spans_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB warns of whole seconds, even from inside of its own RetryAfter."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="1")]])
Context = ContextTypes.DEFAULT_TYPE


def ptb(sandbox: Sandbox, token: str) -> PtbBot:
    return PtbBot(token, base_url=sandbox.base_url, base_file_url=sandbox.base_file_url)


async def test_a_ptb_application_answers_and_a_person_is_served(
    sandbox: Sandbox, clinic: Caller
) -> None:
    async def greet(update: Update, _: Context) -> None:
        assert update.effective_message
        await update.effective_message.reply_html("<b>Well?</b>", reply_markup=KEYBOARD)

    async def thank(update: Update, _: Context) -> None:
        assert update.callback_query
        await update.callback_query.answer("Saved")
        await update.callback_query.edit_message_text("Thank you")

    builder = ApplicationBuilder().base_url(sandbox.base_url).token(clinic.bot.token)
    application = builder.build()
    application.add_handlers([MessageHandler(filters.COMMAND, greet), CallbackQueryHandler(thank)])
    phone = sandbox.new_person("patient")
    async with application:
        assert application.updater
        await application.updater.start_polling(timeout=5)
        await application.start()
        phone.open(clinic.bot)
        await phone.wait_for("Well?")
        phone.tap("Yes")
        thanked = await phone.wait_for("Thank you")
        await sandbox.settled()
        await application.updater.stop()
        await application.stop()
    assert (thanked.edited, thanked.labels) == (True, [])
    assert [alert.text for alert in phone.alerts] == ["Saved"]
    assert len(clinic.bot.queue.confirmed) == 2


async def test_ptb_uploads_and_downloads_files(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    patient.voice(7, b"OggS and sound")
    async with ptb(sandbox, clinic.bot.token) as bot:
        (update,) = await bot.get_updates()
        assert update.message
        assert update.message.voice
        assert update.message.voice.duration == timedelta(seconds=7)
        file = await bot.get_file(update.message.voice.file_id)
        assert bytes(await file.download_as_bytearray()) == b"OggS and sound"
        chat, picture = patient.id, plain_png(40, 30)
        photo = await bot.send_photo(chat, picture, caption="<i>a</i>", parse_mode="HTML")
        assert [(it.width, it.height) for it in photo.photo] == [(40, 30)]
        await bot.send_photo(chat, photo.photo[0].file_id)
        await bot.send_voice(chat, b"OggS", duration=3)
        await bot.send_document(chat, b"%PDF", filename="letter.pdf", reply_markup=KEYBOARD)
        await bot.send_video(chat, b"video", width=4, height=3, duration=2)
    shown = [it.media.kind for it in patient.messages if it.media and it.from_bot]
    assert shown == ["photo", "photo", "voice", "document", "video"]
    assert patient.messages[-2].media
    assert patient.messages[-2].media.name == "letter.pdf"


async def test_ptb_raises_its_own_errors(
    sandbox: Sandbox, clinic: Caller, patient: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ptb(sandbox, clinic.bot.token) as bot:
        sent = await bot.send_message(patient.id, "Well?", reply_markup=KEYBOARD)
        with pytest.raises(BadRequest, match="Message is not modified"):
            await sent.edit_text("Well?", reply_markup=KEYBOARD)
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(5, "Hi")
        patient.block()
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await bot.send_message(patient.id, "Hi")
        patient.unblock()
        monkeypatch.setattr(sandbox.limits, "_now", lambda: 0.0)  # as if all came in a moment
        sandbox.limits.on = True
        for _ in range(3):
            await bot.send_message(patient.id, "Hi")
        with pytest.raises(RetryAfter):
            await bot.send_message(patient.id, "Hi")
        await bot.set_webhook("https://example.org/hook")
        with pytest.raises(Conflict):
            await bot.get_updates()
    stranger = ptb(sandbox, "1001:other")
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_an_aiogram_bot_is_served_too(
    sandbox: Sandbox, clinic: Caller, patient: Phone
) -> None:
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.address))
    async with AiogramBot(clinic.bot.token, session=session) as bot:
        me = await bot.me()
        assert me.username == "clinic_bot"
        sent: Any = await bot.send_document(patient.id, BufferedInputFile(b"%PDF", "letter.pdf"))
        assert sent.document.file_name == "letter.pdf"
        patient.type("Hello")
        (update,) = await bot.get_updates()
        assert update.message
        assert update.message.text == "Hello"
        patient.block()
        with pytest.raises(TelegramForbiddenError):
            await bot.send_message(patient.id, "Hi")


async def test_a_file_is_only_there_for_its_bot_and_after_get_file(
    sandbox: Sandbox, clinic: Caller, hospice: Caller, patient: Phone
) -> None:
    patient.document(b"letter", "letter.pdf")
    shown = patient.last
    assert shown
    assert shown.media
    path = clinic.bot.files[shown.media.file_id].path

    async def download(token: str) -> int:
        response = await clinic.session.get(f"{sandbox.base_file_url}{token}/{path}")
        return response.status

    assert await download(clinic.bot.token) == 404
    told = await clinic.call("getFile", file_id=shown.media.file_id)
    assert told["file_path"] == path
    tokens = (clinic.bot.token, hospice.bot.token, "5:unknown")
    assert [await download(token) for token in tokens] == [200, 404, 401]
    assert await clinic.refusal("getFile") == "400 Bad Request: file_id not specified"


async def test_a_file_over_20_mb_cannot_be_downloaded(clinic: Caller, patient: Phone) -> None:
    patient.document(bytes(20 * 2**20 + 1), "large.pdf")
    assert patient.last
    assert patient.last.media
    refused = await clinic.refusal("getFile", file_id=patient.last.media.file_id)
    assert refused == "400 Bad Request: file is too big"

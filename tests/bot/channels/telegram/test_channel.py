import asyncio
import json
import logging
import traceback

import pytest
from pydantic import SecretStr

from bot.channels.telegram import TelegramChannel, WrongToken
from bot.channels.telegram.introduction import COMMANDS, DESCRIPTION, SHORT_DESCRIPTION
from bot.delivery.ports import Channel
from bot.involvement.languages import Catalogues
from bot.sandbox.people import Phone
from bot.sandbox.server import Sandbox
from conversations.screen import Screen
from conversations.text import Text
from tests.bot.channels.telegram.conftest import TOKEN
from tests.journeys.consultations import until


async def test_it_is_a_channel_that_knows_its_name(channel: TelegramChannel) -> None:
    as_port: Channel = channel
    assert as_port is channel
    assert channel.username == "heard_bot"


@pytest.mark.parametrize("token", ["9999:unknown_secret", "", "no token", "1:a/../b", "1:a\nb"])
async def test_a_wrong_token_is_one_clear_sentence_without_the_token(
    sandbox: Sandbox, catalogues: Catalogues, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(WrongToken, match="Copy it again from @BotFather") as caught:
        await TelegramChannel(SecretStr(token), sandbox.address, catalogues.say).start()
    told = "".join(traceback.format_exception(caught.value)) + caplog.text
    assert token == "" or token not in told
    assert caught.value.__context__ is None


async def test_it_waits_for_telegram_and_starts_when_it_answers(
    catalogues: Catalogues, caplog: pytest.LogCaptureFixture
) -> None:
    async with Sandbox() as away:
        address = away.address
    channel = TelegramChannel(SecretStr(TOKEN), address, catalogues.say, first_pause=0.02)
    starting = asyncio.create_task(channel.start())
    await until(lambda: "Telegram cannot be reached" in caplog.text)
    async with Sandbox(port=int(address.rpartition(":")[2])) as back:
        back.add_bot(TOKEN, "heard_bot")
        await asyncio.wait_for(starting, 30)
        assert channel.username == "heard_bot"
        await channel.stop()
        await channel.stop()
    assert "Telegram cannot be reached: no connection" in caplog.text


async def test_menu_and_descriptions_are_set_in_each_language(
    channel: TelegramChannel, sandbox: Sandbox
) -> None:
    await channel.introduce(["en_GB", "en_GB@easy", "cy", "ur", "ceb"])
    profile = sandbox.world.bot().profile
    assert set(profile.descriptions) == set(profile.short_descriptions) == {"", "en", "cy", "ur"}
    assert {language for _, language in profile.commands} == {"", "en", "cy", "ur"}
    menus = {tuple(one["command"] for one in menu) for menu in profile.commands.values()}
    assert menus == {tuple(COMMANDS)}
    assert all(call.status == 200 for call in sandbox.calls)


async def test_introducing_is_best_effort(
    channel: TelegramChannel, sandbox: Sandbox, caplog: pytest.LogCaptureFixture
) -> None:
    del sandbox.world.bots[TOKEN]
    await channel.introduce(["en_GB"])
    assert "setMyCommands was not taken: Unauthorized" in caplog.text


async def test_a_facilitator_is_offered_more_in_their_own_menu(
    channel: TelegramChannel, sandbox: Sandbox, phone: Phone
) -> None:
    await channel.offer(str(phone.id), "en_GB", {"ask": Text("Ask members something")})
    ((scope, language), menu), *others = sandbox.world.bot().profile.commands.items()
    assert (json.loads(scope), language) == ({"type": "chat", "chat_id": phone.id}, "")
    assert [one["command"] for one in menu] == [*COMMANDS, "ask"]
    assert others == []


def test_descriptions_fit_in_every_language(catalogues: Catalogues) -> None:
    for language in catalogues.offered:
        assert len(catalogues.say(DESCRIPTION, language.tag)) <= 512
        assert len(catalogues.say(SHORT_DESCRIPTION, language.tag)) <= 120
        assert all(0 < len(catalogues.say(it, language.tag)) <= 256 for it in COMMANDS.values())


async def test_no_log_line_holds_token_address_or_words(
    sandbox: Sandbox, catalogues: Catalogues, phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with TelegramChannel(SecretStr(TOKEN), sandbox.address, catalogues.say) as channel:
        screen = channel.render(Screen(lines=("private words",)), "en_GB", 1)
        await channel.send(screen, str(phone.id), edits=None, file=None)
        await channel.send(screen, str(phone.id), edits=1, file=None)
        await channel.introduce(["en_GB"])
        await channel.acknowledge("1")
    told = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    for secret in (TOKEN, "sandbox_secret", str(phone.id), "private words"):
        assert secret not in told

"""Does each network have a bot, does Telegram know it, and is its token kept from others."""

import stat
from collections.abc import Iterator
from pathlib import Path

from bot.channels.telegram import UnusableCertificates, WrongToken
from bot.channels.telegram.seen import OutOfReach
from bot.cli.doctor.around import Answer, Around
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.served import Served

NAME = "token"
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def look(around: Around) -> Iterator[Finding]:
    """Ask Telegram for each bot; look who else may read `.env`."""
    for one in around.networks:
        yield _judge(around, one)
    env = Path(".env")
    if env.is_file() and env.stat().st_mode & OTHERS:
        told = "Others on this machine can read the file .env, and what is secret in it."
        yield Finding(NAME, WARNING, told, "chmod 600 .env")


def _judge(around: Around, one: Served) -> Finding:
    slug = around.slug(one)
    name = "HEARD_TELEGRAM_TOKEN" if not one.where else one.secret.upper()
    if not one.token.get_secret_value():
        mend = (
            f"Send /newbot to @BotFather, and write what it gives into .env as {name}=, or into a "
            f"secret file named {name.lower()}."
        )
        return Finding(NAME, BROKEN, f"{name} is not set.", mend, slug)
    state, told, mend = _tell(around.telegram(one), name, str(around.settings.telegram_base_url))
    return Finding(NAME, state, told, mend, slug)


def _tell(answer: Answer, name: str, server: str) -> tuple[str, str, str]:
    match answer:
        case WrongToken():
            mend = f"Copy it again from @BotFather into {name}, whole and without spaces."
            return BROKEN, "Telegram does not know this bot token.", mend
        case OutOfReach():
            mend = (
                f"See that this machine reaches {server}; behind a proxy set HEARD_TELEGRAM_PROXY, "
                "behind a firewall that signs anew HEARD_TELEGRAM_CA_FILE."
            )
            return BROKEN, f"Telegram cannot be reached ({answer}).", mend
        case UnusableCertificates():
            return BROKEN, str(answer), "Put certificates in PEM there, or unset the setting."
        case _ if answer.joins_groups:
            told = f"@{answer.username} can be put into groups, where Heard is not to speak."
            return WARNING, told, "Send /setjoingroups to @BotFather, choose the bot, then Disable."
        case _:
            return OK, f"Telegram knows it as @{answer.username}.", ""

"""Setting up: a network and its channel accounts, made once and kept up to date from settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import channel_account, group, network


class SetupError(Exception):
    """A network cannot be served like this; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """A channel account that has been running: its number, its network, its name in links."""

    number: int
    network: int
    username: str
    slug: str = ""


def ensure_network(  # noqa: PLR0913 - a network has that many sides
    connection: Connection, slug: str, name: str, now: datetime, *,
    zone: str = "Europe/London", languages: Sequence[str] = ("en_GB",),
    signposts: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Make the network, or bring its name, languages and signposts up to date; gives its number."""
    said = {
        "name": name,
        "zone": zone,
        "languages": list(languages),
        "signposts": dict(signposts or {}),
    }
    number = connection.execute(sa.select(network.c.id).where(network.c.slug == slug)).scalar()
    if number is None:
        made = network.insert().values(slug=slug, created_at=now, **said)
        return int(connection.execute(made.returning(network.c.id)).scalar_one())
    connection.execute(network.update().where(network.c.id == number).values(**said))
    return int(number)


def ensure_account(
    connection: Connection, network_id: int, secret_name: str, bot: int | None = None
) -> int:
    """Give the number of the network's Telegram account, made where there was none.

    Its token is the secret of that name, and belongs to the bot with that number, as far as it is
    known. A network has one bot, which may get another token; raises SetupError for another bot,
    and for a secret that is another network's.
    """
    _refuse_bot_of_another(connection, network_id, secret_name, bot)
    c = channel_account.c
    accounts = connection.execute(
        sa.select(c.id, c.secret_name, c.bot, c.username).where(c.network_id == network_id)
    ).all()
    other = next((one for one in accounts if bot and one.bot and one.bot != bot), None)
    if other is not None:
        _refuse_another_bot(connection, network_id, other.username)
    same_secret = [one.id for one in accounts if one.secret_name == secret_name]
    same_bot = [one.id for one in accounts if bot and one.bot in {None, bot}]
    if not (same_secret or same_bot):
        made = channel_account.insert().values(
            network_id=network_id, kind="telegram", secret_name=secret_name
        )
        return int(connection.execute(made.returning(c.id)).scalar_one())
    number = int((same_secret or same_bot)[0])
    named = channel_account.update().where(c.id == number)
    connection.execute(named.values(secret_name=secret_name))
    return number


def _refuse_bot_of_another(
    connection: Connection, network_id: int, secret_name: str, bot: int | None
) -> None:
    c = channel_account.c
    same_bot = c.bot == bot if bot else sa.false()  # bots that are not known are not the same
    theirs = sa.or_(c.secret_name == secret_name, same_bot) & (c.network_id != network_id)
    slug = connection.execute(
        sa.select(network.c.slug).join(channel_account, c.network_id == network.c.id).where(theirs)
    ).scalar()
    if slug is not None:
        raise SetupError(
            f"In this database the bot of the token {secret_name} serves the network '{slug}', and "
            "a network keeps its slug: write that slug again, or give the new network its own bot."
        )


def _refuse_another_bot(connection: Connection, network_id: int, username: str | None) -> None:
    served = sa.select(network.c.slug).where(network.c.id == network_id)
    slug = connection.execute(served).scalar_one()
    was = f"@{username}" if username else "another bot"
    raise SetupError(
        f"In this database the network '{slug}' talks with people through {was}, and this is the "
        "token of a different bot, whom they never started: put back the token of that bot."
    )


def remember_bot(connection: Connection, account: int, bot: int) -> None:
    """Keep which bot an account is, once the channel has said that its token is right."""
    mine = channel_account.update().where(channel_account.c.id == account)
    connection.execute(mine.values(bot=bot))


def accounts_that_ran(connection: Connection) -> list[Account]:
    """Give the accounts whose username is known, in the order of their networks."""
    c = channel_account.c
    rows = connection.execute(
        sa.select(c.id, c.network_id, c.username, network.c.slug)
        .join(network, network.c.id == c.network_id)
        .where(c.username.is_not(None))
        .order_by(c.network_id, c.id)
    )
    return [Account(*row) for row in rows]


def remember_username(connection: Connection, account: int, username: str) -> None:
    """Keep the name by which the account is found, as links name it."""
    mine = channel_account.update().where(channel_account.c.id == account)
    connection.execute(mine.values(username=username))


def ensure_group(connection: Connection, network_id: int, name: str, kind: str = "panel") -> int:
    """Give the number of the group with that name, made where there was none."""
    c = group.c
    mine = sa.select(c.id).where(c.network_id == network_id, c.name == name)
    number = connection.execute(mine).scalar()
    if number is None:
        made = group.insert().values(network_id=network_id, name=name, kind=kind)
        return int(connection.execute(made.returning(c.id)).scalar_one())
    return int(number)


def has_group(connection: Connection, network_id: int, name: str) -> bool:
    """Tell whether the network has a group with that name."""
    c = group.c
    mine = sa.select(c.id).where(c.network_id == network_id, c.name == name)
    return connection.execute(mine).first() is not None

"""Setting up: a network and its channel accounts, made once and kept up to date from settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import channel_account, group, network


@dataclass(frozen=True, slots=True)
class Account:
    """A channel account that has been running: its number, its network, its name in links."""

    number: int
    network: int
    username: str


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


def ensure_account(connection: Connection, network_id: int, secret_name: str) -> int:
    """Give the number of the Telegram account whose token is the secret of that name."""
    c = channel_account.c
    mine = sa.select(c.id).where(c.secret_name == secret_name, c.network_id == network_id)
    number = connection.execute(mine).scalar()
    if number is None:
        made = channel_account.insert().values(
            network_id=network_id, kind="telegram", secret_name=secret_name
        )
        return int(connection.execute(made.returning(c.id)).scalar_one())
    return int(number)


def find_account(connection: Connection, secret_name: str) -> Account | None:
    """Give the account whose token is the secret of that name, once its username is known."""
    c = channel_account.c
    known = (c.secret_name == secret_name) & c.username.is_not(None)
    row = connection.execute(sa.select(c.id, c.network_id, c.username).where(known)).first()
    return Account(*row) if row else None


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

"""A network has one bot: another's token is noticed, and a new token of the same bot is taken."""

import pytest
import sqlalchemy as sa

from bot.involvement import setup
from bot.involvement.setup import Account, SetupError
from bot.store.database import Database
from bot.store.tables import channel_account
from tests.bot.delivery.hall import NOW


def network(database: Database, slug: str = "riverside") -> int:
    with database.transaction() as connection:
        return setup.ensure_network(connection, slug, slug.title(), NOW)


def account(database: Database, number: int, secret: str, bot: int | None = None) -> int:
    with database.transaction() as connection:
        return setup.ensure_account(connection, number, secret, bot)


def ran(database: Database, number: int, bot: int, username: str) -> None:
    """Let an account have been running."""
    with database.transaction() as connection:
        setup.remember_bot(connection, number, bot)
        setup.remember_username(connection, number, username)


def accounts(database: Database) -> list[tuple[str, int | None]]:
    c = channel_account.c
    with database.reading() as connection:
        found = connection.execute(sa.select(c.secret_name, c.bot).order_by(c.id))
        return [(secret, bot) for secret, bot in found]


def test_the_same_bot_keeps_its_account_whatever_its_token_is_called(database: Database) -> None:
    here = network(database)
    number = account(database, here, "telegram_token", 1001)
    ran(database, number, 1001, "riverside_bot")

    assert account(database, here, "telegram_token", 1001) == number
    assert account(database, here, "riverside_token", 1001) == number
    assert accounts(database) == [("riverside_token", 1001)]


@pytest.mark.parametrize("secret", ["telegram_token", "another_token"])
def test_another_bot_is_refused_by_the_name_of_the_first(database: Database, secret: str) -> None:
    here = network(database)
    ran(database, account(database, here, "telegram_token", 1001), 1001, "riverside_bot")

    with pytest.raises(SetupError, match="'riverside' talks with people through @riverside_bot"):
        account(database, here, secret, 1002)
    assert accounts(database) == [("telegram_token", 1001)]


def test_a_token_that_was_never_right_can_be_put_right(database: Database) -> None:
    here = network(database)
    number = account(database, here, "telegram_token", 999)

    assert account(database, here, "telegram_token", 1001) == number
    assert account(database, here, "telegram_token", None) == number
    assert account(database, here, "riverside_token", 1001) == number


@pytest.mark.parametrize(("secret", "bot"), [("telegram_token", None), ("telegram_token", 1001),
                                             ("another_token", 1001)])  # fmt: skip
def test_a_network_that_changes_its_slug_is_told_the_old_one(
    database: Database, secret: str, bot: int | None
) -> None:
    ran(database, account(database, network(database), "telegram_token", 1001), 1001, "a_bot")
    there = network(database, "lakeside")

    with pytest.raises(SetupError, match="serves the network 'riverside'"):
        account(database, there, secret, bot)
    assert accounts(database) == [("telegram_token", 1001)]


def test_accounts_that_ran_are_given_with_their_networks(database: Database) -> None:
    here, there = network(database), network(database, "lakeside")
    first = account(database, here, "a", 1001)
    second = account(database, there, "b", 1002)
    ran(database, second, 1002, "lakeside_bot")
    with database.reading() as connection:
        assert setup.accounts_that_ran(connection) == [
            Account(second, there, "lakeside_bot", "lakeside")
        ]
    ran(database, first, 1001, "riverside_bot")
    with database.reading() as connection:
        slugs = [one.slug for one in setup.accounts_that_ran(connection)]
    assert slugs == ["riverside", "lakeside"]

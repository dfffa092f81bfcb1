"""The network's rule for issues: by when they are answered, and which reach an agenda."""

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.store.tables import network
from conversations.issues import IssueRule


def rule_of(connection: Connection, number: int) -> IssueRule:
    """Give a network's rule, the usual one where it has chosen none."""
    kept = sa.select(network.c.issue_rule).where(network.c.id == number)
    return IssueRule(**(connection.execute(kept).scalar() or {}))

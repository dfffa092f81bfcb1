"""Numbers of people's rows: random, so that nobody can read from them who came first."""

import secrets

BITS = 63  # what a signed 64-bit column holds


def fresh() -> int:
    """Draw a number between 1 and 2**63 - 1, for a row that belongs to a person."""
    return secrets.randbelow(2**BITS - 1) + 1

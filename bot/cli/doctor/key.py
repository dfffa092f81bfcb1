"""Is what people wrote sealed in the database, and is the key for it here."""

from collections.abc import Iterator

import sqlalchemy as sa

from bot.cli.doctor.around import Around
from bot.cli.doctor.database import unasked
from bot.cli.doctor.finding import BROKEN, OK, WARNING, Finding
from bot.cli.plainly import Problem, sealer_from
from bot.store.errors import UnfitKey
from bot.store.tables import text_key

NAME = "key"
MAKE = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


def look(around: Around) -> Iterator[Finding]:
    """Compare the keys that are set with those that sealed words here."""
    try:
        sealer = sealer_from(around.settings)
    except (Problem, UnfitKey) as error:
        told = " ".join(str(error).split())
        yield Finding(NAME, BROKEN, told, f"Put the right key into HEARD_TEXT_KEY. {_FIRST}")
        return
    if around.database is None or not around.is_ready:
        yield unasked(NAME)
        return
    with around.database.reading() as connection:
        known = set(connection.execute(sa.select(text_key.c.mark)).scalars())
    strange = sorted(known - sealer.marks)
    if strange:
        told = f"Words here were sealed with a key that is not set; its mark is {strange[0]}."
        mend = "Set that key as HEARD_TEXT_KEY, or as HEARD_TEXT_KEY_OLD beside a newer one."
        yield Finding(NAME, BROKEN, told, mend)
    elif sealer.mark is None:
        told = "There is none, so what people wrote lies readable in the database."
        yield Finding(NAME, WARNING, told, _FIRST)
    else:
        yield Finding(NAME, OK, f"What people write is sealed; the key's mark is {sealer.mark}.")


_FIRST = f"Make one with {MAKE}, and set it as HEARD_TEXT_KEY; keep a copy apart from the backups."

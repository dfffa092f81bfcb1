"""What can go wrong between Heard and its database. The docstring is the message."""

import inspect


class StoreError(Exception):
    """The database could not do what was asked."""

    def __init__(self, **facts: object) -> None:
        super().__init__(inspect.cleandoc(type(self).__doc__ or "").format(**facts))


class UnknownDatabase(StoreError):
    """Heard keeps its data in SQLite or Postgres, and HEARD_DATABASE_URL names neither.

    Write it like sqlite:///heard.db or postgresql://heard@localhost/heard.
    """


class DatabaseUnreachable(StoreError):
    """The database cannot be opened: {reason}.

    Check HEARD_DATABASE_URL, that the folder or server is there, and that you may write to it.
    """


class NetworkFileSystem(StoreError):
    """{path} lies on a network file system ({kind}), where SQLite can lose data.

    Move the database to a local disk, or use Postgres.
    """


class DatabaseTooNew(StoreError):
    """This database was made by a newer Heard.

    Install that version, or restore a backup from before its upgrade. Nothing was changed.
    """


class DatabaseBusy(StoreError):
    """Another program has kept the database for too long. Nothing was written; try again.

    If it stays so, see whether a backup or a second Heard is running.
    """


class GivenUp(DatabaseBusy):
    """The database gave this up in favour of another. Nothing was written; try again."""


class DatabaseUnfit(StoreError):
    """The database cannot do its work: {reason}.

    See whether its disk is full, and whether it may be written to. Heard goes on once it can.
    """


class UnfitKey(StoreError):
    """A key for words at rest is 32 random bytes, written as 43 letters of A-Z, a-z, 0-9, - and _.

    Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"
    """


class KeyMissing(StoreError):
    """Words in this database were sealed with a key that is not here; its mark is {mark}.

    Set that key as HEARD_TEXT_KEY, or as HEARD_TEXT_KEY_OLD beside a newer one.
    Nothing was changed.
    """


class BrokenSeal(Exception):
    """Words cannot be opened: changed, moved to another row, or sealed with a key not here."""


class AnotherProgram(StoreError):
    """Heard is running on this database ({file}) already, and SQLite keeps one program only.

    Stop the other one first, or use Postgres, where several may run.
    """

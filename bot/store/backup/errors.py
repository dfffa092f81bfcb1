"""What can go wrong with a backup. The docstring is the message."""

from bot.store.errors import StoreError


class BackupExists(StoreError):
    """{path} is there already. Name another file, or say --force to replace it."""


class BackupNotWritten(StoreError):
    """The backup cannot be written to {path}: {reason}. Nothing is left there."""


class NothingToBackUp(StoreError):
    """There is no Heard database at HEARD_DATABASE_URL, so there is nothing to back up."""


class MediaFolderMissing(StoreError):
    """The folder {path} is not there, and {files} files should be in it. See HEARD_MEDIA_DIR."""


class NoBackup(StoreError):
    """{path} is no backup that Heard wrote: {reason}."""


class BackupDamaged(StoreError):
    """This backup is not whole or was changed: {reason}.

    Nothing of it was taken over. Take another one.
    """


class BackupTooNew(StoreError):
    """This backup was made by a newer Heard, {version}. Install that version to restore it."""


class HoldsData(StoreError):
    """The database at HEARD_DATABASE_URL is not empty, and restoring would replace it.

    Back it up first. If it may be lost, say --replace.
    """


class NotOurs(StoreError):
    """The database at HEARD_DATABASE_URL holds tables that are not Heard's.

    Give Heard a database of its own. Nothing was changed.
    """


class StillRunning(StoreError):
    """Heard is running on this database. Stop every process of it first; nothing was changed."""


class MediaNotWritten(StoreError):
    """The files of the backup cannot be put into {path}: {reason}. Nothing was restored."""


class UpgradeFailed(StoreError):
    """The upgrade was taken back, since afterwards {reason}. Nothing was changed.

    Please report it, with the line above and both versions.
    """

"""The list of stops, as the settings name it."""

from typing import TYPE_CHECKING

from bot.cli.plainly import Problem
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.involvement.stop_list import StopList


def the_list(settings: Settings) -> "StopList | None":
    """Give the list of stops; None where none is kept.

    Raises Problem for half a setting, and StopListError for another key than that of the file.
    """
    from bot.involvement.stop_list import StopList

    file, key = settings.stops_file, settings.stops_key
    if file is None and key is None:
        return None
    if file is None or key is None:
        missing = "HEARD_STOPS_FILE" if file is None else "HEARD_STOPS_KEY"
        raise Problem(f"The list of stops needs its file and its key: {missing} is not set.")
    if not file.absolute().parent.is_dir():
        raise Problem(f"There is no folder {file.parent} for HEARD_STOPS_FILE. Make it first.")
    found = StopList(file, key)
    found.read()
    return found

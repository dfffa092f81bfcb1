"""Minutes of meetings, read to propose a digest: what was decided, promised and asked.

Everything shown is cut from the minutes; nothing is written anew.
"""

from bot.involvement.minutes.errors import MinutesError
from bot.involvement.minutes.files import read_minutes, text_of
from bot.involvement.minutes.proposal import Promised, Proposal, Told, propose

__all__ = ["MinutesError", "Promised", "Proposal", "Told", "propose", "read_minutes", "text_of"]

"""One network that is served: who it is, its bot, and whether it is live or a pilot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.cli.governance import Governance
from bot.cli.plainly import Problem

THE_ONLY = "main"
"""The slug of the one network that the settings describe."""
ON_TRIAL = "Heard, on trial"
"""How a pilot calls itself where no organisation is set."""
UNSET = {
    "emergency_number": "your emergency number",
    "oncology_line": "your hospital's number",
}  # fmt: skip
"""What testers of a pilot read for a number that is not set; nothing can be asked before it is."""
BEFORE_LIVE = ("emergency_number", "oncology_line", "support_line", "complaints_office")


@dataclass(frozen=True, slots=True)
class Served:
    """One network: who it is, its bot's token, and whom it may write to.

    `secret` names the token; it may stand in the database and in a message, the token never.
    `where` is the place in a file of several networks; '' where the settings describe the only one.
    """

    slug: str
    organisation: str
    secret: str
    token: SecretStr
    signposts: Mapping[str, str]
    timezone: str = "Europe/London"
    languages: tuple[str, ...] = ("en_GB",)
    testers: tuple[int, ...] = ()
    governance: Governance = field(default_factory=Governance)
    where: str = ""

    @property
    def lacking(self) -> list[str]:
        """What is missing before anybody but listed testers is written to: settings, then entries.

        Settings have the names that they have in the environment, or in the file of networks.
        """
        unnamed = ["HEARD_ORGANISATION"] if self.organisation == ON_TRIAL else []
        unset = [one for one in BEFORE_LIVE if self.signposts.get(one) in {None, UNSET.get(one)}]
        return [*unnamed, *map(self.setting, unset), *self.governance.missing]

    def setting(self, name: str) -> str:
        """Give the name by which a signpost of this network is set."""
        return f"signposts.{name}" if self.where else f"HEARD_{name.upper()}"

    @property
    def shown(self) -> Mapping[str, str]:
        """What members can be shown: numbers, whom to ask about data, where the notice is."""
        said = self.governance.said
        named = {
            "contact": said.get("controller.contact", ""),
            "privacy_notice": said.get("privacy_notice.address", ""),
            "checked_on": str(said.get("signposts.checked_on", "")),
        }
        return {**self.signposts, **{name: value for name, value in named.items() if value}}

    def is_live(self, now: datetime) -> bool:
        """Tell whether everybody who writes gets an answer, and not listed testers alone."""
        today = now.astimezone(ZoneInfo(self.timezone)).date()
        return not self.lacking and self.governance.is_decided(today)

    def was_to_be_live(self, now: datetime) -> bool:
        """Tell whether the day of going live has come, and something is missing all the same."""
        today = now.astimezone(ZoneInfo(self.timezone)).date()
        decided = self.governance.said.get("decision.live_from")
        return bool(self.lacking and decided and decided <= today)

    @property
    def bot(self) -> int | None:
        """The bot's number at Telegram, with which its token begins; None for no such token."""
        number = self.token.get_secret_value().partition(":")[0]
        return int(number) if number.isdecimal() and number.isascii() else None


def check_languages(where: str, languages: Sequence[str]) -> None:
    """Raise Problem where Heard does not speak one of these."""
    from bot.involvement.languages import Catalogues
    from bot.program import LOCALES

    shipped = [language.tag for language in Catalogues.load(LOCALES).offered]
    strange = [tag for tag in languages if tag not in shipped]
    if strange:
        raise Problem(f"{where} names {', '.join(strange)}, and Heard speaks {', '.join(shipped)}.")

"""What a check found, and what to do about it."""

from dataclasses import dataclass

OK, WARNING, BROKEN = "ok", "warning", "broken"
"""A warning is for a person to look at; what is broken keeps Heard from doing what it must."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `network` is its slug, where there are several.

    `mend` is what to do, such that the next look finds it well; '' where it is well.
    """

    name: str
    state: str
    told: str
    mend: str = ""
    network: str = ""

    @property
    def title(self) -> str:
        """The check, with the network that it is about."""
        return f"{self.name} ({self.network})" if self.network else self.name

    def as_json(self) -> dict[str, str | None]:
        """Give it as `--json` tells it."""
        return {
            "name": self.name, "network": self.network or None, "status": self.state,
            "told": self.told, "mend": self.mend or None,
        }  # fmt: skip

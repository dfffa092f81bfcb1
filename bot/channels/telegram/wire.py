"""The way to Telegram: a proxy, certificates to trust, how long to wait and how many connections.

A certificate file adds to what the machine trusts, as behind a firewall that signs anew.
"""

import ssl
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr


class UnusableCertificates(Exception):  # noqa: N818  it reads as it is said
    """The certificate file cannot be used."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"The certificates of HEARD_TELEGRAM_CA_FILE, {file}, cannot be used: {why}."
        )


@dataclass(frozen=True, slots=True)
class Wire:
    """How calls to Telegram travel. Times are in seconds.

    `connect` is how long a connection may take, `read` how long an answer, `write` how much longer
    a message may take to go. `proxy` is an http or https address, with a password perhaps.
    """

    proxy: SecretStr | None = None
    ca_file: Path | None = None
    connect: float = 5.0
    read: float = 10.0
    write: float = 20.0
    connections: int = 64

    @property
    def proxy_url(self) -> str | None:
        """The proxy's whole address, which is a secret."""
        return self.proxy.get_secret_value() if self.proxy else None

    def certificates(self) -> ssl.SSLContext | None:
        """Give what to trust; None stands for what the machine does.

        Raises UnusableCertificates.
        """
        if self.ca_file is None:
            return None
        context = ssl.create_default_context()
        why = ""
        try:
            context.load_verify_locations(self.ca_file)
        except ssl.SSLError:  # an OSError too
            why = "there is no certificate in it that can be read (PEM)"
        except OSError as error:
            why = error.strerror or type(error).__name__
        if why:
            raise UnusableCertificates(self.ca_file, why)
        return context

"""What an organisation sets: from the environment, `.env` and secret files, in that order.

A secret file is named like its variable in small letters, for instance `heard_telegram_token`.
The folder is HEARD_SECRETS_DIR, systemd's CREDENTIALS_DIRECTORY or, in containers, /run/secrets.
"""

import os
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, HttpUrl, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

TELEGRAM_API = HttpUrl("https://api.telegram.org")
WEBHOOK_PORTS = (443, 80, 88, 8443)
"""Where Telegram calls; core.telegram.org/bots/api#setwebhook."""

_LISTEN = re.compile(r"\[(?P<six>[0-9a-fA-F:.]+)\]:(?P<a>\d+)|(?P<host>[^\s:\[\]/]+):(?P<b>\d+)")
_MOST_PORTS = 65535
SHORTEST_KEY = 32
SIGNPOSTS = (
    "emergency_number", "oncology_line", "young_people_line", "support_line", "team_line",
    "complaints_office", "interpreter_line",
)  # fmt: skip
"""Where members are sent with what Heard is not for; the first two are needed."""
LONGEST_SIGNPOST = 120


class Secrets(BaseSettings):
    """Where settings and tokens are read, first found first taken."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore",
        frozen=True,
    )  # fmt: skip

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003  ours knows where to look
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read, first found first taken: arguments, environment, `.env`, secret files."""
        secret_files = [SecretsSettingsSource(settings_cls, folder) for folder in secret_folders()]
        return init_settings, env_settings, dotenv_settings, *secret_files


class Settings(Secrets):
    """Every setting; deploy/env.example says what each is for.

    Raises pydantic.ValidationError, which names the setting, when a value cannot be used.
    An empty value counts as not set.
    """

    model_config = SettingsConfigDict(env_prefix="HEARD_")

    database_url: str = "sqlite:///heard.db"
    media_dir: Path = Path("media")
    telegram_token: SecretStr | None = None
    telegram_base_url: HttpUrl = TELEGRAM_API
    telegram_proxy: SecretStr | None = None
    telegram_ca_file: Path | None = None
    telegram_connect_seconds: Annotated[float, Field(gt=0, le=60)] = 5.0
    telegram_read_seconds: Annotated[float, Field(gt=0, le=60)] = 10.0
    telegram_write_seconds: Annotated[float, Field(gt=0, le=300)] = 20.0
    telegram_connections: Annotated[int, Field(ge=2, le=1000)] = 64
    messages_per_second: Annotated[float, Field(ge=0, le=10_000)] = 30.0
    chat_messages_per_second: Annotated[float, Field(ge=0, le=10_000)] = 1.0
    webhook_url: HttpUrl | None = None
    webhook_secret: SecretStr | None = None
    inbox_bound: Annotated[int, Field(ge=1)] = 10_000
    web_listen: str = "127.0.0.1:8080"
    web_url: HttpUrl | None = None
    stops_file: Path | None = None
    stops_key: SecretStr | None = None
    text_key: SecretStr | None = None
    text_key_old: SecretStr | None = None
    networks_file: Path | None = None
    governance_file: Path | None = None
    backups_dir: Path | None = None
    testers: Annotated[tuple[int, ...], NoDecode] = ()
    timezone: str = "Europe/London"
    languages: Annotated[tuple[str, ...], NoDecode] = ("en_GB",)
    organisation: str | None = None
    emergency_number: str | None = None
    oncology_line: str | None = None
    young_people_line: str | None = None
    support_line: str | None = None
    team_line: str | None = None
    complaints_office: str | None = None
    interpreter_line: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("testers", "languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator(*SIGNPOSTS)
    @classmethod
    def _know_signpost(cls, value: str | None) -> str | None:
        why = value and no_signpost(value)
        if why:
            raise ValueError(why)
        return value

    @field_validator("timezone")
    @classmethod
    def _know_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            message = f"{value!r} is no time zone; write one like Europe/London"
            raise ValueError(message) from error
        return value

    @field_validator("telegram_proxy")
    @classmethod
    def _know_proxy(cls, value: SecretStr | None) -> SecretStr | None:
        parts = urlsplit(value.get_secret_value()) if value else None
        if parts and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("write it like http://proxy.example.org:3128")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _let_telegram_reach(cls, value: HttpUrl | None) -> HttpUrl | None:
        if value and (value.scheme != "https" or value.query or value.username):
            raise ValueError("Telegram calls https only; write it like https://heard.example.org")
        if value and value.port not in WEBHOOK_PORTS:
            raise ValueError("Telegram calls the ports 443, 80, 88 and 8443 only")
        return value

    @field_validator("web_url")
    @classmethod
    def _let_members_reach(cls, value: HttpUrl | None) -> HttpUrl | None:
        here = value and value.host in {"127.0.0.1", "localhost", "[::1]"}
        if value and not here and value.scheme != "https":
            raise ValueError("members' data goes by https only; write https://heard.example.org")
        if value and ((value.path or "/") != "/" or value.query or value.username):
            raise ValueError("write it like https://heard.example.org, with nothing behind it")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _know_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value(), re.ASCII):
            raise ValueError("it takes 16 to 256 letters of A-Z, a-z, 0-9, _ and -")
        return value

    @field_validator("stops_key")
    @classmethod
    def _know_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value and len(value.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(f"it takes at least {SHORTEST_KEY} characters, drawn at random")
        return value

    @field_validator("web_listen")
    @classmethod
    def _know_listen(cls, value: str) -> str:
        if value.strip().lower() != "off" and _listen(value) is None:
            raise ValueError("write it like 127.0.0.1:8080, or off")
        return value

    @property
    def listen(self) -> tuple[str, int] | None:
        """Host and port of the small web server; None where there is to be none."""
        return _listen(self.web_listen)

    @property
    def web_address(self) -> str:
        """Where members open pages of ours, such as 'https://heard.example.org'; '' for nowhere.

        Where Telegram calls Heard, that web address serves them too. One that is set counts also in
        a process that listens nowhere: another one does.
        """
        reached = self.web_url or (self.webhook_url if self.listen else None)
        if reached is None:
            return ""
        parts = urlsplit(str(reached))
        return f"{parts.scheme}://{parts.netloc}"

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower_level(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value


def no_signpost(words: str) -> str:
    """Say why these words cannot be shown as a signpost; '' where they can."""
    if not words.strip() or len(words.splitlines()) > 1:
        return "it takes a name and a number, on one line"
    return (
        "" if len(words) <= LONGEST_SIGNPOST else f"it takes at most {LONGEST_SIGNPOST} characters"
    )


def _listen(written: str) -> tuple[str, int] | None:
    found = _LISTEN.fullmatch(written.strip())
    if found is None:
        return None
    port = int(found["a"] or found["b"])
    return (found["six"] or found["host"], port) if port <= _MOST_PORTS else None


def secret_folders() -> list[Path]:
    """Folders that may hold secret files, and exist."""
    named = (os.environ.get("HEARD_SECRETS_DIR"), os.environ.get("CREDENTIALS_DIRECTORY"))
    folders = [Path(name) for name in named if name] + [Path("/run/secrets")]
    return [folder for folder in folders if folder.is_dir()]

"""What an organisation sets: from the environment, `.env` and secret files, in that order.

A secret file is named like its variable in small letters, for instance `heard_telegram_token`.
The folder is HEARD_SECRETS_DIR, systemd's CREDENTIALS_DIRECTORY or, in containers, /run/secrets.
"""

import os
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import HttpUrl, SecretStr, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
)

TELEGRAM_API = HttpUrl("https://api.telegram.org")


class Settings(BaseSettings):
    """Every setting; deploy/env.example says what each is for.

    Raises pydantic.ValidationError, which names the setting, when a value cannot be used.
    An empty value counts as not set.
    """

    model_config = SettingsConfigDict(
        env_prefix="HEARD_",
        env_file=".env",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    database_url: str = "sqlite:///heard.db"
    media_dir: Path = Path("media")
    telegram_token: SecretStr | None = None
    telegram_base_url: HttpUrl = TELEGRAM_API
    testers: Annotated[tuple[int, ...], NoDecode] = ()
    timezone: str = "Europe/London"
    languages: Annotated[tuple[str, ...], NoDecode] = ("en_GB",)
    organisation: str | None = None
    emergency_number: str | None = None
    oncology_line: str | None = None
    young_people_line: str | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("testers", "languages", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @field_validator("timezone")
    @classmethod
    def _know_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            message = f"{value!r} is no time zone; write one like Europe/London"
            raise ValueError(message) from error
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower_level(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

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


def secret_folders() -> list[Path]:
    """Folders that may hold secret files, and exist."""
    named = (os.environ.get("HEARD_SECRETS_DIR"), os.environ.get("CREDENTIALS_DIRECTORY"))
    folders = [Path(name) for name in named if name] + [Path("/run/secrets")]
    return [folder for folder in folders if folder.is_dir()]

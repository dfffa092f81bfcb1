"""Settings are documented, read from each place, and refused with the reason."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Settings
from tests.house.tree import ROOT


@pytest.fixture(autouse=True)
def _empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of this machine and no .env of this checkout plays a part."""
    for name in (*(f"HEARD_{field.upper()}" for field in Settings.model_fields), *_FOLDERS):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


_FOLDERS = ("HEARD_SECRETS_DIR", "CREDENTIALS_DIRECTORY")


def test_every_setting_stands_in_env_example_with_a_comment_above_it() -> None:
    text = (ROOT / "deploy/env.example").read_text(encoding="utf-8")
    shown = set(re.findall(r"^#HEARD_([A-Z_]+)=", text, re.MULTILINE)) - {"SECRETS_DIR"}
    assert shown == {name.upper() for name in Settings.model_fields}
    for paragraph in re.split(r"\n\n", text):
        assert paragraph.startswith("# "), f"nothing explains: {paragraph}"


def test_without_any_setting_nobody_is_answered_and_no_number_is_made_up() -> None:
    settings = Settings()
    assert settings.testers == ()
    assert settings.telegram_token is None
    assert settings.emergency_number is None
    assert settings.oncology_line is None
    assert settings.database_url == "sqlite:///heard.db"
    assert str(settings.telegram_base_url) == "https://api.telegram.org/"


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({}, ""),
        ({"web_url": "https://heard.example.org/"}, "https://heard.example.org"),
        ({"web_url": "http://127.0.0.1:8080"}, "http://127.0.0.1:8080"),
        ({"webhook_url": "https://heard.example.org:8443/in"}, "https://heard.example.org:8443"),
        ({"web_url": "https://a.example.org", "webhook_url": "https://b.example.org"},
         "https://a.example.org"),
        ({"web_url": "https://a.example.org", "web_listen": "off"}, "https://a.example.org"),
        ({"webhook_url": "https://b.example.org", "web_listen": "off"}, ""),
    ],
)  # fmt: skip
def test_pages_stand_where_members_reach_the_web_server(
    settings: dict[str, str], address: str
) -> None:
    assert Settings.model_validate(settings).web_address == address


@pytest.mark.parametrize(
    "address", ["http://heard.example.org", "https://heard.example.org/x", "https://a@b.org", "?"]
)
def test_an_address_that_cannot_carry_data_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="web_url"):
        Settings.model_validate({"web_url": address})


def test_testers_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_TESTERS", "1001, 1002,1003")
    assert Settings().testers == (1001, 1002, 1003)


def test_the_environment_goes_before_env_file_and_that_before_secret_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    monkeypatch.setenv("HEARD_SECRETS_DIR", str(secrets))
    for name in ("organisation", "oncology_line", "emergency_number"):
        (secrets / f"heard_{name}").write_text("from a secret file\n", encoding="utf-8")
    env_file = "HEARD_ORGANISATION=from .env\nHEARD_ONCOLOGY_LINE=from .env\n"
    (tmp_path / ".env").write_text(env_file, encoding="utf-8")
    monkeypatch.setenv("HEARD_ORGANISATION", "from the environment")

    settings = Settings()

    assert settings.organisation == "from the environment"
    assert settings.oncology_line == "from .env"
    assert settings.emergency_number == "from a secret file"


def test_the_token_comes_from_systemds_credentials_and_is_never_printed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "heard_telegram_token").write_text("1:sandbox", encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    settings = Settings()
    assert settings.telegram_token is not None
    assert settings.telegram_token.get_secret_value() == "1:sandbox"
    assert "sandbox" not in repr(settings)


def test_an_empty_value_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_TELEGRAM_TOKEN", "")
    monkeypatch.setenv("HEARD_TESTERS", "")
    settings = Settings()
    assert settings.telegram_token is None
    assert settings.testers == ()


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("TIMEZONE", "Mars/Olympus", "no time zone; write one like Europe/London"),
        ("TIMEZONE", "../etc/passwd", "no time zone"),
        ("TESTERS", "1001, somebody", "testers"),
        ("LOG_LEVEL", "chatty", "log_level"),
        ("TELEGRAM_BASE_URL", "telegram", "telegram_base_url"),
        ("TELEGRAM_PROXY", "socks5://127.0.0.1:1080", "write it like http://"),
        ("TELEGRAM_READ_SECONDS", "0", "telegram_read_seconds"),
        ("WEBHOOK_URL", "http://heard.example.org", "Telegram calls https only"),
        ("WEBHOOK_URL", "https://heard.example.org:8080", "the ports 443, 80, 88 and 8443"),
        ("WEBHOOK_SECRET", "too short", "16 to 256 letters"),
        ("SUPPORT_LINE", "one\nand another", "a name and a number, on one line"),
        ("TEAM_LINE", " ", "a name and a number, on one line"),
        ("COMPLAINTS_OFFICE", "x" * 121, "at most 120 characters"),
        ("WEB_LISTEN", "8080", "write it like 127.0.0.1:8080, or off"),
        ("WEB_LISTEN", "127.0.0.1:99999", "write it like 127.0.0.1:8080, or off"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, hint: str
) -> None:
    monkeypatch.setenv(f"HEARD_{name}", value)
    with pytest.raises(ValidationError, match=hint):
        Settings()


def test_a_log_level_may_be_written_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_LOG_LEVEL", "DEBUG")
    assert Settings().log_level == "debug"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (None, ("127.0.0.1", 8080)),
        ("0.0.0.0:80", ("0.0.0.0", 80)),  # noqa: S104  it is only read here
        ("[::1]:8080", ("::1", 8080)),
        ("localhost:0", ("localhost", 0)),
        ("off", None),
        ("OFF", None),
    ],
)
def test_the_web_server_listens_where_it_is_told_or_nowhere(
    monkeypatch: pytest.MonkeyPatch, written: str | None, found: tuple[str, int] | None
) -> None:
    if written is not None:
        monkeypatch.setenv("HEARD_WEB_LISTEN", written)
    assert Settings().listen == found

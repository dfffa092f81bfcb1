"""A missing program is said by name, and counts where the suite must be complete."""

import shutil

import pytest

from tests.needs import needs_font, needs_program


def test_a_program_that_is_there_is_found() -> None:
    assert needs_program("sh", package="dash").name == "sh"


def test_a_missing_program_skips_with_the_package_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("HEARD_TESTS_COMPLETE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install heard-nothing"):
        needs_program("heard-no-such-program", package="heard-nothing")


def test_a_missing_program_fails_where_the_suite_must_be_complete(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HEARD_TESTS_COMPLETE", "1")
    assert shutil.which("heard-no-such-program") is None
    with pytest.raises(pytest.fail.Exception, match="apt-get install heard-nothing"):
        needs_program("heard-no-such-program", package="heard-nothing")


def test_a_missing_font_is_treated_like_a_missing_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEARD_TESTS_COMPLETE", "1")
    with pytest.raises(pytest.fail.Exception, match="apt-get install fonts-nothing"):
        needs_font("No Such Family", package="fonts-nothing")

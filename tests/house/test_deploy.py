"""What stands in deploy/ is whole: it parses, and it names only what is there."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from typer.main import get_command

from bot.cli import app
from bot.delivery import gauges
from bot.delivery.metrics import COUNTED
from bot.settings import Settings
from tests.house.tree import ROOT, tracked_files

DEPLOY = ROOT / "deploy"
UNITS = ("heard.service", "heard-backup.service", "heard-backup.timer")
COMPOSE = ("compose.sqlite.yaml", "compose.postgres.yaml")
RATES = ("account", "lane", "state", "outcome", "reason", "le", "job", "instance")


def read(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def tool(name: str) -> str:
    """Find a program that only checks a file more thoroughly, or skip."""
    found = shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not here; what it checks was checked by hand")
    return found


# --- figures --------------------------------------------------------------------------------------


def figures() -> set[str]:
    """Every name that /metrics can have."""
    now = datetime.now(UTC)
    lanes = {("bulk", "due"): 1}
    some = gauges.gauges(gauges.Figures(1, now, 1, lanes, {1: now}), now)
    families = [
        *text_string_to_metric_families(generate_latest(COUNTED).decode()),
        *text_string_to_metric_families(generate_latest(some).decode()),
    ]
    names: set[str] = set()
    for family in families:
        ends = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}
        names |= {family.name + end for end in ends.get(family.type, ("",))}
    return names


def asked() -> Iterator[tuple[str, str]]:
    """Each question to Prometheus, with where it stands."""
    for group in yaml.safe_load(read("alerts.yml"))["groups"]:
        for rule in group["rules"]:
            yield rule["alert"], rule["expr"]
    for panel in json.loads(read("dashboard.json"))["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]


def names_in(expression: str) -> set[str]:
    return set(re.findall(r"\b((?:heard|process)_[a-z_]+|up)\b", expression))


@pytest.mark.parametrize(("where", "expression"), list(asked()))
def test_every_figure_that_is_asked_for_is_one_that_heard_has(where: str, expression: str) -> None:
    named = names_in(expression)
    assert named, where
    assert named - {"up"} <= figures(), where
    labels = set(re.findall(r"([a-z_]+)=~?\"|by \(([a-z_, ]+)\)", expression))
    used = {name for pair in labels for part in pair for name in part.split(", ") if name}
    assert used <= set(RATES), where


def test_every_alert_says_what_is_the_matter_and_what_to_do_first() -> None:
    rules = yaml.safe_load(read("alerts.yml"))["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules) > 5
    for rule in rules:
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"].keys() == {"summary", "first"}


def test_the_panels_of_the_dashboard_do_not_overlap() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in json.loads(read("dashboard.json"))["panels"]:
        at = panel["gridPos"]
        cells = {(at["x"] + x, at["y"] + y) for x in range(at["w"]) for y in range(at["h"])}
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


# --- the image ------------------------------------------------------------------------------------


def test_the_image_copies_what_is_there_and_installs_by_hash_without_root() -> None:
    lines = read("Dockerfile").replace("\\\n", " ").splitlines()
    copied = [line.split()[1:-1] for line in lines if re.match(r"COPY (?!--from)", line)]
    sources = {source for sources in copied for source in sources}
    assert {"requirements.lock", "pyproject.toml", "bot", "conversations", "locales"} <= sources
    assert all((ROOT / source).exists() for source in sources)
    assert any("--require-hashes -r requirements.lock" in line for line in lines)
    users = [line for line in lines if line.startswith("USER")]
    assert users == ["USER 10001:10001"]
    assert any("heard" in line and "doctor" in line and "--live" in line for line in lines)


def test_each_package_of_the_image_has_a_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(packages) > 20
    assert [one for one in packages if "--hash=sha256:" not in one] == []


def test_nothing_goes_into_the_image_that_it_does_not_copy() -> None:
    first, *others = [
        line for line in read("Dockerfile.dockerignore").splitlines() if line[0] != "#"
    ]
    assert first == "*"
    let_in = {line[1:] for line in others if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", read("Dockerfile"), re.MULTILINE)
    assert let_in == {source for line in copied for source in line.split()}


# --- compose --------------------------------------------------------------------------------------


@pytest.fixture(params=COMPOSE)
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    found = yaml.safe_load(read(request.param))
    assert isinstance(found, dict)
    return found


def test_compose_names_files_volumes_secrets_and_services_that_are_there(
    compose: dict[str, Any],
) -> None:
    services = compose["services"]
    for service in services.values():
        if "build" in service:
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        assert set(service.get("secrets", ())) <= compose["secrets"].keys()
        assert set(service.get("depends_on", ())) <= services.keys()
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            is_file = source.startswith("./")
            assert (DEPLOY / source).is_file() if is_file else source in compose["volumes"]


def test_heards_containers_hold_no_right_that_they_do_not_need(compose: dict[str, Any]) -> None:
    ours = [one for one in compose["services"].values() if one.get("image") == "heard"]
    assert ours
    for service in ours:
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "privileged" not in service
        assert "ports" not in service


def test_compose_starts_heard_by_commands_options_and_settings_that_there_are(
    compose: dict[str, Any],
) -> None:
    commands = getattr(get_command(app), "commands", {})
    settings = {f"HEARD_{name.upper()}" for name in Settings.model_fields}
    for service in compose["services"].values():
        if service.get("image") != "heard":
            continue
        name, *options = service.get("command", ["run"])
        known = {option for one in commands[name].params for option in one.opts}
        assert {one for one in options if one.startswith("--")} <= known
        assert service.get("environment", {}).keys() <= settings
        secret = {f"HEARD_{one.removeprefix('heard_').upper()}" for one in service["secrets"]}
        assert secret <= settings


def test_with_postgres_every_role_is_run_and_two_processes_work() -> None:
    services = yaml.safe_load(read("compose.postgres.yaml"))["services"]
    roles = [
        role
        for one in services.values()
        for role in one.get("command", ())
        if one.get("image") == "heard"
    ]
    assert {"receive", "work", "send", "tick"} <= set(roles)
    assert services["work"]["deploy"]["replicas"] == 2
    assert services["front"]["depends_on"] == {
        "upgrade": {"condition": "service_completed_successfully"}
    }


# --- systemd, Caddy, Prometheus -------------------------------------------------------------------


def test_the_service_is_one_of_notify_with_a_watchdog_and_gets_its_token_as_a_credential() -> None:
    unit = read("heard.service")
    for line in (
        "Type=notify", "NoNewPrivileges=yes", "ProtectSystem=strict", "StateDirectory=heard",
        "LoadCredential=heard_telegram_token:/etc/heard/secrets/heard_telegram_token",
    ):  # fmt: skip
        assert f"\n{line}\n" in unit
    assert re.search(r"^WatchdogSec=\d+$", unit, re.MULTILINE)


def test_systemd_takes_the_units(tmp_path: Path) -> None:
    analyze = tool("systemd-analyze")
    for name in UNITS:
        text = read(name).replace("/opt/heard/bin/heard", "/bin/true")
        (tmp_path / name).write_text(text, encoding="utf-8")
    told = subprocess.run(  # noqa: S603
        [analyze, "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")


def test_only_the_webhook_and_the_pages_that_open_once_are_let_through() -> None:
    text = read("Caddyfile")
    assert re.findall(r"path (\S+)", text) == ["/telegram/*", "/my-data/*"]
    assert text.count("reverse_proxy") == 2
    assert text.count("{") == text.count("}")


def test_caddy_takes_the_caddyfile() -> None:
    told = subprocess.run(  # noqa: S603
        [tool("caddy"), "validate", "--config", "Caddyfile", "--adapter", "caddyfile"],
        cwd=DEPLOY, env={"HEARD_HOST": "heard.example.org", "HOME": "/tmp"},  # noqa: S108
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr


def test_promtool_takes_rules_and_configuration() -> None:
    told = subprocess.run(  # noqa: S603
        [tool("promtool"), "check", "config", "prometheus.yml"],
        cwd=DEPLOY, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr


def test_prometheus_finds_its_rules_and_heards_containers() -> None:
    found = yaml.safe_load(read("prometheus.yml"))
    assert all((DEPLOY / name).is_file() for name in found["rule_files"])
    services = yaml.safe_load(read("compose.postgres.yaml"))["services"]
    [job] = found["scrape_configs"]
    assert set(job["dns_sd_configs"][0]["names"]) <= services.keys()


# --- the papers -----------------------------------------------------------------------------------


def test_the_papers_lead_to_every_file_and_to_none_that_is_not_there() -> None:
    text = read("README.md")
    led = {path.partition("#")[0] for path in re.findall(r"\]\(([^)]+)\)", text)}
    assert all((DEPLOY / path).is_file() for path in led)
    there = {
        path.relative_to(DEPLOY).as_posix() for path in tracked_files() if path.parent == DEPLOY
    } - {"README.md", "Dockerfile.dockerignore"}
    assert there <= led


def test_every_setting_that_deploy_names_is_there() -> None:
    known = {f"HEARD_{name.upper()}" for name in Settings.model_fields}
    for path in DEPLOY.iterdir():
        if path.is_file() and path.name != "env.example":
            named = set(re.findall(r"\bHEARD_[A-Z_]+\b", path.read_text(encoding="utf-8")))
            assert named - known <= {"HEARD_HOST", "HEARD_UPSTREAM"}, path.name

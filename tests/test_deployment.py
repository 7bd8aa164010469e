"""What deploys it says true things: commands, settings and files are there, and the parts fit each other."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from setuptools import find_packages

from bot.__main__ import app
from bot.opening import FINISH_S
from bot.settings import Settings, read_settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "command" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]


def options_of(command: str) -> set[str]:
    """The options of one of our commands. KeyError when there is no such command."""
    found = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    return {option for parameter in found.params for option in parameter.opts}


def commands() -> Iterator[tuple[str, list[str]]]:
    """Every command that is run, and by what."""
    yield from ((name, service["command"]) for name, service in OURS.items())
    yield "Dockerfile", yaml.safe_load(re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)[-1])
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines():
        name, _, run = line.partition(": ")
        yield from ((f"Procfile {name}", one.split()) for one in run.split(" && "))


@pytest.mark.parametrize(("by", "command"), [pytest.param(*one, id=one[0]) for one in commands()])
def test_what_is_run_exists(by: str, command: list[str]) -> None:
    assert command[:3] == ["python", "-m", "bot"], by
    assert set(command[4:]) <= options_of(command[3])


def test_there_are_two_of_each_beside_one_database() -> None:
    assert {name: service.get("deploy", {}).get("replicas", 1) for name, service in SERVICES.items()} == {
        "database": 1,
        "migrate": 1,
        "web": 2,
        "worker": 2,
    }
    first, last = re.match(r"(\d+)-(\d+):8000$", SERVICES["web"]["ports"][0]).groups()  # type: ignore[union-attr]
    assert int(last) - int(first) + 1 == 2


def test_settings_named_exist_and_are_good() -> None:
    for name, service in OURS.items():
        assert set(service["environment"]) <= {field.upper() for field in Settings.model_fields}, name
        given = {key: str(value) for key, value in service["environment"].items() if value is not None}
        settings = read_settings({**given, "NEARHAND_SECRET_KEY": "k" * 40})
        assert settings.database_url.get_secret_value().startswith("postgresql://")
    named = re.findall(r"(?<=[ \n])([A-Z]+_[A-Z]+)=", DOCKERFILE.replace("PYTHONUNBUFFERED", ""))
    assert set(named) <= {field.upper() for field in Settings.model_fields}


def test_no_secret_is_written_down() -> None:
    for service in SERVICES.values():
        for name, value in service["environment"].items():
            if re.search(r"KEY|PASSWORD|TOKEN|SECRET", name):
                assert value is None or value.startswith("${"), name


def test_nothing_starts_before_the_database_is_ready_and_up_to_date() -> None:
    assert SERVICES["database"]["healthcheck"]
    assert SERVICES["migrate"]["depends_on"]["database"]["condition"] == "service_healthy"
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["restart"] == "no"


def test_what_is_in_hand_has_time_to_end() -> None:
    for name in ("web", "worker"):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > FINISH_S


def test_the_image_is_made_of_pinned_packages_and_runs_as_nobody_special() -> None:
    assert "--require-hashes -r requirements.lock" in DOCKERFILE
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.11-slim"] * 2
    user = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert f"useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin {user}" in DOCKERFILE


def test_what_the_image_copies_is_there_and_let_in() -> None:
    copied = {name for name in re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.MULTILINE) if not name.startswith("--")}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == let_in == {"bot", "content", "requirements.lock"}
    assert all((ROOT / name).exists() for name in copied)


def test_a_wheel_has_its_pages_and_every_package() -> None:
    found = {path for glob in SETUPTOOLS["package-data"]["bot"] for path in (ROOT / "bot").glob(glob)}
    other = {path for path in (ROOT / "bot").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert found == other != set()
    packages = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "bot").rglob("*.py")}
    assert packages == set(find_packages(str(ROOT), include=SETUPTOOLS["packages"]["find"]["include"]))

"""What deploys it says true things: commands, settings and files are there, and the parts fit each other."""

import json
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import requires
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.__main__ import app
from bot.opening import FINISH_S
from bot.settings import Settings, read_settings

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "command" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT, SETUPTOOLS = PYPROJECT["project"], PYPROJECT["tool"]["setuptools"]


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


def test_what_is_published_is_for_this_machine_unless_told() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    found = re.fullmatch(r"\$\{PUBLISH_ON:-127\.0\.0\.1\}:(\d+)-(\d+):8000", *SERVICES["web"]["ports"])
    assert found
    assert int(found[2]) - int(found[1]) + 1 == SERVICES["web"]["deploy"]["replicas"]


ITS_OWN = {"web": {"METRICS_PORT"}, "worker": {"PORT"}, "migrate": {"PORT", "METRICS_PORT"}}
"""Settings that a process has no use for."""


@pytest.mark.parametrize("name", sorted(OURS))
def test_every_setting_reaches_every_process(name: str) -> None:
    every = {field.upper() for field in Settings.model_fields}
    assert set(OURS[name]["environment"]) == every - ITS_OWN[name]
    unset = {"DATABASE_URL", "NEARHAND_SECRET_KEY", "FORWARDED_ALLOW_IPS", "PORT", "METRICS_PORT"}
    passed = {key: value for key, value in OURS[name]["environment"].items() if key not in unset}
    assert set(passed.values()) == {None}, "what the operator sets is passed on as it is"


def test_settings_named_exist_and_are_good() -> None:
    for name, service in OURS.items():
        assert set(service["environment"]) <= {field.upper() for field in Settings.model_fields}, name
        given = {key: str(value) for key, value in service["environment"].items() if value is not None}
        given = {key: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value) for key, value in given.items()}
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


def test_each_process_says_whether_it_is_well() -> None:
    asked = {name: SERVICES[name]["healthcheck"]["test"][-1] for name in ("web", "worker")}
    assert f":{SERVICES['web']['environment']['PORT']}/ready'" in asked["web"]
    assert f":{SERVICES['worker']['environment']['METRICS_PORT']}/metrics'" in asked["worker"]
    for name, script in asked.items():
        compile(script, name, "exec")
        assert SERVICES[name]["restart"] == "unless-stopped", "what ended by itself is started again"


def test_what_is_in_hand_has_time_to_end() -> None:
    for name in ("web", "worker"):
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > FINISH_S


def test_the_image_is_made_of_pinned_packages_and_runs_as_nobody_special() -> None:
    assert "--require-hashes -r requirements-run.lock" in DOCKERFILE
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["python:3.11-slim"] * 2
    user = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert f"useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin {user}" in DOCKERFILE


def test_what_the_image_copies_is_there_and_let_in() -> None:
    copied = {name for name in re.findall(r"^COPY (\S+) \S+$", DOCKERFILE, re.MULTILINE) if not name.startswith("--")}
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert copied == let_in == {"bot", "content", "requirements-run.lock"}
    assert all((ROOT / name).exists() for name in copied)


def test_a_wheel_has_its_pages_and_every_package() -> None:
    found = {path for glob in SETUPTOOLS["package-data"]["bot"] for path in (ROOT / "bot").glob(glob)}
    other = {path for path in (ROOT / "bot").rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert found == other != set()
    packages = {".".join(path.parent.relative_to(ROOT).parts) for path in (ROOT / "bot").rglob("*.py")}
    assert sorted({*packages, "bot.content.shipped"}) == SETUPTOOLS["packages"]


def test_a_wheel_works_by_itself(tmp_path: Path) -> None:
    """Built from a copy, unpacked where nothing else of ours is."""
    for name in ("bot", "content"):
        shutil.copytree(ROOT / name, tmp_path / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path / "source")
    build = ("wheel", "--quiet", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(tmp_path), ".")
    subprocess.run([sys.executable, "-m", "pip", *build], cwd=tmp_path / "source", check=True)
    shutil.unpack_archive(next(tmp_path.glob("*.whl")), tmp_path / "site", "zip")
    kept = {path.relative_to(ROOT / "content") for path in (ROOT / "content").rglob("*") if path.is_file()}
    shipped = tmp_path / "site" / "bot" / "content" / "shipped"
    assert {path.relative_to(shipped) for path in shipped.rglob("*") if path.is_file()} == kept
    understand = [sys.executable, "-m", "bot", "understand", "--json", "cleaner in ely on fridays"]
    told = subprocess.run(understand, cwd=tmp_path / "site", capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["what"][0]["id"] == "cleaning"


# What is installed


def blocks_of(name: str) -> dict[str, str]:
    """Package -> its lines in a lock file."""
    blocks = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    return {block: re.split(r"[=\[ ]", block, maxsplit=1)[0] for block in blocks}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-run.lock"])
def test_a_lock_names_exact_versions_with_hashes_and_no_address(name: str) -> None:
    for block in blocks_of(name):
        assert re.fullmatch(r"[a-z0-9.-]+==\S+( ; [^\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", block), block[:80]


def wanted(one: Requirement, extras: Iterable[str]) -> bool:
    """Whether something is needed here, with these extras."""
    return one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def needed(asked: Iterable[str]) -> set[str]:
    """Packages with all that they need here."""
    todo, seen = [one for one in map(Requirement, asked) if wanted(one, ())], set[tuple[str, frozenset[str]]]()
    while todo:
        one = todo.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key not in seen:
            seen.add(key)
            todo += [need for need in map(Requirement, requires(one.name) or []) if wanted(need, one.extras)]
    return {name for name, _ in seen}


def test_the_image_has_all_that_it_needs_and_no_tools() -> None:
    run, every = blocks_of("requirements-run.lock"), blocks_of("requirements.lock")
    assert set(run) <= set(every)
    extras = dict(PROJECT["optional-dependencies"])
    tools = {canonicalize_name(Requirement(one).name) for one in extras.pop("dev")}
    assert not tools & set(run.values())
    asked = [*PROJECT["dependencies"], *(one for some in extras.values() for one in some)]
    assert needed(asked) <= set(run.values())

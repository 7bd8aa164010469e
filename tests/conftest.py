"""Fixtures and options that several test files share."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

pytest_plugins = ("store_fixtures",)

MEMORY = Path("/dev/shm")
PLENTY = 8 * 1024**3
"""Bytes. The tests' databases take a tenth of it."""


settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_configure() -> None:
    """Keep temporary files in memory, where there is plenty: databases wait for the disk at every commit."""
    if "TMPDIR" not in os.environ and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > PLENTY:
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes golden files anew; read what changed before you keep it."""
    parser.addoption("--update", action="store_true", help="write golden files anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written anew."""
    return bool(request.config.getoption("--update"))

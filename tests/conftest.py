"""Fixtures and options that several test files share."""

import pytest

pytest_plugins = ("store_fixtures",)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update` writes golden files anew; read what changed before you keep it."""
    parser.addoption("--update", action="store_true", help="write golden files anew")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written anew."""
    return bool(request.config.getoption("--update"))

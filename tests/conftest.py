"""Fixtures that several test files share."""

pytest_plugins = ("store_fixtures",)

"""What every test may use: real mail servers, and Temporal's own servers from their PyPI packages."""

import logging

import pytest

pytest_plugins = ["tests.servers.fixtures", "tests.servers.temporal"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, so that with several processes none is left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


# Failures that a test provokes are its business, not its output.
logging.getLogger("temporalio").setLevel(logging.ERROR)

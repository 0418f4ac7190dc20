"""What every test may use: real mail servers, and Temporal's own servers from their PyPI packages."""

import logging

pytest_plugins = ["tests.servers.fixtures", "tests.servers.temporal"]

# Failures that a test provokes are its business, not its output.
logging.getLogger("temporalio").setLevel(logging.ERROR)

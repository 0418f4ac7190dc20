"""Keep Temporal's own words off the user's terminal: its core writes to standard output unless told otherwise."""

import logging
from functools import cache

from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

_LOGGER = logging.getLogger("temporalio.core")


@cache
def be_quiet() -> None:
    """Send what the core logs to Python's logging. Call it before the first client; once is enough."""
    # A logger without any handler writes warnings to standard error all the same.
    logging.getLogger("temporalio").addHandler(logging.NullHandler())
    forwarding = LogForwardingConfig(logger=_LOGGER)
    words = LoggingConfig(TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=forwarding)
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=words)), error_if_already_set=False)

"""Where does the worker's own log go? Into a private file: what failed and how, and nothing of whom or of words."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from logging.handlers import RotatingFileHandler
from pathlib import Path

from activities.causes import causes

_MOST_BYTES = 2_000_000


class WithoutWords(logging.Formatter):
    """A line an event. An error is told by the kinds it is made of: its words may hold an address or a letter."""

    def format(self, record: logging.LogRecord) -> str:
        # Another handler may have left its own text of the error in the record, words and all.
        own = copy(record)
        own.exc_text = None
        return super().format(own)

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        error = ei[1] if isinstance(ei, tuple) else None
        kinds = [f"{type(one).__name__}{_where(one)}" for one in causes(error)]
        return f"  because of {' < '.join(kinds)}"


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f" ({Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno})" if trace else ""


@contextmanager
def logging_to(file: Path) -> Iterator[None]:
    """Send what Temporal's library and the activities log to this file, and nothing of it to the terminal."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handler = RotatingFileHandler(file, maxBytes=_MOST_BYTES, backupCount=2, encoding="utf-8")
    file.chmod(0o600)
    handler.setFormatter(WithoutWords("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()

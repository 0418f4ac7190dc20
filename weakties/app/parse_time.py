"""Which moment do these words mean? `tomorrow 15:00`, `2026-12-01 15:00`, `Friday 9am`."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import dateparser

from worker.problem import ExitCode, Problem


class UnclearTime(Problem):
    """The words name no moment."""

    code = ExitCode.BAD_INPUT


def parse_moment(words: str, now: datetime, time_zone: str) -> datetime:
    """The moment, aware UTC; without a zone of its own it is read in `time_zone`. Raises UnclearTime."""
    settings: Any = {
        "TIMEZONE": time_zone,
        "RETURN_AS_TIMEZONE_AWARE": True,
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": now.astimezone(ZoneInfo(time_zone)).replace(tzinfo=None),
    }
    found = _iso(words, time_zone) or dateparser.parse(words, languages=["en"], settings=settings)
    if found is None:
        raise UnclearTime(f"{words!r} is not clear as a time; write it like '2026-12-01 15:00' or 'tomorrow 15:00'")
    return found.astimezone(UTC)


def _iso(words: str, time_zone: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(words.strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(time_zone))

"""Which moments does a message get to name? Those that every time zone can show; any other is no time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

# Python's own years end at 1 and 9999, and a step to another zone beyond them raises OverflowError. Nobody plans
# a call outside of these two centuries, so the bounds cost nothing and hold for all that is computed later.
FIRST_YEAR, LAST_YEAR = 1970, 2200


def bounded(moment: datetime | None) -> datetime | None:
    """The moment in UTC; None for one that no calendar of ours should hold. A naive time is none either."""
    if moment is None or moment.tzinfo is None or not 1 < moment.year < 9999:
        return None
    in_utc = moment.astimezone(UTC)
    return in_utc if FIRST_YEAR <= in_utc.year <= LAST_YEAR else None


def is_bounded_day(day: date) -> bool:
    """Whether a day lies within the same bounds."""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def later(moment: datetime, duration: timedelta) -> datetime | None:
    """The end of something that begins at a bounded moment; None when that is out of bounds."""
    try:
        return bounded(moment + duration)
    except OverflowError:
        return None

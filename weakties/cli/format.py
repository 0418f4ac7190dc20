"""How are times and steps said to a person? Short, in their own time zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SOON = timedelta(hours=1)
_THIS_WEEK = timedelta(days=6)


def when(at: datetime | None, now: datetime, time_zone: str) -> str:
    """`now`, `in 5 min`, `Tue 14:30`, `12 Jan`, `12 Jan 2028`; a dash for never."""
    if at is None:
        return "–"
    ahead, local = at - now, at.astimezone(ZoneInfo(time_zone))
    if timedelta(seconds=-30) < ahead <= timedelta(seconds=1):
        return "now"
    if timedelta() < ahead < _SOON:
        return f"in {_amount(ahead)}"
    if -_SOON < ahead <= timedelta():
        return f"{_amount(-ahead)} ago"
    if abs(ahead) < _THIS_WEEK:
        return f"{local:%a %H:%M}"
    same_year = local.year == now.astimezone(ZoneInfo(time_zone)).year
    return f"{local.day} {local:%b}" if same_year else f"{local.day} {local:%b %Y}"


def exactly(at: datetime, time_zone: str) -> str:
    """`Tue 1 Dec 2026, 15:00 CET`."""
    local = at.astimezone(ZoneInfo(time_zone))
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M %Z}"


def stage_words(stage: str) -> str:
    """`opted_out` is said `opted out`."""
    return stage.replace("_", " ")


def step_words(step: str) -> str:
    """`send last_follow_up` is said `send last follow up`."""
    return step.replace("_", " ")


def _amount(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    return f"{seconds} s" if seconds < 90 else f"{seconds // 60} min"

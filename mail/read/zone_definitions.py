"""What time is it in a zone that a calendar message itself defines (VTIMEZONE, RFC 5545, 3.6.5)?

Only the rules that define zones in practice are read: once a year, in a month, on a weekday or a date. That keeps
the work bounded, whatever rule a stranger writes.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mail.read.calendar_properties import Component

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?")
_LOCAL = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?Z?)?")
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_OBSERVANCES, _MOST_DATES = 100, 500


@dataclass(frozen=True, slots=True)
class Yearly:
    """When, each year: a month, and weekdays (with their number in the month, 0 for any) or dates in it."""

    month: int
    weekdays: tuple[tuple[int, int], ...]
    dates: tuple[int, ...]
    until: datetime | None

    def day_in(self, year: int) -> int | None:
        """The first day of that month that fits."""
        length = calendar.monthrange(year, self.month)[1]
        return next((day for day in range(1, length + 1) if self._fits(year, day, length)), None)

    def _fits(self, year: int, day: int, length: int) -> bool:
        if self.dates and day not in self.dates and day - length - 1 not in self.dates:
            return False
        weekday = calendar.weekday(year, self.month, day)
        from_start, from_end = (day - 1) // 7 + 1, -((length - day) // 7 + 1)
        return not self.weekdays or any(
            weekday == wanted and number in (0, from_start, from_end) for number, wanted in self.weekdays
        )


@dataclass(frozen=True, slots=True)
class Observance:
    """Standard or summer time: from when, by which rule or dates, and what is added to UTC before and then."""

    onset: datetime
    offset_from: timedelta
    offset_to: timedelta
    yearly: Yearly | None
    dates: tuple[datetime, ...]

    def last_onset(self, local: datetime) -> datetime | None:
        """The latest beginning that is not after this local time."""
        onsets = [self.onset, *self.dates, *(self._in(year) for year in (local.year - 1, local.year))]
        past = [one for one in onsets if one is not None and self.onset <= one <= local]
        return max(past, default=None)

    def _in(self, year: int) -> datetime | None:
        day = self.yearly.day_in(year) if self.yearly else None
        if self.yearly is None or day is None:
            return None
        onset = self.onset.replace(year=year, month=self.yearly.month, day=day)
        is_over = self.yearly.until is not None and onset > self.yearly.until
        return None if is_over else onset


@dataclass(frozen=True, slots=True)
class Definition:
    """A zone as one message defines it. `is_whole` says that all of its rules could be read."""

    observances: tuple[Observance, ...]
    is_whole: bool

    def offset_at(self, local: datetime) -> timedelta:
        """What the zone's clocks are ahead of UTC when they show this local (naive) time."""
        begun = [(onset, one) for one in self.observances if (onset := one.last_onset(local))]
        if begun:
            return max(begun, key=lambda pair: pair[0])[1].offset_to
        return min(self.observances, key=lambda one: one.onset).offset_from


def read_definition(component: Component) -> Definition | None:
    """The definition; None where no part of it can be read."""
    read = [_observance(part) for part in component.parts[:_MOST_OBSERVANCES] if part.name in ("STANDARD", "DAYLIGHT")]
    known = [one for one in read if one is not None]
    if not known:
        return None
    return Definition(tuple(one for one, _ in known), all(is_whole for _, is_whole in known) and None not in read)


def _observance(part: Component) -> tuple[Observance, bool] | None:
    onset = read_local(_value(part, "DTSTART"))
    offsets = [read_offset(_value(part, name)) for name in ("TZOFFSETFROM", "TZOFFSETTO")]
    before, then = offsets[0], offsets[1]
    if then is None:
        return None
    # Without a beginning it is as if it had always been so.
    onset = onset or datetime(1970, 1, 1)  # noqa: DTZ001 - a wall clock's time, in no zone by nature
    rule, is_whole = _yearly(_value(part, "RRULE"), onset)
    dates = [read_local(one) for line in part.all("RDATE") for one in line.value.split(",")[:_MOST_DATES]]
    kept = tuple(one for one in dates if one)[:_MOST_DATES]
    return Observance(onset, then if before is None else before, then, rule, kept), is_whole and None not in dates


def _value(part: Component, name: str) -> str:
    found = part.first(name)
    return found.value if found else ""


def _yearly(rule: str, onset: datetime) -> tuple[Yearly | None, bool]:
    """The rule, and whether all of it was understood."""
    if not rule:
        return None, True
    fields = dict(one.partition("=")[::2] for one in rule.upper().split(";"))
    until = read_local(fields.get("UNTIL", ""))
    month = fields.get("BYMONTH", str(onset.month))
    if fields.get("FREQ") != "YEARLY" or not re.fullmatch(r"0?[1-9]|1[0-2]", month):
        return None, False
    weekdays = tuple(
        (int(number or 0), _WEEKDAYS.index(name)) for number, name in _DAY.findall(fields.get("BYDAY", ""))
    )
    dates = tuple(int(one) for one in re.findall(r"-?\d{1,2}", fields.get("BYMONTHDAY", "")))
    if not weekdays and not dates:
        dates = (onset.day,)
    return Yearly(int(month), weekdays, dates, until), ("UNTIL" not in fields) == (until is None)


def read_offset(text: str) -> timedelta | None:
    """A UTC offset, less than a day; None for what is none."""
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3]), seconds=int(match[4] or 0))
    if size >= timedelta(days=1):
        return None
    return -size if match[1] == "-" else size


def read_local(text: str) -> datetime | None:
    """A wall clock's time, naive; None for what is none."""
    match = _LOCAL.fullmatch(text.strip())
    if match is None:
        return None
    try:
        return datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return None

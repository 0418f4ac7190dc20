"""When is it working time where the contact lives? Business days, holidays and the sending window."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from relationship.delay import Delay
from relationship.policy import WORKING_WEEK, Window

_NO_HOLIDAYS: holidays.HolidayBase = holidays.HolidayBase()
# Longer than any run of days off; a window with no day in it must not loop for ever.
_FURTHEST_DAYS = 60
_LONGEST_SPREAD = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """The contact's clock and calendar.

    `country` is ISO 3166, optionally `DE-BY`; empty: no holidays. `spread` in [0, 1) moves this contact's
    mail into the first hours of a window, so that not everything leaves at the stroke of its opening.
    """

    time_zone: str
    country: str
    window: Window
    spread: float = 0.0

    def after(self, start_at: datetime, delay: Delay) -> datetime:
        """`delay` after `start_at`, both aware UTC; business days keep the local time of day."""
        local = start_at.astimezone(zone_of(self.time_zone))
        if delay.business_days:
            day = self._nth_business_day(local.date(), delay.business_days)
            local = datetime.combine(day, local.timetz())
        return local.astimezone(UTC) + delay.elapsed_for

    def noon_of(self, at: datetime) -> datetime:
        """Noon of that day where the contact lives, aware UTC."""
        zone = zone_of(self.time_zone)
        return datetime.combine(at.astimezone(zone).date(), time(12), zone).astimezone(UTC)

    def open_at(self, at: datetime) -> datetime:
        """`at` if mail may leave then, else the next opening of the window. Aware UTC."""
        if self.window.always:
            return at
        local = at.astimezone(zone_of(self.time_zone))
        if self._is_sending_day(local.date()):
            if self.window.opens_at <= local.time() < self.window.closes_at:
                return at
            if local.time() < self.window.opens_at:
                return self._opening(local.date())
        return self._opening(self._next_sending_day(local.date()))

    def business_day_after(self, day: date, count: int) -> datetime:
        """The start of the `count`-th business day after `day`, local midnight as aware UTC."""
        nth = self._nth_business_day(day, count)
        return datetime(nth.year, nth.month, nth.day, tzinfo=zone_of(self.time_zone)).astimezone(UTC)

    def _opening(self, day: date) -> datetime:
        zone = zone_of(self.time_zone)
        opens_at = datetime.combine(day, self.window.opens_at, zone).astimezone(UTC)
        closes_at = datetime.combine(day, self.window.closes_at, zone).astimezone(UTC)
        return opens_at + min(_LONGEST_SPREAD, (closes_at - opens_at) / 2) * self.spread

    def _next_sending_day(self, day: date) -> date:
        for _ in range(_FURTHEST_DAYS):
            day += timedelta(days=1)
            if self._is_sending_day(day):
                return day
        return day

    def _is_sending_day(self, day: date) -> bool:
        return day.weekday() in self.window.days and day not in _calendar(self.country)

    def _nth_business_day(self, day: date, count: int) -> date:
        calendar = _calendar(self.country)
        while count:
            day += timedelta(days=1)
            if day.weekday() in WORKING_WEEK and day not in calendar:
                count -= 1
        return day


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name. An unknown one is UTC: settings and `add` refuse it first."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # A name that was known when the contact was added may be missing on another machine, and a
        # relationship that can't choose its next step would be stuck for ever. OSError: "America" is a folder.
        return ZoneInfo("UTC")


@lru_cache(maxsize=256)
def _calendar(country: str) -> holidays.HolidayBase:
    """The public holidays of a country. An unknown one has none: settings and `add` refuse it first."""
    if not country:
        return _NO_HOLIDAYS
    code, _, subdivision = country.partition("-")
    try:
        return holidays.country_holidays(code, subdiv=subdivision or None)
    except NotImplementedError:
        return _NO_HOLIDAYS


def is_known_country(country: str) -> bool:
    """Whether the holidays of this country (`DE`) or part of one (`DE-BY`) are known."""
    code, _, subdivision = country.partition("-")
    known = holidays.list_supported_countries()
    return code in known and (not subdivision or subdivision in known[code])

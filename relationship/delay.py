"""How long is a wait, in words a person writes: `30s`, `3 weeks`, `5 business days`."""

import re
from dataclasses import dataclass
from datetime import timedelta

_UNITS = {
    "s": timedelta(seconds=1),
    "second": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "m": timedelta(minutes=1),
    "minute": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "hour": timedelta(hours=1),
    "d": timedelta(days=1),
    "day": timedelta(days=1),
    "w": timedelta(weeks=1),
    "week": timedelta(weeks=1),
}
_BUSINESS_DAYS = re.compile(r"(?P<count>\d+)\s*(?:business|working)\s*days?", re.IGNORECASE)
_ELAPSED_PART = re.compile(r"(?P<count>\d+(?:\.\d+)?)\s*(?P<unit>[a-z]+)", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s,]*(?:and)?[\s,]*", re.IGNORECASE)
_LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Delay:
    """A wait: working days in the contact's calendar, then elapsed time."""

    business_days: int = 0
    elapsed_for: timedelta = timedelta()

    def __str__(self) -> str:
        if self.business_days:
            return f"{self.business_days} business day{'' if self.business_days == 1 else 's'}"
        return _in_words(self.elapsed_for)


def parse_delay(words: str) -> Delay:
    """Read `30s`, `90 minutes`, `3 weeks`, `1 day 12 hours` or `5 business days`.

    Raises ValueError, with what to write instead, for anything else and for waits over ten years.
    """
    text = words.strip()
    if business := _BUSINESS_DAYS.fullmatch(text):
        delay = Delay(business_days=int(business["count"]))
    else:
        delay = Delay(elapsed_for=_parse_elapsed(text))
    if delay.elapsed_for > _LONGEST or delay.business_days > _LONGEST.days:
        raise ValueError(f"{words!r} is over ten years; write a shorter time, such as '3 weeks'")
    return delay


def _parse_elapsed(text: str) -> timedelta:
    total, position = timedelta(), 0
    while position < len(text):
        part = _ELAPSED_PART.match(text, position)
        unit = _unit(part["unit"].lower()) if part else None
        if part is None or unit is None:
            raise ValueError(_remedy(text))
        count = float(part["count"])
        # Compared before it is multiplied: a timedelta overflows at a thousand million days.
        if count * unit.total_seconds() > _LONGEST.total_seconds():
            return _LONGEST + unit
        total += count * unit
        separator = _SEPARATOR.match(text, part.end())
        position = separator.end() if separator else part.end()
    if not text:
        raise ValueError(_remedy(text))
    return total


def _unit(word: str) -> timedelta | None:
    # Only whole words have a plural: "ms" are no minutes.
    return _UNITS.get(word) or (_UNITS.get(word.removesuffix("s")) if len(word) > 2 else None)


def _remedy(text: str) -> str:
    return f"{text!r} is not a length of time; write one like '30s', '3 weeks' or '5 business days'"


def _in_words(length: timedelta) -> str:
    for name in ("week", "day", "hour", "minute"):
        unit = _UNITS[name]
        if length >= unit and not length % unit:
            count = length // unit
            return f"{count} {name}{'' if count == 1 else 's'}"
    seconds = f"{length.total_seconds():f}".rstrip("0").rstrip(".")
    return f"{seconds} second{'' if seconds == '1' else 's'}"

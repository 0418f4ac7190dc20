"""Which real time zones may a calendar program's name for one mean?"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# What Outlook calls a zone on the screen holds these words (Microsoft, "Default Time Zones").
_REGIONS = {
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles", "atlantic time": "America/Halifax", "alaska": "America/Anchorage",
    "hawaii": "Pacific/Honolulu", "arizona": "America/Phoenix", "newfoundland": "America/St_Johns",
    "central america": "America/Guatemala", "indiana": "America/Indianapolis", "brasilia": "America/Sao_Paulo",
    "greenland": "America/Godthab", "azores": "Atlantic/Azores", "new delhi": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "chennai": "Asia/Kolkata", "abu dhabi": "Asia/Dubai", "beijing": "Asia/Shanghai",
    "osaka": "Asia/Tokyo", "sapporo": "Asia/Tokyo", "canberra": "Australia/Sydney", "wellington": "Pacific/Auckland",
    "bern": "Europe/Zurich", "rom": "Europe/Rome", "wien": "Europe/Vienna", "prag": "Europe/Prague",
    "warschau": "Europe/Warsaw", "brussel": "Europe/Brussels", "kopenhagen": "Europe/Copenhagen",
    "athen": "Europe/Athens", "moskau": "Europe/Moscow", "west central africa": "Africa/Lagos",
    "pretoria": "Africa/Johannesburg", "kyiv": "Europe/Kyiv", "kiev": "Europe/Kyiv", "edinburgh": "Europe/London",
    "coordinated universal time": "Etc/UTC", "universal coordinated time": "Etc/UTC",
    "greenwich mean time": "Europe/London", "central european": "Europe/Berlin", "western european": "Europe/Lisbon",
    "eastern european": "Europe/Athens", "central europe": "Europe/Berlin", "india standard": "Asia/Kolkata",
}  # fmt: skip
# Names that some programs write alone. Those that mean several zones (CST, IST) are not here: they are asked about.
_SHORT = {
    "z": "Etc/UTC", "utc": "Etc/UTC", "gmt": "Etc/UTC", "cet": "Europe/Berlin", "cest": "Europe/Berlin",
    "eet": "Europe/Athens", "eest": "Europe/Athens", "wet": "Europe/Lisbon", "est5edt": "America/New_York",
    "cst6cdt": "America/Chicago", "mst7mdt": "America/Denver", "pst8pdt": "America/Los_Angeles",
}  # fmt: skip
_BY_WINDOWS = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
_PREFIX = re.compile(r"\((?:UTC|GMT)\s*(?:([+-])(\d{1,2}):?(\d\d))?\)\s*", re.I)
_FIXED = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2}):?(\d\d)?", re.I)
# Outlook numbers the zones that it thinks it has changed: "Eastern Standard Time 1".
_NUMBERED = re.compile(r"(.*\D)\s+\d{1,2}")
_LONGEST = 200


def zones_of(name: str) -> tuple[tzinfo, ...]:
    """The zones that the name may mean, none for an unknown one. Where they differ, nobody can say which is meant."""
    name = " ".join(name[:_LONGEST].split()).strip("\"'")
    for read in (_one_zone, _fixed, _by_places, _by_offset):
        found = read(name)
        if found:
            return found
    return ()


@lru_cache(maxsize=512)
def _one_zone(name: str) -> tuple[tzinfo, ...]:
    """By its own name, in any spelling that programs give it: IANA, Windows (CLDR), with a path or a number."""
    numbered = _NUMBERED.fullmatch(name)
    in_winter = re.sub(r"(?i)\bdaylight time\b", "Standard Time", name)
    for spelling in (name, in_winter, *([numbered[1]] if numbered else []), *_tails(name)):
        key = _iana().get(_key(spelling)) or _BY_WINDOWS.get(spelling.casefold()) or _SHORT.get(spelling.casefold())
        if key:
            return (UTC,) if key == "Etc/UTC" else (ZoneInfo(key),)
    return ()


def _tails(name: str) -> list[str]:
    """/mozilla.org/20050126_1/Europe/Berlin and tzone://Microsoft/Utc end in the name."""
    steps = [step for step in name.split("/") if step]
    return ["/".join(steps[-length:]) for length in (3, 2, 1) if len(steps) > length]


@lru_cache(maxsize=1)
def _iana() -> dict[str, str]:
    """IANA's own names, by what is left when case and separators are. Read from tzdata, once."""
    return {_key(name): name for name in available_timezones() if "/" in name or len(name) > 4}


def _key(name: str) -> str:
    return re.sub(r"[\s_/-]+", "/", name.casefold()).strip("/")


def _fixed(name: str) -> tuple[tzinfo, ...]:
    """ "UTC+05:30" says all. "(UTC-05:00) …" does not: the words behind it say whether there is summer time."""
    match = _FIXED.fullmatch(name)
    offset = _offset(match[1], match[2], match[3]) if match else None
    return (timezone(offset),) if offset is not None else ()


def _offset(sign: str, hours: str, minutes: str | None) -> timedelta | None:
    size = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if size > timedelta(hours=14):
        return None
    return -size if sign == "-" else size


def _by_places(name: str) -> tuple[tzinfo, ...]:
    """The cities and regions of a display name: "(UTC+00:00) Dublin, Edinburgh, Lisbon, London"."""
    words = _plain(_PREFIX.sub("", name))
    named = [zone for region, zone in _REGIONS.items() if re.search(rf"\b{region}\b", words)]
    cities = [_cities()[city] for one in re.split(r"[,;/&()]", words) if (city := one.strip()) in _cities()]
    zones = tuple(ZoneInfo(zone) for zone in dict.fromkeys((*named, *cities)))
    # Windows puts Urumqi beside Beijing, which by its own clocks it is not: the offset before the names decides.
    return tuple(zone for zone in zones if _standard(zone) == _prefixed(name)) or zones


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    found = {}
    for name in sorted(available_timezones()):
        area, _, city = name.rpartition("/")
        if area in ("Africa", "America", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"):
            found[city.replace("_", " ").casefold()] = name
    return found


def _plain(words: str) -> str:
    letters = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _by_offset(name: str) -> tuple[tzinfo, ...]:
    """All zones of the world that keep the standard offset of "(UTC+05:30) …"; often they all agree."""
    offset = _prefixed(name)
    return _keeping(offset) if offset is not None else ()


def _prefixed(name: str) -> timedelta | None:
    match = _PREFIX.match(name)
    if match is None:
        return None
    return _offset(match[1], match[2], match[3]) if match[1] else timedelta(0)


@lru_cache(maxsize=64)
def _keeping(offset: timedelta) -> tuple[tzinfo, ...]:
    zones = [ZoneInfo(name) for name in sorted(set(WINDOWS_TO_OLSON.values()))]
    return tuple(zone for zone in zones if _standard(zone) == offset)


def _standard(zone: tzinfo) -> timedelta:
    """What it is ahead of UTC when it has no summer time."""
    return min(zone.utcoffset(datetime(2026, month, 1)) or timedelta(0) for month in (1, 7))  # noqa: DTZ001

"""Which instant does a calendar's local time name? Asked about each message anew; None: only a person can say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mail.read.calendar_properties import Component, Property
from mail.read.times import FIRST_YEAR, LAST_YEAR, bounded
from mail.read.zone_definitions import Definition, read_definition, read_local, read_offset
from mail.read.zone_names import zones_of

_MOST_ZONES = 30


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a calendar writes it: the instant where it is known, else what the clock shows there, in ISO form."""

    at: datetime | None = None
    local: str = ""
    zone: str = ""
    is_day: bool = False


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of one message: its own definitions, and what it calls its usual one."""

    definitions: dict[str, Definition]
    usual: str = ""

    @classmethod
    def of(cls, components: list[Component]) -> Zones:
        defined: dict[str, Definition] = {}
        for one in [one for one in components if one.name == "VTIMEZONE"][:_MOST_ZONES]:
            definition = read_definition(one)
            if definition is not None:
                defined.setdefault(_named(one.text("TZID")), definition)
        usual = next((one.text("X-WR-TIMEZONE") for one in components if one.first("X-WR-TIMEZONE")), "")
        return cls(defined, usual)

    def moment(self, written: Property | None) -> Moment:
        """The time of DTSTART and its like."""
        if written is None:
            return Moment()
        date_part, _, clock = written.value.upper().partition("T")
        date_part = date_part.replace("-", "")
        if not clock:
            return Moment(local=_iso(read_local(date_part)), is_day=True)
        return self._timed(date_part, clock.replace(":", ""), written.parameters.get("TZID"))

    def _timed(self, date_part: str, clock: str, zone: str | None) -> Moment:
        digits, offset = clock[:6].rstrip("Z+-"), clock[4:].lstrip("0123456789.")
        local = read_local(f"{date_part}T{digits if digits.isdigit() and len(digits) == 6 else digits[:4]}")
        if local is None:
            return Moment(zone=zone or "")
        if offset:
            ahead = timedelta(0) if offset == "Z" else read_offset(offset) or timedelta(0)
            return Moment(_instant(local, ahead), zone=zone or "UTC")
        at = self.instant(local, zone)
        return Moment(at, "" if at else _iso(local), zone or "")

    def instant(self, local: datetime, zone: str | None) -> datetime | None:
        """By this message's definition, the name, a broken definition, the only one, the message's usual zone."""
        if not FIRST_YEAR <= local.year <= LAST_YEAR:
            return None
        if zone is None:
            return _by_name(local, self.usual)
        own = self.definitions.get(_named(zone))
        if own is not None and own.is_whole:
            return _instant(local, own.offset_at(local))
        named = _by_name(local, zone)
        if named is not None:
            return named
        if own is None and len(self.definitions) == 1:
            own = next(iter(self.definitions.values()))
        return _instant(local, own.offset_at(local)) if own else _by_name(local, self.usual)


def in_zone(local: str, zone: str) -> datetime | None:
    """The instant of a floating time (`Moment.local`) for somebody in this zone; None where that cannot be said."""
    found = read_local(local.replace("-", "").replace(":", ""))
    return _by_name(found, zone) if found and FIRST_YEAR <= found.year <= LAST_YEAR else None


def _named(zone: str) -> str:
    return " ".join(zone.strip("\"'").split()).casefold()


def _iso(local: datetime | None) -> str:
    return local.isoformat(timespec="minutes") if local else ""


def _instant(local: datetime, ahead: timedelta) -> datetime | None:
    return bounded(local.replace(tzinfo=UTC) - ahead) if FIRST_YEAR <= local.year <= LAST_YEAR else None


def _by_name(local: datetime, name: str) -> datetime | None:
    """The instant, if all zones that the name may mean agree on it then."""
    if not name:
        return None
    instants = {bounded(local.replace(tzinfo=zone)) for zone in zones_of(name)}
    return instants.pop() if len(instants) == 1 else None

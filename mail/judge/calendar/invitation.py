"""What does a calendar message (iTIP, RFC 5546) ask or answer?"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar as VCalendar

from mail.judge.facts import Facts
from mail.judge.judgement import Calendar, CalendarMethod

_METHOD = re.compile(r"^METHOD(?:;[^:\r\n]*)?:[ \t]*(?:\r?\n[ \t])?([A-Za-z-]+)", re.M | re.I)
_METHODS: dict[str, CalendarMethod] = {
    "REQUEST": "request",
    "ADD": "request",
    "REPLY": "reply",
    "CANCEL": "cancel",
    "COUNTER": "counter",
    "DECLINECOUNTER": "other",
    "PUBLISH": "publish",
    "REFRESH": "other",
}
_ANSWERS: dict[str, CalendarMethod] = {"ACCEPTED": "accept", "DECLINED": "decline", "TENTATIVE": "tentative"}
_MAX_CALENDAR = 100_000


def find_invitation(facts: Facts) -> Calendar | None:
    """The first calendar part that carries a METHOD; a plain attached event is no iTIP message."""
    if any(report.content_type.endswith("delivery-status") for report in facts.incoming.reports):
        return None
    for part in facts.incoming.calendars:
        found = _METHOD.search(part.text[:_MAX_CALENDAR])
        method = (found[1] if found else part.method).upper()
        if method in _METHODS:
            return _calendar(method, part.text[:_MAX_CALENDAR], facts.incoming.from_address)
    return None


def _calendar(method: str, text: str, sender: str) -> Calendar:
    rule = f"itip-{method.lower()}"
    component = _component(text)
    if component is None:
        answer = re.search(r"PARTSTAT=\"?([A-Z]+)", text)
        named = _ANSWERS.get(answer[1], "reply") if method == "REPLY" and answer else _METHODS[method]
        return Calendar(rule, named, named, uid=_raw(text, "UID"), summary=_raw(text, "SUMMARY"))
    attendees = _each(component.get("ATTENDEE"))
    named = _METHODS[method]
    if method == "REPLY":
        answers = [str(getattr(one, "params", {}).get("PARTSTAT", "")).upper() for one in attendees]
        named = next((_ANSWERS[one] for one in answers if one in _ANSWERS), "reply")
    starts_at, zone = _moment(component.get("DTSTART"))
    ends_at, _ = _moment(component.get("DTEND"))
    if ends_at is None and starts_at is not None:
        ends_at = _end_by_duration(starts_at, component)
    return Calendar(
        rule=rule,
        sub=named,
        method=named,
        uid=str(component.get("UID", ""))[:500],
        sequence=_number(component.get("SEQUENCE")),
        starts_at=starts_at,
        ends_at=ends_at,
        time_zone=zone,
        summary=str(component.get("SUMMARY", ""))[:500],
        organizer=_address(component.get("ORGANIZER")),
        attendee=(_address(attendees[0]) if attendees else "") or (sender if method == "REPLY" else ""),
    )


def _component(text: str) -> Any:
    # icalendar raises ValueError for most faults, and whatever its property types stumble on for the rest.
    try:
        for component in VCalendar.from_ical(text).walk():
            if component.name in ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"):
                return component
    except Exception:  # noqa: BLE001 - icalendar raises many kinds on what strangers write
        return None
    return None


def _each(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _moment(value: Any) -> tuple[datetime | None, str]:
    """An aware time and its zone's name; a whole day begins at midnight, a floating time is read as UTC."""
    when = getattr(_each(value)[0], "dt", None) if _each(value) else None
    if isinstance(when, datetime):
        zone = str(_each(value)[0].params.get("TZID", "")) or ("UTC" if when.tzinfo else "")
        return (when if when.tzinfo else when.replace(tzinfo=UTC)), zone
    if isinstance(when, date):
        return datetime.combine(when, time(), UTC), ""
    return None, ""


def _end_by_duration(starts_at: datetime, component: Any) -> datetime | None:
    duration = getattr(component.get("DURATION"), "dt", None)
    try:
        return starts_at + duration if isinstance(duration, timedelta) else None
    except OverflowError:
        return None


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def _address(value: Any) -> str:
    return re.sub(r"(?i)^mailto:", "", str(_each(value)[0])).strip() if value else ""


def _raw(text: str, name: str) -> str:
    match = re.search(rf"^{name}[^:\r\n]*:([^\r\n]*)", text, re.M)
    return match[1].strip()[:500] if match else ""

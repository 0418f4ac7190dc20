"""What does a calendar message (iTIP, RFC 5546) ask or answer?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from mail.judge.facts import Facts
from mail.judge.judgement import Calendar, CalendarMethod
from mail.read.calendar_properties import Component, Property, parse_components
from mail.read.incoming import CalendarPart
from mail.read.times import later
from mail.read.zones import Moment, Zones
from mail.write.meeting import meeting_relationships

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
_ANSWERS: dict[str, CalendarMethod] = {
    "ACCEPTED": "accept",
    "DECLINED": "decline",
    "TENTATIVE": "tentative",
    "DELEGATED": "delegate",
}
# Only the organizer of an event says these of it: from anybody else it is our own event, sent back with an answer.
_ORGANIZERS = frozenset(["REQUEST", "ADD", "CANCEL", "PUBLISH"])
_EVENTS = ("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY")
_DURATION = re.compile(r"\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.I)
_ADDRESS = re.compile(r"(?i)(?:mailto:\s*)?([^\s<>:;\"]+@[^\s<>;\"]+)")
_LONGEST, _MOST_PEOPLE = 500, 50


@dataclass(frozen=True, slots=True)
class _Event:
    """One calendar part: its method in upper case, its first event, and its time zones."""

    method: str
    event: Component
    zones: Zones


def find_invitation(facts: Facts) -> Calendar | None:
    """The first calendar part that carries a METHOD; a plain attached event is no iTIP message."""
    if any(report.content_type.endswith("delivery-status") for report in facts.incoming.reports):
        return None
    for part in facts.incoming.calendars:
        read = _read(part)
        if read.method in _METHODS and not _is_ours(read):
            return _calendar(read, facts.incoming.from_address)
    return None


def _read(part: CalendarPart) -> _Event:
    components = parse_components(part.text)
    method = next((one.text("METHOD") for one in components if one.first("METHOD")), part.method)
    events = [one for one in components if one.name in _EVENTS]
    # The series itself comes before its exceptions, wherever its writer put them.
    event = next((one for one in events if one.first("RECURRENCE-ID") is None), None)
    return _Event(method.strip().upper(), event or (events[0] if events else Component("")), Zones.of(components))


def _is_ours(read: _Event) -> bool:
    return read.method in _ORGANIZERS and bool(meeting_relationships(read.event.text("UID")))


def _calendar(read: _Event, sender: str) -> Calendar:
    event = read.event
    who = _who_answers(event, sender) if read.method in ("REPLY", "COUNTER") else _first(event.all("ATTENDEE"))
    named = _METHODS[read.method]
    if read.method == "REPLY":
        named = _ANSWERS.get(_parameter(who, "PARTSTAT").upper(), "reply")
    starts = read.zones.moment(event.first("DTSTART"))
    return Calendar(
        rule=f"itip-{read.method.lower()}",
        sub=named,
        method=named,
        uid=event.text("UID")[:_LONGEST],
        sequence=_number(event.text("SEQUENCE")),
        starts_at=starts.at,
        ends_at=_ends(event, starts, read.zones),
        time_zone=starts.zone[:_LONGEST],
        summary=event.text("SUMMARY")[:_LONGEST],
        organizer=_address(event.first("ORGANIZER")),
        attendee=_address(who) or (sender if read.method == "REPLY" else ""),
        delegated_to=_mailbox(_parameter(who, "DELEGATED-TO")),
        people=_people(event),
        local_time=starts.local,
        is_all_day=starts.is_day,
        recurring=event.first("RRULE") is not None or event.first("RDATE") is not None,
        whole_series=event.first("RECURRENCE-ID") is None,
        new_text="\n".join(one.text for one in event.all("COMMENT")[:5])[:4000],
    )


def _who_answers(event: Component, sender: str) -> Property | None:
    """The sender's own line: an answer may list others, with what their calendars once said (RFC 5546, 3.2.3)."""
    attendees = event.all("ATTENDEE")[:_MOST_PEOPLE]
    organizer = _address(event.first("ORGANIZER")).casefold()
    own = [one for one in attendees if _address(one).casefold() == sender.casefold()]
    others = [one for one in attendees if _address(one).casefold() != organizer]
    answering = [one for one in others if _parameter(one, "PARTSTAT").upper() in _ANSWERS]
    return _first(own or answering or others or attendees)


def _first(lines: list[Property]) -> Property | None:
    return lines[0] if lines else None


def _parameter(line: Property | None, name: str) -> str:
    return line.parameters.get(name, "") if line else ""


def _people(event: Component) -> tuple[str, ...]:
    lines = [*event.all("ORGANIZER"), *event.all("ATTENDEE")][:_MOST_PEOPLE]
    return tuple(dict.fromkeys(found for one in lines if (found := _address(one))))


def _address(line: Property | None) -> str:
    if line is None:
        return ""
    # Exchange's directory paths and Google's resource names stand in the value; the address is in EMAIL then.
    return _mailbox(line.value) or _mailbox(_parameter(line, "EMAIL"))


def _mailbox(written: str) -> str:
    match = _ADDRESS.search(written[:_LONGEST])
    return match[1] if match else ""


def _ends(event: Component, starts: Moment, zones: Zones) -> datetime | None:
    ends = zones.moment(event.first("DTEND") or event.first("DUE"))
    if ends.at is not None or starts.at is None:
        return ends.at
    match = _DURATION.fullmatch(event.text("DURATION"))
    if match is None or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return later(starts.at, timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"\d{1,9}", text) else 0

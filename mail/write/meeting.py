"""Our own invitations: iTIP (RFC 5546) in a mail (RFC 6047), and the UIDs that bring their answers back."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

# A UID names the relationship, as our Message-IDs do: a calendar's answer need not come in the thread.
_OUR_UID = re.compile(r"\bwt-([0-9a-f]{16})-\d{8}T\d{6}@")


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is invited to, moved or cancelled. Times are aware; `time_zone` (IANA) is the organizer's."""

    method: Literal["REQUEST", "CANCEL"]
    uid: str
    sequence: int
    starts_at: datetime
    minutes: int
    time_zone: str
    summary: str
    description: str
    organizer_name: str
    organizer: str
    attendee_name: str
    attendee: str
    written_at: datetime


def compose_meeting(meeting: Meeting) -> str:
    """The iCalendar text (RFC 5545), with its time zone spelled out; the same meeting gives the same text."""
    zone = ZoneInfo(meeting.time_zone)
    starts_at = meeting.starts_at.astimezone(zone)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.written_at.astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", starts_at)
    # Added in UTC: a call over the end of summer time is as long as any other.
    event.add("dtend", (meeting.starts_at.astimezone(UTC) + timedelta(minutes=meeting.minutes)).astimezone(zone))
    event.add("summary", meeting.summary)
    event.add("description", meeting.description)
    event.add("status", "CANCELLED" if meeting.method == "CANCEL" else "CONFIRMED")
    event.add("organizer", _person(meeting.organizer, meeting.organizer_name))
    attendee = _person(meeting.attendee, meeting.attendee_name)
    if meeting.method == "REQUEST":
        attendee.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"})
    event.add("attendee", attendee)
    calendar = Calendar()
    calendar.add("prodid", "-//weakties//weakties//EN")
    calendar.add("version", "2.0")
    calendar.add("method", meeting.method)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return str(calendar.to_ical().decode("utf-8"))


def meeting_relationships(text: str) -> tuple[str, ...]:
    """The relationships (16 hex) whose invitations a calendar text speaks of, each once, in order."""
    return tuple(dict.fromkeys(_OUR_UID.findall(text)))


def _person(address: str, name: str) -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    person.params["CN"] = name
    return person

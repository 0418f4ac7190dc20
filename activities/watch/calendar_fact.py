"""What does a calendar message tell the relationship: a call, an answer, or words that the user must read?"""

from dataclasses import replace
from datetime import UTC, datetime

from mail.judge.judgement import Calendar
from mail.read.incoming import Incoming
from mail.read.zones import in_zone
from relationship.stream import commands as c
from relationship.stream import events as e
from relationship.stream.commands import Incoming as Fact

# Enough to remember what was said; a whole newsletter is not kept for years.
LONGEST_TEXT = 4_000
# A conference of nine hours is not the call that was asked for.
_USUAL_MINUTES, _MOST_MINUTES = 20, 4 * 60


def calendar_fact(
    calendar: Calendar, incoming: Incoming, received_at: datetime, message_id: str, contact_zone: str = ""
) -> Fact | None:
    """The fact; None for what asks nothing and comes with no words.

    A floating time is the contact's own (RFC 5545, 3.3.5): it is read in `contact_zone` (IANA), if that is known.
    """
    calendar = _in_contact_zone(calendar, contact_zone)
    text = calendar.new_text[:LONGEST_TEXT]
    match calendar.method:
        case "request":
            return _invitation(calendar, incoming, received_at, message_id)
        case "cancel" if calendar.whole_series:
            return c.InvitationCancelled(received_at, message_id, calendar.uid, text)
        case "accept" | "decline" | "tentative" | "counter" | "delegate":
            return _answer(calendar, received_at, message_id)
        case _:
            return _words(calendar, incoming, received_at, message_id)


def _in_contact_zone(calendar: Calendar, zone: str) -> Calendar:
    is_floating = calendar.starts_at is None and not calendar.time_zone and not calendar.is_all_day
    at = in_zone(calendar.local_time, zone) if is_floating and zone else None
    return replace(calendar, starts_at=at, local_time="", time_zone=zone) if at else calendar


def _invitation(calendar: Calendar, incoming: Incoming, received_at: datetime, message_id: str) -> Fact | None:
    starts_at = _call_time(calendar)
    if starts_at is not None and starts_at > received_at:
        text = calendar.new_text[:LONGEST_TEXT]
        return c.InvitationReceived(
            received_at, message_id, starts_at, _minutes(calendar), calendar.uid, calendar.sequence, text
        )
    is_over = starts_at is not None
    return _words(calendar, incoming, received_at, message_id, is_worth_asking=not is_over)


def _answer(calendar: Calendar, received_at: datetime, message_id: str) -> Fact:
    said = calendar.new_text[:LONGEST_TEXT]
    if calendar.delegated_to:
        said = f"{said}\n\nThey send {calendar.delegated_to} instead.".strip()
    return e.InvitationAnswered(
        received_at,
        message_id,
        calendar.method,
        _call_time(calendar),
        _minutes(calendar),
        calendar.uid,
        calendar.sequence,
        said,
        calendar.attendee,
    )


def _words(
    calendar: Calendar, incoming: Incoming, received_at: datetime, message_id: str, *, is_worth_asking: bool = False
) -> Fact | None:
    """A person's words, with what the calendar says beside them; None where there is nothing to read."""
    answers = bool(incoming.in_reply_to or incoming.references)
    if not (calendar.new_text or answers or is_worth_asking):
        return None
    return e.ReplyReceived(
        received_at,
        message_id,
        incoming.from_address,
        incoming.from_name,
        incoming.subject,
        calendar.new_text[:LONGEST_TEXT],
        next(iter(incoming.in_reply_to), ""),
        reply_to=incoming.reply_to,
        calendar=_in_words(calendar),
        invited_for="" if calendar.is_all_day or calendar.recurring else calendar.local_time,
    )


def _in_words(calendar: Calendar) -> str:
    """One line for the user, such as "request: Our call, 2027-07-05T15:00, Customized Time Zone, a series"."""
    at = calendar.starts_at.isoformat(timespec="minutes") if calendar.starts_at else calendar.local_time
    more = (
        "the whole day" if calendar.is_all_day else calendar.time_zone,
        "a series" if calendar.recurring else "",
        "" if calendar.whole_series else "one day of a series",
    )
    parts = [part for part in (calendar.summary, at, *more) if part]
    return f"{calendar.method}: {', '.join(parts)}"


def _call_time(calendar: Calendar) -> datetime | None:
    """When the one call is; a series, a day of one, a whole day and a conference are none."""
    if calendar.starts_at is None or calendar.recurring or not calendar.whole_series or calendar.is_all_day:
        return None
    return None if _length(calendar) > _MOST_MINUTES else calendar.starts_at.astimezone(UTC)


def _length(calendar: Calendar) -> int:
    if calendar.starts_at is None or calendar.ends_at is None:
        return 0
    return int((calendar.ends_at - calendar.starts_at).total_seconds() // 60)


def _minutes(calendar: Calendar) -> int:
    """The length, twenty minutes where none or an unlikely one is given."""
    minutes = _length(calendar)
    return minutes if 0 < minutes <= _MOST_MINUTES else _USUAL_MINUTES

"""What do our own invitations say, to icalendar and to another library?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import vobject
from icalendar import Calendar

from mail.judge.judge import judge
from mail.judge.judgement import Calendar as JudgedCalendar
from mail.judge.judgement import HumanReply
from mail.read.incoming import read
from mail.read.matching import named_relationships
from mail.write.compose import Draft, compose
from mail.write.meeting import Meeting, compose_meeting, meeting_relationships

RELATIONSHIP = "0123456789abcdef"
UID = f"wt-{RELATIONSHIP}-20260302T090000@home.example"
STARTS_AT = datetime(2026, 12, 1, 14, tzinfo=UTC)
MEETING = Meeting(
    method="REQUEST",
    uid=UID,
    sequence=2,
    starts_at=STARTS_AT,
    minutes=20,
    time_zone="Europe/Berlin",
    summary="Sam Rivera and Ada Lovelace: 20 minutes",
    description="Hello Ada,\n\nuntil then; 20 minutes, no more.\n",
    organizer_name="Sam Rivera",
    organizer="sam@home.example",
    attendee_name="Ada, Countess of Lovelace",
    attendee="ada@tides.example",
    written_at=datetime(2026, 11, 25, 9, 30, 15, 250_000, tzinfo=UTC),
)


def draft(calendar: str, method: str) -> Draft:
    return Draft(
        message_id=f"<wt.{RELATIONSHIP}.3@home.example>",
        written_at=MEETING.written_at,
        from_name="Sam Rivera",
        from_address="sam@home.example",
        to_name="Ada",
        to_address="ada@tides.example",
        subject="Re: 20 minutes",
        text=MEETING.description,
        calendar=calendar,
        calendar_method=method,
    )


def part_of(raw: bytes) -> Message:
    message = message_from_bytes(raw, policy=default)
    return next(part for part in message.walk() if part.get_content_type() == "text/calendar")


def event_of(text: str) -> Any:
    return next(iter(Calendar.from_ical(text).walk("VEVENT")))


def test_an_invitation_says_when_in_the_organizers_zone_and_for_how_long() -> None:
    event = event_of(compose_meeting(MEETING))
    assert event.DTSTART.isoformat() == "2026-12-01T15:00:00+01:00"
    assert event.DTSTART == STARTS_AT
    assert timedelta(minutes=20) == event.DTEND - event.DTSTART
    assert (str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])) == (UID, 2, "CONFIRMED")
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert event["ATTENDEE"].params["RSVP"] == "TRUE"


def test_its_time_zone_is_spelled_out_for_calendars_that_do_not_know_it() -> None:
    calendar = Calendar.from_ical(compose_meeting(MEETING))
    assert [str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    in_utc = compose_meeting(replace(MEETING, time_zone="UTC"))
    assert event_of(in_utc).DTSTART == STARTS_AT


def test_a_call_over_the_clock_change_is_as_long_as_any_other() -> None:
    autumn = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    text = compose_meeting(replace(MEETING, starts_at=autumn))
    event = vobject.readOne(text).vevent
    assert event.dtend.value - event.dtstart.value in (timedelta(minutes=20), timedelta(minutes=-40))
    ours = event_of(text)
    assert ours.DTEND.astimezone(UTC) - ours.DTSTART.astimezone(UTC) in (timedelta(minutes=20), timedelta(minutes=-40))


def test_a_cancellation_says_so_in_method_and_status() -> None:
    text = compose_meeting(replace(MEETING, method="CANCEL", sequence=3))
    calendar, event = Calendar.from_ical(text), event_of(text)
    assert (str(calendar["METHOD"]), str(event["STATUS"]), int(event["SEQUENCE"])) == ("CANCEL", "CANCELLED", 3)


def test_another_library_reads_the_same() -> None:
    event = vobject.readOne(compose_meeting(MEETING)).vevent
    assert event.dtstart.value.astimezone(UTC) == STARTS_AT
    assert event.uid.value == UID
    assert event.description.value == MEETING.description


def test_the_mail_holds_words_and_calendar_as_two_forms_of_one_message() -> None:
    raw = compose(draft(compose_meeting(MEETING), "REQUEST"))
    message = message_from_bytes(raw, policy=default)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/calendar"]
    assert part_of(raw).get_param("method") == "REQUEST"
    assert raw == compose(draft(compose_meeting(MEETING), "REQUEST"))


def test_our_own_judge_reads_an_invitation_as_we_write_it() -> None:
    theirs = compose_meeting(replace(MEETING, uid="theirs@tides.example"))
    judged = judge(compose(draft(theirs, "REQUEST")))
    assert isinstance(judged, JudgedCalendar)
    assert (judged.method, judged.sequence, judged.starts_at) == ("request", 2, STARTS_AT)


def test_our_own_invitation_sent_back_with_an_answer_is_an_answer() -> None:
    judged = judge(compose(draft(compose_meeting(MEETING), "REQUEST")))
    assert isinstance(judged, HumanReply)


def test_an_answer_is_known_by_its_uid_alone() -> None:
    assert meeting_relationships(f"UID:{UID}\r\n UID:{UID}") == (RELATIONSHIP,)
    assert meeting_relationships("UID:wt-0123-20260302T090000@x") == ()
    reply = compose_meeting(MEETING).replace("METHOD:REQUEST", "METHOD:REPLY")
    stranger = replace(draft(reply, "REPLY"), message_id="<x@else.example>", from_address="assistant@tides.example")
    assert named_relationships(read(compose(stranger))) == (RELATIONSHIP,)

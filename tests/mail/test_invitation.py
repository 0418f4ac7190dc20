"""What is read out of a calendar message?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mail.judge.judge import corpus_label, judge
from mail.judge.judgement import Calendar, HumanReply
from tests.mail.samples import reply

_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def _event(method: str, *lines: str, zone: str = "") -> bytes:
    body = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", f"METHOD:{method}", zone + "BEGIN:VEVENT", "UID:u1@example.org", *lines, "END:VEVENT", "END:VCALENDAR"])  # fmt: skip
    return reply(body, kind="text/calendar")


def _calendar(raw: bytes) -> Calendar:
    judged = judge(raw)
    assert isinstance(judged, Calendar)
    return judged


def test_an_invitation_gives_its_time_zone_and_people() -> None:
    invited = _calendar(_event(
        "REQUEST", "SEQUENCE:2", "SUMMARY:Call with Ada", "DTSTART;TZID=Europe/Berlin:20270104T150000",
        "DTEND;TZID=Europe/Berlin:20270104T152000", "ORGANIZER;CN=Ada:MAILTO:ada@example.org",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:me@example.com", zone=_ZONE,
    ))  # fmt: skip
    assert invited.method == "request"
    assert invited.starts_at == datetime(2027, 1, 4, 14, 0, tzinfo=UTC)
    assert invited.ends_at == datetime(2027, 1, 4, 14, 20, tzinfo=UTC)
    assert (invited.time_zone, invited.sequence, invited.summary) == ("Europe/Berlin", 2, "Call with Ada")
    assert (invited.organizer, invited.attendee, invited.uid) == (
        "ada@example.org",
        "me@example.com",
        "u1@example.org",
    )


@pytest.mark.parametrize(
    ("answer", "method"),
    [("ACCEPTED", "accept"), ("DECLINED", "decline"), ("TENTATIVE", "tentative"), ("DELEGATED", "reply")],
)
def test_an_answer_says_which(answer: str, method: str) -> None:
    answered = _calendar(
        _event("REPLY", "DTSTART:20270104T140000Z", f"ATTENDEE;PARTSTAT={answer}:mailto:ada@example.org")
    )
    assert answered.method == method
    assert answered.attendee == "ada@example.org"
    assert corpus_label(answered) == "calendar_reply"


@pytest.mark.parametrize(("method", "named"), [("CANCEL", "cancel"), ("COUNTER", "counter"), ("PUBLISH", "publish")])
def test_other_methods_are_named_and_are_no_answer(method: str, named: str) -> None:
    found = _calendar(_event(method, "DTSTART:20270104T140000Z", "DURATION:PT20M"))
    assert found.method == named
    assert found.ends_at == datetime(2027, 1, 4, 14, 0, tzinfo=UTC) + timedelta(minutes=20)
    assert corpus_label(found) == "other"


def test_a_whole_day_begins_at_midnight() -> None:
    assert _calendar(_event("REQUEST", "DTSTART;VALUE=DATE:20270104")).starts_at == datetime(2027, 1, 4, tzinfo=UTC)


def test_a_broken_calendar_still_says_what_it_answers() -> None:
    raw = reply(
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u9\nDTSTART:never\nATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example\n",
        kind="text/calendar",
    )
    assert _calendar(raw).method == "decline"


def test_an_event_without_a_method_is_only_an_attachment() -> None:
    raw = reply("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nEND:VEVENT\nEND:VCALENDAR", kind="text/calendar")
    assert isinstance(judge(raw), HumanReply)

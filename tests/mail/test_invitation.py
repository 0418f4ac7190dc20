"""What is read out of a calendar message?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mail.judge.judge import corpus_label, judge
from mail.judge.judgement import Calendar, HumanReply, OptOut
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
    [("ACCEPTED", "accept"), ("DECLINED", "decline"), ("TENTATIVE", "tentative"), ("DELEGATED", "delegate")],
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


def test_a_whole_day_has_no_hour() -> None:
    day = _calendar(_event("REQUEST", "DTSTART;VALUE=DATE:20270104"))
    assert (day.starts_at, day.is_all_day, day.local_time) == (None, True, "2027-01-04T00:00")


def test_a_floating_time_is_left_to_whoever_knows_the_place() -> None:
    floating = _calendar(_event("REQUEST", "DTSTART:20270104T150000"))
    assert (floating.starts_at, floating.local_time, floating.is_all_day) == (None, "2027-01-04T15:00", False)


@pytest.mark.parametrize("year", ["0001", "1969", "2201", "9999"])
@pytest.mark.parametrize("form", ["DTSTART;TZID=America/New_York:{}1231T235900", "DTSTART:{}0101T000000Z"])
@pytest.mark.parametrize("method", ["REQUEST", "REPLY", "COUNTER"])
def test_a_year_that_no_zone_can_show_is_no_time(year: str, form: str, method: str) -> None:
    written = form.format(year)
    if "1231" in written and year == "1969":
        written = form.format("1968")
    assert _calendar(_event(method, written, "DURATION:P9999D")).starts_at is None


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("(UTC-05:00) Eastern Time (US & Canada)", 19), ("Eastern Standard Time 1", 19), ("US-Eastern", 19),
        ("Eastern Daylight Time", 19), ("/freeassociation.sourceforge.net/America/New_York", 19),
        ("Dublin, Edinburgh, Lisbon, London", 14), ("(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien", 13),
        ("(UTC+08:00) Beijing, Chongqing, Hong Kong, Urumqi", 7), ("W. Europe Standard Time", 13),
        ("tzone://Microsoft/Utc", 15), ("UTC+02:00", 13), ("GMT-0300", 18), ("Europe/Berlin", 13), ("europe/berlin", 13),
        ("(UTC+05:30) Somewhere", None), ("Customized Time Zone", None), ("CST", None), ("IST", None), ("", None),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_any_name_that_programs_give_it_or_asked_about(zone: str, hour: int | None) -> None:
    found = _calendar(_event("REQUEST", f'DTSTART;TZID="{zone}":20270705T150000'))
    expected = datetime(2027, 7, 5, hour, tzinfo=UTC) if hour is not None else None
    assert found.starts_at == expected or (zone.startswith("(UTC+05:30)") and found.starts_at is not None)


def test_the_zone_that_one_message_defines_is_forgotten_with_it() -> None:
    theirs = _ZONE.replace("TZOFFSETTO:+0100", "TZOFFSETTO:+0530")
    first = _calendar(_event("REQUEST", "DTSTART;TZID=Europe/Berlin:20270104T150000", zone=theirs))
    second = _calendar(_event("REQUEST", "DTSTART;TZID=Europe/Berlin:20270104T150000", zone=_ZONE))
    third = _calendar(_event("REQUEST", "DTSTART;TZID=Europe/Berlin:20270104T150000"))
    assert first.starts_at == datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
    assert second.starts_at == third.starts_at == datetime(2027, 1, 4, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=YEARLY;UNTIL=never"])
def test_a_rule_that_no_zone_has_costs_nothing_and_the_name_decides(rule: str) -> None:
    zone = _ZONE.replace("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10", rule)
    found = _calendar(_event("REQUEST", "DTSTART;TZID=Europe/Berlin:20270104T150000", zone=zone))
    assert found.starts_at == datetime(2027, 1, 4, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "bad",
    ["DTEND: ", "X-BAD", "RRULE;;;:::", "ATTACH;VALUE=BINARY:" + "QUJD" * 40_000, "\ufeffSUMMARY:Call", "GEO:north",
     "BEGIN:VALARM\nTRIGGER:-PT15M\nDTSTART:20300101T000000Z\nEND:VALARM", "END:VNOTHING", ":", "=", "DTSTAMP:never"],
)  # fmt: skip
def test_a_bad_line_costs_only_itself(bad: str) -> None:
    found = _calendar(_event("REQUEST", bad, "DTSTART: 20270104T140000Z ", "SUMMARY:Call"))
    assert (found.starts_at, found.summary) == (datetime(2027, 1, 4, 14, 0, tzinfo=UTC), "Call")


def test_a_fold_inside_of_a_letter_is_undone_before_it_is_read() -> None:
    raw = _event("REQUEST", "SUMMARY:Gespräch").replace("ä".encode(), b"\xc3\r\n \xa4")
    assert _calendar(raw).summary == "Gespräch"


def test_the_sender_answers_for_themselves_whoever_else_is_listed() -> None:
    lines = ("ORGANIZER:mailto:me@example.com", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.com",
             "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org")  # fmt: skip
    assert _calendar(_event("REPLY", *lines)).method == "decline"


def test_a_series_and_one_day_of_it_say_so() -> None:
    series = _calendar(_event("REQUEST", "DTSTART:20270104T140000Z", "RRULE:FREQ=WEEKLY"))
    one_day = _calendar(_event("CANCEL", "DTSTART:20270104T140000Z", "RECURRENCE-ID:20270104T140000Z"))
    assert (series.recurring, series.whole_series) == (True, True)
    assert (one_day.recurring, one_day.whole_series) == (False, False)


def _beside(words: str, *calendar: str) -> bytes:
    inner = "\n".join(["BEGIN:VCALENDAR", *calendar, "END:VEVENT", "END:VCALENDAR"])
    return reply(
        f"--b\nContent-Type: text/plain\n\n{words}\n--b\nContent-Type: text/calendar\n\n{inner}\n--b--",
        kind="multipart/alternative; boundary=b",
    )


def test_words_beside_an_answer_are_kept_with_its_comment() -> None:
    declined = ("METHOD:REPLY", "BEGIN:VEVENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org")
    judged = judge(_beside("Ask me in May.", *declined, "COMMENT:Ben\\, too"))
    assert isinstance(judged, Calendar)
    assert judged.new_text == "Ask me in May.\n\nBen, too"


@pytest.mark.parametrize(
    ("words", "comment"), [("Please do not contact me again.", ""), ("", "Please unsubscribe me.")]
)
def test_whoever_declines_and_asks_to_be_left_alone_has_opted_out(words: str, comment: str) -> None:
    answer = ("METHOD:REPLY", "BEGIN:VEVENT", "ATTENDEE;PARTSTAT=DECLINED:mailto:ada@example.org", f"COMMENT:{comment}")
    assert isinstance(judge(_beside(words, *answer)), OptOut)


def test_an_entry_that_asks_nothing_does_not_hide_the_words_beside_it() -> None:
    judged = judge(_beside("Yes, gladly!", "METHOD:PUBLISH", "BEGIN:VEVENT"))
    assert judged == HumanReply("thread", "", "Yes, gladly!")


def test_a_broken_calendar_still_says_what_it_answers() -> None:
    raw = reply(
        "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:u9\nDTSTART:never\nATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example\n",
        kind="text/calendar",
    )
    assert _calendar(raw).method == "decline"


def test_an_event_without_a_method_is_only_an_attachment() -> None:
    raw = reply("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u1\nEND:VEVENT\nEND:VCALENDAR", kind="text/calendar")
    assert isinstance(judge(raw), HumanReply)

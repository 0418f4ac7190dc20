"""Can everything that a message says be stored, and every time in it be shown anywhere?"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mail.judge.auto_reply.return_date import return_date
from mail.judge.judge import in_order
from mail.read.charset import decode
from mail.read.headers import Headers
from mail.read.incoming import parse_date, read
from mail.read.times import FIRST_YEAR, LAST_YEAR
from tests.mail.samples import QUOTE, reply

_FAR = (ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Pago_Pago"), ZoneInfo("America/New_York"))
_SAMPLES = (
    reply("Grüße, 邮件 🌟" + QUOTE),
    b"From: =?utf-7?q?x+2AA-y?=@tides.example\nSubject: =?gb18030?b?0+C8/g==?=\n\nhi",
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/calendar; charset=utf-7; name=+2AA-.ics\n\n"
    b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nSUMMARY:+2AA-\nCOMMENT:+3AA-\nATTENDEE;CN=x:mailto:+2AA-@b.example\n"
    b"DTSTART;TZID=+2AA-:20270101T000000\nEND:VEVENT\nEND:VCALENDAR\n--b--",
    b'From: a@b.example\n\n{"notificationType":"Bounce","mail":{"messageId":"\\ud800"},"bounce":{"bouncedRecipients":'
    b'[{"emailAddress":"\\udc00@b.example","diagnosticCode":"\\u0000"}]}}',
)
_CHARSETS = (b"utf-7", b"gb18030", b"iso-2022-jp", b"x-unknown", b"utf-16", b"utf-8", b"hz", b"cp932")


def _leaves(value: object) -> Iterator[object]:
    if isinstance(value, Headers):
        yield from (text for pair in value.fields for text in pair)
    elif dataclasses.is_dataclass(value):
        for one in dataclasses.fields(value):
            yield from _leaves(getattr(value, one.name))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, dict):
        for pair in value.items():
            yield from _leaves(pair)
    else:
        yield value


def assert_storable(raw: bytes) -> None:
    incoming = read(raw)
    for leaf in (*_leaves(incoming), *_leaves(in_order(incoming, "", None, True))):
        if isinstance(leaf, str):
            leaf.encode("utf-8")
            assert "\x00" not in leaf
        if isinstance(leaf, datetime):
            assert_anywhere(leaf)


def assert_anywhere(moment: datetime) -> None:
    assert FIRST_YEAR <= moment.astimezone(UTC).year <= LAST_YEAR
    for zone in _FAR:
        moment.astimezone(zone).isoformat()


@pytest.mark.parametrize("raw", _SAMPLES)
def test_half_characters_and_nuls_never_come_in(raw: bytes) -> None:
    assert_storable(raw)


def test_a_sender_with_half_a_character_is_a_sender_like_any_other() -> None:
    assert read(_SAMPLES[1]).from_address == "x\ufffdy@tides.example"


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(_SAMPLES),
    st.sampled_from(_CHARSETS),
    st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=6)), max_size=12),
)
def test_whatever_is_changed_in_a_message_all_of_it_can_be_stored(
    raw: bytes, charset: bytes, changes: list[tuple[int, bytes]]
) -> None:
    raw = raw.replace(b"utf-8", charset).replace(b"utf-7", charset) if len(changes) % 2 else raw
    for place, piece in changes:
        raw = raw[: place % (len(raw) + 1)] + piece + raw[place % (len(raw) + 1) + len(piece) :]
    assert_storable(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80), st.sampled_from(_CHARSETS))
def test_any_bytes_in_any_charset_are_clean_text(data: bytes, charset: bytes) -> None:
    decode(data, charset.decode()).encode("utf-8")


def test_one_broken_byte_costs_one_letter() -> None:
    assert decode("Grüße aus Köln".encode() + b"\xff!", "utf-8") == "Grüße aus Köln\ufffd!"


_STAMPS = st.one_of(
    st.datetimes().map(lambda at: f"{at:%Y%m%dT%H%M%S}".zfill(15)),
    st.sampled_from(["99991231T235900", "00010101T000000", "00000000T000000", "20270104T246060", "20270104", "1", ""]),
)
_TAILS = st.sampled_from(["", "Z", "+2359", "-2359", "+9999", "."])
_ZONES = st.sampled_from(
    ["", ";TZID=America/New_York", ";TZID=Own", ";TZID=UTC+14", ";VALUE=DATE", ";TZID=(UTC-99:99) x"]
)
_LINES = st.sampled_from(["DTSTART", "DTEND", "RECURRENCE-ID", "DUE"])
_DURATIONS = st.sampled_from(["", "DURATION:P9999D", "DURATION:PT99999M", "DURATION:P999W", "DURATION:-PT1H"])
_OWN = "BEGIN:VTIMEZONE\nTZID:Own\nBEGIN:STANDARD\nDTSTART:{}\nTZOFFSETFROM:{}\nTZOFFSETTO:{}\nRRULE:{}\nEND:STANDARD\nEND:VTIMEZONE\n"
_RULES = st.sampled_from(
    ["", "FREQ=YEARLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=SECONDLY", "FREQ=YEARLY;BYDAY=9SU;UNTIL=99991231",
     "FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(
    st.lists(st.tuples(_LINES, _ZONES, _STAMPS, _TAILS), min_size=1, max_size=4),
    _DURATIONS,
    st.tuples(
        _STAMPS, st.sampled_from(["+2359", "-2359", "+0000", "x"]), st.sampled_from(["+2359", "-1200", "x"]), _RULES
    ),
    st.sampled_from(["REQUEST", "REPLY", "COUNTER", "CANCEL"]),
)
def test_every_time_of_a_calendar_can_be_shown_in_every_zone(
    times: list[tuple[str, str, str, str]], duration: str, own: tuple[str, str, str, str], method: str
) -> None:
    lines = [f"{name}{zone}:{stamp}{tail}" for name, zone, stamp, tail in times]
    body = "\n".join(
        ["BEGIN:VCALENDAR", f"METHOD:{method}", _OWN.format(*own) + "BEGIN:VEVENT", *lines, duration, "END:VEVENT"]
    )
    assert_storable(reply(body, kind="text/calendar"))


@settings(max_examples=200, deadline=None)
@given(st.dates(), st.one_of(st.dates().map(date.isoformat), st.text(max_size=30)), st.booleans())
def test_every_day_of_return_lies_within_bounds(sent_on: date, said: str, month_first: bool) -> None:
    back = return_date(f"Out of office until {said}, back on 31/12/9999", sent_on, prefers_month_first=month_first)
    assert back is None or FIRST_YEAR <= back.year <= LAST_YEAR + 2


@pytest.mark.parametrize("year", ["1901", "2201", "9999", "99999"])
def test_a_date_header_of_an_unlikely_year_is_no_date(year: str) -> None:
    assert parse_date(f"Mon, 21 Dec {year} 10:00:00 -2359") is None

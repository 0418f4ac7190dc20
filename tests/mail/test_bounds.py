"""Does every message, however large or odd, get a judgement within a second?"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from mail.judge.judge import in_order
from mail.judge.judgement import HumanReply, Judgement, Other
from mail.read.incoming import read

_HEAD = b"From: Ada <ada@example.org>\nSubject: Re: hi\nIn-Reply-To: <a@b.example>\nMIME-Version: 1.0\n"
_TEXT = _HEAD + b"Content-Type: text/plain\n\n"
_HTML = _HEAD + b"Content-Type: text/html\n\n"
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
_DAEMON = b"From: MAILER-DAEMON@x.example\nSubject: failure notice\n\n"


def timed(raw: bytes) -> Judgement:
    started = time.process_time()
    judged = in_order(read(raw), "", None, False)
    assert time.process_time() - started < 1
    return judged


HUGE: dict[str, Callable[[], bytes]] = {
    "50 MB of text": lambda: _TEXT + b"word " * 10_000_000,
    "50 MB of headers": lambda: b"A: b\n" * 10_000_000,
    "50 MB without a line end": lambda: b"a" * 50_000_000,
    "50 MB of almost boundaries": lambda: _MIXED + b"--b" * 16_000_000,
    "1 MB header": lambda: _HEAD + b"X-Long: " + b"a b," * 250_000 + b"\n\nhi",
    "1 MB folded header": lambda: _HEAD + b"X-Long: a\n" + b" b\n" * 330_000 + b"\n\nhi",
    "1 MB of encoded words": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 80_000 + b"\n\nhi",
    "1 MB of references": lambda: _HEAD + b"References: " + b"<a@b> " * 170_000 + b"\n\nhi",
    "1 MB of brackets": lambda: b"From: " + b"<" * 1_000_000 + b"\n\nhi",
    "nested divs": lambda: _HTML + b"<div>" * 200_000 + b"hi",
    "nested quotes": lambda: _HTML + b"<blockquote>" * 50_000 + b"hi",
    "nested tables": lambda: _HTML + b"<table><tr><td>x" * 50_000,
    "open brackets": lambda: _HTML + b"<" * 1_000_000,
    "open comments": lambda: _HTML + b"<!--" * 300_000,
    "open styles": lambda: _HTML + b"<div style='" + b"display: " * 100_000,
    "wrong nesting": lambda: _HTML + b"<b><i></b>" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_message_is_judged_within_a_second(name: str) -> None:
    timed(HUGE[name]())


@pytest.mark.parametrize(
    "piece",
    [
        b"> ", b"> a\n", b"On 1 Ada wrote:\n", b"From: a\nTo: b\n", b":\n", b"a@", b"1 ", b"1.1.", b" ", b"-", b"_ ",
        b"Sent from my ", b"bis ", b"ich bin 1. ", b"i am i will be ", b"<a@b", b" 550 ", b'"', b"until monday ",
        b"unsubscribe ", b"your message ", b"the following recipient ", b"user user ", b"Message-ID: ", b"\x00", b"\xff\xfe",
        b"\x1b$B", "邮件".encode(), "我正在休假".encode(), b"jan ", b"please ", b"received: from ",
    ],
)  # fmt: skip
@pytest.mark.parametrize("head", [_TEXT, _DAEMON], ids=["person", "server"])
def test_no_repeated_piece_of_text_makes_a_rule_slow(head: bytes, piece: bytes) -> None:
    timed(head + piece * (300_000 // len(piece)))


def test_a_reply_with_a_large_attachment_is_still_a_reply() -> None:
    attachment = (b"QUJD" * 19 + b"\n") * 400_000
    raw = (
        _MIXED
        + b"--b\nContent-Type: text/plain\n\nYes.\n--b\nContent-Type: application/pdf\n\n"
        + attachment
        + b"--b--"
    )
    judged = timed(raw)
    assert isinstance(judged, HumanReply)
    assert judged.new_text == "Yes."


@pytest.mark.parametrize(
    ("reason", "raw"),
    [
        ("too many parts", lambda: _MIXED + b"--b\nContent-Type: text/plain\n\nx\n" * 10_000 + b"--b--"),
        ("nested too deep", lambda: _HEAD + b"Content-Type: message/rfc822\n\n" * 5000 + b"hi"),
        ("too large", lambda: bytes(65 * 1024 * 1024)),
        ("unreadable: empty", lambda: b""),
    ],
)
def test_what_is_not_read_is_set_aside_with_the_reason(reason: str, raw: Callable[[], bytes]) -> None:
    assert timed(raw()) == Other(rule="set-aside", sub=reason)


_ICS = _HEAD + b"Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REQUEST\n"


@pytest.mark.parametrize(
    "body",
    [
        lambda: _ICS + b"BEGIN:VEVENT\nATTACH:" + b"QUJD" * 5_000_000 + b"\nDTSTART:20270104T140000Z\n",
        lambda: _ICS + b"BEGIN:VEVENT\n" * 300_000,
        lambda: _ICS + b"BEGIN:VEVENT\nATTENDEE;CN=" + b'"' * 3_000_000,
        lambda: _ICS + b"BEGIN:VEVENT\nDTSTART" + b";TZID=" * 3_000 + b":x\n" + b"ATTENDEE" + b";A=" * 6_000 + b"\n",
        lambda: _ICS + b"BEGIN:VEVENT\nATTENDEE:mailto:a@b.example\n" * 200_000,
        lambda: (
            _ICS
            + b"BEGIN:VTIMEZONE\nTZID:x\nBEGIN:STANDARD\nTZOFFSETTO:+0100\nDTSTART:00010101T000000\nRRULE:FREQ=YEARLY\n"
            + b"RDATE:"
            + b"20270101T000000," * 1_000
            + b"\nEND:STANDARD\nEND:VTIMEZONE\n" * 3_000
            + b"BEGIN:VEVENT\nDTSTART;TZID=x:20270104T140000\n"
        ),
        lambda: _HTML + b"<img src='data:image/png;base64," + b"QUJD" * 5_000_000 + b"'><p>Yes</p>",
        lambda: _HTML + b"data:" * 2_000_000,
        lambda: b"Authentication-Results: x; " * 200_000 + b"\n" + _TEXT,
        lambda: _HEAD + b"A: b\n" * 100_000 + b"\nhi",
    ],
)
def test_a_huge_or_hostile_part_costs_less_than_a_second(body: Callable[[], bytes]) -> None:
    timed(body())


def test_the_words_below_a_picture_of_megabytes_are_read() -> None:
    judged = timed(_HTML + b"<img src='data:image/png;base64," + b"QUJD" * 800_000 + b"'><p>Yes, on Tuesday.</p>")
    assert isinstance(judged, HumanReply)
    assert judged.new_text == "Yes, on Tuesday."

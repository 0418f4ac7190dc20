"""Is a message read whatever its bytes?"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mail.read.incoming import read
from tests.mail.samples import reply


def test_the_envelope_of_a_reply_is_read() -> None:
    incoming = read(reply("Yes."))
    assert incoming.from_address == "ada@example.org"
    assert incoming.from_name == "Ada Lovelace"
    assert incoming.to == ("me@example.com",)
    assert incoming.subject == "Re: A short question"
    assert incoming.message_id == "<hers@example.org>"
    assert incoming.in_reply_to == ("<ours@example.com>",)
    assert incoming.references == ("<first@example.com>", "<ours@example.com>")
    assert incoming.sent_at == datetime(2026, 12, 21, 9, 0, tzinfo=UTC)
    assert incoming.text == "Yes."


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?B?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?iso-8859-1?q?Gr=FC=DFe?= aus =?iso-8859-1?q?K=F6ln?=", "Grüße aus Köln"),
        (b"=?utf-8?B?44GC?=\n =?utf-8?B?44GE?=", "あい"),
        (b"=?utf-8?Q?=E3=81?= =?utf-8?Q?=82?=", "あ"),
        (b"=?iso-2022-jp?B?GyRCJCIbKEI=?=", "あ"),
        (b"=?x-unknown?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"Gr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Gr\xfc\xdfe", "Grüße"),
        (b"=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?utf-8?B?broken", "=?utf-8?B?broken"),
    ],
)
def test_a_subject_is_decoded_in_whatever_way_it_was_written(subject: bytes, text: str) -> None:
    assert read(b"Subject: " + subject + b"\n\n").subject == text


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8",
        "x-unknown",
        "us-ascii",
        "ansi_x3.110-1983",
        "",
        "rot13",
        "idna",
        "undefined",
        "unicode_escape",
    ],
)
def test_an_unknown_or_wrong_charset_is_guessed(charset: str) -> None:
    raw = f"Content-Type: text/plain; charset={charset}\n\nGrüße".encode()
    assert "Gr" in read(raw).text


@pytest.mark.parametrize(
    ("value", "address", "name"),
    [
        ("Ada <ada@Example.org>", "ada@example.org", "Ada"),
        ('"Lovelace, Ada" <Ada.L@example.org>', "Ada.L@example.org", "Lovelace, Ada"),
        ("ada@example.org (Ada)", "ada@example.org", "Ada"),
        ("<ada@example.org>", "ada@example.org", ""),
        ("MAILER-DAEMON", "", "MAILER-DAEMON"),
        ("<>", "", "<>"),
        ("Ada ada@example.org, Bob <bob@example.org>", "bob@example.org", "Ada ada@example.org, Bob"),
        ('"ada@example.org" <real@example.org>', "real@example.org", "ada@example.org"),
    ],
)
def test_a_sender_is_found(value: str, address: str, name: str) -> None:
    incoming = read(f"From: {value}\n\n".encode())
    assert (incoming.from_address, incoming.from_name) == (address, name)


@pytest.mark.parametrize("value", ["", "yesterday", "Mon, 99 Foo 2026 99:99:99", "Mon, 21 Dec 99999 10:00:00 +0000"])
def test_a_date_that_cannot_be_read_is_none(value: str) -> None:
    assert read(f"Date: {value}\n\n".encode()).sent_at is None


def test_header_lines_that_are_no_fields_are_passed_over() -> None:
    raw = b"Received: from a by\nwith SMTP (Some Server 2.57);\nFrom: ada@example.org\nSubject: hello\n\nbody"
    assert read(raw).subject == "hello"
    assert read(raw).text == "body"


def test_a_boundary_on_a_line_of_its_own_is_found() -> None:
    raw = b'Content-Type: multipart/mixed;\nboundary="b"\nSubject: x\n\n--b\nContent-Type: text/plain\n\nhello\n--b--\n'
    assert read(raw).text.strip() == "hello"


def test_plain_text_is_preferred_unless_it_says_nothing() -> None:
    parts = b"--b\nContent-Type: text/plain\n\n%s\n--b\nContent-Type: text/html\n\n<p>Hello <b>you</b></p>\n--b--\n"
    head = b"Content-Type: multipart/alternative; boundary=b\n\n"
    assert read(head + parts % b"Hello").text.strip() == "Hello"
    assert read(head + parts % b" ").text == "Hello you"
    assert read(head + parts % b"Your mail program does not support HTML.").text == "Hello you"


def test_ids_of_our_messages_are_found_in_the_copy_and_in_the_text() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nOriginal\nMessage-ID: <two@example.com>\n--b\nContent-Type: message/rfc822\n\nMessage-ID: <one@example.com>\nSubject: x\n\nhello\n--b--"
    assert read(raw).original_message_ids == ("<one@example.com>", "<two@example.com>")


def test_broken_base64_gives_what_can_be_read() -> None:
    raw = b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\nSGVsbG8"
    assert read(raw).text.startswith("Hello")


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r\n\r\n", b"\x00" * 100, b"\xff\xfe", b"From", b":", b"\n\n\n"])
def test_nearly_nothing_is_read_without_complaint(raw: bytes) -> None:
    read(raw)

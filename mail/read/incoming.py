"""What does an incoming message hold, read so that no byte string can make it fail?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from mail.read.calendar_text import calendar_text
from mail.read.headers import EMPTY, Headers, decode_words, parse_addresses, parse_headers, parse_mailbox
from mail.read.html_text import html_to_text
from mail.read.mime import MAX_BYTES, Part, TooManyParts, part_bytes, part_text, split_message
from mail.read.times import bounded

_MESSAGE_ID = re.compile(r"<([^<>\s@]{1,500}@[^<>\s@]{1,250})>")
_ID_IN_TEXT = re.compile(
    r"^[>\s|*]*(?:X-)?(?:Original[- ])?Message[- ]?ID\s*:\s*<?\s*([^<>\s@]{1,250}@[^<>\s@]{1,250})>?",
    re.I | re.M,
)
_STUB = re.compile(r"(?i)html|does not support|view (?:this|it) (?:message|email|online)")
# A picture or a deck inside an event may stand before its time.
MOST_CALENDAR = 4 * 1024 * 1024
REPORT_TYPES = frozenset(
    ["message/delivery-status", "message/global-delivery-status", "message/feedback-report",
     "message/disposition-notification", "message/global-disposition-notification"]
)  # fmt: skip
_HEADER_PARTS = (
    "text/rfc822-headers",
    "text/rfc822-header",
    "message/rfc822-headers",
    "message/global-headers",
)


@dataclass(frozen=True, slots=True)
class Report:
    """A machine-readable part of a report: its type and its text."""

    content_type: str
    text: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A text/calendar part: the method its Content-Type names, and its text, a property a line."""

    method: str
    text: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message, read once. Message-IDs keep their angle brackets; `sent_at` is aware UTC or None.

    `text` is the best plain text (HTML converted, quotes marked ">"), `html` the raw HTML where
    that is where the text came from. `set_aside` says why a message was not read, else it is empty.
    """

    size: int = 0
    set_aside: str = ""
    headers: Headers = EMPTY
    content_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    message_id: str = ""
    from_address: str = ""
    from_name: str = ""
    reply_to: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    sent_at: datetime | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    original_message_ids: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    reports: tuple[Report, ...] = ()
    returned: tuple[Headers, ...] = ()
    returned_text: str = ""
    calendars: tuple[CalendarPart, ...] = ()


def read(raw: bytes) -> Incoming:
    """Read a message. Never raises: what cannot be read has `set_aside` filled."""
    if len(raw) > MAX_BYTES:
        return Incoming(size=len(raw), set_aside="too large")
    try:
        return _read(raw)
    except TooManyParts as error:
        return Incoming(size=len(raw), set_aside=str(error))
    except (ValueError, LookupError, RecursionError, OverflowError) as error:
        # One odd message must not stop the mailbox; the reason goes with it.
        return Incoming(size=len(raw), set_aside=f"unreadable: {type(error).__name__}")


def _read(raw: bytes) -> Incoming:
    tree = split_message(raw)
    headers = tree.headers
    if not headers.fields and not raw[:4096].strip():
        return Incoming(size=len(raw), set_aside="unreadable: empty")
    reports = tuple(
        Report(part.content_type, part_text(raw, part))
        for part in tree.leaves
        if part.content_type in REPORT_TYPES and not part.is_returned
    )
    returned = (*tree.enclosed, *_header_parts(raw, tree.leaves))
    text, html = _best_text(raw, tree.leaves)
    from_name, from_address = parse_mailbox(headers.get("from"))
    return Incoming(
        size=len(raw),
        headers=headers,
        content_type=tree.content_type,
        parameters=tree.parameters,
        message_id=_first(message_ids(headers.get("message-id"))),
        from_address=from_address,
        from_name=from_name,
        reply_to=parse_mailbox(headers.get("reply-to"))[1] if "reply-to" in headers else "",
        to=parse_addresses(" , ".join(headers.all("to"))),
        subject=" ".join(decode_words(headers.get("subject")).split())[:1000],
        sent_at=parse_date(headers.get("date")),
        in_reply_to=message_ids(headers.get("in-reply-to")),
        references=message_ids(headers.get("references")),
        original_message_ids=_original_ids(headers, returned, text),
        text=text,
        html=html,
        reports=reports,
        returned=returned,
        returned_text=_returned_text(raw, tree.leaves),
        calendars=_calendars(raw, tree.leaves),
    )


def _first(ids: tuple[str, ...]) -> str:
    return ids[0] if ids else ""


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a header value, with their angle brackets, each once, in order.

    RFC 2047 forbids encoded words there; programs that fold long ids write them all the same.
    """
    plain = decode_words(value[:40000])
    return tuple(dict.fromkeys(f"<{found}>" for found in _MESSAGE_ID.findall(plain)))


def parse_date(value: str) -> datetime | None:
    """A Date header as aware UTC; None for one that cannot be read, or lies in no likely year."""
    try:
        parts = parsedate_tz(value[:200])
        if parts is None:
            return None
        offset = timedelta(seconds=parts[9] or 0)
        return bounded(datetime(*parts[:6], tzinfo=UTC) - offset)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _best_text(raw: bytes, leaves: tuple[Part, ...]) -> tuple[str, str]:
    """The message's own words: plain parts if they say anything, else HTML converted."""
    plain: list[str] = []
    html: list[str] = []
    for part in leaves:
        if part.is_returned or part.is_attachment or len(plain) + len(html) >= 20:
            continue
        if part.content_type == "text/html":
            html.append(part_text(raw, part))
        elif part.content_type in ("text/plain", "text/enriched", "text", "plain/text"):
            plain.append(part_text(raw, part))
    text = "\n".join(plain)
    is_stub = len(text.strip()) < 200 and (not text.strip() or _STUB.search(text))
    if html and is_stub:
        source = "\n".join(html)
        return html_to_text(source), source
    if not html and not plain and leaves and leaves[0].content_type not in REPORT_TYPES:
        first = leaves[0]
        if first.content_type.startswith("text/") and first.content_type != "text/calendar" and not first.is_returned:
            return part_text(raw, first), ""
    return text, ""


def _header_parts(raw: bytes, leaves: tuple[Part, ...]) -> tuple[Headers, ...]:
    return tuple(
        parse_headers(part_text(raw, part).strip().encode("utf-8", "replace"))
        for part in leaves
        if part.content_type in _HEADER_PARTS and not part.is_returned
    )


def _returned_text(raw: bytes, leaves: tuple[Part, ...]) -> str:
    for part in leaves:
        if part.is_returned and part.content_type == "text/plain":
            return part_text(raw, part)[:20000]
    return ""


def _calendars(raw: bytes, leaves: tuple[Part, ...]) -> tuple[CalendarPart, ...]:
    found = [
        CalendarPart(part.parameters.get("method", ""), _calendar_text(raw, part))
        for part in leaves
        if not part.is_returned
        and (part.content_type in ("text/calendar", "application/ics") or part.filename.endswith(".ics"))
    ]
    return tuple(one for one in found[:5] if "BEGIN:VCALENDAR" in one.text.upper())


def _calendar_text(raw: bytes, part: Part) -> str:
    return calendar_text(part_bytes(raw, part, MOST_CALENDAR), part.parameters.get("charset", ""))


def _original_ids(headers: Headers, returned: tuple[Headers, ...], text: str) -> tuple[str, ...]:
    """Ids of messages of ours that this one speaks about, best evidence first."""
    ids: list[str] = []
    for enclosed in returned:
        ids += message_ids(enclosed.get("message-id"))
    for name in (
        "x-ms-exchange-parent-message-id",
        "x-microsoft-original-message-id",
        "x-original-message-id",
    ):
        ids += message_ids(headers.get(name))
    if "essage-" in text or "ESSAGE-" in text or "essage I" in text:
        ids += [f"<{found}>" for found in _ID_IN_TEXT.findall(text[:60000])]
    return tuple(dict.fromkeys(ids))[:20]

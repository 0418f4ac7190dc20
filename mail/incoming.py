"""What does a raw message say? A tolerant parse that never raises."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

_IDS = re.compile(r"<[^<>\s]+>")
_LONGEST_TEXT = 200_000


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message, parsed. Ids are in angle brackets; `sent_at` is aware UTC or None."""

    message_id: str
    from_address: str
    from_name: str
    subject: str
    sent_at: datetime | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    original_message_ids: tuple[str, ...]
    text: str
    headers: tuple[tuple[str, str], ...]
    content_type: str

    def header(self, name: str) -> str:
        """The first value of a header, or an empty string."""
        return next((value for key, value in self.headers if key == name.lower()), "")


def read(raw: bytes) -> Incoming:
    """Parse any bytes. What cannot be read is left empty."""
    message = message_from_bytes(raw)
    headers = tuple((key.lower(), _decoded(str(value))) for key, value in message.raw_items())
    named = dict(reversed(headers))
    name, address = next(iter(getaddresses([named.get("from", "")])), ("", ""))
    body = _text_of(message)
    return Incoming(
        message_id=next(iter(_IDS.findall(named.get("message-id", ""))), ""),
        from_address=address,
        from_name=name,
        subject=" ".join(named.get("subject", "").split()),
        sent_at=_date(named.get("date", "")),
        in_reply_to=tuple(_IDS.findall(named.get("in-reply-to", ""))),
        references=tuple(_IDS.findall(named.get("references", ""))),
        original_message_ids=_returned_ids(message),
        text=body,
        headers=headers,
        content_type=message.get_content_type(),
    )


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError):
        return value


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _text_of(message: Message) -> str:
    for part in message.walk():
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return _to_text(payload, part.get_content_charset() or "utf-8")[:_LONGEST_TEXT]
    return ""


def _to_text(payload: bytes, charset: str) -> str:
    try:
        return payload.decode(charset, "replace")
    except LookupError:
        return payload.decode("utf-8", "replace")


def _returned_ids(message: Message) -> tuple[str, ...]:
    ids: list[str] = []
    for part in list(message.walk())[1:]:
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            ids += _IDS.findall(part.as_string())
    return tuple(ids)

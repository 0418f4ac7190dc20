"""From words to the exact bytes of a mail: the same request gives the same bytes, every time."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256

_BROKEN = frozenset("\r\n\0\v\f\x1c\x1d\x1e\x85\u2028\u2029")
# RFC 5322, 2.1.1: long lines are folded; quoted-printable keeps the body's under 76.
_POLICY = SMTP.clone(max_line_length=76)


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail to compose. `written_at` is aware; ids are in angle brackets. `calendar` is iCalendar text (RFC 5545)."""

    message_id: str
    written_at: datetime
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    subject: str
    text: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    calendar: str = ""
    calendar_method: str = ""


def compose(draft: Draft) -> bytes:
    """The message as bytes with CRLF lines: plain text, UTF-8, threaded (RFC 5322, 2045, 2047).

    Raises ValueError, naming the field, when a header value holds a line break.
    """
    message = EmailMessage(policy=_POLICY)
    message["Date"] = format_datetime(draft.written_at)
    message["From"] = _mailbox("your name", draft.from_name, draft.from_address)
    message["To"] = _mailbox("the contact's name", draft.to_name, draft.to_address)
    message["Subject"] = _one_line("the subject", draft.subject)
    message["Message-ID"] = _one_line("the Message-ID", draft.message_id)
    if draft.in_reply_to:
        message["In-Reply-To"] = _one_line("In-Reply-To", draft.in_reply_to)
        message["References"] = _one_line("References", " ".join(draft.references or (draft.in_reply_to,)))
    message.set_content(draft.text, charset="utf-8", cte="quoted-printable")
    if draft.calendar:
        _attach_calendar(message, draft)
    return message.as_bytes()


def _attach_calendar(message: EmailMessage, draft: Draft) -> None:
    """As the other form of the same message, so that mail clients show their buttons (RFC 6047, 2.4)."""
    message.add_alternative(
        draft.calendar, subtype="calendar", charset="utf-8", cte="base64", params={"method": draft.calendar_method}
    )
    # Random otherwise, and the same draft must give the same bytes.
    message.set_boundary(f"=_{sha256(draft.message_id.encode()).hexdigest()[:32]}")


def refuse_line_breaks(field: str, value: str) -> None:
    """Raise ValueError when a value could start a header of its own (header injection, CWE-93)."""
    if not _BROKEN.isdisjoint(value):
        raise ValueError(f"{field} holds a line break: {value!r}; write it on one line")


def _one_line(field: str, value: str) -> str:
    refuse_line_breaks(field, value)
    return value


def _mailbox(field: str, name: str, address: str) -> Address:
    return Address(display_name=_one_line(field, name), addr_spec=_one_line("the address", address))

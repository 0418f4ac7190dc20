"""What does a server write on top of a message that it delivers? (RFC 5321 4.4)"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

_BARE_LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Handover:
    """One message as it came in by SMTP: envelope, content, and who brought it."""

    queue_id: str
    sender: str
    """Envelope sender; empty for a bounce."""
    recipients: tuple[str, ...]
    content: bytes
    helo: str
    peer: str
    protocol: str
    """RFC 3848 word: ESMTP, ESMTPA after a login, UTF8SMTP or UTF8SMTPA for an internationalised envelope."""
    received_at: datetime


def delivered_copy(handover: Handover, recipient: str, server_name: str) -> bytes:
    """The message with the lines that a recipient's server puts on it."""
    lines = [
        f"Return-Path: <{handover.sender}>",
        f"Delivered-To: {recipient}",
        f"Received: from {handover.helo} ({handover.helo} [{handover.peer}])",
        f"\tby {server_name} with {handover.protocol} id {handover.queue_id}",
        f"\tfor <{recipient}>; {format_datetime(handover.received_at)}",
    ]
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "surrogateescape") + handover.content


def with_network_line_ends(raw: bytes) -> bytes:
    """Every line end as CRLF, the only one that IMAP and SMTP know."""
    return _BARE_LINE_END.sub(b"\r\n", raw)

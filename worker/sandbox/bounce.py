"""What does the sender get when a message was accepted and then could not be delivered? (RFC 3464)"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import format_datetime

from worker.sandbox.trace import Handover

_STATUS = re.compile(r"(\d)\d\d (\d\.\d{1,3}\.\d{1,3})?")


def delivery_report(handover: Handover, recipient: str, reply: str, server_name: str, reported_at: datetime) -> bytes:
    """The report to the envelope sender, in the form that Postfix gives it.

    `reply` is what the next server is supposed to have said, for instance "550 5.1.1 no such user".
    """
    boundary = f"{handover.queue_id}.{int(reported_at.timestamp())}/{server_name}"
    parts = (
        ("text/plain; charset=us-ascii", "Notification", _notification(recipient, reply, server_name)),
        ("message/delivery-status", "Delivery report", _status(handover, recipient, reply, server_name)),
        ("text/rfc822-headers", "Undelivered Message Headers", _headers_of(handover.content)),
    )
    body = b"".join(_part(boundary, *part) for part in parts)
    head = _head(handover, boundary, server_name, reported_at)
    return head + body + _lines(f"--{boundary}--")


def enhanced_status(reply: str) -> str:
    """The RFC 3463 code in a reply, or the class alone (`5.0.0`) when it has none."""
    found = _STATUS.match(reply)
    if found is None:
        return "5.0.0"
    return found[2] or f"{found[1]}.0.0"


def _head(handover: Handover, boundary: str, server_name: str, reported_at: datetime) -> bytes:
    return _lines(
        "Return-Path: <>",
        f"Delivered-To: {handover.sender}",
        f"Received: by {server_name} (sandbox)",
        f"\tid {handover.queue_id}B; {format_datetime(reported_at)}",
        f"Date: {format_datetime(reported_at)}",
        f"From: MAILER-DAEMON@{server_name} (Mail Delivery System)",
        "Subject: Undelivered Mail Returned to Sender",
        f"To: {handover.sender}",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        "Content-Type: multipart/report; report-type=delivery-status;",
        f'\tboundary="{boundary}"',
        "Content-Transfer-Encoding: 8bit",
        f"Message-Id: <{handover.queue_id}B@{server_name}>",
        "",
        "This is a MIME-encapsulated message.",
        "",
    )


def _notification(recipient: str, reply: str, server_name: str) -> bytes:
    return _lines(
        f"This is the mail system at host {server_name}.",
        "",
        "I'm sorry to have to inform you that your message could not",
        "be delivered to one or more recipients. It's attached below.",
        "",
        f"<{recipient}>: host mx.{recipient.rpartition('@')[2]} said: {reply}",
        "    (in reply to RCPT TO command)",
    )


def _status(handover: Handover, recipient: str, reply: str, server_name: str) -> bytes:
    return _lines(
        f"Reporting-MTA: dns; {server_name}",
        f"X-Sandbox-Queue-ID: {handover.queue_id}",
        f"X-Sandbox-Sender: rfc822; {handover.sender}",
        f"Arrival-Date: {format_datetime(handover.received_at)}",
        "",
        f"Final-Recipient: rfc822; {recipient}",
        f"Original-Recipient: rfc822;{recipient}",
        "Action: failed",
        f"Status: {enhanced_status(reply)}",
        f"Remote-MTA: dns; mx.{recipient.rpartition('@')[2]}",
        f"Diagnostic-Code: smtp; {reply}",
    )


def _headers_of(content: bytes) -> bytes:
    headers, _, _ = content.partition(b"\r\n\r\n")
    return headers + b"\r\n"


def _part(boundary: str, content_type: str, description: str, body: bytes) -> bytes:
    head = _lines(
        f"--{boundary}",
        f"Content-Description: {description}",
        f"Content-Type: {content_type}",
        "Content-Transfer-Encoding: 8bit",
        "",
    )
    return head + body + b"\r\n"


def _lines(*lines: str) -> bytes:
    return "".join(line + "\r\n" for line in lines).encode("utf-8", "surrogateescape")

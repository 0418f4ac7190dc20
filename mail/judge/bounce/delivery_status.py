"""What do the delivery-status fields of a report say (RFC 3464), in whatever shape they came?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.read.headers import parse_headers
from mail.read.incoming import Incoming

_STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ADDRESS = re.compile(r"[^\s<>;,\"()]+@[^\s<>;,\"()]+")
_BLANK = re.compile(r"\n[ \t]*\n")
DELIVERED = frozenset(["delivered", "relayed", "expanded"])


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient's fate. `action` is lower-cased; `diagnostic` the remote server's words."""

    address: str
    action: str
    status: str
    diagnostic: str


def recipients_of(incoming: Incoming) -> tuple[Recipient, ...]:
    """Recipients named in the delivery-status parts, in order."""
    found: list[Recipient] = []
    for report in incoming.reports:
        if report.content_type.endswith("delivery-status"):
            found += parse_status(report.text)
    return tuple(found)


def parse_status(text: str) -> list[Recipient]:
    """Recipients in the text of one delivery-status part; blocks without any such field are skipped."""
    found = []
    for block in _BLANK.split(text.replace("\r\n", "\n").strip()[:60000])[:200]:
        headers = parse_headers(block.encode("utf-8", "replace"))
        action = headers.get("action").lower().partition(" ")[0].strip(";.()")
        address = _address(headers.get("final-recipient")) or _address(headers.get("original-recipient"))
        said = headers.get("status")
        status = said.split()[0][:11] if re.match(r"[245]\.\d+\.\d+", said) else first_status(said)
        if not (action or address or status):
            continue
        diagnostic = headers.get("diagnostic-code") or headers.get("x-notes") or headers.get("x-postfix")
        # The comment behind a status often says more than the code: "5.0.0 (recipient reached disk quota)".
        comment = said.partition("(")[2].rstrip(")") if not diagnostic else ""
        words = diagnostic.partition(";")[2].strip() or diagnostic or comment
        found.append(Recipient(address, action, status, words))
    return found


def first_status(text: str) -> str:
    match = _STATUS.search(text)
    return match[1] if match else ""


def _address(value: str) -> str:
    match = _ADDRESS.search(value.partition(";")[2] or value)
    return match[0].rstrip(".") if match else ""

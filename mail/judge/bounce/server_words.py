"""Which words in a report are the server's own, and which the remote server's?"""

from __future__ import annotations

import re

from mail.judge.bounce.delivery_words import COPY_LINES, COPY_MARKS

# An SMTP reply (RFC 5321 4.2), or an enhanced status, with the words behind it up to the next one.
_REPLY = re.compile(
    r"(?:(?<=[ :<>\"'(\[#-])|^)([45])(?:\d\d[ -]|\.\d{1,3}\.\d{1,3}\b)(?!\d+ (?:hours?|bytes|days|attempts))"
    r"[^<>]{0,12}(?:<[^>]*>)?.{3,240}?(?=(?: [45]\d\d[ -])|$| <[^>]+>: | i'm not going| giving up)"
)


def copy_start(folded: str) -> int:
    """Where the copy of our message begins in a report; its length when there is none."""
    # The first words are never the copy, whatever they look like.
    found = [place for mark in COPY_MARKS if (place := folded.find(mark, 40)) >= 0]
    found += [match.start() for row in COPY_LINES if (match := row.pattern.search(folded, 40))]
    return min(found, default=len(folded))


def server_words(folded: str) -> str:
    return folded[: copy_start(folded)]


def replies_in(folded: str) -> str:
    """What the remote server said, picked out of the report's prose."""
    return " ".join(match[0] for match in _REPLY.finditer(folded[:20000]))[:1500]


def class_of(said: str) -> str:
    """A bare SMTP reply such as "421 try later" as a status."""
    match = _REPLY.search(said) or re.match(r"([45])\d\d\b", said)
    return f"{match[1]}.0.0" if match else ""

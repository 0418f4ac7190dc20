"""Which message of ours, and which recipient, does a report speak about?"""

from __future__ import annotations

import re

from mail.judge.bounce.server_words import server_words
from mail.judge.facts import Facts
from mail.read.incoming import Incoming

_ADDRESS = re.compile(r"<?([a-z0-9][\w.+=&'/-]{0,80}@[a-z0-9][a-z0-9.-]{1,100}\.[a-z]{2,20})>?")
_HELP_DESK = re.compile(r"postmaster|mailer-daemon|abuse|support|help")


def original_id(incoming: Incoming) -> str:
    """The Message-ID of ours, best evidence first: the returned copy, the text, the thread."""
    candidates = (*incoming.original_message_ids, *incoming.in_reply_to, *incoming.references[-1:])
    return next((found for found in candidates if found != incoming.message_id), "")


def recipient_in(facts: Facts) -> str:
    """The failed address where no report names it: a header, the copy's To, or the server's words."""
    incoming = facts.incoming
    for candidate in (
        incoming.headers.get("x-failed-recipients"),
        *(one.get("to") for one in incoming.returned),
    ):
        found = _ADDRESS.search(candidate.lower())
        if found:
            return found[1]
    own = {incoming.from_address.lower(), *(address.lower() for address in incoming.to)}
    for found in _ADDRESS.finditer(server_words(facts.words)):
        if found[1] not in own and not _HELP_DESK.match(found[1]):
            return found[1]
    return ""

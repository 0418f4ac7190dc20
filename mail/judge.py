"""Who wrote this: a person, a machine in their name, or the mail system?"""

import re
from datetime import datetime

from mail.incoming import Incoming, read
from mail.judgement import AutoReply, Bounce, HumanReply, Judgement, Other

_AUTOMATIC_SUBJECT = re.compile(
    r"^\W*(auto(matic)?[ -]?(reply|response)|out of (the )?office|abwesen|automatische antwort|absence|vacation)",
    re.IGNORECASE,
)
_MAILER = re.compile(r"^(mailer-daemon|postmaster)@", re.IGNORECASE)


def judge(raw: bytes, *, sent_text: str = "", received_at: datetime | None = None) -> Judgement:
    """Judge any bytes; never raises."""
    return judge_incoming(read(raw), sent_text=sent_text, received_at=received_at)


def judge_incoming(incoming: Incoming, *, sent_text: str = "", received_at: datetime | None = None) -> Judgement:
    """Judge a message that has been read."""
    if incoming.content_type == "multipart/report" or _MAILER.match(incoming.from_address):
        original = next(iter(incoming.original_message_ids), "")
        hard = "Action: failed" in incoming.text or "5." in incoming.text
        return Bounce(rule="report", hard=hard, about="address", original_message_id=original, diagnostic=incoming.subject)
    submitted = incoming.header("auto-submitted")
    if (submitted and submitted.lower() != "no") or _AUTOMATIC_SUBJECT.match(incoming.subject):
        return AutoReply(rule="auto-submitted")
    if incoming.header("list-id") or incoming.header("list-unsubscribe"):
        return Other(rule="list")
    return HumanReply(rule="person", new_text=incoming.text)

"""What does Amazon SES tell in JSON, through a mail from SNS?"""

from __future__ import annotations

import json
import re
from typing import Any

from mail.judge.bounce.reason import classify
from mail.judge.judgement import Bounce, Complaint, Other
from mail.read.charset import clean
from mail.read.incoming import Incoming, message_ids

_BROKEN_LINE = re.compile(r"!?\r?\n ")


def find_cloud_notice(incoming: Incoming) -> Bounce | Complaint | Other | None:
    if not incoming.text.lstrip().startswith("{"):
        return None
    # Relays break long lines with "!" and a space.
    text = _BROKEN_LINE.sub("", incoming.text.lstrip())
    if "otificationType" not in text[:60000] and "eventType" not in text[:60000]:
        return None
    try:
        notice, _ = json.JSONDecoder(strict=False).raw_decode(text)
        if isinstance(notice.get("Message"), str):
            notice = json.loads(notice["Message"])
        return _judge(notice)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return None


def _judge(notice: dict[str, Any]) -> Bounce | Complaint | Other | None:
    """Source: Amazon SES, "Amazon SNS notification contents"."""
    kind = notice.get("notificationType") or notice.get("eventType")
    if kind == "Complaint":
        complaint = notice["complaint"]
        address = _text(complaint["complainedRecipients"][0]["emailAddress"])
        sub = _text(complaint.get("complaintFeedbackType") or "abuse")
        return Complaint("ses-complaint", sub, _original_id(notice), address)
    if kind == "Delivery":
        return Other(rule="ses-delivery", sub="success")
    return _bounce(notice) if kind == "Bounce" else None


def _bounce(notice: dict[str, Any]) -> Bounce:
    bounced = notice["bounce"]["bouncedRecipients"][0]
    is_final = notice["bounce"].get("bounceType") == "Permanent"
    status, said = _text(bounced.get("status") or ""), _text(bounced.get("diagnosticCode") or "")
    verdict = classify(action="", status=status or ("5.0.0" if is_final else "4.0.0"), diagnostic=said, words="")
    return Bounce(
        rule="ses-bounce",
        sub=verdict.reason,
        hard=verdict.hard,
        about=verdict.about,
        original_message_id=_original_id(notice),
        recipient=_text(bounced["emailAddress"]),
        status=status,
        diagnostic=said,
    )


def _original_id(notice: dict[str, Any]) -> str:
    for header in notice["mail"].get("headers") or []:
        if _text(header.get("name", "")).lower() == "message-id":
            return next(iter(message_ids(_text(header.get("value", "")))), "")
    return _text(f"<{notice['mail']['messageId']}>")


def _text(value: object) -> str:
    """JSON may escape half a character, which nothing can store."""
    return clean(str(value))

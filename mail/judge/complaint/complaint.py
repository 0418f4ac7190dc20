"""Did somebody report our message as abuse?"""

from __future__ import annotations

import re

from mail.judge.bounce.original import original_id
from mail.judge.facts import Facts
from mail.judge.judgement import Complaint
from mail.read.headers import parse_headers

_SUBJECT = re.compile(
    r"^complaint about message from|^(?:email )?feedback report|abuse report|^\[?(?:fbl|jmrp)\b|"
    r"dmarc (?:forensic|failure) report"
)
_ADDRESS = re.compile(r"[^\s<>;,\"]+@[^\s<>;,\"]+")
# Feedback loops older than ARF, that send the message alone: Microsoft's JMRP, AOL's SCOMP.
_LOOP_SENDER = re.compile(r"^(?:staff@hotmail\.com|scomp@aol\.net|feedbackloop@|fbl[-@]|abuse-report@)")


def find_complaint(facts: Facts) -> Complaint | None:
    incoming = facts.incoming
    for report in incoming.reports:
        if report.content_type == "message/feedback-report":
            fields = parse_headers(report.text.strip().encode("utf-8", "replace"))
            sent_to = fields.get("original-rcpt-to") or fields.get("removal-recipient")
            kind = fields.get("feedback-type").lower() or "abuse"
            return Complaint("arf", kind, original_id(incoming), _address(sent_to) or _returned_to(facts))
    if incoming.parameters.get("report-type", "").lower() == "feedback-report":
        return Complaint("arf-report-type", "abuse", original_id(incoming), _returned_to(facts))
    if _is_old_loop(facts) and (_SUBJECT.search(facts.subject) or not incoming.text.strip()):
        return Complaint("feedback-loop", "jmrp", original_id(incoming), _returned_to(facts))
    return None


def _is_old_loop(facts: Facts) -> bool:
    returned = facts.incoming.returned
    is_loop_sender = _LOOP_SENDER.match(facts.incoming.from_address.lower())
    return bool(returned and (is_loop_sender or "x-hmxmroriginalrecipient" in returned[0]))


def _returned_to(facts: Facts) -> str:
    for enclosed in facts.incoming.returned:
        found = _address(enclosed.get("x-hmxmroriginalrecipient") or enclosed.get("to"))
        if found:
            return found
    return ""


def _address(value: str) -> str:
    match = _ADDRESS.search(value)
    return match[0].strip("<>") if match else ""

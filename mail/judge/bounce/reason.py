"""For good or for now, and is it the address that is dead?"""

from __future__ import annotations

from dataclasses import dataclass

from mail.judge.bounce.reason_table import REASONS, Reason
from mail.judge.bounce.status_codes import meaning
from mail.judge.judgement import BounceAbout
from mail.read.fold import fold

# Reasons that a server's reply names only for want of a better one, and such as its prose names reliably.
_VAGUE = frozenset(["rejected", "policyviolation", "filtered", "mailererror"])
_PLAIN = frozenset(["mailboxfull"])


@dataclass(frozen=True, slots=True)
class Verdict:
    hard: bool
    about: BounceAbout
    reason: str
    rule: str


def reason_in(folded: str) -> Reason | None:
    """The first reason whose words stand in the folded text."""
    if not folded:
        return None
    for row in REASONS:
        if any(phrase in folded for phrase in row.phrases):
            return row
        if row.pattern and row.pattern.search(folded):
            return row
    return None


def classify(*, action: str, status: str, diagnostic: str, words: str) -> Verdict:
    """Judge one failed recipient: the remote server's words first, then the code, then the report's prose."""
    if action == "delayed":
        return Verdict(False, "temporary", "delayed", "action-delayed")
    row = reason_in(fold(diagnostic)[:1500])
    if row is None or row.name in _VAGUE:
        # A code is not enough: servers send 5.1.1 and 5.7.0 for a full mailbox; their prose says so.
        spoken = reason_in(words)
        by_code = None if row or (spoken and spoken.name in _PLAIN) else _by_code(status)
        if by_code:
            return by_code
        row = spoken if spoken and (row is None or spoken.name in _PLAIN) else row
    return _verdict(row, status) if row else _unexplained(status)


def _verdict(row: Reason, status: str) -> Verdict:
    code = meaning(status)
    is_final = not status.startswith("4") and not (row.name == "loop" and code and code.hard is False)
    hard = row.hard if row.hard is not None else is_final
    about: BounceAbout = row.about if hard or row.about != "address" else "temporary"
    return Verdict(hard, about, row.name, f"reason-{row.name}")


def _by_code(status: str) -> Verdict | None:
    row = meaning(status) if status and not status.endswith(".0.0") else None
    if row is None:
        return None
    hard = row.hard if row.hard is not None else not status.startswith("4")
    about: BounceAbout = row.about if hard or row.about != "address" else "temporary"
    return Verdict(hard, about, row.reason, f"status-{status}")


def _unexplained(status: str) -> Verdict:
    if status.startswith("4"):
        return Verdict(False, "temporary", "temporary", "status-4")
    return Verdict(True, "other", "permanent", "unexplained")

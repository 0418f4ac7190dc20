"""What does an RFC 3463 status code say, when no words say it better?"""

from __future__ import annotations

from dataclasses import dataclass

from mail.judge.judgement import BounceAbout


@dataclass(frozen=True, slots=True)
class Code:
    """A code without its class: "1.1" stands for 4.1.1 and 5.1.1."""

    code: str
    reason: str
    about: BounceAbout
    hard: bool | None
    source: str


# Sources: IANA "SMTP Enhanced Status Codes" and the RFCs that it names.
CODES: tuple[Code, ...] = (
    Code("1.0", "userunknown", "address", None, "RFC 3463"),
    Code("1.1", "userunknown", "address", True, "RFC 3463"),
    Code("1.2", "hostunknown", "address", None, "RFC 3463"),
    Code("1.3", "userunknown", "address", None, "RFC 3463"),
    Code("1.4", "userunknown", "address", None, "RFC 3463"),
    Code("1.6", "hasmoved", "address", None, "RFC 3463"),
    Code("1.7", "rejected", "policy", None, "RFC 3463: sender's mailbox syntax"),
    Code("1.8", "rejected", "policy", None, "RFC 3463: sender's system"),
    Code("1.9", "rejected", "policy", None, "RFC 3886"),
    Code("1.10", "notaccept", "address", None, "RFC 7505"),
    Code("2.0", "filtered", "address", None, "RFC 3463"),
    Code("2.1", "suspend", "address", None, "RFC 3463: mailbox disabled"),
    Code("2.2", "mailboxfull", "mailbox_full", False, "RFC 3463"),
    Code("2.3", "mesgtoobig", "content", None, "RFC 3463"),
    Code("2.4", "filtered", "policy", None, "RFC 3463: mailing list expansion"),
    Code("3.0", "mailererror", "other", None, "RFC 3463"),
    Code("3.1", "systemfull", "temporary", False, "RFC 3463"),
    Code("3.2", "notaccept", "temporary", None, "RFC 3463"),
    Code("3.3", "systemerror", "other", None, "RFC 3463"),
    Code("3.4", "mesgtoobig", "content", None, "RFC 3463"),
    Code("3.5", "systemerror", "temporary", False, "RFC 3463"),
    Code("4.0", "networkerror", "temporary", None, "RFC 3463"),
    Code("4.1", "networkerror", "temporary", None, "RFC 3463: no answer; Exchange Online says 5.4.1 for an unknown address"),
    Code("4.2", "networkerror", "temporary", False, "RFC 3463"),
    Code("4.3", "systemerror", "temporary", False, "RFC 3463"),
    Code("4.4", "hostunknown", "address", None, "RFC 3463: unable to route"),
    Code("4.5", "systemerror", "temporary", False, "RFC 3463"),
    Code("4.6", "networkerror", "temporary", False, "RFC 3463: loop"),
    Code("4.7", "expired", "temporary", False, "RFC 3463"),
    Code("5.0", "syntaxerror", "other", None, "RFC 3463"),
    Code("5.1", "syntaxerror", "other", None, "RFC 3463"),
    Code("5.2", "syntaxerror", "other", None, "RFC 3463"),
    Code("5.3", "toomanyrecipients", "other", None, "RFC 3463"),
    Code("5.4", "syntaxerror", "other", None, "RFC 3463"),
    Code("6.0", "contenterror", "content", None, "RFC 3463"),
    Code("7.0", "policyviolation", "policy", None, "RFC 3463"),
    Code("7.1", "policyviolation", "policy", None, "RFC 3463"),
    Code("7.23", "authfailure", "policy", None, "RFC 7372: SPF"),
    Code("7.25", "requireptr", "policy", None, "RFC 7372"),
    Code("7.26", "authfailure", "policy", None, "RFC 7372"),
)  # fmt: skip

# When the full code is not listed: its subject digit (RFC 3463 2).
SUBJECTS: tuple[Code, ...] = (
    Code("1", "userunknown", "address", None, "RFC 3463: addressing"),
    Code("2", "filtered", "address", None, "RFC 3463: mailbox"),
    Code("3", "systemerror", "other", None, "RFC 3463: mail system"),
    Code("4", "networkerror", "temporary", None, "RFC 3463: network and routing"),
    Code("5", "syntaxerror", "other", None, "RFC 3463: protocol"),
    Code("6", "contenterror", "content", None, "RFC 3463: content"),
    Code("7", "policyviolation", "policy", None, "RFC 3463: security and policy"),
)  # fmt: skip

_BY_CODE = {row.code: row for row in (*SUBJECTS, *CODES)}


def meaning(status: str) -> Code | None:
    """The row for a status such as "5.1.1"; None for X.0.0, which says nothing."""
    _, _, rest = status.partition(".")
    return _BY_CODE.get(rest) or _BY_CODE.get(rest.partition(".")[0])

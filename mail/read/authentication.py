"""What did the user's own receiving server find out about the sender (Authentication-Results, RFC 8601)?

Everybody can write such a field into a mail. What counts stands above the line at which the message came to the
user's server, under the name of a host that the user trusts. ARC (RFC 8617) is what others claim to have found: ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from mail.read.headers import Headers, parse_mailbox

Result = Literal["pass", "fail", "none"]

_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_METHOD = re.compile(r"\s*(dmarc|spf|dkim)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)(.*)", re.I | re.S)
_FROM = re.compile(r"\bheader\.from\s*=\s*\"?([^\s;\"]+)", re.I)
_FAILS = frozenset(["fail", "hardfail", "reject"])
_MOST_FIELDS, _LONGEST = 10, 8000


@dataclass(frozen=True, slots=True)
class Authenticity:
    """What a trusted host (`by`) says; "none" where it says nothing, or neither yes nor no."""

    dmarc: Result = "none"
    spf: Result = "none"
    dkim: Result = "none"
    by: str = ""


def read_authenticity(headers: Headers, trusted: frozenset[str] = frozenset()) -> Authenticity:
    """The findings of the hosts in `trusted` (authserv-ids, any case), from the topmost fields alone."""
    hosts = {host.casefold().rstrip(".") for host in trusted}
    domain = parse_mailbox(headers.get("from"))[1].rpartition("@")[2].casefold()
    by, found = "", dict[str, Result]()
    for host, findings in map(_parse, _topmost(headers)):
        if host not in hosts:
            break
        by = by or host
        for method, result in _findings(findings, domain):
            found.setdefault(method, result)
    return Authenticity(found.get("dmarc", "none"), found.get("spf", "none"), found.get("dkim", "none"), by)


def _topmost(headers: Headers) -> list[str]:
    """The fields above the next Received: below that line stands what the sender may have written."""
    found: list[str] = []
    for name, value in headers.fields:
        if name == "authentication-results":
            found.append(value[:_LONGEST])
        elif name == "received" and found:
            break
    return found[:_MOST_FIELDS]


def _parse(value: str) -> tuple[str, list[str]]:
    """The authserv-id, and what follows it, finding by finding."""
    head, *findings = _without_comments(value).split(";")
    # A version may follow the id (RFC 8601, 2.2).
    words = head.split()
    return (words[0].strip('"').casefold().rstrip(".") if words else ""), findings


def _without_comments(value: str) -> str:
    """Comments nest (RFC 5322, 3.2.2), and may hold words that look like findings; quoted semicolons part nothing."""
    out, depth, index = [], 0, 0
    while index < len(value):
        quoted = _QUOTED.match(value, index) if value[index] == '"' and depth == 0 else None
        if quoted:
            out.append(quoted[0].replace(";", " "))
            index = quoted.end()
            continue
        if value[index] == "\\" and depth:
            index += 1
        elif value[index] == "(":
            depth += 1
        elif value[index] == ")" and depth:
            depth -= 1
            out.append(" ")
        elif depth == 0:
            out.append(value[index])
        index += 1
    return "".join(out)


def _findings(findings: list[str], domain: str) -> list[tuple[str, Result]]:
    found: list[tuple[str, Result]] = []
    for one in findings:
        match = _METHOD.match(one)
        if match is None:
            continue
        about = _FROM.search(match[3])
        is_about_another = about is not None and about[1].casefold().rpartition("@")[2].rstrip(".") != domain
        # DMARC speaks of the domain in From; a word about another one says nothing of this sender.
        if not (match[1].lower() == "dmarc" and is_about_another):
            found.append((match[1].lower(), _result(match[2].lower())))
    return found


def _result(word: str) -> Result:
    if word == "pass":
        return "pass"
    return "fail" if word in _FAILS else "none"

"""Does a gate ask the sender to prove that they are a person?"""

from __future__ import annotations

import re

from mail.judge.challenge.phrase_table import CHALLENGE_HEADERS, CHALLENGES
from mail.judge.facts import Facts
from mail.judge.judgement import Challenge
from mail.judge.rule import first_match, gate
from mail.read.fold import fold
from mail.strip.strip import own_words

_HEADER_GATE = gate(CHALLENGE_HEADERS)
_URL = re.compile(r"https?://[^\s<>\"')\]]{4,500}")
_GATE = re.compile(r"confirm|verif|challenge|whitelist|allowed|approve|deliver|release|authent|guest|auth|token|spam")


def find_challenge(facts: Facts) -> Challenge | None:
    """A challenge needs a gate's header, or its words in a text that no person's answer carries."""
    for field in facts.fields:
        header = first_match(CHALLENGE_HEADERS, field) if _HEADER_GATE.search(field) else None
        if header:
            return _challenge(facts, header.name)
    found = first_match(CHALLENGES, facts.words[:2000])
    if found is None:
        return None
    text = facts.incoming.text
    if not first_match(CHALLENGES, fold(own_words(text[:20000])[:2000])):
        return None
    quotes_us = bool(re.search(r"^>", text, re.M))
    has_gate = bool(_URL.search(text) or "reply" in facts.words)
    is_list = any(field.startswith(("list-", "precedence: list")) for field in facts.fields)
    if quotes_us or not has_gate or is_list or len(text) > 8000:
        return None
    if facts.has_null_sender or facts.is_reply_shaped or facts.answers_something or _GATE.search(facts.subject):
        return _challenge(facts, found.name)
    return None


def _challenge(facts: Facts, rule: str) -> Challenge:
    urls: list[str] = _URL.findall(facts.incoming.text[:20000])
    best = next((url for url in urls if _GATE.search(url.lower())), urls[0] if urls else "")
    return Challenge(rule=rule, url=best.rstrip(".,"), text=facts.incoming.text.strip()[:500])

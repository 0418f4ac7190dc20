"""Did a person answer something, or write without being asked?"""

from __future__ import annotations

import re

from mail.judge.facts import Facts
from mail.judge.judgement import HumanReply, Other
from mail.strip.strip import Stripped

_URL = re.compile(r"https?://|www\.")


def find_person(facts: Facts, own: Stripped, *, from_known_person: bool) -> HumanReply | Other:
    """A reply shows by its thread, its quote or its subject; without any it is fresh mail."""
    evidence = _evidence(facts, own)
    if evidence:
        return HumanReply(rule=evidence, sub="", new_text=own.words)
    if from_known_person:
        return HumanReply(rule="known-sender", sub="fresh", new_text=own.words)
    return Other(rule="no-thread", sub="fresh", new_text=own.words)


def _evidence(facts: Facts, own: Stripped) -> str:
    if facts.answers_something:
        return "thread"
    if own.has_quote and own.words and (facts.is_reply_shaped or own.has_heading) and not facts.is_forward_shaped:
        return "quote"
    # Some programs leave both thread and quote out; so does spam that says "Re:".
    is_plain = bool(facts.incoming.text.strip()) and not facts.incoming.html
    if facts.is_reply_shaped and is_plain and len(_URL.findall(own.words)) < 2 and len(facts.subject) > 4:
        return "reply-subject"
    return ""

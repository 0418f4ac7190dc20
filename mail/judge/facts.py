"""What do several rules need to know of one message, worked out once?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.judge.bounce.sign_table import SENDERS
from mail.judge.rule import first_match
from mail.read.fold import fold
from mail.read.incoming import Incoming
from mail.read.subject_prefixes import FORWARD_PREFIX, REPLY_PREFIX

# Enough for any server's report or out-of-office text; long mail is judged by its beginning.
_MAX_WORDS = 3000
# The fields that some table looks at; the rest (Received, signatures, tracing) is most of a header.
_FIELDS = re.compile(
    r"auto-|list-|precedence|mailing-list|vacation|delivered-to|feedback-id|\$auto|"
    r"x-(?!received|google|ms-exchange-(?!inbox|gen)|ms-has|forefront|microsoft|originating|spam-(?!flag|arrest)|mailer$|sid-|proofpoint|ironport|virus)"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """Folded views of a message. `words` is the beginning of its own text."""

    incoming: Incoming
    subject: str
    words: str
    fields: tuple[str, ...]
    sender_rule: str
    has_null_sender: bool
    is_reply_shaped: bool
    is_forward_shaped: bool

    @property
    def answers_something(self) -> bool:
        return bool(self.incoming.in_reply_to or self.incoming.references)


def facts_of(incoming: Incoming) -> Facts:
    subject = fold(incoming.subject)
    sender = first_match(SENDERS, fold(f"{incoming.from_name} <{incoming.from_address}>"))
    return_path = incoming.headers.get("return-path", "?").strip()
    return Facts(
        incoming=incoming,
        subject=subject,
        words=fold(incoming.text[:_MAX_WORDS]),
        fields=tuple(f"{name}: {fold(value[:200])}" for name, value in incoming.headers.fields if _FIELDS.match(name)),
        sender_rule=sender.name if sender else "",
        has_null_sender=return_path in ("<>", "< >", "<MAILER-DAEMON>", "<mailer-daemon>"),
        is_reply_shaped=bool(REPLY_PREFIX.match(subject)),
        is_forward_shaped=bool(FORWARD_PREFIX.match(subject)),
    )

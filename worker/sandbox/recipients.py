"""Which recipients does the sandbox refuse at once, and which bounce after it has said yes?"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from worker.sandbox.accounts import fold_address

_REPLY = re.compile(r"[45]\d\d [ -~]+")


class Recipients:
    """Refusals and late bounces by address; everyone else needs a mailbox."""

    def __init__(
        self, refuse: Mapping[str, str], bounce_later: Mapping[str, str], has_mailbox: Callable[[str], bool]
    ) -> None:
        self._refuse = {fold_address(address): checked_reply(text) for address, text in refuse.items()}
        self._bounce = {fold_address(address): checked_reply(text) for address, text in bounce_later.items()}
        self._has_mailbox = has_mailbox

    def refusal(self, address: str) -> str | None:
        """The SMTP reply that turns this recipient away, or None when mail for it is taken."""
        folded = fold_address(address)
        if folded in self._refuse:
            return self._refuse[folded]
        if folded in self._bounce or self._has_mailbox(folded):
            return None
        return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"

    def late_bounce(self, address: str) -> str | None:
        """The reply that the next server would have given, or None when the message arrives."""
        return self._bounce.get(fold_address(address))

    def refuse_from_now(self, address: str, reply: str) -> None:
        self._refuse[fold_address(address)] = checked_reply(reply)

    def bounce_from_now(self, address: str, reply: str) -> None:
        self._bounce[fold_address(address)] = checked_reply(reply)

    def accept_from_now(self, address: str) -> None:
        self._refuse.pop(fold_address(address), None)
        self._bounce.pop(fold_address(address), None)


def checked_reply(text: str) -> str:
    """The same text, if an SMTP server could say it on one line to refuse something; else ValueError."""
    if not _REPLY.fullmatch(text):
        raise ValueError(f"not an SMTP refusal: {text!r}. Write for instance '550 5.1.1 no such user'")
    return text

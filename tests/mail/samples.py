"""How do the tests write a message?"""

from __future__ import annotations


def reply(text: str, *more: str, subject: str = "Re: A short question", kind: str = "text/plain") -> bytes:
    """A person's answer in our thread, sent on Monday 21 December 2026."""
    fields = [
        "From: Ada Lovelace <ada@Example.ORG>",
        "To: me@example.com",
        f"Subject: {subject}",
        "Date: Mon, 21 Dec 2026 10:00:00 +0100",
        "Message-ID: <hers@example.org>",
        "In-Reply-To: <ours@example.com>",
        "References: <first@example.com> <ours@example.com>",
        "MIME-Version: 1.0",
        f"Content-Type: {kind}; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        *more,
    ]
    return ("\n".join(fields) + "\n\n" + text).encode()


QUOTE = "\n\nOn Mon, 14 Dec 2026 at 09:00, Me <me@example.com> wrote:\n> Could we talk for 20 minutes?\n> Best, Me\n"

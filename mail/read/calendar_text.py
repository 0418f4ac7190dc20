"""What is the text of a calendar part, a property a line, whatever its writer folded, cut or enclosed?"""

from __future__ import annotations

import re

from mail.read.charset import decode

# Folds may stand between the bytes of one letter (RFC 5545, 3.1), so they go before the bytes are decoded.
_FOLD = re.compile(rb"\r?\n[ \t]")
_LONGEST_LINE = 20_000
_LONGEST = 400_000
_MARKS = "\ufeff \t"


def calendar_text(data: bytes, charset: str = "") -> str:
    """The calendar's lines, unfolded; those too long to hold anything but an enclosed file are left out."""
    lines = _FOLD.sub(b"", data).replace(b"\r", b"\n").split(b"\n")
    short = b"\n".join(line for line in lines if 0 < len(line) <= _LONGEST_LINE)
    text = decode(short[:_LONGEST], charset)
    return "\n".join(kept for line in text.split("\n") if (kept := line.strip(_MARKS)))

"""Where does a signature begin in a stretch of a person's own lines?"""

from __future__ import annotations

import re

from mail.judge.rule import gate
from mail.read.fold import fold
from mail.strip.signature_table import CLOSINGS, DEVICE_SIGNATURES, DISCLAIMERS

_DEVICE = gate(DEVICE_SIGNATURES)
_DISCLAIMER = gate(DISCLAIMERS)
_CLOSING = gate(CLOSINGS)
# RFC 3676 4.3 is "-- "; the space is lost by many programs, and "__" stands in mailing lists.
_DELIMITER = re.compile(r"^(?:--\s*|__\s*|- -\s*)$")
_URL = re.compile(r"[<(\[]*https?://\S+")
# A longer tail behind "--" is a person's text after a drawn line.
_MAX_SIGNATURE_LINES = 16
_MAX_CLOSING_LINES = 9


def without_signature(lines: list[str], *, may_be_all: bool = False) -> list[str]:
    """The lines above the signature. A stretch that is all signature is kept unless `may_be_all`."""
    for find in (_delimiter, _device, _disclaimer, _closing):
        cut = find(lines)
        if cut is not None and (may_be_all or any(line.strip() for line in lines[:cut])):
            lines = lines[:cut]
    return lines


def _delimiter(lines: list[str]) -> int | None:
    for index, line in enumerate(lines):
        if _DELIMITER.match(line):
            tail = [one for one in lines[index + 1 :] if one.strip()]
            if len(tail) <= _MAX_SIGNATURE_LINES and all(len(one) < 600 for one in tail):
                return index
    return None


def _device(lines: list[str]) -> int | None:
    for index, line in enumerate(lines):
        if 4 < len(line.strip()) < 240 and _DEVICE.search(fold(_URL.sub(" ", line))):
            return index
    return None


def _disclaimer(lines: list[str]) -> int | None:
    for index, line in enumerate(lines):
        if len(line) > 20 and _DISCLAIMER.search(fold(line)):
            is_paragraph = index == 0 or not lines[index - 1].strip() or len(lines[index - 1].strip()) < 4
            return index if is_paragraph or set(lines[index - 1].strip()) <= set("-_=*# ") else None
    return None


def _closing(lines: list[str]) -> int | None:
    """A closing formula with a block of short lines below it. One line is only a name: kept."""
    for index, line in enumerate(lines):
        if len(line.strip()) > 40 or not _CLOSING.search(fold(line)):
            continue
        tail = [one.strip() for one in lines[index + 1 :] if one.strip()]
        if 2 <= len(tail) <= _MAX_CLOSING_LINES and all(len(one) < 70 and not one.endswith("?") for one in tail):
            return index
    return None

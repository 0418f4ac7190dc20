"""Where in a reply does quoted text begin?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.judge.rule import first_match, gate
from mail.read.fold import fold
from mail.strip.quote_header_table import ATTRIBUTIONS, HEADER_LABELS, SEPARATORS

_QUOTED = re.compile(r"^\s{0,3}>(?!\w+>)")
_LABEL = re.compile(
    r"^[\s>|*_]{0,12}(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in HEADER_LABELS.items())
    + r")[*_]{0,2} ?[:：](?![/\\])[*_]{0,2}",
    re.I,
)
_SEPARATOR = gate(SEPARATORS)
_RULER = re.compile(r"^[\s_=*-]{3,}$")
# What an attribution ends with; nothing else is tried, so long mails cost little.
_END = re.compile(
    r"(?:[:：]|wrote|-{2,}|>|写道|寫道|작성|のメール|napisał\(a\)|---\S.*|geschreven|schrieb|skrev)\s*$", re.I
)
_CAN_START = re.compile(r"\d|@|<|[:：]\s*$|^[>\s]*(?:on|le|el|il|em|op|am|den|dnia|w dniu|在|于)\b", re.I)
_STARTS = re.compile(
    r"^[>\s]*(?:(?:on|le|el|il|em|op|am|den|dnia|w dniu|в|in data|il giorno|pada|tarihinde)\b.*\d|"
    r"\d|[^\W\d]{2,5}[.,] ?\d|在|于|於)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class QuoteStart:
    """`after` is the first line below the heading; `is_marked` says that ">" lines follow it."""

    after: int
    is_marked: bool
    runs_to_end: bool


def is_quoted(lines: list[str], index: int) -> bool:
    """A ">" line, or one that was wrapped off such a line by a careless program."""
    if _QUOTED.match(lines[index]):
        return True
    if not 0 < index < len(lines) - 1:
        return False
    before, line, after = lines[index - 1], lines[index], lines[index + 1]
    is_between = _QUOTED.match(before) and _QUOTED.match(after) and len(after.strip()) >= 1
    return bool(is_between and len(before) >= 45 and line[:1].islower() and len(line) < 60)


def find_quote(lines: list[str], index: int) -> QuoteStart | None:
    """The quote that starts at this line, if one does."""
    line = lines[index]
    if not line.strip():
        return None
    if len(line) < 400 and _SEPARATOR.search(fold(line)):
        # A help desk puts "write above this line" over what its own people say, too.
        row = first_match(SEPARATORS, fold(line))
        return QuoteStart(index + 1, False, row is None or row.name != "reply-above")
    if _is_header_block(lines, index):
        return QuoteStart(index + 1, False, True)
    height = _attribution_height(lines, index)
    if height == 0 or _starts_later(lines, index, height):
        return None
    after = _below_bars(lines, index + height)
    return QuoteStart(after, after > index + height or _is_followed_by_marks(lines, after), False)


def _starts_later(lines: list[str], index: int, height: int) -> bool:
    """A person's last line must not be taken for the first of a wrapped attribution."""
    if _STARTS.match(lines[index]):
        return False
    return any(
        _STARTS.match(lines[later]) and later + _attribution_height(lines, later) == index + height
        for later in range(index + 1, index + height)
    )


def _below_bars(lines: list[str], start: int) -> int:
    """The line after a quote marked with "|", an old habit of some gateways."""
    end = start
    for position in range(start, len(lines)):
        if lines[position].lstrip().startswith("|"):
            end = position + 1
        elif lines[position].strip():
            break
    return end


def _is_followed_by_marks(lines: list[str], start: int) -> bool:
    following = [line for line in lines[start : start + 6] if line.strip()]
    return bool(following) and bool(_QUOTED.match(following[0]))


def _attribution_height(lines: list[str], index: int) -> int:
    """How many lines the attribution takes (programs wrap it); 0 when there is none."""
    if not lines[index].strip() or not _CAN_START.search(lines[index]) or len(lines[index]) > 400:
        return 0
    joined = ""
    for height in range(1, 8):
        if index + height > len(lines):
            break
        line = lines[index + height - 1].strip()
        is_open = joined.count("<") > joined.count(">")
        if not line:
            if not is_open and not any(one.startswith("<") for one in lines[index + height : index + height + 1]):
                break
            continue
        if height == 1 or not is_open:
            if height > 1 and line.startswith(">") and not lines[index].lstrip().startswith(">"):
                break
            line = line.lstrip("> ")
        joined = f"{joined}{line}" if is_open else f"{joined} {line}".strip()
        if len(joined) > 500:
            break
        if _END.search(line) and _is_attribution(joined, lines, index + height):
            return height
    return 0


def _is_attribution(joined: str, lines: list[str], after: int) -> bool:
    found = first_match(ATTRIBUTIONS, fold(joined))
    if found is None:
        return False
    # "Ada wrote:" may be a person's own sentence; a quote must follow it.
    needs_marks = found.name in ("name-verb", "quoting") or (found.name == "date-verb" and len(joined) > 300)
    return not needs_marks or _is_followed_by_marks(lines, after)


def _is_header_block(lines: list[str], index: int) -> bool:
    """Outlook's block: lines "From: … Sent: … To: … Subject: …", wrapped or with blank lines between."""
    first = _LABEL.match(lines[index])
    if first is None or first.lastgroup not in ("from", "date", "to", "subject"):
        return False
    kinds = {first.lastgroup}
    misses = 0
    for line in lines[index + 1 : index + 14]:
        label = _LABEL.match(line)
        if label:
            kinds.add(label.lastgroup or "")
            misses = 0
        else:
            misses += 1
        if misses > 2:
            break
    has_pair = "from" in kinds and bool(kinds & {"date", "to"})
    return len(kinds) >= 3 or (has_pair and bool(_RULER.match(lines[index - 1]) if index else False))

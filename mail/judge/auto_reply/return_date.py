"""When is the writer of an out-of-office text back, read relative to the message's own date?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from mail.judge.auto_reply.date_words import (
    BACK_AFTER,
    BACK_BEFORE,
    INCLUSIVE,
    MONTH,
    MONTH_NUMBERS,
    TODAY,
    UNTIL_AFTER,
    UNTIL_BEFORE,
    WEEKDAY_CUES,
    WEEKDAY_NUMBERS,
)
from mail.judge.rule import first_match
from mail.read.fold import fold
from mail.read.times import is_bounded_day

_ORDINAL = r"(?:st|nd|rd|th|er|\.|º|ª|°|:e|:a|-го)?"
_DAY_MONTH = re.compile(
    rf"(?<![\d.,:])(\d{{1,2}}){_ORDINAL} ?(?:of |de |d')?({MONTH})\.?,?(?: ?(?:de |del )?((?:19|20)\d\d)\b)?"
)
_MONTH_DAY = re.compile(rf"(?<!\w)({MONTH})\.? (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])(?:,? ((?:19|20)\d\d)\b)?")
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CJK = re.compile(r"(?:((?:19|20)\d\d) ?[年년] ?)?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일号號]")
_NUMERIC = re.compile(r"(?<![\d.,/:-])(\d{1,2})([./-])(\d{1,2})(?:\2((?:19|20)?\d\d)(?!\d)|\.(?!\d)|(?![\d./-]))")
# A return further off than this is a typing error or another kind of date.
_LATEST = timedelta(days=550)
# Out-of-office texts outlive the absence; a date just past still says that the person is back.
_EARLIEST = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A date in the text. `days` holds its possible readings: 05/01 has two."""

    start: int
    end: int
    days: tuple[date, ...]


def return_date(text: str, sent_on: date, *, prefers_month_first: bool = False) -> date | None:
    """The first day back, or None. "Until 3 January" gives the 3rd, "through" and its like the 4th."""
    if not is_bounded_day(sent_on):
        return None
    folded = fold(text[:4000])
    mentions = sorted(_mentions(folded, sent_on, prefers_month_first), key=lambda one: one.start)
    until: date | None = None
    for one in mentions:
        day = one.days[0]
        before, after = folded[max(0, one.start - 70) : one.start], folded[one.end : one.end + 40]
        if _is_until(before, after):
            until = until or day + timedelta(days=_is_inclusive(before, after))
        elif first_match(BACK_BEFORE, before) or first_match(BACK_AFTER, after):
            return day
    return until or _range_end(folded, mentions) or _by_weekday(folded, sent_on)


def _is_until(before: str, after: str) -> bool:
    return bool(first_match(UNTIL_BEFORE, before) or first_match(UNTIL_AFTER, after))


def _is_inclusive(before: str, after: str) -> bool:
    return bool(first_match(INCLUSIVE, before[-30:]) or first_match(INCLUSIVE, after[:16]))


def _mentions(folded: str, sent_on: date, prefers_month_first: bool) -> Iterator[_Mention]:
    taken: list[tuple[int, int]] = []
    for start, end, readings in _readings(folded, prefers_month_first):
        if any(start < there_end and there_start < end for there_start, there_end in taken):
            continue
        days = [day for year, month, number in readings if (day := _near(year, month, number, sent_on))]
        if days:
            taken.append((start, end))
            # Of two readings the one sooner after the message is meant.
            yield _Mention(start, end, tuple(days if prefers_month_first else sorted(days)[:1]))


_Reading = tuple[int | None, int, int]


def _readings(folded: str, prefers_month_first: bool) -> Iterator[tuple[int, int, list[_Reading]]]:
    for match in _ISO.finditer(folded):
        yield match.start(), match.end(), [(int(match[1]), int(match[2]), int(match[3]))]
    for match in _CJK.finditer(folded):
        yield (
            match.start(),
            match.end(),
            [(int(match[1]) if match[1] else None, int(match[2]), int(match[3]))],
        )
    for match in _DAY_MONTH.finditer(folded):
        year = int(match[3]) if match[3] else None
        yield match.start(), match.end(), [(year, MONTH_NUMBERS[match[2]], int(match[1]))]
    for match in _MONTH_DAY.finditer(folded):
        year = int(match[3]) if match[3] else None
        yield match.start(), match.end(), [(year, MONTH_NUMBERS[match[1]], int(match[2]))]
    for match in _NUMERIC.finditer(folded):
        first, second = int(match[1]), int(match[3])
        if match[2] == "-" and not match[4]:
            continue
        year = int(match[4]) + (2000 if len(match[4]) == 2 else 0) if match[4] else None
        both: list[_Reading] = [(year, second, first)]
        if match[2] != "." and prefers_month_first:
            both = [(year, first, second), (year, second, first)]
        elif match[2] != ".":
            both.append((year, first, second))
        yield match.start(), match.end(), both


def _near(year: int | None, month: int, number: int, sent_on: date) -> date | None:
    """The date, in the year that makes it come soon after the message when none is said."""
    for candidate in [year] if year else [sent_on.year - 1, sent_on.year, sent_on.year + 1]:
        try:
            day = date(candidate, month, number)
        except ValueError:
            continue
        if sent_on - _EARLIEST <= day <= sent_on + _LATEST:
            return day
    return None


def _range_end(folded: str, mentions: list[_Mention]) -> date | None:
    """The end of "11 - 13 December": the later of the first two dates with only a dash between them."""
    for one, two in pairwise(mentions):
        if re.fullmatch(
            r"\.?,? ?(?:-|~|to|and|bis|au|al|ao|tot|till?|do|到|至|から|부터) ?(?:the |den |dem |el |il )?",
            folded[one.end : two.start],
        ):
            return two.days[0]
    for one in mentions:
        if re.search(r"\d{1,2}(?:st|nd|rd|th|\.)? ?(?:-|to|bis|~) ?$", folded[max(0, one.start - 8) : one.start]):
            return one.days[0]
    return None


def _by_weekday(folded: str, sent_on: date) -> date | None:
    match = WEEKDAY_CUES.search(folded)
    if match:
        wanted = WEEKDAY_NUMBERS[match[1] or match[2]]
        return sent_on + timedelta(days=(wanted - sent_on.weekday() - 1) % 7 + 1)
    if TODAY.search(folded[:300]):
        return sent_on + timedelta(days=1)
    return None

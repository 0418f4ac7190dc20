"""Which of a reply's words are the person's own and new?

What is taken away: quoted lines, the lines that mail programs put above a quote and what follows
them, signatures behind a delimiter or a device's line. When in doubt the text is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.read.fold import clean_lines
from mail.read.html_text import has_signature_mark, html_to_text
from mail.strip.quotes import QuoteStart, find_quote, is_quoted
from mail.strip.sent_text import Sent
from mail.strip.signature import without_signature

# Replies are short; what lies beyond is quoted or pasted.
MAX_LINES = 5000
_RULER = re.compile(r"^[-_=*~#+•·\s]{3,}$")


@dataclass(frozen=True, slots=True)
class Stripped:
    """The new words; whether a quote was taken away, and whether it had a program's heading."""

    words: str
    has_quote: bool
    has_heading: bool


def strip_text(text: str, *, sent_text: str = "") -> str:
    """The person's new words; a text that is nothing but quote is given back whole."""
    return own_words(text, sent_text=sent_text) or clean_lines(text).strip()


def strip_html(html: str, *, sent_text: str = "") -> str:
    """The same for an HTML body, as plain text."""
    text = html_to_text(html, keeps_signature=False)
    return own_words(text, sent_text=sent_text) or html_to_text(html).strip()


def own_words(text: str, *, sent_text: str = "") -> str:
    """The person's new words; empty where there are none."""
    return strip(text, sent_text=sent_text).words


def strip(text: str, *, html: str = "", sent_text: str = "") -> Stripped:
    """The new words of a text (or of the HTML it was made from), and what was taken away."""
    if html and has_signature_mark(html):
        text = html_to_text(html, keeps_signature=False) or text
    lines = clean_lines(text).split("\n")[:MAX_LINES]
    headings: list[QuoteStart] = []
    kept = _without_quotes(lines, Sent.of(sent_text), headings)
    segments: list[list[str]] = []
    for segment in _segments(kept):
        segments.append(without_signature(segment, may_be_all=any(map(any, segments))))
    words = _tidy([line for segment in segments for line in [*segment, ""]])
    return Stripped(words, None in kept, bool(headings))


def _segments(lines: list[str | None]) -> list[list[str]]:
    """Stretches of kept lines; None marks where a quote was taken out."""
    segments: list[list[str]] = [[]]
    for line in lines:
        if line is None:
            segments.append([])
        else:
            segments[-1].append(line)
    return [segment for segment in segments if any(line.strip() for line in segment)]


def _without_quotes(lines: list[str], sent: Sent, headings: list[QuoteStart]) -> list[str | None]:
    """The lines with None for each that is quoted; the quotes' headings are added to `headings`."""
    kept: list[str | None] = []
    has_words = False
    index = 0
    while index < len(lines):
        line = lines[index]
        start = None if is_quoted(lines, index) else find_quote(lines, index)
        if start is None:
            is_ours = is_quoted(lines, index) or sent.holds(line)
            has_words = has_words or not (is_ours or not line.strip() or _RULER.match(line))
            kept.append(None if is_ours else line)
            index += 1
            continue
        headings.append(start)
        kept.append(None)
        # A quote without ">" marks runs to the end. Where nothing stands above it, what is below is kept.
        if not start.is_marked and (has_words or start.runs_to_end):
            return [*kept, *(sent.words_below(lines[start.after :]) if has_words else [])]
        index = start.after
    return kept


def _tidy(lines: list[str]) -> str:
    while lines and (not lines[-1].strip() or _RULER.match(lines[-1])):
        lines.pop()
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    out: list[str] = []
    for line in lines[start:]:
        if line.strip() or (out and out[-1].strip()):
            out.append(line.rstrip())
    return "\n".join(out)

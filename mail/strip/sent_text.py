"""Which lines of a reply are words that we sent ourselves?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.read.fold import fold

_PUNCTUATION = re.compile(r"[\W_]+")
# Shorter lines ("Thanks,") may be anybody's.
_MIN_OWN = 24


def _squeeze(text: str) -> str:
    return _PUNCTUATION.sub("", fold(text))


@dataclass(frozen=True, slots=True)
class Sent:
    """Our text with everything but letters and digits taken out, so wrapping and marks don't matter."""

    squeezed: str

    @classmethod
    def of(cls, sent_text: str) -> Sent:
        return cls(_squeeze(sent_text[:60000]))

    def holds(self, line: str) -> bool:
        """Whether a whole line is ours, quoted without any mark."""
        if not self.squeezed:
            return False
        squeezed = _squeeze(line)
        return len(squeezed) >= _MIN_OWN and squeezed in self.squeezed

    def words_below(self, lines: list[str]) -> list[str | None]:
        """A person's words below an unmarked quote of ours: known only when all of ours stands above."""
        if len(self.squeezed) < _MIN_OWN:
            return []
        quoted = ""
        for index, line in enumerate(lines):
            quoted += _squeeze(line)
            if self.squeezed[-_MIN_OWN:] in quoted:
                rest = lines[index + 1 :]
                return list(rest) if self._are_a_reply(rest) else []
            if len(quoted) > 4 * len(self.squeezed) + 400:
                break
        return []

    def _are_a_reply(self, lines: list[str]) -> bool:
        words = [line for line in lines if line.strip()]
        return 0 < len(words) <= 30 and not any(re.search(r"\S+@\S+|^>|:$", line.strip()) for line in words[:2])

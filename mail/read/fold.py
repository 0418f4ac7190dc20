"""How is text made plain before rules look at it?"""

from __future__ import annotations

import unicodedata

_SAME = str.maketrans(
    {
        "\u2019": "'", "\u2018": "'", "\u00b4": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\u00ab": '"', "\u00bb": '"', "\u00a0": " ", "\u202f": " ", "\u3000": " ", "\u2013": "-",
        "\u2014": "-",
        "\u2010": "-", "\u2011": "-", "\u200b": None, "\u200c": None, "\u200d": None, "\u200e": None,
        "\u200f": None, "\ufeff": None, "\u00ad": None, "\u2060": None, "\u202a": None, "\u202c": None,
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case, straight quotes, single spaces, nothing invisible, full-width forms narrowed."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.translate(_SAME)).translate(_SAME)
    else:
        text = text.replace("`", "'")
    return " ".join(text.lower().split())


def clean_lines(text: str) -> str:
    """One kind of line end, ordinary spaces, nothing invisible; the words as they are."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text.replace("\x00", "")
    return text.translate(_INVISIBLE)


_INVISIBLE = str.maketrans(
    {
        "\u00a0": " ", "\u202f": " ", "\u200b": None, "\u200e": None, "\u200f": None, "\ufeff": None,
        "\u2060": None, "\u202a": None, "\u202c": None, "\x00": None, "\u2028": "\n", "\u2029": "\n",
    }
)  # fmt: skip

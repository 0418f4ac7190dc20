"""Which characters do these bytes stand for, whatever the sender called their character set?"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

# Labels seen in the wild that Python does not know, or that mean a larger set than they say
# (WHATWG Encoding Standard, "names and labels").
ALIASES = {
    "us-ascii": "utf-8",
    "ascii": "utf-8",
    "ansi_x3.4-1968": "utf-8",
    "ansi_x3.110-1983": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "iso-2022-jp": "iso2022_jp_ext",
    "big5": "big5hkscs",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "cp-850": "cp850",
}
# Codecs that Python ships which are no character sets of mail; some raise whatever they are told to do.
NOT_CHARSETS = frozenset(["idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "mbcs", "oem"])
MAX_LABEL = 40
_SURROGATE = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=256)
def codec_for(label: str) -> str:
    """The Python codec for a charset label; empty when there is none that reads text."""
    name = label.strip().strip("\"'").lower()[:MAX_LABEL]
    name = ALIASES.get(name, name)
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    is_charset = info._is_text_encoding and info.name.replace("_", "-") not in NOT_CHARSETS
    return info.name if is_charset else ""


def decode(data: bytes, label: str = "") -> str:
    """Text for any bytes; wrong bytes become U+FFFD, an unknown label is guessed at.

    Every text of a message passes here, so this is where it is cleaned: what comes out can be encoded.
    """
    return clean(_decode(data, label))


def clean(text: str) -> str:
    """The text without what can't be stored: lone surrogates (utf-7 makes them) become U+FFFD, NULs go."""
    if text.isascii():
        return text.replace("\x00", "")
    return _SURROGATE.sub("\ufffd", text).replace("\x00", "")


def _decode(data: bytes, label: str) -> str:
    codec = codec_for(label) if label else "utf-8"
    if not codec:
        return guess(data)
    try:
        return data.decode(codec)
    except (UnicodeError, ValueError):
        return guess(data) if codec in ("utf-8", "ascii") else data.decode(codec, "replace")


def guess(data: bytes) -> str:
    """UTF-8 where most of it is that, ISO-2022 where its escapes stand, else Windows-1252."""
    if b"\x1b$" in data:
        return data.decode("iso2022_jp_ext", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _mostly(data)


def _mostly(data: bytes) -> str:
    """One broken byte costs one character, and does not turn all umlauts into two letters each."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if sum(not letter.isascii() for letter in text) - broken >= broken:
        return text
    return data.decode("cp1252", "replace")

"""What do the header fields of a message or part say, however badly they are written?"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

from mail.read.charset import decode

# RFC 5322 sets no limit on a header block. Real ones stay under 64 KiB; the rest is not read.
MAX_BLOCK = 256 * 1024

# The last alternative: servers write boundary="…" on a line of its own without the indent.
_FIELD = re.compile(
    r"^([!-9;-~]{1,100})[ \t]*:[ \t]*(.*(?:\r?\n[ \t].*|(?<=[;,])\r?\n(?=[^\s:]+=[^:\r\n]*$).+)*)", re.M
)
_FOLD = re.compile(r"[ \t]*\r?\n[ \t]*")
_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
_PARAMETER = re.compile(r";\s*([\w!#$&+^`|~-]+)(\*\d*\*?|\*)?\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;\s]*)")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]+@[^\s<>@,;:\"()\\]+")


@dataclass(frozen=True, slots=True)
class Headers:
    """Fields in order, by lower-cased name; values unfolded, encoded words not yet decoded."""

    fields: tuple[tuple[str, str], ...]
    by_name: dict[str, str]

    def get(self, name: str, default: str = "") -> str:
        """The first field of that (lower-case) name."""
        return self.by_name.get(name, default)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name


EMPTY = Headers((), {})


def parse_headers(block: bytes) -> Headers:
    """A field per header line; lines that are neither field nor continuation are passed over.

    The email package stops at such a line and takes the rest for the body; servers write them.
    """
    text = decode(block[:MAX_BLOCK])
    fields = []
    by_name: dict[str, str] = {}
    for match in _FIELD.finditer(text):
        name, value = match[1].lower(), match[2]
        if "\n" in value:
            value = _FOLD.sub(" ", value)
        value = value.strip()
        fields.append((name, value))
        by_name.setdefault(name, value)
    return Headers(tuple(fields), by_name)


def decode_words(value: str) -> str:
    """Encoded words (RFC 2047) as text. Characters split over two words are put together."""
    if "=?" not in value:
        return value
    joined = _BETWEEN_WORDS.sub(r"\1", value)
    out: list[str] = []
    pending, label, end = b"", "", 0
    for match in _WORD.finditer(joined):
        gap, charset = joined[end : match.start()], match[1].partition("*")[0].lower()
        if pending and (gap or charset != label):
            out.append(decode(pending, label))
            pending = b""
        out.append(gap)
        pending, label, end = pending + _word_bytes(match[2], match[3]), charset, match.end()
    out += [decode(pending, label) if pending else "", joined[end:]]
    return "".join(out)


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(data, header=True)
    return from_base64(data)


def from_base64(data: bytes) -> bytes:
    """Bytes for base64 with stray characters or missing padding; what cannot be read is left out."""
    clean = bytes(data).translate(None, b" \t\r\n=")
    clean = clean[: len(clean) - 1] if len(clean) % 4 == 1 else clean
    try:
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        return b""


@lru_cache(maxsize=512)
def parse_parameters(value: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """A value such as Content-Type's: the lower-cased main word, and its parameters by lower-cased name."""
    main = value.partition(";")[0].strip().lower().partition(" ")[0]
    found: dict[str, str] = {}
    for match in _PARAMETER.finditer(value[:4000]):
        name, raw = match[1].lower(), match[3]
        text = re.sub(r"\\(.)", r"\1", raw[1:-1]) if raw.startswith('"') and len(raw) > 1 else raw
        # RFC 2231 continuations: name*0, name*1 … are one value.
        found[name] = found.get(name, "") + text if match[2] else found.get(name, text)
    return main, tuple(found.items())


def parse_mailbox(value: str) -> tuple[str, str]:
    """(display name, address) of the first mailbox in a From-like value; the domain lower-cased."""
    text = decode_words(value)[:2000]
    angle = re.search(r"<([^<>]*@[^<>]*)>", text)
    inside = _ADDRESS.search(angle[1]) if angle else None
    found = inside or _ADDRESS.search(text)
    if not found:
        # RFC 5322 wants a domain, but "From: MAILER-DAEMON" is common.
        bare = re.search(r"<([^<>\s]+)>", text)
        return (text.strip(' "'), bare[1] if bare else "")
    name = text[: angle.start()] if angle else re.sub(r"[()]", " ", text.replace(found[0], ""))
    return name.strip(" \t\"'<>"), lower_domain(found[0])


def parse_addresses(value: str) -> tuple[str, ...]:
    return tuple(lower_domain(address) for address in _ADDRESS.findall(decode_words(value)[:20000]))


def lower_domain(address: str) -> str:
    """Local parts are case-sensitive by RFC 5321 2.4; domains are not."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.]>')}"

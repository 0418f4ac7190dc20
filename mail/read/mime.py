"""Which parts does a raw message have, and where do they lie? Never raises, bounded in size, count and depth.

The standard library's parser walks a message line by line: seconds for 50 MB, and it gives up on
header blocks that servers really write. This one notes offsets and decodes only what is asked for.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from mail.read.charset import decode
from mail.read.headers import EMPTY, MAX_BLOCK, Headers, from_base64, parse_headers, parse_parameters

MAX_BYTES = 64 * 1024 * 1024
MAX_PARTS = 1000
MAX_DEPTH = 30
# A body may repeat its boundary mid-line for ever; so many places are looked at.
_MAX_LOOKS = 20_000
# A person's words and a server's report are short; no more than this of one part is decoded.
MAX_TEXT = 256 * 1024
# Some programs paste a picture of megabytes into the HTML, above the words.
MAX_HTML = 8 * 1024 * 1024
_DATA_URI = re.compile(rb"data:[a-zA-Z/+.-]{0,60};base64,[A-Za-z0-9+/=%\s]+")

_MBOX_FROM = re.compile(rb">?From [^\n]*\n")


class TooManyParts(Exception):
    """The message has more parts, or nests deeper, than any real one."""


@dataclass(frozen=True, slots=True)
class Part:
    """A leaf of the message. `is_returned` says that it lies inside an enclosed message."""

    headers: Headers
    content_type: str
    parameters: dict[str, str]
    start: int
    end: int
    is_returned: bool
    parent_type: str

    @property
    def is_attachment(self) -> bool:
        return self.headers.get("content-disposition").lower().startswith("attachment")

    @property
    def filename(self) -> str:
        disposition = dict(parse_parameters(self.headers.get("content-disposition"))[1])
        return (disposition.get("filename") or self.parameters.get("name", "")).lower()


@dataclass(frozen=True, slots=True)
class Tree:
    headers: Headers
    content_type: str
    parameters: dict[str, str]
    leaves: tuple[Part, ...]
    enclosed: tuple[Headers, ...]


def split_message(raw: bytes) -> Tree:
    """Cut a message into its leaves. Raises TooManyParts beyond MAX_PARTS or MAX_DEPTH."""
    start = _skip_envelope(raw)
    headers, body = _split_headers(raw, start, len(raw))
    leaves: list[Part] = []
    enclosed: list[Headers] = []
    for part in _walk(raw, headers, body, len(raw), 0, False, ""):
        if isinstance(part, Headers):
            enclosed.append(part)
        else:
            leaves.append(part)
        if len(leaves) + len(enclosed) > MAX_PARTS:
            raise TooManyParts("too many parts")
    content_type, parameters = parse_parameters(headers.get("content-type"))
    return Tree(headers, content_type, dict(parameters), tuple(leaves), tuple(enclosed))


def _skip_envelope(raw: bytes) -> int:
    """Blank lines and an mbox "From " line before the header."""
    start = 0
    while start < len(raw) and raw[start] in b"\r\n \t":
        start += 1
    mbox = _MBOX_FROM.match(raw, start)
    return mbox.end() if mbox else start


def _split_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Header fields, and where the body begins. A block without any field is body."""
    if raw[start : start + 1] in (b"\n", b"\r"):
        return EMPTY, start + (2 if raw[start : start + 2] == b"\r\n" else 1)
    block_end, body = _blank_line(raw, start, end)
    headers = parse_headers(raw[start : min(block_end, start + MAX_BLOCK)])
    if not headers.fields:
        return EMPTY, start
    return headers, body


def _blank_line(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Where the header block ends and the body begins."""
    bare = raw.find(b"\n\n", start, end)
    with_return = raw.find(b"\n\r\n", start, bare if bare >= 0 else end)
    if with_return >= 0:
        return with_return, with_return + 3
    if bare >= 0:
        return bare, bare + 2
    old_mac = raw.find(b"\r\r", start, end)
    return (old_mac, old_mac + 2) if old_mac >= 0 else (end, end)


def _walk(
    raw: bytes, headers: Headers, start: int, end: int, depth: int, is_returned: bool, parent: str
) -> Iterator[Part | Headers]:
    if depth > MAX_DEPTH:
        raise TooManyParts("nested too deep")
    default = "message/rfc822" if parent == "multipart/digest" else "text/plain"
    content_type, pairs = parse_parameters(headers.get("content-type", default))
    parameters = dict(pairs)
    boundary = parameters.get("boundary", "").encode("utf-8", "replace")
    if content_type.startswith("multipart/") and boundary:
        spans = list(_between(raw, boundary, start, end))
        for part_start, part_end in spans:
            inner, body = _split_headers(raw, part_start, part_end)
            yield from _walk(raw, inner, body, part_end, depth + 1, is_returned, content_type)
        if spans:
            return
        content_type = "text/plain"
    if content_type in ("message/rfc822", "message/global") and _is_identity(headers):
        inner, body = _split_headers(raw, _skip_blank(raw, start, end), end)
        yield inner
        yield from _walk(raw, inner, body, end, depth + 1, True, content_type)
        return
    if "/" not in content_type:
        content_type = "text/plain"
    yield Part(headers, content_type, parameters, start, end, is_returned, parent)


def _is_identity(headers: Headers) -> bool:
    return headers.get("content-transfer-encoding", "7bit").lower() in ("7bit", "8bit", "binary", "")


def _skip_blank(raw: bytes, start: int, end: int) -> int:
    while start < end and raw[start] in b"\r\n":
        start += 1
    return start


def _between(raw: bytes, boundary: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between delimiter lines (RFC 2046 5.1.1); a missing last delimiter ends with the text."""
    delimiter = b"--" + boundary
    opened, position, looks = -1, start, 0
    while (found := raw.find(delimiter, position, end)) >= 0 and looks < _MAX_LOOKS:
        looks += 1
        position = found + len(delimiter)
        if found > start and raw[found - 1] not in b"\r\n":
            continue
        closes = raw[position : position + 2] == b"--"
        line_end = raw.find(b"\n", position, min(end, position + 1000))
        if raw[position : line_end if line_end >= 0 else end].strip(b" \t\r-"):
            continue
        if opened >= 0:
            yield opened, max(opened, found - (2 if raw[found - 2 : found] == b"\r\n" else 1))
        opened = -1 if closes else (line_end + 1 if line_end >= 0 else end)
        if closes:
            return
    if 0 <= opened < end:
        yield opened, end


def part_bytes(raw: bytes, part: Part, most: int = MAX_TEXT) -> bytes:
    """The part's content with its transfer encoding undone, made from no more than `most` bytes of it."""
    data = raw[part.start : min(part.end, part.start + most)]
    encoding = part.headers.get("content-transfer-encoding").lower()
    if "base64" in encoding:
        return from_base64(data)
    if "quoted-printable" in encoding:
        return binascii.a2b_qp(data)
    return data


def part_text(raw: bytes, part: Part) -> str:
    """The part's text, no more than MAX_TEXT of it; pictures written into HTML do not count."""
    if part.content_type == "text/html":
        data = _DATA_URI.sub(b"", part_bytes(raw, part, MAX_HTML))[:MAX_TEXT]
    else:
        data = part_bytes(raw, part)
    return decode(data, part.parameters.get("charset", ""))

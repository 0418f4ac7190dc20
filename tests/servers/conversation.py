"""Where in a conversation do these bytes stand? (SMTP and IMAP, only as far as faults need it)"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from tests.servers.faults import Moment

_BDAT = re.compile(rb"BDAT\s+(\d+)(\s+LAST)?\s*$", re.IGNORECASE)
_IMAP_STARTTLS = re.compile(rb"\S+ STARTTLS\r?\n", re.IGNORECASE)
_LITERAL = re.compile(rb"\{(\d+)\}\r?\n$")


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes to pass on, and the moments at which they do it."""

    data: bytes
    moments: frozenset[Moment] = frozenset()


class Conversation(Protocol):
    """Cuts both streams into pieces; what it holds back comes with the next call."""

    def from_client(self, data: bytes) -> Iterator[Piece]: ...

    def from_server(self, data: bytes) -> Iterator[Piece]: ...


def conversation_for(first_from_server: bytes) -> Conversation:
    """SMTP and IMAP servers speak first, and each begins in its own way; anything else passes as it is."""
    if first_from_server.startswith(b"220"):
        return Smtp()
    if first_from_server.startswith(b"* "):
        return Imap()
    return Opaque()


class Opaque:
    """Nothing is known of it: TLS, for instance."""

    def from_client(self, data: bytes) -> Iterator[Piece]:
        yield Piece(data)

    def from_server(self, data: bytes) -> Iterator[Piece]:
        yield Piece(data)


class Imap:
    """Lines from the server; what the client says passes as it is."""

    def __init__(self) -> None:
        self._held = b""
        self._literal_left = 0
        self._within_response = False
        self._is_opaque = False

    def from_client(self, data: bytes) -> Iterator[Piece]:
        # What follows is TLS, if the server agrees; if not, this connection merely gets no more faults.
        self._is_opaque = self._is_opaque or _IMAP_STARTTLS.fullmatch(data) is not None
        yield Piece(data)

    def from_server(self, data: bytes) -> Iterator[Piece]:
        self._held += data
        while self._held:
            piece = self._next_from_server()
            if piece is None:
                return
            yield piece

    def _next_from_server(self) -> Piece | None:
        if self._is_opaque:
            data, self._held = self._held, b""
            return Piece(data)
        return self._literal() if self._literal_left else self._line()

    def _literal(self) -> Piece:
        part, self._held = self._held[: self._literal_left], self._held[self._literal_left :]
        self._literal_left -= len(part)
        return Piece(part)

    def _line(self) -> Piece | None:
        line, end, rest = self._held.partition(b"\n")
        if not end:
            return None
        self._held = rest
        begins_response = not self._within_response
        literal = _LITERAL.search(line + end)
        self._literal_left = int(literal[1]) if literal else 0
        self._within_response = literal is not None
        moments = {Moment.SERVER_LINE} | ({Moment.IMAP_RESPONSE} if begins_response else set())
        return Piece(line + end, frozenset(moments))


class Smtp:
    """Commands, message and replies. A client that sends BDAT chunks is taken to wait for each reply."""

    def __init__(self) -> None:
        self._from_client = b""
        self._from_server = b""
        self._asked_for_data = False
        self._in_content = False
        self._content_end = b""
        self._chunk_left = 0
        self._chunk_is_last = False
        self._awaits_verdict = False
        self._is_opaque = False

    def from_client(self, data: bytes) -> Iterator[Piece]:
        self._from_client += data
        while self._from_client:
            piece = self._next_from_client()
            if piece is None:
                return
            yield piece

    def from_server(self, data: bytes) -> Iterator[Piece]:
        if self._is_opaque:
            yield Piece(self._from_server + data)
            self._from_server = b""
            return
        self._from_server += data
        while b"\n" in self._from_server:
            line, _, self._from_server = self._from_server.partition(b"\n")
            yield Piece(line + b"\n", self._moments_of_reply(line))

    def _next_from_client(self) -> Piece | None:
        if self._is_opaque:
            return self._take(len(self._from_client), frozenset())
        if self._in_content:
            return self._content()
        if self._chunk_left:
            return self._chunk()
        return self._command()

    def _command(self) -> Piece | None:
        length = self._from_client.find(b"\n") + 1
        if not length:
            return None
        words = self._from_client[:length].strip().upper()
        self._asked_for_data = words == b"DATA"
        # What follows is TLS, if the server agrees; if not, this connection merely gets no more faults.
        self._is_opaque = words == b"STARTTLS"
        chunk = _BDAT.match(words)
        if chunk:
            self._chunk_left, self._chunk_is_last = int(chunk[1]), chunk[2] is not None
            self._awaits_verdict = self._chunk_is_last
        begins_message = self._asked_for_data or chunk
        return self._take(length, frozenset({Moment.DATA_COMMAND} if begins_message else ()))

    def _content(self) -> Piece:
        # The end can be split between two reads: remember the last bytes of what has gone before.
        seen = self._content_end + self._from_client
        end = seen.find(b"\r\n.\r\n")
        if end < 0:
            self._content_end = seen[-4:]
            return self._take(len(self._from_client), frozenset({Moment.CONTENT}))
        length = end + 5 - len(self._content_end)
        self._in_content, self._awaits_verdict = False, True
        return self._take(length, frozenset({Moment.CONTENT}))

    def _chunk(self) -> Piece:
        length = min(self._chunk_left, len(self._from_client))
        self._chunk_left -= length
        return self._take(length, frozenset({Moment.CONTENT}))

    def _take(self, length: int, moments: frozenset[Moment]) -> Piece:
        data, self._from_client = self._from_client[:length], self._from_client[length:]
        return Piece(data, moments)

    def _moments_of_reply(self, line: bytes) -> frozenset[Moment]:
        if self._asked_for_data and line.startswith(b"354"):
            self._asked_for_data, self._in_content = False, True
            # The line end before a dot that stands alone in the very first line belongs to DATA.
            self._content_end = b"\r\n"
        elif self._awaits_verdict and not self._chunk_left and line[3:4] != b"-":
            self._awaits_verdict = False
            if line.startswith(b"250"):
                return frozenset({Moment.SERVER_LINE, Moment.ACCEPTED})
        return frozenset({Moment.SERVER_LINE})

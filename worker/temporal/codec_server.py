"""Lets Temporal's web page show what is encrypted: it asks this server, on this machine only, to decode.

Temporal's remote codec protocol (docs.temporal.io, "Codec Server"): POST /encode and /decode with Payloads as JSON.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from google.protobuf.json_format import MessageToJson, Parse, ParseError
from temporalio.api.common.v1 import Payloads

from worker.problem import Problem
from worker.temporal.encryption import EncryptionCodec

_MOST_BYTES = 32_000_000


def server_for(codec: EncryptionCodec, port: int, origins: frozenset[str]) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet serving. Pages of other origins than these get nothing to read."""

    class Handler(BaseHTTPRequestHandler):
        def do_OPTIONS(self) -> None:
            self._answer(204)

        def do_POST(self) -> None:
            deed = {"/encode": codec.encode, "/decode": codec.decode}.get(self.path)
            length = int(self.headers.get("Content-Length") or 0)
            # A browser always names its page; a page that may not read must not even ask.
            if deed is None or length > _MOST_BYTES or self.headers.get("Origin") not in origins:
                self._answer(404 if deed is None else 403)
                return
            try:
                payloads = Parse(self.rfile.read(length), Payloads())
                done = asyncio.run(deed(payloads.payloads))
            except (ParseError, ValueError, Problem):
                self._answer(400)
                return
            self._answer(200, MessageToJson(Payloads(payloads=done)).encode())

        def _answer(self, status: int, body: bytes = b"") -> None:
            self.send_response(status)
            origin = self.headers.get("Origin", "")
            if origin in origins:
                self.send_header("Access-Control-Allow-Origin", origin)
                self.send_header("Access-Control-Allow-Methods", "POST, OPTIONS")
                self.send_header("Access-Control-Allow-Headers", "Content-Type, X-Namespace")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            """Nothing: what is asked for is nobody's business."""

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


def origins_of(ui_port: int) -> frozenset[str]:
    """How a browser may call the web page on this machine."""
    return frozenset(f"http://{name}:{ui_port}" for name in ("127.0.0.1", "localhost"))


@contextmanager
def serving(codec: EncryptionCodec, port: int, origins: frozenset[str]) -> Iterator[str]:
    """Serve in a thread; yields the address to give to the web page."""
    server = server_for(codec, port, origins)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

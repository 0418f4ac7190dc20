"""What does flufl.bounce, which knows two dozen servers' formats, make of a message we doubt?"""

from __future__ import annotations

import contextlib
import logging
from email.message import Message

from flufl.bounce import all_failures

from mail.read.incoming import Incoming

# It logs every detector that fails, and two do on real mail (raw 8-bit headers).
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)


def failed_addresses(incoming: Incoming) -> tuple[str, ...]:
    """Addresses that flufl.bounce finds in a plain copy of the message; none when it fails."""
    message = Message()
    for name in ("from", "to", "subject", "x-failed-recipients"):
        if name in incoming.headers:
            message[name] = incoming.headers.get(name).encode("ascii", "replace").decode()[:500]
    message.set_payload(incoming.text[:20000].encode("ascii", "replace").decode())
    # It raises whatever its detectors stumble on (AttributeError, IndexError, LookupError seen).
    with contextlib.suppress(Exception):
        temporary, permanent = all_failures(message)
        return tuple(sorted(address.decode("ascii", "replace") for address in {*temporary, *permanent}))
    return ()

"""Which TCP ports may this test run use, and keep while its server is stopped?"""

from __future__ import annotations

import random
import socket

# Below 32768, where Linux begins to give out ports for outgoing connections: one of those could take a
# port while its server is stopped.
CANDIDATES = range(20_000, 32_000)

_dice = random.SystemRandom()


class ReservedPort:
    """A port that no other holder of a ReservedPort on this machine uses until it is released.

    The claim is a socket in Linux's abstract namespace, which vanishes with the process.
    """

    def __init__(self, number: int, claim: socket.socket) -> None:
        self.number = number
        self._claim = claim

    def release(self) -> None:
        self._claim.close()


def reserve_port() -> ReservedPort:
    """A free port of 127.0.0.1. OSError when a hundred tries find none."""
    for number in _dice.sample(CANDIDATES, 100):
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(f"\0weakties-port-{number}")
            _probe(number)
        except OSError:
            claim.close()
            continue
        return ReservedPort(number, claim)
    raise OSError("no free port between 20000 and 32000 on 127.0.0.1")


def _probe(number: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", number))

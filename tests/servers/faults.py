"""Which faults can a connection suffer, at which moment, and who chooses them?"""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping
from enum import Enum, auto
from typing import Protocol


class Moment(Enum):
    """A point in a conversation at which a fault can strike."""

    CONNECTED = auto()
    DATA_COMMAND = auto()
    """The client said DATA (or BDAT); the server has not heard it yet."""
    CONTENT = auto()
    """A part of the message is on its way to the server."""
    ACCEPTED = auto()
    """The server has answered 250 to the whole message; the client has not heard it yet."""
    SERVER_LINE = auto()
    """A line from the server, in any protocol."""
    IMAP_RESPONSE = auto()
    """A line from an IMAP server that begins a response, so that another may stand before it."""


class Fault(Enum):
    """What goes wrong. "Cut" ends the connection on both sides."""

    CUT_ON_CONNECT = "cut on connect"
    CUT_BEFORE_DATA = "cut before DATA: the server has no message"
    CUT_IN_DATA = "cut in the middle of the message: the server has a part, and drops it"
    CUT_AFTER_ACCEPT = "cut after the server accepted: the client never hears it"
    CUT_AFTER_REPLY = "cut after the client heard 250, before QUIT"
    CUT_MID_LINE = "cut in the middle of a line from the server"
    SPLIT_LINE = "a line from the server comes in two parts, a moment apart"
    STALL = "nothing passes any more, in either direction, and the connection stays open"
    SAY_BYE = "IMAP: the server says BYE and closes"

    @property
    def moment(self) -> Moment:
        """When this fault can strike."""
        return _MOMENTS[self]


_MOMENTS = {
    Fault.CUT_ON_CONNECT: Moment.CONNECTED,
    Fault.CUT_BEFORE_DATA: Moment.DATA_COMMAND,
    Fault.CUT_IN_DATA: Moment.CONTENT,
    Fault.CUT_AFTER_ACCEPT: Moment.ACCEPTED,
    Fault.CUT_AFTER_REPLY: Moment.ACCEPTED,
    Fault.CUT_MID_LINE: Moment.SERVER_LINE,
    Fault.SPLIT_LINE: Moment.SERVER_LINE,
    Fault.STALL: Moment.SERVER_LINE,
    Fault.SAY_BYE: Moment.IMAP_RESPONSE,
}


class Plan(Protocol):
    """Chooses the faults of a proxy."""

    def choose(self, moments: Collection[Moment]) -> Fault | None:
        """The fault that strikes now, at one of these moments, or None."""
        ...


class RandomPlan:
    """Each fault strikes with its own chance (0 to 1) at every moment at which it can.

    The same seed gives the same faults as long as the conversations are the same and follow one another.
    """

    def __init__(self, seed: int, rate: Mapping[Fault, float]) -> None:
        self._dice = random.Random(seed)
        self._rate = {fault: rate[fault] for fault in Fault if fault in rate}

    def choose(self, moments: Collection[Moment]) -> Fault | None:
        struck = [
            fault for fault, chance in self._rate.items() if fault.moment in moments and self._dice.random() < chance
        ]
        return struck[0] if struck else None

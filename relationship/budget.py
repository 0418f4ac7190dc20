"""Whose mail may leave next, and when? One budget for all relationships of an account.

Mail that a person writes comes one at a time. A provider that sees forty at once blocks the account, and a laptop that
slept for a month owes forty people a mail when it wakes.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

# Whoever wrote waits for an answer; whoever was never written to waits for nothing.
PRIORITIES = (
    "call",
    "thank_reply",
    "thank_call",
    "missed_call",
    "thank_introduction",
    "reply",
    "follow_up",
    "check_in",
    "request",
)
_DAY = timedelta(days=1)
_REMEMBERED_OUTCOMES = 50
_FEWEST_BOUNCES = 5
# A password may be mended without anybody telling us; one mail finds out.
_TRY_AGAIN_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Budget:
    """What the user's settings allow. A new account begins with `first_day` mails and gains `more_each_day`.

    `spacing` lies between two mails, and up to half of it more. `bounce_share` in (0, 1] of the last fifty mails that
    came back stops everything. `blind_after`: how long the inbox may have been out of sight.
    """

    spacing: timedelta = timedelta(minutes=2)
    per_day: int = 40
    first_day: int = 10
    more_each_day: int = 5
    bounce_share: float = 0.1
    blind_after: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Ask:
    """A mail of this purpose is due. `asked_at` is aware UTC."""

    relationship_id: str
    purpose: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Sending:
    """What an account has sent and is about to. All times are aware UTC.

    `granted` holds the last day's turns; `outcomes` the ids of the last mails, newest last, of which those in `bounced`
    came back; the breaker counts from `counted_from` on. `trouble` is what the mail servers said against the account.
    """

    asks: tuple[Ask, ...] = ()
    granted: tuple[datetime, ...] = ()
    began_at: datetime | None = None
    outcomes: tuple[str, ...] = ()
    bounced: tuple[str, ...] = ()
    counted_from: int = 0
    trouble: str = ""
    trouble_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """It is this relationship's turn now."""

    relationship_id: str
    kind: Literal["grant"] = "grant"


@dataclass(frozen=True, slots=True)
class Hold:
    """Nobody's turn before `until`; with None not before something happens. `why` is for the user."""

    until: datetime | None
    why: str
    kind: Literal["hold"] = "hold"


Turn = Grant | Hold


def next_turn(sending: Sending, budget: Budget, now: datetime) -> Turn:
    """Whose turn it is at `now` (aware UTC), or until when nobody's."""
    if not sending.asks:
        return Hold(None, "")
    held = _in_trouble(sending, now) or _bouncing(sending, budget) or _blind(sending, budget, now)
    held = held or _capped(sending, budget, now) or _too_soon(sending, budget, now)
    return held or Grant(_first_in_line(sending, now).relationship_id)


def _in_trouble(sending: Sending, now: datetime) -> Hold | None:
    if not sending.trouble or sending.trouble_at is None:
        return None
    until = sending.trouble_at + _TRY_AGAIN_AFTER
    return Hold(until, f"The mail servers refuse the account: {sending.trouble}") if now < until else None


def _bouncing(sending: Sending, budget: Budget) -> Hold | None:
    recent = sending.outcomes[sending.counted_from :][-_REMEMBERED_OUTCOMES:]
    back = sum(message_id in sending.bounced for message_id in recent)
    if back < _FEWEST_BOUNCES or back < budget.bounce_share * len(recent):
        return None
    return Hold(
        None,
        f"{back} of the last {len(recent)} mails came back, so nothing more is sent. Look at the addresses, then: "
        "weakties mailbox --resume",
    )


def _blind(sending: Sending, budget: Budget, now: datetime) -> Hold | None:
    if sending.seen_at is None:
        return Hold(None, "The inbox has not been seen yet; nothing is sent blindly.")
    if now - sending.seen_at <= budget.blind_after:
        return None
    return Hold(None, f"The inbox was not seen since {sending.seen_at:%Y-%m-%d %H:%M} UTC; nothing is sent blindly.")


def allowed_per_day(sending: Sending, budget: Budget, now: datetime) -> int:
    """How many mails may leave within a day by now."""
    days = (now - sending.began_at) // _DAY if sending.began_at else 0
    return min(budget.per_day, budget.first_day + days * budget.more_each_day)


def _capped(sending: Sending, budget: Budget, now: datetime) -> Hold | None:
    allowed, recent = allowed_per_day(sending, budget, now), within_a_day(sending, now)
    if len(recent) < allowed:
        return None
    return Hold(recent[-allowed] + _DAY, f"{len(recent)} mails left within a day, and {allowed} may; the rest waits.")


def within_a_day(sending: Sending, now: datetime) -> tuple[datetime, ...]:
    """The turns of the last 24 hours, oldest first."""
    return tuple(at for at in sending.granted if at > now - _DAY)


def _too_soon(sending: Sending, budget: Budget, now: datetime) -> Hold | None:
    if not sending.granted:
        return None
    last = sending.granted[-1]
    until = last + budget.spacing * (1 + _fraction(last.isoformat()) / 2)
    return Hold(until, f"One mail at a time; {len(sending.asks)} in line.") if now < until else None


def _first_in_line(sending: Sending, now: datetime) -> Ask:
    """By priority; a day of waiting is worth a step, so that nobody waits for ever."""
    return min(sending.asks, key=lambda ask: (_rank(ask) - max(now - ask.asked_at, timedelta()) // _DAY, ask.asked_at))


def _rank(ask: Ask) -> int:
    return PRIORITIES.index(ask.purpose) if ask.purpose in PRIORITIES else len(PRIORITIES)


def _fraction(seed: str) -> float:
    return int.from_bytes(sha256(seed.encode()).digest()[:4], "big") / 2**32


def ask(sending: Sending, new: Ask) -> Sending:
    """One more in line; whoever asks again keeps their place."""
    earlier = next((one for one in sending.asks if one.relationship_id == new.relationship_id), None)
    kept = replace(new, asked_at=earlier.asked_at) if earlier and earlier.purpose == new.purpose else new
    return replace(withdraw(sending, new.relationship_id), asks=(*_others(sending, new.relationship_id), kept))


def withdraw(sending: Sending, relationship_id: str) -> Sending:
    """One less in line."""
    return replace(sending, asks=_others(sending, relationship_id))


def _others(sending: Sending, relationship_id: str) -> tuple[Ask, ...]:
    return tuple(one for one in sending.asks if one.relationship_id != relationship_id)


def granted(sending: Sending, relationship_id: str, now: datetime) -> Sending:
    """The turn is taken."""
    return replace(
        withdraw(sending, relationship_id),
        granted=(*within_a_day(sending, now), now),
        began_at=sending.began_at or now,
    )


def went_out(sending: Sending, message_id: str) -> Sending:
    """A mail left: whatever the servers had against the account is over."""
    outcomes = sending.outcomes if message_id in sending.outcomes else (*sending.outcomes, message_id)
    dropped = max(0, len(outcomes) - 2 * _REMEMBERED_OUTCOMES)
    return replace(
        sending,
        outcomes=outcomes[dropped:],
        counted_from=max(0, sending.counted_from - dropped),
        trouble="",
        trouble_at=None,
    )


def came_back(sending: Sending, message_id: str) -> Sending:
    """A mail came back, or was refused."""
    bounced = sending.bounced if message_id in sending.bounced else (*sending.bounced, message_id)
    return replace(sending, bounced=bounced[-2 * _REMEMBERED_OUTCOMES :])


def close_breaker(sending: Sending) -> Sending:
    """The user has looked: only what comes back from now on counts, and the account is tried again."""
    return replace(sending, counted_from=len(sending.outcomes), trouble="", trouble_at=None)

"""Whose mail may leave next, and when? One budget for all relationships of an account.

Mail that a person writes comes one at a time. A provider that sees forty at once blocks the account, and a laptop that
slept for a month owes forty people a mail when it wakes.

A turn is a lease: whoever is about to send asks for it when the words are ready, sends, and reports. A lease that is
never reported returns by itself, so that a worker which died takes nothing from the others. Caps count mails that left.

Like a relationship, the account is a stream: `take(entries, asks, budget, now)` answers the asks and says which entries
to record; `fold(entries)` is what the account has sent and who waits. No ask is ever refused, only put off.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import reduce
from hashlib import sha256
from typing import Literal, TypeVar, assert_never

from relationship.stream.purpose import Purpose

# Whoever wrote waits for an answer; whoever was never written to waits for nothing.
PRIORITIES: tuple[Purpose, ...] = (
    "call",
    "thank_reply",
    "thank_call",
    "missed_call",
    "thank_introduction",
    "follow_up",
    "check_in",
    "request",
)
_DAY = timedelta(days=1)
_REMEMBERED_OUTCOMES = 50
_FEWEST_BOUNCES = 5
# A password may be mended without anybody telling us; one mail finds out.
_TRY_AGAIN_AFTER = timedelta(minutes=30)
# Only the user can end this; asking again costs little.
_ASK_AGAIN_AFTER = timedelta(hours=1)
# Sending takes seconds; a server that stalls is given up after two minutes.
_LEASE_FOR = timedelta(minutes=5)
# Whoever was told a time comes back then, or has thought better of it.
_PLACE_KEPT_FOR = timedelta(minutes=2)
_A_MOMENT = timedelta(seconds=1)
# Pauses are up to so much longer than the spacing, so that mails don't leave like a clock.
_SPREAD = 0.5
_MEAN_SPACING = 1 + _SPREAD / 2


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
    """This mail is ready to leave. `seen_at`: when the inbox was last read, None for never. Times are aware UTC."""

    message_id: str
    purpose: Purpose
    asked_at: datetime
    seen_at: datetime | None
    kind: Literal["ask"] = "ask"


@dataclass(frozen=True, slots=True)
class Granted:
    """The mail may leave now."""

    message_id: str
    at: datetime
    kind: Literal["granted"] = "granted"


@dataclass(frozen=True, slots=True)
class PutOff:
    """The mail may ask again at `until`. `since`: when it first asked, which keeps its place."""

    message_id: str
    purpose: Purpose
    since: datetime
    until: datetime
    why: str
    kind: Literal["put_off"] = "put_off"


@dataclass(frozen=True, slots=True)
class Left:
    """The mail left: whatever the servers had against the account is over."""

    message_id: str
    at: datetime
    kind: Literal["left"] = "left"


@dataclass(frozen=True, slots=True)
class GivenBack:
    """The turn was not used."""

    message_id: str
    at: datetime
    kind: Literal["given_back"] = "given_back"


@dataclass(frozen=True, slots=True)
class CameBack:
    """The mail bounced, or was refused."""

    message_id: str
    at: datetime
    kind: Literal["came_back"] = "came_back"


@dataclass(frozen=True, slots=True)
class Troubled:
    """The mail servers do not accept the account; `words` are theirs."""

    words: str
    at: datetime
    kind: Literal["troubled"] = "troubled"


@dataclass(frozen=True, slots=True)
class Reconnected:
    """A worker has started, perhaps with mended settings: what the servers said before counts no more."""

    at: datetime
    kind: Literal["reconnected"] = "reconnected"


@dataclass(frozen=True, slots=True)
class Reopened:
    """The user has looked at what came back: only what comes back from now on counts."""

    at: datetime
    kind: Literal["reopened"] = "reopened"


Report = Left | GivenBack | CameBack | Troubled | Reconnected | Reopened
"""What is told to the account. Told twice, it changes nothing."""

Entry = Granted | PutOff | Report
"""What has happened to the account's sending. All of it is recorded once, and never derived again."""


@dataclass(frozen=True, slots=True)
class Hold:
    """No mail before `until`. `why` is for the user."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Sending:
    """The fold of an account's entries. All times are aware UTC, oldest first.

    `leases` are the turns not yet reported; `left` the mails of the last day;
    `outcomes` the ids of the last mails, of which those in `bounced` came back; the breaker counts from `counted_from`.
    `last_at`: the last turn that was taken, or mail that left.
    """

    waiting: tuple[PutOff, ...] = ()
    leases: tuple[Granted, ...] = ()
    left: tuple[Left, ...] = ()
    last_at: datetime | None = None
    began_at: datetime | None = None
    outcomes: tuple[str, ...] = ()
    bounced: tuple[str, ...] = ()
    counted_from: int = 0
    trouble: str = ""
    trouble_at: datetime | None = None


def take(sending: Sending, ask: Ask, budget: Budget, now: datetime) -> Granted | PutOff:
    """The answer to one ask at `now` (aware UTC), which is also the entry to record."""
    if any(lease.message_id == ask.message_id for lease in _open_leases(sending, now)):
        # Asked again by a second try of the same mail: it is the same turn.
        return Granted(ask.message_id, now)
    since = _since(sending, ask)
    hold = held(sending, budget, now, ask.seen_at)
    if hold is not None:
        return PutOff(ask.message_id, ask.purpose, since, hold.until, hold.why)
    free_at = _free_at(sending, budget, now)
    before = _in_front(sending, ask, since, now)
    # Without a distance between mails nobody has to stand in line.
    if free_at <= now and not (before and budget.spacing):
        return Granted(ask.message_id, now)
    # Whether those in front have come is known a moment later.
    until = max(max(free_at, now) + before * budget.spacing * _MEAN_SPACING, now + _A_MOMENT)
    return PutOff(ask.message_id, ask.purpose, since, until, f"One mail at a time; {before} in front of it.")


def held(sending: Sending, budget: Budget, now: datetime, seen_at: datetime | None) -> Hold | None:
    """What keeps every mail of the account from leaving, if anything does."""
    return (
        _in_trouble(sending, now)
        or _bouncing(sending, budget, now)
        or _blind(budget, now, seen_at)
        or _capped(sending, budget, now)
    )


def _in_trouble(sending: Sending, now: datetime) -> Hold | None:
    if not sending.trouble or sending.trouble_at is None:
        return None
    until = sending.trouble_at + _TRY_AGAIN_AFTER
    return Hold(until, f"The mail servers refuse the account: {sending.trouble}") if now < until else None


def _bouncing(sending: Sending, budget: Budget, now: datetime) -> Hold | None:
    recent = sending.outcomes[sending.counted_from :][-_REMEMBERED_OUTCOMES:]
    back = sum(message_id in sending.bounced for message_id in recent)
    if back < _FEWEST_BOUNCES or back < budget.bounce_share * len(recent):
        return None
    return Hold(
        now + _ASK_AGAIN_AFTER,
        f"{back} of the last {len(recent)} mails came back, so nothing more is sent. Look at the addresses, then: "
        "weakties mailbox --resume",
    )


def _blind(budget: Budget, now: datetime, seen_at: datetime | None) -> Hold | None:
    if seen_at is not None and now - seen_at <= budget.blind_after:
        return None
    again_at = now + min(_PLACE_KEPT_FOR / 4, budget.blind_after)
    if seen_at is None:
        # A worker that has just started is about to look.
        return Hold(now + 2 * _A_MOMENT, "The inbox has not been seen yet; nothing is sent blindly.")
    return Hold(again_at, f"The inbox was not seen since {seen_at:%Y-%m-%d %H:%M} UTC; nothing is sent blindly.")


def allowed_per_day(sending: Sending, budget: Budget, now: datetime) -> int:
    """How many mails may leave within a day by now."""
    days = (now - sending.began_at) // _DAY if sending.began_at else 0
    return min(budget.per_day, budget.first_day + days * budget.more_each_day)


def _capped(sending: Sending, budget: Budget, now: datetime) -> Hold | None:
    allowed = allowed_per_day(sending, budget, now)
    used = sorted([*(mail.at for mail in left_within_a_day(sending, now)), *_lease_times(sending, now)])
    if len(used) < allowed:
        return None
    if allowed < 1:
        return Hold(now + _ASK_AGAIN_AFTER, "The settings allow no mail at all: per_day under [sending].")
    return Hold(used[-allowed] + _DAY, f"{len(used)} mails left within a day, and {allowed} may; the rest waits.")


def left_within_a_day(sending: Sending, now: datetime) -> tuple[Left, ...]:
    """The mails that left in the last 24 hours, oldest first."""
    return tuple(mail for mail in sending.left if mail.at > now - _DAY)


def _lease_times(sending: Sending, now: datetime) -> list[datetime]:
    return [lease.at for lease in _open_leases(sending, now)]


def _open_leases(sending: Sending, now: datetime) -> tuple[Granted, ...]:
    return tuple(lease for lease in sending.leases if lease.at > now - _LEASE_FOR)


def _free_at(sending: Sending, budget: Budget, now: datetime) -> datetime:
    """When the next mail may leave, for the one that left last."""
    if sending.last_at is None:
        return now
    return sending.last_at + budget.spacing * (1 + _fraction(sending.last_at.isoformat()) * _SPREAD)


def waiting(sending: Sending, now: datetime) -> tuple[PutOff, ...]:
    """Whoever was put off and is still expected back."""
    return tuple(one for one in sending.waiting if one.until + _PLACE_KEPT_FOR > now)


def _since(sending: Sending, ask: Ask) -> datetime:
    earlier = (one.since for one in sending.waiting if (one.message_id, one.purpose) == (ask.message_id, ask.purpose))
    return next(earlier, ask.asked_at)


def _in_front(sending: Sending, ask: Ask, since: datetime, now: datetime) -> int:
    """How many come first: by priority; a day of waiting is worth a step, so that nobody waits for ever."""
    mine = (_rank(ask.purpose, since, now), since)
    others = (one for one in waiting(sending, now) if one.message_id != ask.message_id)
    return sum((_rank(one.purpose, one.since, now), one.since) < mine for one in others)


def _rank(purpose: Purpose, since: datetime, now: datetime) -> int:
    rank = PRIORITIES.index(purpose) if purpose in PRIORITIES else len(PRIORITIES)
    return rank - max(now - since, timedelta()) // _DAY


def _fraction(seed: str) -> float:
    return int.from_bytes(sha256(seed.encode()).digest()[:4], "big") / 2**32


def fold(entries: Iterable[Entry], before: Sending | None = None) -> Sending:
    """What the account has sent and who waits, after all of these. `before`: what was known already."""
    return reduce(_evolve, entries, before or Sending())


def _evolve(sending: Sending, entry: Entry) -> Sending:
    match entry:
        case Granted():
            leases = (*_but(sending.leases, entry.message_id), entry)
            sending = replace(sending, waiting=_but(sending.waiting, entry.message_id), leases=leases)
            return replace(sending, last_at=_later(sending.last_at, entry.at))
        case PutOff():
            return replace(sending, waiting=(*_but(sending.waiting, entry.message_id), entry))
        case GivenBack():
            return replace(sending, leases=_but(sending.leases, entry.message_id))
        case Left():
            return _leave(sending, entry)
        case CameBack():
            return _come_back(sending, entry)
        case Troubled():
            return replace(sending, trouble=entry.words, trouble_at=entry.at)
        case Reconnected():
            return replace(sending, trouble="", trouble_at=None)
        case Reopened():
            return replace(sending, counted_from=len(sending.outcomes), trouble="", trouble_at=None)
        case _:
            assert_never(entry)


def _leave(sending: Sending, entry: Left) -> Sending:
    return replace(
        _remember(sending, entry.message_id),
        leases=_but(sending.leases, entry.message_id),
        left=(*_but(left_within_a_day(sending, entry.at), entry.message_id), entry),
        last_at=_later(sending.last_at, entry.at),
        began_at=sending.began_at or entry.at,
        trouble="",
        trouble_at=None,
    )


def _come_back(sending: Sending, entry: CameBack) -> Sending:
    """A mail refused at the door has not left, and counts for the breaker like one that came back later."""
    sending = _remember(replace(sending, leases=_but(sending.leases, entry.message_id)), entry.message_id)
    bounced = sending.bounced if entry.message_id in sending.bounced else (*sending.bounced, entry.message_id)
    return replace(sending, bounced=bounced[-2 * _REMEMBERED_OUTCOMES :])


def _remember(sending: Sending, message_id: str) -> Sending:
    outcomes = sending.outcomes if message_id in sending.outcomes else (*sending.outcomes, message_id)
    dropped = max(0, len(outcomes) - 2 * _REMEMBERED_OUTCOMES)
    return replace(sending, outcomes=outcomes[dropped:], counted_from=max(0, sending.counted_from - dropped))


def _later(first: datetime | None, second: datetime) -> datetime:
    return second if first is None else max(first, second)


_Named = TypeVar("_Named", Granted, PutOff, Left)


def _but(entries: tuple[_Named, ...], message_id: str) -> tuple[_Named, ...]:
    return tuple(entry for entry in entries if entry.message_id != message_id)

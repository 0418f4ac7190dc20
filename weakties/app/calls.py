"""Requests that name a moment: a call, or the end of a pause."""

from datetime import UTC, datetime
from pathlib import Path

from relationship.stream.commands import CancelCall, Pause, ScheduleCall
from weakties.app.parse_time import parse_moment
from weakties.app.requests import request
from weakties.app.session import settings_for
from weakties.cli.format import exactly


async def schedule(config: Path | None, who: str, words: str, minutes: int, *, invite: bool) -> None:
    """Note a call. The moment is said back, so that a misreading is seen at once."""
    zone = settings_for(config).me.time_zone
    starts_at = parse_moment(words, datetime.now(UTC), zone)
    invited = " The invitation goes out now." if invite else ""
    await request(
        config,
        who,
        lambda at: ScheduleCall(at, starts_at, minutes, invite=invite),
        lambda card: f"Call with {card.name}: {exactly(starts_at, zone)}, {minutes} minutes.{invited}",
    )


async def call_off(config: Path | None, who: str, reason: str) -> None:
    """The call will not be."""
    await request(
        config,
        who,
        lambda at: CancelCall(at, reason),
        lambda card: f"The call with {card.name} is off. An invitation, if one went out, is taken back now.",
    )


async def move(config: Path | None, who: str, words: str, minutes: int) -> None:
    """Another time for a call, which they are told."""
    zone = settings_for(config).me.time_zone
    starts_at = parse_moment(words, datetime.now(UTC), zone)
    await request(
        config,
        who,
        lambda at: ScheduleCall(at, starts_at, minutes, tell=True),
        lambda card: f"{card.name} is told now: {exactly(starts_at, zone)}.",
    )


async def ask_for_another_time(config: Path | None, who: str) -> None:
    """The call is off, and they are asked to name another time."""
    await request(
        config,
        who,
        lambda at: CancelCall(at, "you asked for another time", tell=True),
        lambda card: f"{card.name} is asked now to name another time.",
    )


async def pause(config: Path | None, who: str, words: str, reason: str) -> None:
    """Pause, for ever or until a moment."""
    zone = settings_for(config).me.time_zone
    until = parse_moment(words, datetime.now(UTC), zone) if words else None
    end = f" until {exactly(until, zone)}" if until else ""
    await request(
        config, who, lambda at: Pause(at, until, reason), lambda card: f"Paused: nothing to {card.name}{end}."
    )

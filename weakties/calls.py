"""Requests that name a moment: a call, or the end of a pause."""

from datetime import UTC, datetime
from pathlib import Path

from relationship.commands import Pause, ScheduleCall
from weakties.moments import parse_moment
from weakties.requesting import request
from weakties.session import settings_for
from weakties.words import exactly


async def schedule(config: Path | None, who: str, words: str, minutes: int) -> None:
    """Note a call. The moment is said back, so that a misreading is seen at once."""
    zone = settings_for(config).me.time_zone
    starts_at = parse_moment(words, datetime.now(UTC), zone)
    await request(
        config,
        who,
        lambda at: ScheduleCall(at, starts_at, minutes),
        lambda card: f"Call with {card.name}: {exactly(starts_at, zone)}, {minutes} minutes.",
    )


async def pause(config: Path | None, who: str, words: str, reason: str) -> None:
    """Pause, for ever or until a moment."""
    zone = settings_for(config).me.time_zone
    until = parse_moment(words, datetime.now(UTC), zone) if words else None
    end = f" until {exactly(until, zone)}" if until else ""
    await request(
        config, who, lambda at: Pause(at, until, reason), lambda card: f"Paused: nothing to {card.name}{end}."
    )

"""Another pace of check-ins for one person."""

from pathlib import Path

from relationship.delay import parse_delay
from relationship.stream.commands import ChangeCadence
from weakties.app.requests import request
from weakties.app.starting import BadContact


async def change_cadence(config: Path | None, who: str, after: str, before: str) -> None:
    """Both empty: as for everybody. Raises BadContact for what is no length of time, or the wrong way round."""
    if after:
        try:
            first, last = parse_delay(after), parse_delay(before)
        except ValueError as error:
            raise BadContact(str(error)) from error
        if (first.business_days, first.elapsed_for) > (last.business_days, last.elapsed_for):
            raise BadContact(f"{before!r} is shorter than {after!r}; write the longer time as --before")
    pace = f"{after} to {before} after the last contact" if after else "at the usual pace"
    await request(
        config,
        who,
        lambda at: ChangeCadence(at, after, before),
        lambda card: f"Check-ins to {card.name} come {pace} from now on.",
    )

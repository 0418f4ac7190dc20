"""`weakties pause`: send nothing for now."""

from pathlib import Path

import click


@click.command("pause")
@click.argument("who")
@click.option("--until", default="", help="When to go on by itself, such as '2027-01-07' or 'in 2 weeks'.")
@click.option("--reason", default="", help="Why, for your own memory.")
@click.pass_obj
def command(config: Path | None, who: str, until: str, reason: str) -> None:
    """Send somebody nothing, for now or until a day.

    A reply from WHO is still noted. To go on: weakties resume WHO
    """
    import asyncio

    from weakties.app.calls import pause

    asyncio.run(pause(config, who, until, reason))

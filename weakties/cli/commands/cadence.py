"""`weakties cadence`: another pace of check-ins for one person."""

from pathlib import Path

import click


@click.command("cadence")
@click.argument("who")
@click.option("--after", default="", help="Earliest check-in after the last contact: '6 weeks'.")
@click.option("--before", default="", help="Latest check-in after the last contact: '8 weeks'.")
@click.option("--usual", is_flag=True, help="As for everybody else again.")
@click.pass_obj
def command(config: Path | None, who: str, after: str, before: str, *, usual: bool) -> None:
    """Keep in touch with WHO more often, or less.

    Give both ends, such as --after '6 weeks' --before '8 weeks'.
    """
    import asyncio

    from weakties.app.cadence import change_cadence

    if usual == bool(after or before) or (not usual and not (after and before)):
        raise click.UsageError("give both --after and --before, or --usual")
    asyncio.run(change_cadence(config, who, after, before))

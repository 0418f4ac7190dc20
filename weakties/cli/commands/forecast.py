"""`weakties forecast`: every mail that will go out if nobody answers."""

from pathlib import Path

import click


@click.command("forecast")
@click.argument("who", required=False)
@click.option("--weeks", default=12, show_default=True, type=click.IntRange(1, 520), help="How far to look.")
@click.option("--policy", type=click.Path(dir_okay=False, path_type=Path), help="A weakties.toml to compare with.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, who: str | None, weeks: int, policy: Path | None, as_json: bool) -> None:
    """Print every mail that will go out if nobody answers.

    To everybody, or to WHO. With --policy also what another cadence or window would change. The budget may space them
    further; nothing is sent here.
    """
    import asyncio

    from weakties.app.forecast import print_forecast

    asyncio.run(print_forecast(config, who, weeks=weeks, policy=policy, as_json=as_json))

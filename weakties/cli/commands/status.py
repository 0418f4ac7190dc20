"""`weakties status`: who is at which stage, and what comes next."""

from pathlib import Path

import click


@click.command("status")
@click.argument("who", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.option("--watch", is_flag=True, help="Keep showing it until you press Ctrl-C.")
@click.pass_obj
def command(config: Path | None, who: str | None, as_json: bool, watch: bool) -> None:
    """List everyone: the stage, and what comes next, when.

    With WHO only that one. Works while no worker is running.
    """
    import asyncio

    from weakties.cli.status import print_status, watch_status

    if watch and not as_json:
        asyncio.run(watch_status(config, who))
    else:
        asyncio.run(print_status(config, who, as_json=as_json))

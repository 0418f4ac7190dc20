"""`weakties network`: who led to whom."""

from pathlib import Path

import click


@click.command("network")
@click.option("--svg", type=click.Path(dir_okay=False, path_type=Path), help="Write a picture to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, svg: Path | None, *, as_json: bool) -> None:
    """Show who led to whom, as a tree or a picture.

    Works while no worker is running.
    """
    import asyncio

    from weakties.app.introductions import print_network

    asyncio.run(print_network(config, svg, as_json=as_json))

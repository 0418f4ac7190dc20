"""`weakties report`: how far the asking led."""

from pathlib import Path

import click


@click.command("report")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page of its own to this file.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, html: Path | None, *, as_json: bool) -> None:
    """Show how many were asked, answered, talked, and are still warm.

    Works while no worker is running.
    """
    import asyncio

    from weakties.app.report import print_report

    asyncio.run(print_report(config, html, as_json=as_json))

"""`weakties show`: everything that happened with one person, and what comes next."""

from pathlib import Path

import click


@click.command("show")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, who: str, as_json: bool) -> None:
    """Show what happened with somebody, and what comes next.

    The timeline of WHO in order, then the next step, when it is due and why.
    """
    import asyncio

    from weakties.cli.timeline import print_timeline

    asyncio.run(print_timeline(config, who, as_json=as_json))

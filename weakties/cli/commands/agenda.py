"""`weakties agenda`: today and this week."""

from pathlib import Path

import click


@click.command("agenda")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, as_json: bool) -> None:
    """Show what waits for you, and what this week brings.

    Questions only you can answer, calls, and the mails that leave by themselves. Works while no worker is running.
    """
    import asyncio

    from weakties.app.agenda import print_agenda

    asyncio.run(print_agenda(config, as_json=as_json))

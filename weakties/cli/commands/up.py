"""`weakties up`: everything on this machine, in the foreground."""

from pathlib import Path

import click


@click.command("up")
@click.pass_obj
def command(config: Path | None) -> None:
    """Start everything on this machine, until Ctrl-C.

    Temporal's own server and its web page, the watch on your mailbox, and the worker, all in this terminal.
    Nothing is lost when it stops, however it stops: the next 'up' goes on where this one ended.
    """
    import asyncio

    from weakties.cli.foreground import run_everything

    asyncio.run(run_everything(config))

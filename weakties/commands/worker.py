"""`weakties worker`: do the work for relationships on a Temporal that runs elsewhere."""

from pathlib import Path

import click


@click.command("worker")
@click.pass_obj
def command(config: Path | None) -> None:
    """Run a worker in the foreground. Temporal runs elsewhere; as many workers as you like may run."""
    import asyncio

    from weakties.running import run_worker

    asyncio.run(run_worker(config))

"""`weakties worker`: do the work for relationships on a Temporal that runs elsewhere."""

from pathlib import Path

import click


@click.command("worker")
@click.pass_obj
def command(config: Path | None) -> None:
    """Run a worker for a Temporal that runs elsewhere.

    As many workers as you like may run, on as many machines. Say server = "cluster" under [temporal] in the
    settings; Temporal's own variables, such as TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE, say where it is.
    """
    import asyncio

    from weakties.cli.foreground import run_worker

    asyncio.run(run_worker(config))

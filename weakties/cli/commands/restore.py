"""`weakties restore`: bring back what `weakties export` wrote."""

from pathlib import Path

import click


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def command(config: Path | None, file: Path) -> int:
    """Bring back what weakties export wrote, on any machine.

    Stages, due times and who is never written to come back as they were. What is there already is left alone, so
    restoring twice changes nothing. Nothing that went out goes out again.
    """
    import asyncio

    from weakties.app.restore import restore

    return asyncio.run(restore(config, file))

"""`python -m tests.torture`: a run of one's own. `--write` puts its figures into docs/reliability.md."""

import argparse
import asyncio
import signal
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from tests.torture.report import lines, write_page
from tests.torture.run import Run, torture
from tests.torture.world import PLAIN, SLOW


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--plain", action="store_true", help="the yardstick: an activity that just sends")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weakties-torture-", dir="/tmp") as folder:
        run = asyncio.run(_until_told_to_end(Path(folder), given))
    click.echo("\n".join(lines(run)))
    if given.write:
        write_page(run, datetime.now(UTC).date().isoformat())
    return 0 if run.is_right else 1


async def _until_told_to_end(folder: Path, given: argparse.Namespace) -> Run:
    """The run. SIGTERM ends it as Ctrl-C does, so that no server and no worker stays behind."""
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)
    return await torture(
        folder,
        seed=given.seed,
        seconds=given.seconds,
        people=given.people,
        command=PLAIN if given.plain else SLOW,
        tell=lambda line: click.echo(line, err=True),
    )


if __name__ == "__main__":
    sys.exit(main())

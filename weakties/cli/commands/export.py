"""`weakties export`: everything that is known, in a file."""

from pathlib import Path

import click


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=str))
@click.pass_obj
def command(config: Path | None, file: str) -> None:
    """Write every relationship into a file, or the contacts alone.

    FILE holds a JSON object a line (docs/export.md); with - it goes to standard output. It is not encrypted: keep it
    safe. `weakties restore` reads it. A FILE that ends with .csv or .vcf holds the contacts alone, for address books.
    """
    import asyncio

    from weakties.app.export import export

    asyncio.run(export(config, file))

"""`weakties import`: start many relationships from a file."""

from pathlib import Path

import click


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--send", is_flag=True, help="Really start them. Without it nothing is started: a dry run.")
@click.option(
    "--map",
    "mapping",
    multiple=True,
    metavar="FIELD=COLUMN",
    help="Which column is what, such as email=Contact; kept for files with the same first line.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what was found, row by row, as JSON.")
@click.pass_obj
def command(config: Path | None, file: Path, mapping: tuple[str, ...], *, send: bool, as_json: bool) -> int:
    """Start a relationship for each row or card of a file.

    A CSV FILE begins with a header line, whose columns are guessed: email, name (or first_name and last_name), reason,
    greeting, company, tags, time_zone, country, phone. A dry run unless --send is given. Bad rows are named by line and
    left out; the good ones are kept.
    """
    import asyncio

    from weakties.app.imports import import_file

    return asyncio.run(import_file(config, file, mapping, send=send, as_json=as_json))

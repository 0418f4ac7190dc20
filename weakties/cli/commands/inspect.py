"""`weakties inspect`: how message files are judged, and why."""

import click


@click.command("inspect")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=str))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line, a line for each file.")
@click.option("--strip", is_flag=True, help="Print the new words alone, without quote and signature.")
def command(files: tuple[str, ...], as_json: bool, strip: bool) -> None:
    """Judge message files, and say why.

    FILES are messages as a mail program saves them (.eml), or with --strip also plain text or HTML bodies.
    Nothing is sent, and no settings are needed.
    """
    from weakties.app.inspection import print_judgements, print_stripped

    if strip:
        print_stripped(files, as_json=as_json)
    else:
        print_judgements(files, as_json=as_json)

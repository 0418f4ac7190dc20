"""`weakties preview`: the exact next mail."""

from pathlib import Path

import click


@click.command("preview")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, who: str, as_json: bool) -> None:
    """Show the next mail exactly as it will be sent.

    To WHO, by today's settings and templates, and when it leaves. Nothing is sent.
    """
    import asyncio

    from weakties.app.preview import print_preview

    asyncio.run(print_preview(config, who, as_json=as_json))

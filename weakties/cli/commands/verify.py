"""`weakties verify`: recount what was sent against the mailbox."""

from pathlib import Path

import click


@click.command("verify")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, as_json: bool) -> int:
    """Recount what was sent against your mailbox.

    Every mail of every relationship, where its evidence is, what is there twice or missing, and what nobody knows of.
    The exit code is 0 only when all is accounted for.
    """
    import asyncio

    from weakties.app.verify import verify

    return asyncio.run(verify(config, as_json=as_json))

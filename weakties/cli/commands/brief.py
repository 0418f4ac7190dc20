"""`weakties brief`: the call sheet."""

from pathlib import Path

import click


@click.command("brief")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, who: str, as_json: bool) -> None:
    """Print what to have at hand for a call.

    The agenda in time boxes, the questions for WHO, your homework, and the thread so far.
    """
    import asyncio

    from weakties.app.call_sheets import print_brief

    asyncio.run(print_brief(config, who, as_json=as_json))

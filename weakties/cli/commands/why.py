"""`weakties why`: why the next step is what it is."""

from pathlib import Path

import click


@click.command("why")
@click.argument("who")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, who: str, as_json: bool) -> None:
    """Explain the next step, and what would change it.

    By which rule it was chosen for WHO, from what has happened, by today's settings.
    """
    import asyncio

    from weakties.app.reasons import explain

    asyncio.run(explain(config, who, as_json=as_json))

"""`weakties news`: something to tell, in the next check-in or at once."""

from pathlib import Path

import click


@click.command("news")
@click.argument("text")
@click.option("--to", "who", default="", help="One person: an address, a name, or a part of either.")
@click.option("--tag", default="", help="Everybody with this tag.")
@click.option("--all", "everybody", is_flag=True, help="Everybody you are in contact with.")
@click.option("--now", is_flag=True, help="Send it at once, instead of in the next check-in.")
@click.pass_obj
def command(config: Path | None, text: str, who: str, tag: str, everybody: bool, now: bool) -> None:
    """Have something to tell.

    TEXT is woven into the next check-in. With --now it goes in the next sending window, and moves the check-in.
    Say to whom: --to, --tag or --all.
    """
    import asyncio

    from weakties.app.news import tell

    if sum(map(bool, (who, tag, everybody))) != 1:
        raise click.UsageError("say to whom, one of: --to WHO, --tag TAG, --all")
    asyncio.run(tell(config, text, who=who, tag=tag, at_once=now))

"""`weakties refer`: somebody introduced you to somebody else."""

from pathlib import Path

import click


@click.command("refer")
@click.argument("who")
@click.argument("address")
@click.option("--name", default="", help="The name of the new person.")
@click.option("--reason", default="", help="Why this person: one sentence that you would say to them.")
@click.option("--company", default="", help="Where they work.")
@click.option("--tag", "tags", multiple=True, help="A word to find them by; may be given several times.")
@click.option("--time-zone", default="", help="Where they are, such as Europe/Berlin; yours if not given.")
@click.option("--country", default="", help="Whose public holidays they keep, such as DE or US-CA.")
@click.option("--no-mention", is_flag=True, help="WHO does not want to be named in the request.")
@click.option("--anyway", is_flag=True, help="Ask without regard to others who are asked at the same time.")
@click.pass_obj
def command(
    config: Path | None,
    who: str,
    address: str,
    name: str,
    reason: str,
    company: str,
    tags: tuple[str, ...],
    time_zone: str,
    country: str,
    *,
    no_mention: bool,
    anyway: bool,
) -> None:
    """Start with somebody whom WHO introduced you to.

    The request at ADDRESS names WHO, who must have agreed to that; else say --no-mention.
    When you two have talked, WHO is told and thanked, once.
    """
    import asyncio

    from weakties.app.referrals import refer
    from weakties.app.starting import Contact

    contact = Contact(address, name, reason, "", company, tags, time_zone, country, source="introduction")
    asyncio.run(refer(config, who, contact, mention=not no_mention, anyway=anyway))

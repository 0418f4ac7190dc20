"""`weakties add`: start a relationship with somebody new."""

from pathlib import Path

import click


@click.command("add")
@click.argument("address")
@click.option("--name", default="", help="Their name, as the mail greets them.")
@click.option("--reason", default="", help="Why this person: one sentence that you would say to them.")
@click.option("--greeting", default="", help="What to call them in 'Hello …'; the first name if not given.")
@click.option("--company", default="", help="Where they work.")
@click.option("--tag", "tags", multiple=True, help="A word to find them by; may be given several times.")
@click.option("--time-zone", default="", help="Where they are, such as Europe/Berlin; yours if not given.")
@click.option("--country", default="", help="Whose public holidays they keep, such as DE or US-CA.")
@click.option("--phone", default="", help="Their phone number, such as +49 30 901820; it is on the call sheet.")
@click.option("--anyway", is_flag=True, help="Ask without regard to a colleague who is asked at the same time.")
@click.option("--json", "as_json", is_flag=True, help="Print the new relationship as JSON.")
@click.pass_obj
def command(
    config: Path | None,
    address: str,
    name: str,
    reason: str,
    greeting: str,
    company: str,
    tags: tuple[str, ...],
    time_zone: str,
    country: str,
    phone: str,
    *,
    anyway: bool,
    as_json: bool,
) -> None:
    """Start a relationship with somebody new.

    ADDRESS may hold the name as well: 'Ada Lovelace <ada@example.org>'.
    The first request leaves in the next window, once there is a reason to write.
    """
    import asyncio

    from weakties.app.adding import add_one
    from weakties.app.starting import Contact

    contact = Contact(address, name, reason, greeting, company, tags, time_zone, country, source="typed", phone=phone)
    asyncio.run(add_one(config, contact, anyway=anyway, as_json=as_json))

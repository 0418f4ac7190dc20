"""`weakties edit`: put right what is known of somebody."""

from pathlib import Path

import click


@click.command("edit")
@click.argument("who")
@click.option("--email", default="", help="Their new address; what was interrupted goes on there.")
@click.option("--name", default="", help="Their name.")
@click.option("--greeting", default="", help="What to call them in 'Hello …'.")
@click.option("--company", default="", help="Where they work.")
@click.option("--time-zone", default="", help="Where they are, such as Europe/Berlin.")
@click.option("--country", default="", help="Whose public holidays they keep, such as DE or US-CA.")
@click.option("--phone", default="", help="Their phone number; it is on the call sheet.")
@click.pass_obj
def command(
    config: Path | None,
    who: str,
    email: str,
    name: str,
    greeting: str,
    company: str,
    time_zone: str,
    country: str,
    phone: str,
) -> None:
    """Put right what is known of somebody, such as a new address.

    After mail to WHO came back, --email goes on where it stopped: whoever never got your request gets it now.
    Answers from the old address still find their way.
    """
    import asyncio

    from weakties.app.editing import Changes, edit

    asyncio.run(edit(config, who, Changes(email, name, greeting, company, time_zone, country, phone)))

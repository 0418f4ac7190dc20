"""`weakties correct`: a message was misjudged; put it right."""

from pathlib import Path

import click


@click.command("correct")
@click.argument("who")
@click.argument("message_id")
@click.option(
    "--as",
    "label",
    required=True,
    type=click.Choice(["human_reply", "auto_reply", "bounce_hard", "bounce_soft", "opt_out", "other"]),
    help="What it really is.",
)
@click.option("--returns", default="", help="For auto_reply: the first day back, such as 2027-01-04.")
@click.pass_obj
def command(config: Path | None, who: str, message_id: str, label: str, returns: str) -> None:
    """Say what a message really was, when it was misjudged.

    The relationship with WHO goes on as if MESSAGE-ID had been judged so at once. Nothing already sent is sent
    again. The Message-ID stands in weakties show WHO, and in the message's own source.
    """
    import asyncio

    from weakties.app.corrections import correct

    asyncio.run(correct(config, who, message_id, label, returns))

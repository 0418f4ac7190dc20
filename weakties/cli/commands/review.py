"""`weakties review`: read what waits, and let it go."""

from pathlib import Path

import click


@click.command("review")
@click.argument("who", required=False)
@click.option("--send", "act", flag_value="send", help="Let the draft to WHO go as it is.")
@click.option("--edit", "act", flag_value="edit", help="Open the draft to WHO in your editor, then let it go.")
@click.option("--skip", "act", flag_value="skip", help="Do not send this one; the relationship goes on from here.")
@click.option("--to-drafts", "act", flag_value="drafts", help="Put it into your Drafts folder, and send it from there.")
@click.option("--json", "as_json", is_flag=True, help="Print what waits as JSON, and do nothing.")
@click.pass_obj
def command(config: Path | None, who: str | None, act: str | None, *, as_json: bool) -> None:
    """Read the drafts that wait for you, and let them go.

    Walks through all of them, or only WHO's: send, edit, skip, leave for later, or into your Drafts folder.
    Which mails wait is 'approve' under [sending]: auto (none), first (the first to each person) or all.
    """
    import asyncio

    from weakties.app.drafts import review

    if act and not who:
        raise click.UsageError("say whose draft: weakties review WHO --send")
    asyncio.run(review(config, who, act, as_json=as_json))

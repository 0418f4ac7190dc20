"""`weakties demo`: the whole arc with simulated people, in about a minute."""

import click


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, without the live table.")
def command(as_json: bool) -> int:
    """See it work, with nine simulated people, in about a minute.

    The Temporal server, SMTP and IMAP are real; only the people are not, and months pass in seconds.
    Nothing leaves this machine. At the end every mailbox is counted; the exit code is 0 only if all is right.
    """
    import asyncio

    from weakties.demo.run import run_demo

    return asyncio.run(run_demo(as_json=as_json))

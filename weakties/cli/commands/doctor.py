"""`weakties doctor`: is everything in order, and what to do where it is not?"""

from pathlib import Path

import click


@click.command("doctor")
@click.option("--send-test", is_flag=True, help="Send one mail to yourself, to learn how your server keeps sent mail.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
@click.pass_obj
def command(config: Path | None, send_test: bool, as_json: bool) -> int:
    """Check everything, and say what to do where it is wrong.

    Settings, password, keys, mail servers, folders, templates, Temporal and the worker. The exit code is 0 when nothing
    is wrong; warnings do not count.
    """
    import asyncio

    from weakties.app.doctor import examine

    return asyncio.run(examine(config, send_test=send_test, as_json=as_json))

"""`weakties key`: the keys that encrypt what Temporal stores."""

from pathlib import Path

import click


@click.command("key")
@click.argument("what", type=click.Choice(["new", "list"]))
@click.option("--print", "prints", is_flag=True, help="Print the new key instead of keeping it in the key file.")
@click.pass_obj
def command(config: Path | None, what: str, prints: bool) -> None:
    """Make a key that encrypts what Temporal stores.

    `new` puts it before the older ones, which stay: what they encrypted stays readable. `list` names them all.
    With encrypt = true under [privacy], everything personal in Temporal's database is encrypted with the newest.
    """
    from weakties.app.keys import list_keys, make_key

    if what == "new":
        make_key(config, prints=prints)
    else:
        list_keys(config)

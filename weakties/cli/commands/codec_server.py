"""`weakties codec-server`: lets Temporal's web page show what is encrypted."""

from pathlib import Path

import click


@click.command("codec-server")
@click.option("--port", default=8244, show_default=True, type=click.IntRange(1, 65535), help="Port on 127.0.0.1.")
@click.option("--ui", "ui_origin", default="", help="Where the web page is; the embedded server's if not given.")
@click.pass_obj
def command(config: Path | None, port: int, ui_origin: str) -> None:
    """Let Temporal's web page show what is encrypted.

    Only on this machine, and only for that page. `weakties up` starts it by itself.
    """
    from weakties.cli.foreground import run_codec_server

    run_codec_server(config, port, ui_origin)

"""The command: which subcommands there are, and how every failure reaches the user.

Nothing heavy is imported here or in a subcommand's own file: `--help` must answer at once.
"""

import os
import sys
from contextlib import suppress
from importlib import import_module, metadata
from keyword import iskeyword
from pathlib import Path
from typing import NoReturn

import click

_GROUPS = {
    "Start": ("init", "up", "demo", "worker"),
    "People": ("add", "refer", "import", "prep", "edit", "cadence", "pause", "resume", "stop"),
    "Talk": ("review", "brief", "call", "reschedule", "met", "noshow", "touch", "news", "note", "correct", "resolve"),
    "Look": (
        "status",
        "agenda",
        "show",
        "why",
        "preview",
        "forecast",
        "network",
        "report",
        "digest",
        "mailbox",
        "inspect",
    ),
    "Keep": ("doctor", "verify", "export", "restore", "forget", "key", "codec-server"),
}


class _Commands(click.Group):
    """Subcommands by name, each in the file of its name, listed by what they are for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for names in _GROUPS.values() for name in names]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        name = cmd_name.replace("-", "_")
        module = import_module(f"weakties.cli.commands.{name}{'_' if iskeyword(name) else ''}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        for title, names in _GROUPS.items():
            with formatter.section(title):
                commands = [(name, self.get_command(ctx, name)) for name in names]
                formatter.write_dl([(name, command.get_short_help_str(70)) for name, command in commands if command])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="WEAKTIES_CONFIG",
    help="Settings file. Default: weakties.toml in your configuration folder.",
)
@click.version_option(package_name="weakties", message="weakties %(version)s")
@click.pass_context
def cli(ctx: click.Context, config: Path | None) -> None:
    """Keeps professional relationships alive: asks for 20 minutes, notices the answer, thanks, stays in touch.

    New here? Try it with simulated people: weakties demo. With your own mailbox: weakties init, then weakties up.
    """
    ctx.obj = config


def main() -> NoReturn:
    """Run the command and exit with a documented code; no traceback reaches the user."""
    code = run(sys.argv[1:])
    with suppress(BrokenPipeError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Not sys.exit: threads of Temporal's client outlive it, and Python's own clean-up then crashes about every
    # third time (temporalio/sdk-python issue 300). All work is done and flushed by now.
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run with these arguments; returns the exit code."""
    try:
        result = cli.main(arguments, prog_name="weakties", standalone_mode=False)
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.ClickException as error:
        click.echo(f"weakties: {_in_a_line(error)}", err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        from worker.problem import ExitCode

        click.echo("", err=True)
        return int(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        # The reader of our pipe has seen enough.
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 - the last line of defence: whatever it is becomes one line
        return _tell(error)
    return result if isinstance(result, int) else 0


def _in_a_line(error: click.ClickException) -> str:
    """What was wrong with the words of the command, and where to look them up."""
    text = " ".join(error.format_message().split()).rstrip(".")
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"{text}. How it is used: {context.command_path} --help" if context else f"{text}."


def _tell(error: Exception) -> int:
    from worker.problem import ExitCode, Problem

    if isinstance(error, Problem):
        click.echo(f"weakties: {error}", err=True)
        return int(error.code)
    from weakties.cli.error_report import write_report

    report = write_report(error)
    version = metadata.version("weakties")
    click.echo(f"weakties {version}: this should not happen ({type(error).__name__}). Details: {report}", err=True)
    return int(ExitCode.FAILED)

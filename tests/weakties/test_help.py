"""Does `--help` answer at once, for every command?"""

import subprocess
import sys

import click
import pytest

from weakties.cli.main import cli

# Each takes a good part of a second to import; help needs none of them.
HEAVY = ("temporalio", "pydantic", "rich", "holidays", "aiosmtplib", "imap_tools")
COMMANDS = cli.list_commands(click.Context(cli))

_ASK = """
import sys
from weakties.cli.main import run
code = run(sys.argv[2:])
heavy = [name for name in sys.argv[1].split(",") if name in sys.modules]
print("imported:", *heavy)
sys.exit(code)
"""


def ask_for_help(*command: str) -> subprocess.CompletedProcess[str]:
    """Run `weakties COMMAND --help` in a fresh interpreter, and list what it imported in its last line."""
    arguments = [sys.executable, "-c", _ASK, ",".join(HEAVY), *command, "--help"]
    return subprocess.run(arguments, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda words: " ".join(words) or "group")
def test_help_imports_nothing_heavy(command: list[str]) -> None:
    done = ask_for_help(*command)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: weakties")
    assert done.stdout.splitlines()[-1].strip() == "imported:"


def test_the_list_of_commands_cuts_no_sentence_short() -> None:
    listed = ask_for_help().stdout.partition("Options:")[2]
    assert "..." not in listed
    assert all(f"\n  {name} " in listed for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_short_help_is_one_whole_sentence(name: str) -> None:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    sentence = command.get_short_help_str(70)
    assert sentence.endswith(".")
    assert len(sentence) <= 64

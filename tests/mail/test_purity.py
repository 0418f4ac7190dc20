"""Does `mail/` stay pure: no clock, no network, no environment, no randomness?"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import mail

FILES = sorted(Path(next(iter(mail.__path__))).rglob("*.py"))
FORBIDDEN = {"os", "sys", "socket", "time", "random", "secrets", "uuid", "temporalio", "aiosmtplib", "imap_tools", "click", "subprocess", "asyncio", "pathlib"}  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_the_reader_imports_nothing_impure_and_never_asks_the_time(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not FORBIDDEN & {alias.name.partition(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in FORBIDDEN
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("now", "today", "utcnow")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_of_the_reader_says_in_its_first_line_what_it_answers(path: Path) -> None:
    assert path.read_text("utf-8").startswith('"""')

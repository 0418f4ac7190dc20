"""Does the log say what failed, and nothing of whom?"""

import logging
import stat
from pathlib import Path

import pytest

from worker.run.logs import logging_to


def test_an_error_is_told_by_its_kind_and_place_and_never_by_its_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "log" / "worker.log"
    with logging_to(file):
        try:
            try:
                raise ConnectionError("450 <ada@tides.example> try later")
            except ConnectionError as error:
                raise ValueError("Ada Lindqvist") from error
        except ValueError:
            logging.getLogger("a.library").warning("an activity failed", exc_info=True)
    written = file.read_text(encoding="utf-8")
    assert "ValueError (test_logs.py:" in written
    assert "ConnectionError" in written
    assert "ada" not in written.lower()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert capsys.readouterr().err == ""


def test_a_chain_of_errors_that_bites_its_own_tail_is_told_once(tmp_path: Path) -> None:
    first, second = ValueError("one"), KeyError("two")
    first.__context__, second.__context__ = second, first
    file = tmp_path / "worker.log"
    with logging_to(file):
        logging.getLogger("a.library").warning("an activity failed", exc_info=first)
    assert file.read_text(encoding="utf-8").endswith("because of ValueError < KeyError\n")

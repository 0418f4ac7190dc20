"""Does inspecting a file give the promised JSON?"""

from __future__ import annotations

import json
from pathlib import Path

from tests.mail.samples import QUOTE, reply
from tests.mail.written.machines import MACHINES
from weakties.app.inspection import inspect_file, strip_file

PROMISED = {"file", "label", "sub", "rule", "returns_on", "original_message_id", "recipient", "new_text"}


def test_every_kind_of_message_gives_the_promised_fields(tmp_path: Path) -> None:
    path = tmp_path / "one.eml"
    for machine in MACHINES:
        path.write_text(machine.message, "utf-8")
        found = inspect_file(path)
        assert found["label"] == machine.label
        assert found["file"] == str(path)
        assert set(found) >= PROMISED
        json.dumps(found)


def test_an_absence_tells_its_end_as_a_date(tmp_path: Path) -> None:
    path = tmp_path / "away.eml"
    path.write_bytes(reply("I am out of the office until 3 January. For urgent matters please call."))
    assert inspect_file(path)["returns_on"] == "2027-01-03"


def test_a_file_that_is_not_there_is_set_aside(tmp_path: Path) -> None:
    found = inspect_file(tmp_path / "missing.eml")
    assert found["label"] == "other"
    assert found["sub"].startswith("unreadable file")


def test_stripping_takes_texts_pages_and_messages(tmp_path: Path) -> None:
    text, page, message = tmp_path / "a.txt", tmp_path / "a.html", tmp_path / "a.eml"
    text.write_text("Yes." + QUOTE, "utf-8")
    page.write_text("<p>Yes.</p><blockquote type=cite>No?</blockquote>", "utf-8")
    message.write_bytes(reply("Yes." + QUOTE))
    assert [strip_file(path) for path in (text, page, message)] == ["Yes."] * 3

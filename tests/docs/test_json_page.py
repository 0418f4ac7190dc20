"""Does docs/json.md name exactly the fields that the commands print?"""

import json
import re
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from docs.generate import FOLDER
from mail.write.compose import Draft
from relationship.rules.stage import Stage
from relationship.rules.step import Send
from relationship.views.card import Card
from weakties.app.imports import Result
from weakties.app.imports import _json as import_row
from weakties.app.preview import _json as preview_document
from weakties.cli.tables import JSON_VERSION
from weakties.demo import run as demo
from weakties.demo.count import Verdict
from weakties.demo.people import PEOPLE

_AT = datetime(2026, 12, 1, 14, tzinfo=UTC)
_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def section(title: str) -> str:
    """The part of the page below this heading."""
    page = (FOLDER / "json.md").read_text(encoding="utf-8")
    (found,) = [part for part in page.split("\n## ") if part.startswith(title)]
    return found


def documented(title: str, prefix: str = "") -> list[str]:
    """The fields in the table of this section that begin with `prefix`, without it."""
    return [name.removeprefix(prefix) for name in _ROW.findall(section(title)) if name.startswith(prefix)]


def test_the_page_names_every_field_of_a_relationship() -> None:
    assert documented("A relationship") == [field.name for field in fields(Card)]


def test_the_page_names_every_stage() -> None:
    (line,) = [line for line in section("A relationship").splitlines() if line.startswith("| `stage`")]
    assert re.findall(r"`([a-z_]+)`", line)[1:] == [stage.value for stage in Stage]


def test_the_page_names_every_field_of_a_preview() -> None:
    draft = Draft("<1@x>", _AT, "Sam", "sam@example.org", "Ada", "ada@example.org", "20 minutes?", "Hello")
    printed = json.loads(preview_document(draft, Send("request", "request", 1, _AT, "The request.")))
    assert documented("`weakties preview", "mail.") == list(printed["mail"])
    assert set(printed) == {"version", "mail", "why"}


def test_the_page_names_every_field_of_an_import() -> None:
    assert documented("`weakties import", "rows[].") == list(import_row(Result(2, "bad")))


def test_the_page_names_every_field_of_the_demo(capsys: pytest.CaptureFixture[str]) -> None:
    verdict = Verdict(PEOPLE[0], "nurturing", ("request",), 1, ())
    demo._tell([verdict], [], ok=True, as_json=True)
    printed = json.loads(capsys.readouterr().out)
    assert documented("`weakties demo", "people[].") == list(printed["people"][0])
    assert {"version", *(name for name in documented("`weakties demo") if "." not in name), "people"} == set(printed)


def test_the_page_names_the_version() -> None:
    assert f'`"version": {JSON_VERSION}`' in (FOLDER / "json.md").read_text(encoding="utf-8")

"""Does every row of every table match its own example, and say where it comes from?"""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import mail
from mail.judge.bounce.reason import reason_in
from mail.judge.bounce.reason_table import REASONS, Reason
from mail.judge.bounce.status_codes import CODES, SUBJECTS, Code, meaning
from mail.judge.rule import Rule
from mail.read.fold import fold
from mail.read.subject_prefixes import FORWARD_EXAMPLES, FORWARD_PREFIX, REPLY_EXAMPLES, REPLY_PREFIX
from mail.strip.html_mark_table import MARKS, Mark
from mail.strip.quote_header_table import HEADER_EXAMPLES


def rows() -> list[Rule]:
    found: list[Rule] = []
    for module in pkgutil.walk_packages(mail.__path__, "mail."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, tuple):
                found += [row for row in value if isinstance(row, Rule)]
    return list({id(row): row for row in found}.values())


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.name)
def test_a_row_matches_its_example_and_names_its_source(row: Rule) -> None:
    # Phrases that stand before a date end in a space, which folding would take away.
    assert row.pattern.search(fold(row.example)) or row.pattern.search(row.example)
    assert row.source


@pytest.mark.parametrize("row", REASONS, ids=lambda row: row.name)
def test_a_bounce_reason_is_found_in_its_example(row: Reason) -> None:
    found = reason_in(fold(row.example))
    assert found is not None
    assert found.name == row.name


def test_bounce_phrases_are_folded_and_given_once_a_row() -> None:
    for row in REASONS:
        assert len(set(row.phrases)) == len(row.phrases), row.name
        assert all(phrase == phrase.lower() for phrase in row.phrases), row.name


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.name)
def test_an_html_mark_matches_its_example(mark: Mark) -> None:
    assert mark.hint in mark.example.lower()
    assert mark.pattern.search(mark.example.lower())


@pytest.mark.parametrize("row", [*CODES, *SUBJECTS], ids=lambda row: row.code)
def test_a_status_code_has_its_meaning_in_either_class(row: Code) -> None:
    assert row.source
    assert meaning(f"5.{row.code}") == row
    assert meaning(f"4.{row.code}") == row


def test_subject_prefixes_match_their_examples_and_not_words() -> None:
    assert all(REPLY_PREFIX.match(example) for example in REPLY_EXAMPLES)
    assert all(FORWARD_PREFIX.match(example) for example in FORWARD_EXAMPLES)
    assert not REPLY_PREFIX.match("regarding: hello")
    assert len(HEADER_EXAMPLES) > 5

"""Whose word about the sender is believed?"""

from __future__ import annotations

import pytest

from mail.read.authentication import Authenticity, read_authenticity
from mail.read.headers import parse_headers

_OURS = frozenset(["mx.home.example"])


def found(*fields: str, trusted: frozenset[str] = _OURS) -> Authenticity:
    block = "\n".join([*fields, "From: Ada <ada@tides.example>", "Subject: hi"])
    return read_authenticity(parse_headers(block.encode()), trusted)


def test_the_topmost_word_of_a_trusted_host_counts() -> None:
    said = found("Authentication-Results: mx.home.example; dmarc=pass header.from=tides.example; spf=fail; dkim=pass")
    assert said == Authenticity("pass", "fail", "pass", "mx.home.example")


@pytest.mark.parametrize(
    "value",
    [
        "MX.Home.Example. 1; dmarc = fail (p=reject) header.from=tides.example",
        'mx.home.example (home (our) server; dmarc=pass);\n\tspf=none;\n dmarc=fail header.from="tides.example"',
        'mx.home.example; spf=pass smtp.mailfrom="x; dmarc=pass"; dmarc=fail action=oreject header.from=tides.example',
        "mx.home.example; dmarc/1=fail",
        "mx.home.example; (dmarc=pass) dmarc=fail (\\) dmarc=pass)",
    ],
)
def test_comments_folds_quotes_and_versions_do_not_hide_a_failure(value: str) -> None:
    assert found(f"Authentication-Results: {value}").dmarc == "fail"


def test_a_field_below_that_of_a_host_nobody_trusts_is_not_read() -> None:
    assert found("Authentication-Results: evil.example; dmarc=pass", "Authentication-Results: mx.home.example; dmarc=pass").dmarc == "none"  # fmt: skip


def test_a_field_that_came_with_the_message_is_not_read() -> None:
    fields = (
        "Authentication-Results: mx.home.example; spf=pass",
        "Received: from evil.example by mx.home.example; Mon, 21 Dec 2026 10:00:00 +0100",
        "Authentication-Results: mx.home.example; dmarc=pass header.from=tides.example",
    )
    assert found(*fields) == Authenticity(spf="pass", by="mx.home.example")


def test_two_fields_of_one_host_are_read_together() -> None:
    fields = (
        "Authentication-Results: mx.home.example; spf=pass",
        "Authentication-Results: mx.home.example; dmarc=fail",
    )
    assert found(*fields) == Authenticity("fail", "pass", "none", "mx.home.example")


@pytest.mark.parametrize(
    "field",
    [
        "ARC-Authentication-Results: i=1; mx.home.example; dmarc=pass",
        "Authentication-Results: mx.home.example; dmarc=pass header.from=another.example",
        "Authentication-Results: mx.home.example; dmarc=temperror",
        "Authentication-Results: mx.home.example; none",
        "Authentication-Results: mx.home.example.evil.example; dmarc=pass",
        "Authentication-Results:",
        "Authentication-Results: ((((;",
    ],
)
def test_what_says_neither_yes_nor_no_of_this_sender_is_none(field: str) -> None:
    assert found(field).dmarc == "none"


def test_nobody_is_trusted_unless_named() -> None:
    assert found("Authentication-Results: mx.home.example; dmarc=pass", trusted=frozenset()) == Authenticity()

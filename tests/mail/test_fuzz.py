"""Can any byte string make the reader fail?"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.corpus_files import corpus_folder, messages
from mail.judge.judge import in_order
from mail.read.html_text import html_to_text
from mail.read.incoming import read
from mail.strip.strip import strip_html, strip_text
from weakties.app.inspection import inspect_bytes

_PIECES = [
    b"From: ", b"Subject: Re: ", b"Content-Type: ", b"multipart/report; report-type=delivery-status; boundary=b",
    b"multipart/mixed; boundary=b", b"text/html", b"text/calendar; method=REPLY", b"message/rfc822",
    b"message/delivery-status", b"message/feedback-report", b"; charset=utf-7", b"; charset=x-none", b"\n", b"\r\n",
    b"\n\n", b"--b\n", b"--b--\n", b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n",
    b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nDTSTART:", b"20270104T140000Z", b"END:VEVENT\nEND:VCALENDAR\n",
    b"Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1\n", b"MAILER-DAEMON", b"<", b">", b"=?utf-8?B?",
    b"?=", b"<blockquote>", b"</div>", b"On 1 Jan 2026, Ada wrote:\n", b"> ", b"-- \n", b"until 31.02.", b"99.99.9999",
    b"unsubscribe", b"{\"notificationType\":\"Bounce\",\"mail\":{}}", b"\x1b$B", b"\xff", b"\x00", b"Date: ", b"=00=",
]  # fmt: skip

assembled = st.lists(st.one_of(st.sampled_from(_PIECES), st.binary(max_size=12)), max_size=60).map(b"".join)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=600), assembled))
def test_any_bytes_are_judged(raw: bytes) -> None:
    in_order(read(raw), "sent by us, a while ago, in so many words", None, False)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=600), st.text(max_size=100))
def test_any_text_is_stripped_and_stripping_again_changes_nothing_it_would_lose(text: str, sent: str) -> None:
    once = strip_text(text, sent_text=sent)
    assert isinstance(once, str)
    strip_html(text, sent_text=sent)
    html_to_text(text)


def test_the_corpus_cut_spliced_and_spoiled_is_judged() -> None:
    folder = corpus_folder()
    if folder is None:
        pytest.skip("no corpus here")
    chance = random.Random(3834)
    raws = [message.raw[:40_000] for message in messages(folder)]
    for raw in raws:
        other = chance.choice(raws)
        cut, there = chance.randrange(len(raw) + 1), chance.randrange(len(other) + 1)
        spoiled = bytearray(raw)
        for _ in range(20):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        for mutant in (raw[:cut], raw[cut:], raw[:cut] + other[there:], bytes(spoiled)):
            in_order(read(mutant), "", None, False)


def test_inspecting_any_message_gives_plain_json_values() -> None:
    for raw in (b"", b"\xff", b"From: a@b.example\n\nhello"):
        assert inspect_bytes(raw)["label"] == "other"

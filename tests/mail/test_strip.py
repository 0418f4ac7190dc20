"""Are a person's new words kept, and only they?"""

from __future__ import annotations

import pytest

from mail.strip.strip import own_words, strip_html, strip_text
from tests.mail.written.html_replies import HTML_REPLIES, WORDS
from tests.mail.written.quotes import ATTRIBUTIONS, BLOCKS, KEPT

YES = "Yes, Tuesday works for me."
MARKED = "> Could we talk for 20 minutes?\n> Best, Me\n"
BARE = "Could we talk for 20 minutes?\nBest, Me\n"


@pytest.mark.parametrize("heading", ATTRIBUTIONS)
def test_a_marked_quote_goes_with_its_heading(heading: str) -> None:
    assert strip_text(f"{YES}\n\n{heading}\n\n{MARKED}") == YES


@pytest.mark.parametrize("heading", [one for one in ATTRIBUTIONS if not one.startswith((">", "Me writes", "Quoting"))])
def test_an_unmarked_quote_goes_with_its_heading(heading: str) -> None:
    assert strip_text(f"{YES}\n\n{heading}\n\n{BARE}") == YES


@pytest.mark.parametrize("block", BLOCKS)
def test_what_follows_a_block_of_headers_goes(block: str) -> None:
    assert strip_text(f"{YES}\n\n{block}\n\n{BARE}") == YES


@pytest.mark.parametrize("line", KEPT)
def test_a_persons_own_line_is_never_lost(line: str) -> None:
    assert strip_text(f"{line}\n\nMore words here.") == f"{line}\n\nMore words here."


def test_answers_between_the_quoted_lines_are_kept() -> None:
    text = "On Mon, 14 Dec 2026 at 09:00, Me <me@example.com> wrote:\n> When?\n\nTuesday.\n\n> Where?\n\nHere.\n"
    assert strip_text(text) == "Tuesday.\n\nHere."


def test_an_answer_below_the_quote_is_kept() -> None:
    assert strip_text(f"On 14/12/2026 09:00, Me wrote:\n{MARKED}\n{YES}") == YES


def test_a_text_that_is_only_quote_is_given_back() -> None:
    assert strip_text("> Could we talk?") == "> Could we talk?"
    assert own_words("> Could we talk?") == ""


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAda Lovelace\nAnalyst",
        "--\nAda",
        "Sent from my iPhone",
        "Sent from Yahoo Mail on Android",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Von meinem iPhone gesendet",
        "Gesendet mit der GMX Mail App",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Enviado do meu iPhone",
        "Verstuurd vanaf mijn iPhone",
        "Skickat från min iPhone",
        "Wysłane z iPhone'a",
        "Отправлено с iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
        "나의 iPhone에서 보냄",
        "Kind regards,\n\nAda Lovelace\nAnalyst, Engines Ltd\n+44 20 0000",
        "This email and any attachments are confidential and intended solely for the addressee.",
    ],
)
def test_a_signature_goes(signature: str) -> None:
    assert strip_text(f"{YES}\n\n{signature}") == YES


def test_a_signature_alone_is_kept() -> None:
    assert strip_text("Sent from my iPhone") == "Sent from my iPhone"


@pytest.mark.parametrize("program", HTML_REPLIES)
def test_an_html_reply_gives_the_words_alone(program: str) -> None:
    assert strip_html(HTML_REPLIES[program]) == WORDS


def test_our_text_quoted_without_marks_goes_and_what_is_below_stays() -> None:
    ours = "Could we talk for twenty minutes about engines?"
    text = f"On Mon, 14 Dec 2026 at 09:00, Me <me@example.com> wrote:\n{ours}\n\n{YES}"
    assert strip_text(text, sent_text=ours) == YES
    assert strip_text(f"Hello.\n\n{text}", sent_text=ours) == f"Hello.\n\n{YES}"


def test_windows_line_ends_are_made_plain() -> None:
    assert strip_text("One\r\ntwo\r\n") == "One\ntwo"

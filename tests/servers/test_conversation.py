"""Are the moments found, however the bytes are cut into reads?"""

from __future__ import annotations

import pytest

from tests.servers.conversation import Conversation, Imap, Opaque, Smtp, conversation_for
from tests.servers.faults import Fault, Moment, RandomPlan

SMTP_DIALOGUE = [
    ("S", b"220 mail ESMTP\r\n"),
    ("C", b"EHLO me\r\n"),
    ("S", b"250-mail\r\n250 PIPELINING\r\n"),
    ("C", b"MAIL FROM:<a@b.c>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n"),
    ("S", b"250 ok\r\n250 ok\r\n354 go on\r\n"),
    ("C", b"Subject: DATA\r\n\r\nDATA\r\n..\r\n.x\r\n.\r\n"),
    ("S", b"250 2.0.0 queued\r\n"),
    ("C", b"QUIT\r\n"),
    ("S", b"221 bye\r\n"),
]


def told(conversation: Conversation, dialogue: list[tuple[str, bytes]], size: int) -> list[tuple[Moment, bytes]]:
    """Every special moment, with the bytes that stood at it. Checks that no byte is lost or added."""
    found = []
    for speaker, data in dialogue:
        hear = conversation.from_client if speaker == "C" else conversation.from_server
        pieces = [piece for at in range(0, len(data), size) for piece in hear(data[at : at + size])]
        assert b"".join(piece.data for piece in pieces) == data
        for piece in pieces:
            found += [(moment, piece.data) for moment in piece.moments - {Moment.SERVER_LINE}]
    return found


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
def test_an_smtp_message_has_its_moments_in_order(size: int) -> None:
    found = told(Smtp(), SMTP_DIALOGUE, size)
    content = b"".join(data for moment, data in found if moment is Moment.CONTENT)
    assert content == SMTP_DIALOGUE[5][1]
    others = [(moment, data) for moment, data in found if moment is not Moment.CONTENT]
    assert others == [
        (Moment.DATA_COMMAND, b"DATA\r\n"),
        (Moment.ACCEPTED, b"250 2.0.0 queued\r\n"),
    ]


def test_an_empty_message_ends_at_its_first_line() -> None:
    dialogue = [("C", b"DATA\r\n"), ("S", b"354 go\r\n"), ("C", b".\r\n"), ("S", b"250 ok\r\n")]
    assert [moment for moment, _ in told(Smtp(), dialogue, 100)] == [
        Moment.DATA_COMMAND,
        Moment.CONTENT,
        Moment.ACCEPTED,
    ]


def test_a_message_that_the_server_refuses_is_not_accepted() -> None:
    dialogue = [("C", b"DATA\r\n"), ("S", b"354 go\r\n"), ("C", b"x\r\n.\r\n"), ("S", b"554 no\r\n")]
    assert Moment.ACCEPTED not in {moment for moment, _ in told(Smtp(), dialogue, 100)}


def test_after_a_refused_data_the_next_line_is_a_command_again() -> None:
    dialogue = [("C", b"DATA\r\n"), ("S", b"503 no recipients\r\n"), ("C", b"DATA\r\n")]
    assert told(Smtp(), dialogue, 100) == [(Moment.DATA_COMMAND, b"DATA\r\n")] * 2


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_message_in_chunks_is_accepted_with_the_last(size: int) -> None:
    dialogue = [
        ("C", b"BDAT 6\r\nab\r\nDA"),
        ("S", b"250 6 octets\r\n"),
        ("C", b"BDAT 4 LAST\r\nTA\r\n"),
        ("S", b"250-fine\r\n250 queued\r\n"),
    ]
    found = told(Smtp(), dialogue, size)
    accepted = [data for moment, data in found if moment is Moment.ACCEPTED]
    assert accepted == [b"250 queued\r\n"]
    assert b"".join(data for moment, data in found if moment is Moment.CONTENT) == b"ab\r\nDATA\r\n"


def test_what_follows_starttls_passes_untouched() -> None:
    tls = b"\x16\x03\x01\n DATA\r\n\xff"
    smtp = [("C", b"STARTTLS\r\n"), ("S", b"220 go\r\n"), ("C", tls), ("S", tls)]
    imap = [("C", b"a STARTTLS\r\n"), ("S", b"a OK\r\n"), ("C", tls), ("S", tls)]
    assert told(Smtp(), smtp, 1000) == told(Imap(), imap, 1000) == []


@pytest.mark.parametrize("size", [1, 4, 1000])
def test_an_imap_literal_is_no_place_for_another_response(size: int) -> None:
    dialogue = [("S", b"* 1 FETCH (BODY[] {8}\r\n* 1\r\n* 2 UID 7)\r\na OK done\r\n")]
    assert [data for moment, data in told(Imap(), dialogue, size) if moment is Moment.IMAP_RESPONSE] == [
        b"* 1 FETCH (BODY[] {8}\r\n",
        b"a OK done\r\n",
    ]


def test_the_protocol_is_known_by_its_greeting() -> None:
    greetings = (b"220 mail", b"* OK ready", b"\x16\x03")
    assert [type(conversation_for(greeting)) for greeting in greetings] == [Smtp, Imap, Opaque]


def test_a_random_plan_repeats_itself_with_its_seed() -> None:
    rate = {Fault.CUT_MID_LINE: 0.3, Fault.STALL: 0.2, Fault.CUT_IN_DATA: 1.0}

    def faults(seed: int) -> list[Fault | None]:
        plan = RandomPlan(seed, rate)
        return [plan.choose([Moment.SERVER_LINE]) for _ in range(50)]

    assert faults(7) == faults(7) != faults(8)
    assert set(faults(7)) == {None, Fault.CUT_MID_LINE, Fault.STALL}

"""Can anybody but us write one of our Message-IDs?"""

from __future__ import annotations

from mail.read.incoming import read
from mail.read.matching import is_our_own, named_relationships
from mail.write.ids import OwnId, find_own_ids, message_id, parse_own_id

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
RELATIONSHIP = "0123456789abcdef"
KEYED = message_id(RELATIONSHIP, 2, "sam@Home.Example", KEY)


def test_the_same_mail_has_the_same_id_and_another_key_another() -> None:
    assert message_id(RELATIONSHIP, 2, "sam@home.example", KEY) == KEYED
    assert message_id(RELATIONSHIP, 2, "sam@home.example", OTHER_KEY) != KEYED
    assert KEYED.startswith(f"<wt.{RELATIONSHIP}.2.")
    assert KEYED.endswith("@home.example>")


def test_an_id_holds_only_with_its_own_key_and_its_own_parts() -> None:
    assert parse_own_id(KEYED, KEY) == OwnId(RELATIONSHIP, 2, "held")
    assert parse_own_id(KEYED, OTHER_KEY) == OwnId(RELATIONSHIP, 2, "broken")
    assert parse_own_id(KEYED.replace(".2.", ".3."), KEY) == OwnId(RELATIONSHIP, 3, "broken")
    assert parse_own_id(KEYED) == OwnId(RELATIONSHIP, 2, "unchecked")


def test_an_id_from_before_there_were_keys_is_read_and_marked() -> None:
    old = message_id(RELATIONSHIP, 1, "sam@home.example")
    assert old == f"<wt.{RELATIONSHIP}.1@home.example>"
    assert parse_own_id(old, KEY) == parse_own_id(old) == OwnId(RELATIONSHIP, 1, "unkeyed")


def test_an_id_of_somebody_else_is_none_of_ours() -> None:
    assert parse_own_id("<abc@home.example>", KEY) is None
    assert parse_own_id(f"<wt.{RELATIONSHIP}.1.short@home.example>", KEY) is None


def test_ids_are_found_in_a_text() -> None:
    assert [own.proof for own in find_own_ids(f"a {KEYED} b <wt.{RELATIONSHIP}.1@home.example>", KEY)] == ["held", "unkeyed"]  # fmt: skip


def test_an_invented_id_names_nobody_and_hides_nothing() -> None:
    invented = KEYED.replace(".2.", ".3.")
    incoming = read(f"From: x@evil.example\nMessage-ID: {invented}\nIn-Reply-To: {invented}\n\nhi".encode())
    assert named_relationships(incoming, KEY) == ()
    assert not is_our_own(incoming, "sam@home.example", key=KEY)


def test_an_id_that_was_folded_into_encoded_words_is_read() -> None:
    half = KEYED.strip("<>").replace("@", "=40").replace(".", "=2E")
    field = f"=?utf-8?q?=3C{half[:30]}?=\n =?utf-8?q?{half[30:]}=3E?="
    assert named_relationships(read(f"In-Reply-To: {field}\n\nhi".encode()), KEY) == (RELATIONSHIP,)

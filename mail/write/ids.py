"""Which Message-ID does a mail have, and is one of ours?

RFC 5322, 3.6.4. The id is a function of (relationship, number, key), so the same mail has the same id on any machine
that has the key, after any crash or restore; it names the relationship, so an answer finds its way with no lookup;
and nobody without the key can write one that holds, even who knows both addresses.
"""

import hmac
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Literal

OWN_MARK = "<wt."
_MAC_LENGTH = 16
_OURS = re.compile(r"<?wt\.(?P<relationship>[0-9a-f]{16})\.(?P<number>\d{1,6})(?:\.(?P<mac>[0-9a-f]{16}))?@[^\s<>@]+>?")
# `unkeyed`: from before there were keys. `unchecked`: keyed, and read without a key.
Proof = Literal["held", "broken", "unkeyed", "unchecked"]


@dataclass(frozen=True, slots=True)
class OwnId:
    """What one of our Message-IDs says: the relationship (16 hex), the number of its mail, and whether that is proven."""

    relationship: str
    number: int
    proof: Proof = "unkeyed"


def message_id(relationship: str, number: int, sender_address: str, key: bytes | None = None) -> str:
    """The Message-ID, in angle brackets, of a relationship's `number`-th mail; keyed if there is a key."""
    domain = sender_address.rpartition("@")[2].encode("idna").decode("ascii").lower()
    mac = f".{_mac(relationship, number, key)}" if key is not None else ""
    return f"<wt.{relationship}.{number}{mac}@{domain}>"


def parse_own_id(text: str, key: bytes | None = None) -> OwnId | None:
    """Read one of our Message-IDs, with or without its brackets; None for anybody else's."""
    match = _OURS.fullmatch(text.strip())
    return _own(match, key) if match else None


def find_own_ids(text: str, key: bytes | None = None) -> tuple[OwnId, ...]:
    """Every id of ours inside a text, such as a header or a returned message, in order."""
    return tuple(_own(match, key) for match in _OURS.finditer(text))


def _own(match: re.Match[str], key: bytes | None) -> OwnId:
    relationship, number = match["relationship"], int(match["number"])
    return OwnId(relationship, number, _proof(relationship, number, match["mac"], key))


def _proof(relationship: str, number: int, mac: str | None, key: bytes | None) -> Proof:
    if mac is None:
        return "unkeyed"
    if key is None:
        return "unchecked"
    # In constant time: how long a comparison takes must not tell how much of a guess was right.
    return "held" if hmac.compare_digest(mac, _mac(relationship, number, key)) else "broken"


def _mac(relationship: str, number: int, key: bytes) -> str:
    """64 bits: each guess costs a mail. The purpose stands in front, so that the key may serve others as well."""
    said = f"weakties message-id\n{relationship}\n{number}".encode()
    return hmac.new(key, said, sha256).hexdigest()[:_MAC_LENGTH]

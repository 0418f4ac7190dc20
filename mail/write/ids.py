"""Which Message-ID does a mail have, and is one of ours?

RFC 5322, 3.6.4. The id is a function of (relationship, number), so the same mail has the same id on any
machine, after any crash or restore; and it names the relationship, so an answer finds its way with no lookup.
"""

import re
from dataclasses import dataclass

OWN_MARK = "<wt."
_OURS = re.compile(r"<?wt\.(?P<relationship>[0-9a-f]{16})\.(?P<number>\d{1,6})@[^\s<>@]+>?")


@dataclass(frozen=True, slots=True)
class OwnId:
    """What one of our Message-IDs says: the relationship (16 hex) and the number of its mail."""

    relationship: str
    number: int


def message_id(relationship: str, number: int, sender_address: str) -> str:
    """The Message-ID, in angle brackets, of a relationship's `number`-th mail."""
    domain = sender_address.rpartition("@")[2].encode("idna").decode("ascii").lower()
    return f"<wt.{relationship}.{number}@{domain}>"


def parse_own_id(text: str) -> OwnId | None:
    """Read one of our Message-IDs, with or without its brackets; None for anybody else's."""
    match = _OURS.fullmatch(text.strip())
    return OwnId(match["relationship"], int(match["number"])) if match else None


def find_own_ids(text: str) -> tuple[OwnId, ...]:
    """Every id of ours inside a text, such as a header or a returned message, in order."""
    return tuple(OwnId(match["relationship"], int(match["number"])) for match in _OURS.finditer(text))

"""Which relationship is this? The same contact of the same account always has the same id."""

from hashlib import sha256

_ID_LENGTH = 16


def canonical_address(address: str) -> str:
    """The form in which two spellings of one address are equal.

    The local part is case-sensitive on paper (RFC 5321, 2.4) and nowhere in practice.
    """
    return address.strip().casefold()


def account_id(account_address: str) -> str:
    """16 hex digits that stand for the user's own address, with no personal data in them."""
    return sha256(canonical_address(account_address).encode()).hexdigest()[:_ID_LENGTH]


def relationship_id(account_address: str, contact_address: str) -> str:
    """16 hex digits that stand for (account, contact), with no personal data in them."""
    pair = f"{canonical_address(account_address)}\n{canonical_address(contact_address)}"
    return sha256(pair.encode()).hexdigest()[:_ID_LENGTH]

"""Who has a mailbox in the sandbox, and with which password?"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SandboxAccount:
    """One mailbox; the address is also the login name, in any mix of upper and lower case."""

    address: str
    password: str = field(repr=False)


def fold_address(address: str) -> str:
    """The one spelling under which an address is kept and compared.

    RFC 5321 2.4 lets a server tell local parts apart by case; none that people use does.
    """
    return address.strip().lower()

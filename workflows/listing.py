"""What a list call can show without asking any worker: search attributes and the card in the memo.

Search attributes are stored in the clear, so no personal data goes there; the memo holds the name and address.
"""

from dataclasses import dataclass
from datetime import datetime

from temporalio.common import SearchAttributeKey

STAGE = SearchAttributeKey.for_keyword("WeaktiesStage")
NEXT_STEP = SearchAttributeKey.for_keyword("WeaktiesNextStep")
NEXT_AT = SearchAttributeKey.for_datetime("WeaktiesNextAt")
ACCOUNT = SearchAttributeKey.for_keyword("WeaktiesAccount")
SEARCH_ATTRIBUTES = (STAGE, NEXT_STEP, NEXT_AT, ACCOUNT)

CARD = "card"


@dataclass(frozen=True, slots=True)
class Card:
    """One relationship, in a line of a list. Times are aware UTC; `problem` is what keeps a mail from leaving."""

    id: str
    name: str
    email: str
    stage: str
    attempt: int
    next_step: str
    next_at: datetime | None
    why: str
    last_contact_at: datetime | None
    sent: int
    received: int
    problem: str = ""
    tags: tuple[str, ...] = ()
    company: str = ""

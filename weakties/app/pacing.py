"""When may somebody new be asked, when others near them are asked as well?

Two people at one company talk to each other; and whoever opens doors should not see a crowd go through.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from relationship.views.card import Card
from worker.settings.schema import Settings

_FOUR_WEEKS = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Slot:
    """`not_before` (aware UTC) is None when nothing speaks against asking now; `why` is for the user."""

    not_before: datetime | None = None
    why: str = ""


def first_slot(cards: Iterable[Card], settings: Settings, now: datetime, *, company: str, introducer: str = "") -> Slot:
    """The earliest time for a first request. `introducer` is a relationship's id (16 hex), or empty."""
    others = [card for card in cards if card.asked_at is not None]
    gap, at, why = settings.sending.company_gap.elapsed_for, now, ""
    colleagues = [card for card in others if company and _same(card.company, company)]
    for card in sorted(colleagues, key=lambda card: card.asked_at or now):
        if card.asked_at is not None and abs(card.asked_at - at) < gap:
            at, why = card.asked_at + gap, f"{card.name}, of the same company, is asked at about the same time"
    led = sorted(card.asked_at for card in others if introducer and card.introducer == introducer and card.asked_at)
    most = settings.sending.per_introducer
    while len(near := [one for one in led if abs(one - at) < _FOUR_WEEKS]) >= most:
        at, why = near[0] + _FOUR_WEEKS, f"one person's introductions lead to at most {most} requests in four weeks"
    return Slot(at, why) if at > now else Slot()


def _same(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())

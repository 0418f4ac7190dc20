"""What one relationship says of another person, taken out when that person is forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from relationship.stream import events as e
from relationship.stream.events import Event

_NOBODY = "somebody"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """Somebody who was forgotten: the relationship (16 hex), all addresses, and the name."""

    relationship_id: str
    addresses: tuple[str, ...]
    name: str
    kind: Literal["forgotten"] = "forgotten"


def redacted(events: Iterable[Event], forgotten: Forgotten) -> tuple[Event, ...]:
    """The same events, in which an introduction names nobody, and no mail of ours says the name."""
    return tuple(_redacted(event, forgotten) for event in events)


def _redacted(event: Event, forgotten: Forgotten) -> Event:
    match event:
        case e.Added() if event.introducer == forgotten.relationship_id:
            return replace(event, introducer="", introduced_by="")
        case e.ReferralReceived() | e.IntroductionUsed() if event.address in forgotten.addresses:
            return replace(event, address="", name="")
        case e.EmailSent() | e.SendUncertain():
            subject, text = _without(event.subject, forgotten), _without(event.text, forgotten)
            return replace(event, subject=subject, text=text, covers=_without(event.covers, forgotten))
        case e.DraftApproved():
            return replace(event, subject=_without(event.subject, forgotten), text=_without(event.text, forgotten))
        case _:
            return event


def _without(text: str, forgotten: Forgotten) -> str:
    return text.replace(forgotten.name, _NOBODY) if forgotten.name else text

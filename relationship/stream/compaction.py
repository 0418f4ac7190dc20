"""Which of a relationship's words are carried into its next run? The last months' whole, older ones in short.

No event is dropped and no fact about one changes: only old texts get shorter. The mailbox itself keeps every letter.
A stream that grew without end would one day be refused (Temporal's server takes no payload over 2 MiB, its
blobSizeLimitError), and long before that each step of the relationship would cost what all of its past weighs.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime, timedelta

from relationship.stream import events as e
from relationship.stream.events import Event

# Of the whole stream as JSON, nearly: thirty years of check-ins and answers fit.
MOST_BYTES = 200_000
_RECENT = timedelta(days=180)
_SHORT, _SHORTEST = 240, 40
# A field's name with its quotes, colon and comma.
_FIELD_BYTES, _TIME_BYTES = 14, 32
_CUT = "[…]"


def compacted(events: Iterable[Event], most_bytes: int = MOST_BYTES) -> tuple[Event, ...]:
    """The same events: old texts cut to some 240 characters, and, oldest first, to a few words until all fit."""
    kept = list(events)
    if not kept:
        return ()
    recent_from = max(event.at for event in kept) - _RECENT
    kept = [event if event.at >= recent_from else _shortened(event, _SHORT) for event in kept]
    for length in (_SHORT, _SHORTEST):
        _fit(kept, most_bytes, length)
    return tuple(kept)


def _fit(kept: list[Event], most_bytes: int, length: int) -> None:
    """Shorten the oldest first, as many as it takes."""
    excess = sum(map(size_of, kept)) - most_bytes
    for index, event in enumerate(kept):
        if excess <= 0:
            return
        kept[index] = _shortened(event, length)
        excess -= size_of(event) - size_of(kept[index])


def size_of(event: Event) -> int:
    """About how many bytes of JSON this event is."""
    return sum(_FIELD_BYTES + _bytes(getattr(event, field.name)) for field in fields(event))


def _bytes(value: object) -> int:
    match value:
        case str():
            return len(value.encode())
        case datetime():
            return _TIME_BYTES
        case _:
            return len(str(value))


def _shortened(event: Event, most: int) -> Event:
    match event:
        case e.EmailSent():
            return replace(event, text=_short(event.text, most), evidence=_short(event.evidence, most))
        case e.ReplyReceived() | e.SendUncertain() | e.DraftApproved():
            return replace(event, text=_short(event.text, most))
        case e.OptedOut():
            return replace(event, words=_short(event.words, most))
        case e.Bounced():
            return replace(event, detail=_short(event.detail, most))
        case _:
            return event


def _short(text: str, most: int) -> str:
    return text if len(text) <= most + len(_CUT) + 1 else f"{text[:most].rstrip()} {_CUT}"

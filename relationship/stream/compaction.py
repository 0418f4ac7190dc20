"""Which of a relationship's words are carried into its next run? All that matter; the oldest letters, shortened.

Temporal refuses a payload over 2 MiB (blobSizeLimitError, its server's default), and a relationship whose stream
can't be carried would be stuck for ever. No event is dropped and no fact about one changes: only old texts get shorter.
"""

from collections.abc import Iterable
from dataclasses import replace

from relationship.stream import events as e
from relationship.stream.events import Event

# In UTF-8, of all texts together. The rest of an event is some hundred bytes, and there are under a thousand.
MOST_BYTES = 800_000
_SHORT = 240


def carried(events: Iterable[Event], most_bytes: int = MOST_BYTES) -> tuple[Event, ...]:
    """The same events; the oldest texts are cut to some 240 characters until all fit into `most_bytes`."""
    kept = list(events)
    excess = sum(map(_size, kept)) - most_bytes
    for index, event in enumerate(kept):
        if excess <= 0:
            break
        kept[index] = _shortened(event)
        excess -= _size(event) - _size(kept[index])
    return tuple(kept)


def _size(event: Event) -> int:
    match event:
        case e.EmailSent() | e.SendUncertain() | e.ReplyReceived():
            return len(event.text.encode())
        case _:
            return 0


def _shortened(event: Event) -> Event:
    match event:
        case e.EmailSent() | e.SendUncertain() | e.ReplyReceived() if len(event.text) > _SHORT:
            return replace(event, text=f"{event.text[:_SHORT].rstrip()} […]")
        case _:
            return event

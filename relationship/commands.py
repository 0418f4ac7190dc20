"""What can be asked of a relationship, or reported to it.

People's requests may be refused. Facts (`Record…`) never are: they have happened.
Every `at` is aware UTC and comes from the caller, who has a clock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relationship.events import (
    AutoReplyReceived,
    Bounced,
    EmailSent,
    OptedOut,
    ReplyReceived,
    SendNotMade,
    SendRefused,
    SendUncertain,
)


@dataclass(frozen=True, slots=True)
class Prepare:
    """The homework: why this person."""

    at: datetime
    reason: str
    kind: Literal["prepare"] = "prepare"


@dataclass(frozen=True, slots=True)
class ScheduleCall:
    """A call has been agreed on, or moved."""

    at: datetime
    starts_at: datetime
    minutes: int = 20
    source: str = "you"
    kind: Literal["schedule_call"] = "schedule_call"


@dataclass(frozen=True, slots=True)
class CancelCall:
    """The call is off."""

    at: datetime
    reason: str = ""
    kind: Literal["cancel_call"] = "cancel_call"


@dataclass(frozen=True, slots=True)
class HoldCall:
    """They talked; the takeaway goes into the thank-you note."""

    at: datetime
    takeaway: str = ""
    kind: Literal["hold_call"] = "hold_call"


@dataclass(frozen=True, slots=True)
class LogTouch:
    """They were in contact elsewhere."""

    at: datetime
    by: str
    note: str = ""
    kind: Literal["log_touch"] = "log_touch"


@dataclass(frozen=True, slots=True)
class AddNote:
    """Something to remember about this person."""

    at: datetime
    text: str
    kind: Literal["add_note"] = "add_note"


@dataclass(frozen=True, slots=True)
class Pause:
    """Send nothing for now."""

    at: datetime
    until: datetime | None = None
    reason: str = ""
    kind: Literal["pause"] = "pause"


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on after a pause; or ask again after silence or a stop."""

    at: datetime
    kind: Literal["resume"] = "resume"


@dataclass(frozen=True, slots=True)
class Close:
    """Send nothing more, for good."""

    at: datetime
    reason: str = ""
    kind: Literal["close"] = "close"


@dataclass(frozen=True, slots=True)
class EndAsking:
    """The last attempt has had its time."""

    at: datetime
    kind: Literal["end_asking"] = "end_asking"


Request = Prepare | ScheduleCall | CancelCall | HoldCall | LogTouch | AddNote | Pause | Resume | Close
"""What a person asks for; `decide` may refuse it."""

Fact = EmailSent | SendRefused | SendUncertain | SendNotMade | ReplyReceived | AutoReplyReceived | Bounced | OptedOut
"""What the mail system reports: already in the words of an event."""

Incoming = ReplyReceived | AutoReplyReceived | Bounced | OptedOut
"""A message that belongs to this relationship, as it was judged."""

Command = Request | Fact | EndAsking

"""What can be asked of a relationship, or reported to it.

People's requests may be refused. Facts never are: they have happened. Nor is what time itself brings.
Every `at` is aware UTC and comes from the caller, who has a clock.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relationship.stream.events import (
    AutoReplyReceived,
    Bounced,
    ChallengeReceived,
    EmailSent,
    IntroducerTold,
    IntroductionUsed,
    InvitationAnswered,
    OptedOut,
    ReplyReceived,
    SendNotMade,
    SendRefused,
    SendSettled,
    SendUncertain,
)
from relationship.stream.events import Incoming as Judged
from relationship.stream.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Prepare:
    """The homework: why this person, and what else is known. What is empty stays as it is."""

    at: datetime
    reason: str = ""
    path: str = ""
    company_news: str = ""
    in_common: str = ""
    story: str = ""
    questions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    not_before: datetime | None = None
    kind: Literal["prepare"] = "prepare"


@dataclass(frozen=True, slots=True)
class ScheduleCall:
    """A call has been agreed on, or moved. `minutes` 0: as long as before.

    `invite`: send an invitation. `tell`: say in a mail that an agreed call has moved.
    """

    at: datetime
    starts_at: datetime
    minutes: int = 20
    source: str = "you"
    invite: bool = False
    tell: bool = False
    kind: Literal["schedule_call"] = "schedule_call"


@dataclass(frozen=True, slots=True)
class CancelCall:
    """The call is off. `tell`: say so in a mail, and ask for another time."""

    at: datetime
    reason: str = ""
    tell: bool = False
    kind: Literal["cancel_call"] = "cancel_call"


@dataclass(frozen=True, slots=True)
class HoldCall:
    """They talked; the takeaway goes into the thank-you note."""

    at: datetime
    takeaway: str = ""
    kind: Literal["hold_call"] = "hold_call"


@dataclass(frozen=True, slots=True)
class MissCall:
    """The call that was planned did not happen."""

    at: datetime
    kind: Literal["miss_call"] = "miss_call"


@dataclass(frozen=True, slots=True)
class QueueNews:
    """Something to tell: in the next check-in, or in a mail of its own in the next window."""

    at: datetime
    text: str
    at_once: bool = False
    kind: Literal["queue_news"] = "queue_news"


@dataclass(frozen=True, slots=True)
class LogTouch:
    """They were in contact elsewhere."""

    at: datetime
    by: str
    note: str = ""
    kind: Literal["log_touch"] = "log_touch"


@dataclass(frozen=True, slots=True)
class Refer:
    """This person has named somebody else to talk to."""

    at: datetime
    address: str
    name: str = ""
    kind: Literal["refer"] = "refer"


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
class Resolve:
    """The user knows what became of the mail that may or may not have left."""

    at: datetime
    was_sent: bool
    kind: Literal["resolve"] = "resolve"


@dataclass(frozen=True, slots=True)
class EditContact:
    """Put right what is known of the person. What is empty stays as it is."""

    at: datetime
    address: str = ""
    name: str = ""
    greeting: str = ""
    company: str = ""
    time_zone: str = ""
    country: str = ""
    phone: str = ""
    kind: Literal["edit_contact"] = "edit_contact"


@dataclass(frozen=True, slots=True)
class Correct:
    """Put a misjudgement right: the message counts as `fact`; with None it says nothing."""

    at: datetime
    message_id: str
    fact: Judged | None = None
    kind: Literal["correct"] = "correct"


@dataclass(frozen=True, slots=True)
class Approve:
    """Let the draft of this number go, in these words; empty: as they come from the template."""

    at: datetime
    number: int
    template: str
    subject: str = ""
    text: str = ""
    kind: Literal["approve"] = "approve"


@dataclass(frozen=True, slots=True)
class Skip:
    """Do not send the draft of this number."""

    at: datetime
    number: int
    template: str
    purpose: Purpose
    kind: Literal["skip"] = "skip"


@dataclass(frozen=True, slots=True)
class HandOver:
    """The draft lies in the user's own Drafts folder, and may leave from there, or not."""

    at: datetime
    number: int
    message_id: str
    purpose: Purpose
    template: str
    subject: str
    text: str
    attempt: int = 0
    kind: Literal["hand_over"] = "hand_over"


@dataclass(frozen=True, slots=True)
class ChangeCadence:
    """Another pace of check-ins for this person, in words as in the settings; both empty: as for everybody."""

    at: datetime
    check_in_after: str = ""
    check_in_before: str = ""
    kind: Literal["change_cadence"] = "change_cadence"


@dataclass(frozen=True, slots=True)
class AwaitApproval:
    """A mail is due that the user wants to read first."""

    at: datetime
    number: int
    template: str
    kind: Literal["await_approval"] = "await_approval"


@dataclass(frozen=True, slots=True)
class InvitationReceived:
    """The person's calendar invites to a call, or moves it (iTIP REQUEST, RFC 5546, 3.2.2). `text` stood beside it."""

    at: datetime
    message_id: str
    starts_at: datetime
    minutes: int = 20
    uid: str = ""
    sequence: int = 0
    text: str = ""
    kind: Literal["invitation_received"] = "invitation_received"


@dataclass(frozen=True, slots=True)
class InvitationCancelled:
    """The person's calendar takes an invitation back (iTIP CANCEL, RFC 5546, 3.2.5). `text` stood beside it."""

    at: datetime
    message_id: str
    uid: str = ""
    text: str = ""
    kind: Literal["invitation_cancelled"] = "invitation_cancelled"


@dataclass(frozen=True, slots=True)
class EndAsking:
    """The last attempt has had its time."""

    at: datetime
    kind: Literal["end_asking"] = "end_asking"


@dataclass(frozen=True, slots=True)
class EndCall:
    """The call's time has passed, the user was asked, and said nothing."""

    at: datetime
    kind: Literal["end_call"] = "end_call"


@dataclass(frozen=True, slots=True)
class EndPause:
    """The day until which nothing was to be sent has come."""

    at: datetime
    kind: Literal["end_pause"] = "end_pause"


Request = (
    Prepare
    | ScheduleCall
    | CancelCall
    | HoldCall
    | MissCall
    | QueueNews
    | LogTouch
    | AddNote
    | Refer
    | Pause
    | Resume
    | Close
    | EditContact
    | Correct
    | Resolve
    | Approve
    | Skip
    | HandOver
    | ChangeCadence
)
"""What a person asks for; `decide` may refuse it."""

Incoming = (
    ReplyReceived
    | AutoReplyReceived
    | Bounced
    | OptedOut
    | ChallengeReceived
    | InvitationAnswered
    | InvitationReceived
    | InvitationCancelled
)
"""A message that belongs to this relationship, as it was judged."""

Fact = (
    EmailSent | SendRefused | SendUncertain | SendNotMade | SendSettled | IntroductionUsed | IntroducerTold | Incoming
)
"""What the mail system reports: mostly in the words of an event already."""

Timed = EndAsking | EndCall | EndPause | AwaitApproval
"""What time itself brings. It is never refused: when it is moot by now, nothing follows from it."""

Command = Request | Fact | Timed

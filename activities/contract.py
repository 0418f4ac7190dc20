"""What workflows and activities say to each other: one input and one output dataclass a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mail.write.compose import Draft
from relationship.budget import Sending, Turn
from relationship.rules.step import Send, Step
from relationship.stream.commands import Incoming
from relationship.stream.events import Event
from relationship.stream.state import State


@dataclass(frozen=True, slots=True)
class ChooseStep:
    """Ask for the next step. `now` is the workflow's clock, aware UTC."""

    state: State
    now: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """The next step, and the stage it was chosen at."""

    step: Step
    stage: str


@dataclass(frozen=True, slots=True)
class RenderEmail:
    """Ask for the words of the step's mail. `now` becomes its Date. `events` only for a mail to the user."""

    state: State
    step: Send
    now: datetime
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The whole mail, ready to send; or, with no draft, what is wrong with the words."""

    draft: Draft | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Send this draft, unless it went already or the person has answered.

    `known_ids` are the incoming messages that the relationship has seen; `look_since` bounds the search for others.
    `is_known_unsent`: the user said that this mail never left, so a copy in the outbox means nothing.
    `to_self`: it goes to the user, so an answer of the contact's does not stop it.
    """

    relationship_id: str
    draft: Draft
    known_ids: tuple[str, ...]
    look_since: datetime
    is_known_unsent: bool = False
    to_self: bool = False


@dataclass(frozen=True, slots=True)
class WriteDigest:
    """Ask for the digest of the week that ends at `now`, the workflow's clock, aware UTC."""

    now: datetime


@dataclass(frozen=True, slots=True)
class WrittenDigest:
    """The mail to the user."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class LookUpEmail:
    """Ask the ledger what became of a mail whose fate is uncertain."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Found:
    """Where the ledger has the mail: `sent` settles it, `outbox` and `none` prove nothing. `evidence` is in words."""

    at: datetime
    trace: Literal["none", "sent", "outbox"]
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class WentOut:
    """The mail went, once. `evidence` says how we know."""

    at: datetime
    evidence: str
    kind: Literal["went_out"] = "went_out"


@dataclass(frozen=True, slots=True)
class WasRefused:
    """The server said no for good; nothing was sent."""

    at: datetime
    reply: str
    address_is_dead: bool
    kind: Literal["was_refused"] = "was_refused"


@dataclass(frozen=True, slots=True)
class IsUncertain:
    """The mail may or may not have gone; it must not be sent again by guess."""

    at: datetime
    detail: str
    kind: Literal["is_uncertain"] = "is_uncertain"


@dataclass(frozen=True, slots=True)
class WasAnswered:
    """Nothing was sent: these messages lay in the inbox, and the relationship did not know them."""

    messages: tuple[Incoming, ...]
    kind: Literal["was_answered"] = "was_answered"


@dataclass(frozen=True, slots=True)
class CameTooLate:
    """Nothing was sent: the task had waited so long that the step must be chosen anew."""

    kind: Literal["came_too_late"] = "came_too_late"


SendOutcome = WentOut | WasRefused | IsUncertain | WasAnswered | CameTooLate


@dataclass(frozen=True, slots=True)
class ChooseTurn:
    """Ask whose mail may leave next. `now` is the workflow's clock, aware UTC."""

    sending: Sending
    now: datetime


@dataclass(frozen=True, slots=True)
class TurnChoice:
    """Whose turn it is, or until when nobody's; and how many mails may leave within a day by now."""

    turn: Turn
    allowed_per_day: int


@dataclass(frozen=True, slots=True)
class SendReport:
    """What became of a turn, for the budget. `trouble`: what the mail servers have against the account, else empty."""

    at: datetime
    message_id: str = ""
    was_refused: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class InboxSeen:
    """The inbox has been looked into at this time (aware UTC), and all that was new has been told."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the inbox has been read (RFC 3501, 2.3.1.1). `read_at`: when that was, aware UTC."""

    uid_validity: int
    last_uid: int
    read_at: datetime


@dataclass(frozen=True, slots=True)
class WatchInbox:
    """Watch from this cursor on; None: nothing has been read yet."""

    cursor: Cursor | None
    watch_for: float


ACCOUNT_PROBLEM = "AccountProblem"
UNREACHABLE = "Unreachable"

"""What workflows and activities say to each other: one input and one output dataclass a call."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mail.write.compose import Draft
from relationship.budget import Ask, Entry, Granted, PutOff, Sending
from relationship.rules.advance import Arrived, Refusal
from relationship.rules.step import Send, Step
from relationship.stream.commands import Incoming
from relationship.stream.events import Event
from relationship.stream.purpose import TO_SELF, Purpose
from relationship.stream.state import State
from relationship.views.card import Card


@dataclass(frozen=True, slots=True)
class Held:
    """What keeps the next mail from leaving, and until when it is not tried again. `times`: how often in a row.

    `is_in_line`: nothing is wrong, the account's budget has not let it leave yet.
    """

    problem: str
    until: datetime
    times: int = 1
    is_in_line: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """A step could not be taken. `until`: when to try again, where that is known."""

    problem: str
    until: datetime | None = None
    is_in_line: bool = False


@dataclass(frozen=True, slots=True)
class ChooseStep:
    """Ask what has become of a relationship, and what comes next. `now` is the workflow's clock, aware UTC.

    `events` are recorded, `arrived` has come since. `published`: what lists show by now. `nudges`: how often the
    workflow was told to choose anew. `is_long`: its history is long enough for a new run.
    """

    events: tuple[Event, ...]
    arrived: tuple[Arrived, ...]
    now: datetime
    held: Held | None = None
    failure: Failure | None = None
    published: Card | None = None
    nudges: int = 0
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """The arrived fact at this index is itself the event: history holds its words once."""

    index: int
    kind: Literal["accepted"] = "accepted"


@dataclass(frozen=True, slots=True)
class Publication:
    """What lists are to show from now on, and in which of the two places it differs from before."""

    card: Card
    in_attributes: bool
    in_memo: bool


@dataclass(frozen=True, slots=True)
class SendEmail:
    """Send this draft, unless it went already or the person has answered.

    `known_ids` are the incoming messages that the relationship has seen; `look_since` bounds the search for others.
    `is_known_unsent`: the user said that this mail never left, so a copy in the outbox means nothing.
    `covers`: what of that which is owed the mail settles (`relationship.rules.obligations`).
    """

    relationship_id: str
    number: int
    purpose: Purpose
    draft: Draft
    known_ids: tuple[str, ...]
    look_since: datetime
    is_known_unsent: bool = False
    covers: str = ""

    @property
    def is_to_self(self) -> bool:
        """It goes to the user: no budget counts it, and no answer of the contact's stops it."""
        return self.purpose == TO_SELF


@dataclass(frozen=True, slots=True)
class Choice:
    """The recorded answer; the workflow does what it says, and nothing else.

    `events` are new; `rewritten`, if given, is the whole stream anew. The step is taken at once if `is_due`, else
    asked about again at `wait_until` (None: when something arrives). `mail` is what a due `Send` hands over.

    `answered`, `nudges` and `starts_anew` repeat what the question knew: of what had arrived, of nudges, and whether
    a new run is to begin. The workflow goes by them and not by its own view of that moment, for a replay may deliver
    updates earlier and count history otherwise than the first execution did.
    """

    events: tuple[Event | Accepted, ...]
    refusals: tuple[Refusal, ...]
    step: Step
    rule: str
    stage: str
    is_due: bool
    wait_until: datetime | None
    mail: SendEmail | None = None
    held: Held | None = None
    publication: Publication | None = None
    rewritten: tuple[Event, ...] | None = None
    answered: int = 0
    nudges: int = 0
    starts_anew: bool = False


@dataclass(frozen=True, slots=True)
class RenderEmail:
    """Ask for the words of the step's mail. `now` becomes its Date. `events` only for a mail to the user."""

    state: State
    step: Send
    now: datetime
    events: tuple[Event, ...] = ()


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


@dataclass(frozen=True, slots=True)
class MustWait:
    """Nothing was sent: the account's budget lets this mail leave at `until` at the earliest. `why` is for the user."""

    until: datetime
    why: str
    kind: Literal["must_wait"] = "must_wait"


SendOutcome = WentOut | WasRefused | IsUncertain | WasAnswered | CameTooLate | MustWait


@dataclass(frozen=True, slots=True)
class MailboxCard:
    """What a list can say of the account. Times are aware UTC. `set_aside` counts messages that could not be read."""

    waiting: int = 0
    sent_within_a_day: int = 0
    allowed_per_day: int = 0
    held_because: str = ""
    held_until: datetime | None = None
    set_aside: int = 0
    counted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChooseTurns:
    """Ask whose mail may leave. `now` is the workflow's clock, aware UTC. `published`: what lists show by now.

    `changes`: how many things that lists show have happened. `is_long`: history is long enough for a new run.
    """

    sending: Sending
    entries: tuple[Entry, ...]
    asks: tuple[Ask, ...]
    now: datetime
    set_aside: int = 0
    published: MailboxCard | None = None
    changes: int = 0
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """An answer to each ask, in their order; and what lists are to show, if that has changed.

    `changes` and `starts_anew` repeat what the question knew, as in `Choice`.
    """

    answers: tuple[Granted | PutOff, ...]
    card: MailboxCard | None = None
    changes: int = 0
    starts_anew: bool = False


@dataclass(frozen=True, slots=True)
class SetAside:
    """A message that could not be read, or not be had from the server. It stays where it is, and reading goes on."""

    at: datetime
    uid: int
    message_id: str
    reason: str


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
IN_LINE = "InLine"

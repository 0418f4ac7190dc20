"""What can have happened to a relationship. The stream of these is the relationship.

Stored for years: a field is never renamed or removed, only added with a default. `kind` is what lets
Temporal's JSON converter tell the members of the union apart. Every `at` is aware UTC.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from relationship.stream.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Added:
    """The user wants to know this person. `account` is the user's own address.

    `introducer` is the relationship (16 hex) of whoever introduced them; `introduced_by` is that name, if the request
    may mention it. `not_before`: the request waits until then.
    `place_guessed_from` says in words what `time_zone` and `country` were guessed from; empty: they are known.
    """

    at: datetime
    account: str
    address: str
    name: str
    greeting: str = ""
    company: str = ""
    tags: tuple[str, ...] = ()
    time_zone: str = ""
    country: str = ""
    source: str = ""
    introduced_by: str = ""
    introducer: str = ""
    not_before: datetime | None = None
    phone: str = ""
    place_guessed_from: str = ""
    other_addresses: tuple[str, ...] = ()
    kind: Literal["added"] = "added"


@dataclass(frozen=True, slots=True)
class HomeworkDone:
    """The user found something out. `reason` is a sentence the first request can hold; what is empty stays as it was.

    `story` is the user's own, told for this person instead of the usual one. `not_before`: the request waits so long.
    """

    at: datetime
    reason: str = ""
    path: str = ""
    company_news: str = ""
    in_common: str = ""
    story: str = ""
    questions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    not_before: datetime | None = None
    kind: Literal["homework_done"] = "homework_done"


@dataclass(frozen=True, slots=True)
class EmailSent:
    """A mail left, once. `number` counts this relationship's mails from 1; `evidence` says how we know.

    `covers`: what of that which was owed is in it (`relationship/covering.py`); empty: all.
    """

    at: datetime
    number: int
    message_id: str
    purpose: Purpose
    template: str
    subject: str
    text: str
    attempt: int = 0
    evidence: str = ""
    covers: str = ""
    kind: Literal["email_sent"] = "email_sent"


@dataclass(frozen=True, slots=True)
class SendRefused:
    """The server said no for good to this mail: nothing was sent."""

    at: datetime
    number: int
    message_id: str
    template: str
    reply: str
    address_is_dead: bool = True
    purpose: Purpose = "request"
    kind: Literal["send_refused"] = "send_refused"


@dataclass(frozen=True, slots=True)
class SendUncertain:
    """A mail may or may not have left. It is never sent again by guess."""

    at: datetime
    number: int
    message_id: str
    purpose: Purpose
    template: str
    subject: str
    text: str
    attempt: int = 0
    detail: str = ""
    covers: str = ""
    kind: Literal["send_uncertain"] = "send_uncertain"


@dataclass(frozen=True, slots=True)
class SendNotMade:
    """An uncertain mail is known not to have left; its step may be taken again."""

    at: datetime
    message_id: str
    evidence: str = ""
    kind: Literal["send_not_made"] = "send_not_made"


@dataclass(frozen=True, slots=True)
class SendSettled:
    """An uncertain mail is known to have left; `evidence` says how we know."""

    at: datetime
    message_id: str
    evidence: str = ""
    kind: Literal["send_settled"] = "send_settled"


@dataclass(frozen=True, slots=True)
class ReplyReceived:
    """A person wrote. `text` is their own words, cut to a bounded length.

    `reply_to`: where they want the answer, if that is elsewhere. `calendar` says in words what a calendar part beside
    the text is about, where it plans no call; `invited_for` is its local time (ISO) if nobody can say in which zone.
    """

    at: datetime
    message_id: str
    from_address: str
    from_name: str = ""
    subject: str = ""
    text: str = ""
    in_reply_to: str = ""
    reply_to: str = ""
    calendar: str = ""
    invited_for: str = ""
    kind: Literal["reply_received"] = "reply_received"


@dataclass(frozen=True, slots=True)
class AutoReplyReceived:
    """A machine wrote in the person's name. `returns_on` is an ISO date, or empty."""

    at: datetime
    message_id: str
    subject: str = ""
    returns_on: str = ""
    kind: Literal["auto_reply_received"] = "auto_reply_received"


@dataclass(frozen=True, slots=True)
class Bounced:
    """A mail came back. `hard`: the address itself is dead, and only that stops the relationship.

    `about` says of any other what was at fault: `mailbox_full`, `temporary`, `policy`, `content` or `other`.
    """

    at: datetime
    message_id: str
    original_message_id: str = ""
    recipient: str = ""
    detail: str = ""
    hard: bool = True
    about: str = ""
    kind: Literal["bounced"] = "bounced"


@dataclass(frozen=True, slots=True)
class OptedOut:
    """The person asked not to be written to. Nothing is ever sent again."""

    at: datetime
    message_id: str = ""
    words: str = ""
    kind: Literal["opted_out"] = "opted_out"


@dataclass(frozen=True, slots=True)
class ChallengeReceived:
    """A gate before the person's mailbox wants the user to prove that they are one. `url` may be empty."""

    at: datetime
    message_id: str
    url: str = ""
    text: str = ""
    kind: Literal["challenge_received"] = "challenge_received"


@dataclass(frozen=True, slots=True)
class CallScheduled:
    """A call has a time. `minutes` is its length; `uid` and `sequence` are an invitation's (RFC 5545), if there is one.

    `invite`: the invitation is ours, and goes out by mail.
    """

    at: datetime
    starts_at: datetime
    minutes: int = 20
    source: str = ""
    message_id: str = ""
    uid: str = ""
    sequence: int = 0
    invite: bool = False
    kind: Literal["call_scheduled"] = "call_scheduled"


@dataclass(frozen=True, slots=True)
class CallMoved:
    """The call has another time. `tell`: they learn it from a mail of ours, where no invitation says it."""

    at: datetime
    starts_at: datetime
    minutes: int = 20
    source: str = ""
    message_id: str = ""
    uid: str = ""
    sequence: int = 0
    invite: bool = False
    tell: bool = False
    kind: Literal["call_moved"] = "call_moved"


@dataclass(frozen=True, slots=True)
class CallCancelled:
    """The call will not happen at that time. `tell`: a mail of ours says so, and asks for another time."""

    at: datetime
    reason: str = ""
    message_id: str = ""
    tell: bool = False
    kind: Literal["call_cancelled"] = "call_cancelled"


@dataclass(frozen=True, slots=True)
class InvitationAnswered:
    """The person answered an invitation by their calendar: `accept`, `decline`, `tentative` or `counter` (RFC 5546).

    `starts_at` is the time that the answer speaks of: with `counter` the one that they propose. `delegate`: they send
    somebody else. `other`: `attendee`, who answers, has another address than the contact this was sent to, and `said`
    is the answer. `text` is what they wrote beside it.
    """

    at: datetime
    message_id: str
    answer: str
    starts_at: datetime | None = None
    minutes: int = 20
    uid: str = ""
    sequence: int = 0
    text: str = ""
    attendee: str = ""
    said: str = ""
    kind: Literal["invitation_answered"] = "invitation_answered"


@dataclass(frozen=True, slots=True)
class CalendarIgnored:
    """A calendar message that changes nothing: outdated, or about something else. It is not read again."""

    at: datetime
    message_id: str
    why: str = ""
    kind: Literal["calendar_ignored"] = "calendar_ignored"


@dataclass(frozen=True, slots=True)
class CallHeld:
    """They talked. `takeaway` is the one thing to thank for. `is_assumed`: the time passed, nobody said otherwise."""

    at: datetime
    takeaway: str = ""
    is_assumed: bool = False
    kind: Literal["call_held"] = "call_held"


@dataclass(frozen=True, slots=True)
class CallMissed:
    """The call was planned and did not happen."""

    at: datetime
    kind: Literal["call_missed"] = "call_missed"


@dataclass(frozen=True, slots=True)
class TouchLogged:
    """They were in contact outside of weakties: by phone, at a fair, in a mail written by hand."""

    at: datetime
    by: str
    note: str = ""
    kind: Literal["touch_logged"] = "touch_logged"


@dataclass(frozen=True, slots=True)
class NoteAdded:
    """The user wrote something down about this person."""

    at: datetime
    text: str
    kind: Literal["note_added"] = "note_added"


@dataclass(frozen=True, slots=True)
class NewsQueued:
    """The user has news for the next check-in; `at_once`: for a mail of its own, in the next window."""

    at: datetime
    text: str
    at_once: bool = False
    kind: Literal["news_queued"] = "news_queued"


@dataclass(frozen=True, slots=True)
class ReferralReceived:
    """The person named somebody else to talk to."""

    at: datetime
    address: str
    name: str = ""
    kind: Literal["referral_received"] = "referral_received"


@dataclass(frozen=True, slots=True)
class IntroductionUsed:
    """The conversation that this person's introduction led to has taken place."""

    at: datetime
    address: str
    name: str = ""
    kind: Literal["introduction_used"] = "introduction_used"


@dataclass(frozen=True, slots=True)
class IntroducerTold:
    """Whoever introduced this person knows by now, in their own relationship, that the two have talked."""

    at: datetime
    kind: Literal["introducer_told"] = "introducer_told"


@dataclass(frozen=True, slots=True)
class WentUnanswered:
    """The last attempt had its time. The asking is over; a late reply still counts."""

    at: datetime
    kind: Literal["went_unanswered"] = "went_unanswered"


@dataclass(frozen=True, slots=True)
class Paused:
    """The user wants nothing sent, until `until` or until resumed."""

    at: datetime
    until: datetime | None = None
    reason: str = ""
    kind: Literal["paused"] = "paused"


@dataclass(frozen=True, slots=True)
class Resumed:
    """The user wants to go on: after a pause, or to ask again after silence or a close."""

    at: datetime
    kind: Literal["resumed"] = "resumed"


@dataclass(frozen=True, slots=True)
class PolicyChanged:
    """This relationship has its own check-in cadence, in words as in the settings."""

    at: datetime
    check_in_after: str = ""
    check_in_before: str = ""
    kind: Literal["policy_changed"] = "policy_changed"


@dataclass(frozen=True, slots=True)
class Closed:
    """The user is done with this relationship. Nothing more is sent."""

    at: datetime
    reason: str = ""
    kind: Literal["closed"] = "closed"


@dataclass(frozen=True, slots=True)
class ContactEdited:
    """The user put right what is known of the person. What is empty stays as it was."""

    at: datetime
    address: str = ""
    name: str = ""
    greeting: str = ""
    company: str = ""
    time_zone: str = ""
    country: str = ""
    phone: str = ""
    kind: Literal["contact_edited"] = "contact_edited"


@dataclass(frozen=True, slots=True)
class DraftWaiting:
    """A mail is due, and waits for the user to read it."""

    at: datetime
    number: int
    template: str
    kind: Literal["draft_waiting"] = "draft_waiting"


@dataclass(frozen=True, slots=True)
class DraftApproved:
    """The user let a mail go, in these words; empty: as they come from the template."""

    at: datetime
    number: int
    template: str
    subject: str = ""
    text: str = ""
    kind: Literal["draft_approved"] = "draft_approved"


@dataclass(frozen=True, slots=True)
class DraftSkipped:
    """The user wants this one mail not sent; the next goes on from here."""

    at: datetime
    number: int
    template: str
    purpose: Purpose
    kind: Literal["draft_skipped"] = "draft_skipped"


Incoming = ReplyReceived | AutoReplyReceived | Bounced | OptedOut | ChallengeReceived | InvitationAnswered
"""A message that belongs to this relationship, as it was judged."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """The user put a misjudgement right: the message counts as `fact`; with None it says nothing."""

    at: datetime
    message_id: str
    fact: Incoming | None = None
    kind: Literal["corrected"] = "corrected"


Event = (
    Added
    | HomeworkDone
    | EmailSent
    | SendRefused
    | SendUncertain
    | SendNotMade
    | SendSettled
    | ReplyReceived
    | AutoReplyReceived
    | Bounced
    | OptedOut
    | ChallengeReceived
    | CallScheduled
    | CallMoved
    | CallCancelled
    | CallHeld
    | CallMissed
    | InvitationAnswered
    | CalendarIgnored
    | TouchLogged
    | NoteAdded
    | NewsQueued
    | ReferralReceived
    | IntroductionUsed
    | IntroducerTold
    | WentUnanswered
    | Paused
    | Resumed
    | PolicyChanged
    | Closed
    | ContactEdited
    | Corrected
    | DraftWaiting
    | DraftApproved
    | DraftSkipped
)

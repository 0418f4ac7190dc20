"""What is known of one relationship, folded from its events. Never stored: events are."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from relationship.stream.purpose import Purpose


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail of ours that left. `round` counts the times the asking was begun, from 1."""

    number: int
    message_id: str
    purpose: Purpose
    template: str
    attempt: int
    round: int
    subject: str
    at: datetime
    covers: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """One message of theirs that a person wrote."""

    message_id: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Call:
    """A call with a time, not yet held, missed or cancelled.

    `is_ours`: by an invitation of ours, which left if `was_invited`; `is_accepted`: they said yes to it, or it is
    theirs. `sheet_at`: when the call sheet went to the user, `asked_at`: when the user was asked how it was.
    """

    starts_at: datetime
    minutes: int
    uid: str = ""
    sequence: int = 0
    is_ours: bool = False
    was_invited: bool = False
    is_accepted: bool = True
    sheet_at: datetime | None = None
    asked_at: datetime | None = None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class CallMail:
    """A mail about a call that is owed. `method` is its iTIP method (RFC 5546), or empty for words alone."""

    template: str
    starts_at: datetime
    minutes: int
    method: Literal["", "REQUEST", "CANCEL"] = ""
    uid: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail by its number and template: one that waits for the user since `at`, or one that was let go in `text`."""

    number: int
    template: str
    at: datetime
    subject: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Away:
    """An automatic reply's word on when the person is back: an ISO date, or empty."""

    at: datetime
    returns_on: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """A gate before the person's mailbox that only the user can open."""

    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Homework:
    """What the user found out before asking, beside the reason."""

    path: str = ""
    company_news: str = ""
    in_common: str = ""
    story: str = ""
    questions: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is sent, until `until` if there is one."""

    at: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class State:
    """The fold of a relationship's events. `attempts` counts those used up in this round of asking.

    `addresses` are all that the person was known by, the present one too. `begins_anew`: the address was repaired
    before any answer, so whoever reads there has not read anything yet. `delayed_at`: when a mail could not be
    delivered for the time being. `proposed_at`: another time for a call that they proposed by their calendar.

    `introducer`: the relationship that led here. `owed_introductions`: names to thank this person for.
    `notices` are mails of ours to the user. `declined_at`: they said no to the time of a call.
    `answered_on`: how many times they had been asked when they first answered. `calls` counts those held.
    `taken_back_uid`: a call of ours that was called off before its invitation is known to have left.
    `skipped_at`: when the user last wanted a due mail not to be sent.
    `missed_call_at`: a call did not happen, and nothing was said about it yet.
    `known_unsent`: ids of mails that were uncertain and never left.
    """

    id: str = ""
    account: str = ""
    address: str = ""
    name: str = ""
    greeting: str = ""
    company: str = ""
    tags: tuple[str, ...] = ()
    time_zone: str = ""
    country: str = ""
    introduced_by: str = ""
    added_at: datetime | None = None
    reason: str = ""
    homework_done: bool = False
    mails: tuple[Mail, ...] = ()
    uncertain: tuple[Mail, ...] = ()
    received: tuple[Received, ...] = ()
    seen_ids: tuple[str, ...] = ()
    round: int = 1
    attempts: int = 0
    attempt_given_back: bool = False
    away: Away | None = None
    replied_at: datetime | None = None
    touched_at: datetime | None = None
    reply_thanked: bool = False
    call: Call | None = None
    call_held_at: datetime | None = None
    takeaway: str = ""
    call_thanked: bool = False
    last_contact_at: datetime | None = None
    has_gone_unanswered: bool = False
    pause: Pause | None = None
    bounced_because: str = ""
    has_opted_out: bool = False
    closed_at: datetime | None = None
    news: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    referrals: tuple[str, ...] = ()
    check_in_after: str = ""
    check_in_before: str = ""
    addresses: tuple[str, ...] = ()
    begins_anew: bool = False
    delayed_at: datetime | None = None
    challenge: Challenge | None = None
    proposed_at: datetime | None = None
    known_unsent: tuple[str, ...] = ()
    news_at_once: bool = False
    missed_call_at: datetime | None = None
    homework: Homework = Homework()
    notices: tuple[Mail, ...] = ()
    owed_call_mail: CallMail | None = None
    declined_at: datetime | None = None
    introducer: str = ""
    not_before: datetime | None = None
    introducer_told: bool = False
    introductions_used: tuple[str, ...] = ()
    owed_introductions: tuple[str, ...] = ()
    waiting_draft: Draft | None = None
    approved_draft: Draft | None = None
    skipped_at: datetime | None = None
    phone: str = ""
    place_guessed_from: str = ""
    taken_back_uid: str = ""
    answered_on: int = 0
    calls: int = 0

    @property
    def next_number(self) -> int:
        """The number of the next mail. One that is uncertain keeps its own."""
        return 1 + max((mail.number for mail in (*self.mails, *self.uncertain, *self.notices)), default=0)

    def approved(self, template: str) -> Draft | None:
        """The draft that the user let go, if it is the next mail and from this template."""
        draft = self.approved_draft
        return draft if draft and (draft.number, draft.template) == (self.next_number, template) else None

    @property
    def has_asked(self) -> bool:
        """Whether a mail of this round of asking has left. An attempt given back did leave."""
        return any(mail.round == self.round for mail in self.mails)

    @property
    def has_contact(self) -> bool:
        """Whether the person has answered, or talked with the user, since the asking began."""
        return any(at is not None for at in (self.replied_at, self.touched_at, self.call_held_at))

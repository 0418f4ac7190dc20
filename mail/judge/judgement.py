"""What can an incoming message turn out to be?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

BounceAbout = Literal["address", "mailbox_full", "policy", "content", "temporary", "other"]
CalendarMethod = Literal[
    "request", "accept", "decline", "tentative", "cancel", "counter", "reply", "delegate", "publish", "other"
]


@dataclass(frozen=True, slots=True)
class HumanReply:
    """A person answered. `new_text` is theirs alone: no quote, no signature; it may be empty."""

    rule: str
    sub: str = ""
    new_text: str = ""
    label: Literal["human_reply"] = "human_reply"


@dataclass(frozen=True, slots=True)
class AutoReply:
    """A machine answered for a person. `returns_on` is the first day back, where one is given."""

    rule: str
    sub: str = ""
    returns_on: date | None = None
    new_text: str = ""
    label: Literal["auto_reply"] = "auto_reply"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message could not be delivered. `sub` is the reason; `status` an RFC 3463 code or empty."""

    rule: str
    sub: str = ""
    hard: bool = True
    about: BounceAbout = "other"
    original_message_id: str = ""
    recipient: str = ""
    status: str = ""
    diagnostic: str = ""
    label: Literal["bounce"] = "bounce"


@dataclass(frozen=True, slots=True)
class OptOut:
    """A person asks not to be written to again, by a header their client set or in words."""

    rule: str
    sub: str = ""
    how: Literal["header", "words"] = "words"
    new_text: str = ""
    label: Literal["opt_out"] = "opt_out"


@dataclass(frozen=True, slots=True)
class Calendar:
    """An iTIP message (RFC 5546). `starts_at` and `ends_at` are aware UTC; None where only a person can say.

    `local_time` is then what the clock shows at a place that is not named (ISO). `attendee` is who answers, `people`
    are the addresses of all who are named. `new_text` is what stands beside the calendar part or in its COMMENT.
    `recurring`: a series; `whole_series` is False for one day of one.
    """

    rule: str
    sub: str = ""
    method: CalendarMethod = "other"
    uid: str = ""
    sequence: int = 0
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    time_zone: str = ""
    summary: str = ""
    organizer: str = ""
    attendee: str = ""
    delegated_to: str = ""
    people: tuple[str, ...] = ()
    local_time: str = ""
    is_all_day: bool = False
    recurring: bool = False
    whole_series: bool = True
    new_text: str = ""
    label: Literal["calendar"] = "calendar"


@dataclass(frozen=True, slots=True)
class Complaint:
    """An abuse report (ARF, RFC 5965, and its older relatives)."""

    rule: str
    sub: str = ""
    original_message_id: str = ""
    recipient: str = ""
    label: Literal["complaint"] = "complaint"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A gate that asks the sender to prove that they are a person."""

    rule: str
    sub: str = ""
    url: str = ""
    text: str = ""
    label: Literal["challenge"] = "challenge"


@dataclass(frozen=True, slots=True)
class Other:
    """None of these: lists, newsletters, receipts, unasked mail, or set aside (`sub` says why).

    `new_text` is filled for mail that a person may have written without answering anything.
    """

    rule: str
    sub: str = ""
    new_text: str = ""
    label: Literal["other"] = "other"


Judgement = HumanReply | AutoReply | Bounce | OptOut | Calendar | Complaint | Challenge | Other

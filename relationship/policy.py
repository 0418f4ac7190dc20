"""The rules that a user may change: cadence, window and homework, as data."""

from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import Literal

from relationship.delay import Delay

WORKING_WEEK = frozenset(range(5))
_A_DAY, _TWO_DAYS, _FIVE_DAYS = Delay(business_days=1), Delay(business_days=2), Delay(business_days=5)
_24_HOURS = timedelta(days=1)
_AN_HOUR, _A_WEEK = Delay(elapsed_for=timedelta(hours=1)), Delay(elapsed_for=timedelta(weeks=1))
_THREE_WEEKS, _FOUR_WEEKS = Delay(elapsed_for=timedelta(weeks=3)), Delay(elapsed_for=timedelta(weeks=4))
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Cadence:
    """How long between mails. Business days are counted in the contact's calendar.

    `call_sheet_before`: how long before a call its sheet comes. `takeaway_within`: how long after a call a plain
    thank-you waits for the user's takeaway; counted in business days it ends at noon.
    """

    attempts: int = 3
    follow_up_after: Delay = _FIVE_DAYS
    thank_after: Delay = _AN_HOUR
    check_in_after: Delay = _THREE_WEEKS
    check_in_before: Delay = _FOUR_WEEKS
    away_for: Delay = _A_WEEK
    back_after: Delay = _A_DAY
    call_sheet_before: timedelta = _24_HOURS
    takeaway_within: Delay = _A_DAY


@dataclass(frozen=True, slots=True)
class Window:
    """When mail may leave, in the contact's time zone. `always` sends at any hour of any day."""

    days: frozenset[int] = WORKING_WEEK
    opens_at: time = time(8, 30)
    closes_at: time = time(17, 0)
    always: bool = False

    def __str__(self) -> str:
        if self.always:
            return "always"
        if not self.days:
            return "never"
        return f"{self._names_of_days()} {self.opens_at:%H:%M}-{self.closes_at:%H:%M}"

    def _names_of_days(self) -> str:
        """`Mon-Fri`, `Sat-Mon` or `Wed`; days that are no run are listed."""
        if len(self.days) == len(_DAY_NAMES):
            return "Mon-Sun"
        firsts = [day for day in sorted(self.days) if (day - 1) % 7 not in self.days]
        if len(firsts) > 1:
            return ", ".join(_DAY_NAMES[day] for day in sorted(self.days))
        first, last = firsts[0], (firsts[0] + len(self.days) - 1) % 7
        return _DAY_NAMES[first] if first == last else f"{_DAY_NAMES[first]}-{_DAY_NAMES[last]}"


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything `next_step` needs to know about the user's wishes.

    `approve`: which mails the user reads before they leave; a draft unread after `remind_after` reminds once.
    `ask_for_news`: a check-in with nothing to tell asks the user for a line first.
    `homework` names what must be known before a request; `has_story`: the user has told their usual one.
    `time_zone` and `country` (ISO 3166, optionally with a subdivision as `DE-BY`) are the user's own;
    a contact with none of its own is treated as living there.
    """

    cadence: Cadence = field(default_factory=Cadence)
    window: Window = field(default_factory=Window)
    homework: tuple[str, ...] = ("reason", "story")
    has_story: bool = True
    approve: Literal["auto", "first", "all"] = "auto"
    remind_after: Delay = _TWO_DAYS
    ask_for_news: bool = False
    check_ins: tuple[str, ...] = ("check_in_1", "check_in_2", "check_in_3", "check_in_4")
    time_zone: str = "UTC"
    country: str = ""

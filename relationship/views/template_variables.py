"""What may a template say? The variables of the next mail, from the state and the user's own words.

A value that is not known is left out, so that a template which needs it fails by name, long before sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from relationship.rules.step import Send
from relationship.stream.state import State
from relationship.views.thread import thread_for
from relationship.working_time import zone_of

_TITLES = frozenset({"dr", "dr.", "prof", "prof.", "professor", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "mx", "mx."})


@dataclass(frozen=True, slots=True)
class Sender:
    """The user, as their mails introduce them. `pitch` is their own story in two sentences; `time_zone` by IANA."""

    name: str
    address: str
    pitch: str = ""
    booking_link: str = ""
    signature: str = ""
    time_zone: str = "UTC"


def variables_for(state: State, step: Send, sender: Sender) -> dict[str, str]:
    """The variables for one mail, only those that have a value."""
    values = {
        "name": state.name,
        "first_name": greeting_of(state),
        "company": state.company,
        "reason": _as_sentence(state.reason),
        "introducer": state.introduced_by,
        "introduced": in_a_row(state.owed_introductions),
        "takeaway": _as_sentence(state.takeaway),
        "news": "\n\n".join(state.news),
        "subject": thread_for(state, step.purpose).subject,
        "me": sender.name,
        "my_first_name": sender.name.split()[0] if sender.name.split() else "",
        "pitch": _as_sentence(state.homework.story or sender.pitch),
        "booking_link": sender.booking_link,
        "signature": sender.signature or sender.name,
        "contact": state.address,
        **_call_words(state, sender),
    }
    return {name: value for name, value in values.items() if value}


def _call_words(state: State, sender: Sender) -> dict[str, str]:
    """When the call is, for them and for the user."""
    owed, call = state.owed_call_mail, state.call
    about = owed or call
    if about is None:
        return {}
    mine, theirs = sender.time_zone, state.time_zone or sender.time_zone
    there, here = _moment(about.starts_at, theirs), _moment(about.starts_at, mine)
    both = there if _offset(about.starts_at, theirs) == _offset(about.starts_at, mine) else f"{there} ({here} for me)"
    times = {"call_time": both, "call_time_here": here, "call_time_there": there}
    more = {"call_minutes": str(about.minutes), "call_is_agreed": "yes" if call and call.is_accepted else ""}
    return {**times, **more}


def _moment(at: datetime, time_zone: str) -> str:
    """`Tuesday 1 December, 15:00 CET`; where the zone has no letters, its offset: `15:00 UTC+04`."""
    local = at.astimezone(zone_of(time_zone))
    zone = f"{local:%Z}"
    return f"{local:%A} {local.day} {local:%B}, {local:%H:%M} {zone if zone.isalpha() else f'UTC{zone}'}"


def _offset(at: datetime, time_zone: str) -> timedelta | None:
    return at.astimezone(zone_of(time_zone)).utcoffset()


def greeting_of(state: State) -> str:
    """What to call them: as the user said, else the first name, else the whole name after a title."""
    if state.greeting:
        return state.greeting
    words = state.name.split()
    if not words or words[0].lower() in _TITLES:
        return state.name
    return words[0]


def in_a_row(names: Sequence[str]) -> str:
    """`Ben`, `Ben and Carla`, `Ben, Carla and Dev`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _as_sentence(words: str) -> str:
    """The user's own words, closed by a full stop where they did not close them."""
    text = words.strip()
    return text if not text or text[-1] in ".!?…\"'”’)。！？" else f"{text}."

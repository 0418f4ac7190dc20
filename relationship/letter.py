"""What may a template say? The variables of the next mail, from the state and the user's own words.

A value that is not known is left out, so that a template which needs it fails by name, long before sending.
"""

from dataclasses import dataclass

from relationship.state import State
from relationship.step import Send
from relationship.thread import thread_for

_TITLES = frozenset({"dr", "dr.", "prof", "prof.", "professor", "mr", "mr.", "mrs", "mrs.", "ms", "ms.", "mx", "mx."})


@dataclass(frozen=True, slots=True)
class Sender:
    """The user, as their mails introduce them. `pitch` is their own story in two sentences."""

    name: str
    address: str
    pitch: str = ""
    booking_link: str = ""
    signature: str = ""


def variables_for(state: State, step: Send, sender: Sender) -> dict[str, str]:
    """The variables for one mail, only those that have a value."""
    values = {
        "name": state.name,
        "first_name": greeting_of(state),
        "company": state.company,
        "reason": _as_sentence(state.reason),
        "introducer": state.introduced_by,
        "takeaway": _as_sentence(state.takeaway),
        "news": "\n\n".join(state.news),
        "subject": thread_for(state, step.purpose).subject,
        "me": sender.name,
        "my_first_name": sender.name.split()[0] if sender.name.split() else "",
        "pitch": _as_sentence(state.homework.story or sender.pitch),
        "booking_link": sender.booking_link,
        "signature": sender.signature or sender.name,
    }
    return {name: value for name, value in values.items() if value}


def greeting_of(state: State) -> str:
    """What to call them: as the user said, else the first name, else the whole name after a title."""
    if state.greeting:
        return state.greeting
    words = state.name.split()
    if not words or words[0].lower() in _TITLES:
        return state.name
    return words[0]


def _as_sentence(words: str) -> str:
    """The user's own words, closed by a full stop where they did not close them."""
    text = words.strip()
    return text if not text or text[-1] in ".!?…\"'”’)。！？" else f"{text}."

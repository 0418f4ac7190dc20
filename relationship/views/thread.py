"""Into which conversation does the next mail go?"""

from collections.abc import Iterable
from dataclasses import dataclass

from relationship.stream.purpose import Purpose
from relationship.stream.state import Mail, State

# RFC 5322 sets no limit to References; the first and the newest are what clients thread by.
_MOST_REFERENCES = 12


@dataclass(frozen=True, slots=True)
class Thread:
    """The subject to keep, the Message-ID to answer, and the References; empty for a new conversation."""

    subject: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def thread_for(state: State, purpose: Purpose) -> Thread:
    """The thread that a mail of this purpose belongs to.

    A follow-up keeps the exact subject: "Re:" on a mail that nobody answered would pretend a conversation.
    """
    ours = [mail for mail in state.mails if mail.round == state.round and mail.purpose != "check_in"]
    match purpose:
        case "follow_up" if ours:
            return Thread(ours[0].subject, ours[-1].message_id, _references(mail.message_id for mail in ours))
        case "thank_reply" | "thank_call" | "missed_call" | "call" if ours or state.received:
            return _answer(state, ours)
        case _:
            return Thread()


def _answer(state: State, ours: list[Mail]) -> Thread:
    messages = sorted(
        [(mail.at, mail.message_id, mail.subject) for mail in ours]
        + [(theirs.at, theirs.message_id, theirs.subject) for theirs in state.received]
    )
    answered = state.received[-1].message_id if state.received else ours[-1].message_id
    subject = (state.received[-1].subject if state.received else "") or messages[0][2]
    ids = [message_id for _, message_id, _ in messages if message_id != answered]
    return Thread(_with_re(subject), answered, _references((*ids, answered)))


def _with_re(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _references(ids: Iterable[str]) -> tuple[str, ...]:
    every = tuple(ids)
    return every if len(every) <= _MOST_REFERENCES else (every[0], *every[1 - _MOST_REFERENCES :])

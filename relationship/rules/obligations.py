"""What of that which is owed does one mail cover? What comes to be owed while it is on its way is owed still."""

from dataclasses import replace
from datetime import datetime
from typing import Literal

from relationship.stream.purpose import Purpose
from relationship.stream.state import CallMail, State


def covered_by(state: State, purpose: Purpose) -> str:
    """In a form that can be stored: a time of a call, names, or how many pieces of news; empty for all others."""
    match purpose:
        case "call" if state.owed_call_mail is not None:
            return _key(state.owed_call_mail)
        case "thank_introduction":
            return "\n".join(state.owed_introductions)
        case "check_in":
            return str(len(state.news))
        case _:
            return ""


def without_covered(state: State, purpose: Purpose, covers: str) -> State:
    """The state when such a mail has left. `covers` is empty for a mail of which it is not known: all is covered."""
    match purpose:
        case "call":
            return replace(state, owed_call_mail=_still_owed(state, covers), taken_back_uid="")
        case "thank_introduction":
            named = covers.split("\n") if covers else state.owed_introductions
            return replace(state, owed_introductions=tuple(one for one in state.owed_introductions if one not in named))
        case "check_in":
            rest = state.news[int(covers) :] if covers.isdecimal() else ()
            return replace(state, news=rest, news_at_once=state.news_at_once and bool(rest))
        case _:
            return state


def _still_owed(state: State, covers: str) -> CallMail | None:
    owed, told = state.owed_call_mail, _read(covers)
    if told is not None and told.method == "REQUEST" and told.uid == state.taken_back_uid:
        # The call was called off while its invitation was on its way.
        return replace(told, template="invitation_off", method="CANCEL", sequence=told.sequence + 1)
    if owed is None or told is None or owed == told:
        return None
    # By now they know of an earlier time.
    return replace(owed, template="invitation_moved") if owed.template == "invitation" else owed


def _key(owed: CallMail) -> str:
    known = (owed.method, owed.uid, str(owed.sequence), owed.template, owed.starts_at.isoformat(), str(owed.minutes))
    return "\n".join(known)


def _read(covers: str) -> CallMail | None:
    if not covers:
        return None
    method, uid, sequence, template, starts_at, minutes = covers.split("\n")
    kinds: dict[str, Literal["", "REQUEST", "CANCEL"]] = {"REQUEST": "REQUEST", "CANCEL": "CANCEL"}
    return CallMail(
        template, datetime.fromisoformat(starts_at), int(minutes), kinds.get(method, ""), uid, int(sequence)
    )

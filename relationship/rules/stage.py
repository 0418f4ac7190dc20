"""At which stage is a relationship? Derived from its state, never stored."""

from enum import StrEnum

from relationship.stream.state import State


class Stage(StrEnum):
    """The stages of the arc, with the words that people see."""

    PREPARING = "preparing"
    REQUESTING = "requesting"
    UNANSWERED = "unanswered"
    CONVERSING = "conversing"
    SCHEDULED = "scheduled"
    NURTURING = "nurturing"
    PAUSED = "paused"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"
    CLOSED = "closed"


def stage_of(state: State) -> Stage:
    """The first that holds, in this order: what forbids sending outranks what invites it."""
    claims = (
        (state.has_opted_out, Stage.OPTED_OUT),
        (state.closed_at is not None, Stage.CLOSED),
        (bool(state.bounced_because), Stage.BOUNCED),
        (state.pause is not None, Stage.PAUSED),
        (state.call is not None, Stage.SCHEDULED),
        (state.call_held_at is not None or _is_checking_in(state), Stage.NURTURING),
        (state.has_contact, Stage.CONVERSING),
        (state.has_gone_unanswered, Stage.UNANSWERED),
        (state.homework_done or state.has_asked, Stage.REQUESTING),
    )
    return next((stage for holds, stage in claims if holds), Stage.PREPARING)


def _is_checking_in(state: State) -> bool:
    if not state.has_contact:
        return False
    return any(mail.purpose == "check_in" and mail.round == state.round for mail in state.mails)

"""What became of a mail, as facts for its relationship. Only copies: what follows from them is decided elsewhere."""

from typing import assert_never

from activities.contract import (
    CameTooLate,
    IsUncertain,
    MustWait,
    SendEmail,
    SendOutcome,
    WasAnswered,
    WasRefused,
    WentOut,
)
from relationship.rules.step import Send
from relationship.stream import commands as c
from relationship.stream import events as e


def facts_of(step: Send, mail: SendEmail, outcome: SendOutcome) -> tuple[c.Fact, ...]:
    """The facts to be told, in their order; none when nothing has happened."""
    match outcome:
        case WentOut():
            return (_sent(step, mail, outcome),)
        case IsUncertain():
            return (_uncertain(step, mail, outcome),)
        case WasRefused():
            return (_refused(step, mail, outcome),)
        case WasAnswered():
            return outcome.messages
        case CameTooLate() | MustWait():
            return ()
        case _:
            assert_never(outcome)


def _sent(step: Send, mail: SendEmail, outcome: WentOut) -> e.EmailSent:
    return e.EmailSent(
        at=outcome.at,
        number=mail.number,
        message_id=mail.draft.message_id,
        purpose=step.purpose,
        template=step.template,
        subject=mail.draft.subject,
        text=mail.draft.text,
        attempt=step.attempt,
        evidence=outcome.evidence,
        covers=mail.covers,
    )


def _uncertain(step: Send, mail: SendEmail, outcome: IsUncertain) -> e.SendUncertain:
    return e.SendUncertain(
        at=outcome.at,
        number=mail.number,
        message_id=mail.draft.message_id,
        purpose=step.purpose,
        template=step.template,
        subject=mail.draft.subject,
        text=mail.draft.text,
        attempt=step.attempt,
        detail=outcome.detail,
        covers=mail.covers,
    )


def _refused(step: Send, mail: SendEmail, outcome: WasRefused) -> e.SendRefused:
    return e.SendRefused(
        at=outcome.at,
        number=mail.number,
        message_id=mail.draft.message_id,
        template=step.template,
        reply=outcome.reply,
        address_is_dead=outcome.address_is_dead,
        purpose=step.purpose,
    )

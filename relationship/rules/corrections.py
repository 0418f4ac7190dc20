"""What would a message have told, had it been judged otherwise? For the user's corrections."""

from typing import Literal, get_args

from relationship.stream import events as e

Label = Literal["human_reply", "auto_reply", "bounce_hard", "bounce_soft", "opt_out", "other"]
LABELS: tuple[Label, ...] = get_args(Label)


def rejudged(event: e.Incoming, label: Label, *, address: str, returns_on: str = "") -> e.Incoming | None:
    """The same message with another label; None for `other`: it is of no concern here.

    `address` is the contact's, for a message that had named nobody. `returns_on` is an ISO date, or empty.
    """
    text = next((words for name in ("text", "words", "detail") if (words := getattr(event, name, ""))), "")
    subject: str = getattr(event, "subject", "")
    match label:
        case "human_reply":
            sender = getattr(event, "from_address", "") or address
            return e.ReplyReceived(event.at, event.message_id, sender, getattr(event, "from_name", ""), subject, text)
        case "auto_reply":
            return e.AutoReplyReceived(event.at, event.message_id, subject, returns_on)
        case "bounce_hard":
            return e.Bounced(event.at, event.message_id, "", address, text or "bounced", hard=True, about="address")
        case "bounce_soft":
            return e.Bounced(event.at, event.message_id, "", address, text, hard=False, about="temporary")
        case "opt_out":
            return e.OptedOut(event.at, event.message_id, text)
        case "other":
            return None

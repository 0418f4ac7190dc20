"""What lies in every mailbox at the end, held against what the relationships believe."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from typing import get_args

from relationship.stream import events as e
from tests.servers.postfix_dovecot import MailHost
from tests.torture.people import Letter
from workflows.relationship import Snapshot

# Between the look into the inbox and the end of DATA lie at most two timeouts and the clock's whole seconds.
_A_HAND_OVER = timedelta(seconds=15)


@dataclass(frozen=True, slots=True)
class Count:
    """Message-IDs by what is wrong with them. `uncertain` is no fault: each is known to be uncertain, and listed."""

    mails: int
    answers: int
    duplicates: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    lost_answers: tuple[str, ...]
    talked_over: tuple[str, ...]
    over_recorded: tuple[str, ...]
    uncertain: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        wrong = (self.duplicates, self.unknown, self.missing, self.lost_answers, self.talked_over, self.over_recorded)
        return not any(wrong)


def count(
    host: MailHost, snapshots: dict[str, Snapshot], letters: list[Letter], over_recorded: tuple[str, ...] = ()
) -> Count:
    """Every contact's mailbox against their relationship. `over_recorded` is passed on."""
    lying = {address: [_read(raw) for raw in host.messages(address)] for address in snapshots}
    ids = {address: [message_id for message_id, _ in mails] for address, mails in lying.items()}
    sent = {address: _sent(snapshot) for address, snapshot in snapshots.items()}
    parked = {address: {mail.message_id for mail in one.state.uncertain} for address, one in snapshots.items()}
    over = [_talked_over(lying[address], one, letters, address) for address, one in snapshots.items()]
    return Count(
        mails=sum(map(len, ids.values())),
        answers=len(letters),
        duplicates=tuple(one for found in ids.values() for one, times in Counter(found).items() if times > 1),
        unknown=_not_in(ids, {address: sent[address] | parked[address] for address in ids}),
        missing=_not_in(sent, ids),
        lost_answers=tuple(one.message_id for one in letters if one.message_id not in _heard(snapshots[one.sender])),
        talked_over=tuple(one for found in over for one in found),
        over_recorded=over_recorded,
        uncertain=tuple(
            f"{one} ({'arrived' if one in ids[address] else 'did not arrive'})"
            for address, found in parked.items()
            for one in sorted(found)
        ),
    )


def _not_in(these: Mapping[str, Collection[str]], those: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    return tuple(one for address, found in these.items() for one in found if one not in those[address])


def _read(raw: bytes) -> tuple[str, datetime]:
    """The Message-ID, and when the contact's server took it in."""
    message = message_from_bytes(raw)
    arrived = str(message.get_all("Received", [""])[0]).rpartition(";")[2]
    return str(message["Message-ID"]), parsedate_to_datetime(arrived.strip()).astimezone(UTC)


def _sent(snapshot: Snapshot) -> set[str]:
    return {mail.message_id for mail in snapshot.state.mails}


def _heard(snapshot: Snapshot) -> set[str]:
    return {event.message_id for event in snapshot.events if isinstance(event, get_args(e.Incoming))}


def _talked_over(
    lying: list[tuple[str, datetime]], snapshot: Snapshot, letters: list[Letter], address: str
) -> list[str]:
    """Requests and follow-ups that arrived although a person's answer lay in the inbox when they were sent."""
    answers = [one.arrived_at for one in letters if one.sender == address and not one.is_automatic]
    asking = {mail.message_id for mail in snapshot.state.mails if mail.purpose in ("request", "follow_up")}
    if not answers:
        return []
    return [one for one, at in lying if one in asking and at > min(answers) + _A_HAND_OVER]

"""Does every mailbox hold exactly what it should, once? Counted from the mailboxes, not from what we believe."""

from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes

from relationship.stream.events import EmailSent
from relationship.stream.purpose import TO_SELF
from weakties.demo.people import CHECK_IN, Person
from worker.sandbox import Sandbox
from workflows.relationship import Snapshot


@dataclass(frozen=True, slots=True)
class Verdict:
    """One person's mailbox against the story and against the recorded events."""

    person: Person
    stage: str
    purposes: tuple[str, ...]
    found: int
    problems: tuple[str, ...]


async def count(sandbox: Sandbox, person: Person, snapshot: Snapshot, stage: str) -> Verdict:
    """Compare what lies in the person's inbox with what should."""
    sent = [event for event in snapshot.events if isinstance(event, EmailSent)]
    sent = [event for event in sent if event.purpose != TO_SELF]
    purposes = tuple(event.purpose for event in sent)
    lying = [] if person.bounces else await _message_ids(sandbox, person.address)
    problems = [
        *story_problems(person, purposes),
        *([] if stage == person.ends_at else [f"the stage is {stage}, not {person.ends_at}"]),
        *([] if person.bounces else ledger_problems([event.message_id for event in sent], lying)),
    ]
    return Verdict(person, stage, purposes, len(lying), tuple(problems))


def story_problems(person: Person, purposes: tuple[str, ...]) -> list[str]:
    """Where the order of mails differs from the person's story; more check-ins at its end are right."""
    expected = ("request",) if person.bounces else person.expects
    rest = [purpose for purpose in purposes[len(expected) :] if purpose not in person.also]
    told = purposes[: len(expected)] == expected
    may_go_on = person.ends_at == "nurturing" and set(rest) <= {CHECK_IN}
    has_also = all(purposes.count(purpose) == 1 for purpose in person.also)
    if told and has_also and (not rest or may_go_on):
        return []
    return [f"expected {', '.join((*expected, *person.also))}; sent {', '.join(purposes)}"]


def ledger_problems(sent: Sequence[str], lying: Sequence[str]) -> list[str]:
    """Message-IDs that are missing from a mailbox, unknown in it, or there more than once."""
    missing = [message_id for message_id in sent if message_id not in lying]
    strange = [message_id for message_id in lying if message_id not in sent]
    doubled = sorted({message_id for message_id in lying if lying.count(message_id) > 1})
    named = (("missing", missing), ("unknown", strange), ("twice", doubled))
    return [f"{word}: {', '.join(ids)}" for word, ids in named if ids]


async def _message_ids(sandbox: Sandbox, address: str, folder: str = "INBOX") -> list[str]:
    return [str(message_from_bytes(raw)["Message-ID"]) for raw in await sandbox.messages(address, folder)]


async def sent_folder_problems(sandbox: Sandbox, own_address: str, sent: Sequence[str]) -> list[str]:
    """The user's own Sent folder holds every mail that was sent, once, and the outbox nothing."""
    kept = await _message_ids(sandbox, own_address, "Sent")
    outbox = await _message_ids(sandbox, own_address, "weakties-outbox")
    return [*ledger_problems(sent, kept), *([f"left in the outbox: {', '.join(outbox)}"] if outbox else [])]

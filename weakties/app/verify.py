"""What does the history say was sent, and what lies in the mailbox?"""

import asyncio
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from activities.account import Account, AccountProblem, Unreachable
from activities.imap import imap_session
from activities.send.ledger import find_folders, own_ids
from mail.write.ids import parse_own_id
from relationship.stream.state import State
from weakties.app.people import list_cards
from weakties.app.session import open_session
from weakties.app.temporal import snapshot_of
from weakties.cli.tables import JSON_VERSION, terminal
from worker.problem import ExitCode
from worker.run.check_mail import MailProblem
from worker.settings.parts import account_from
from worker.settings.password import find_password


@dataclass(frozen=True, slots=True)
class Ledger:
    """Our Message-IDs as they lie in Sent and in the outbox, each as often as it is there."""

    sent: Counter[str]
    outbox: Counter[str]


@dataclass(frozen=True, slots=True)
class Recount:
    """One relationship's mails, by Message-ID and by what the mailbox has of them."""

    name: str
    email: str
    accounted: tuple[str, ...]
    twice: tuple[str, ...]
    missing: tuple[str, ...]
    uncertain: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        return not (self.twice or self.missing or self.uncertain or self.unknown)


async def verify(config: Path | None, *, as_json: bool) -> int:
    """Returns OK or UNACCOUNTED. Raises MailProblem when the mailbox can't be read, or NoWorker."""
    session = await open_session(config)
    account = account_from(session.settings, find_password(session.settings, os.environ))
    try:
        ledger = await asyncio.to_thread(read_ledger, account)
    except (AccountProblem, Unreachable) as error:
        raise MailProblem(f"{error}. Nothing was recounted") from error
    found = []
    cards = await list_cards(session.client, session.account)
    for card in cards:
        state = (await snapshot_of(session.client, session.account, card)).state
        found.append(recount(state, ledger))
    # The digests to oneself bear the account's own id.
    strange = strangers(ledger, {session.account, *(card.id for card in cards)})
    is_right = all(one.is_right for one in found) and not strange
    if as_json:
        people = [{**asdict(one), "is_right": one.is_right} for one in found]
        document = {"version": JSON_VERSION, "ok": is_right, "relationships": people, "strangers": strange}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _tell(found, strange, is_right=is_right)
    return int(ExitCode.OK if is_right else ExitCode.UNACCOUNTED)


def read_ledger(account: Account) -> Ledger:
    """Read both folders' headers. Blocking."""
    with imap_session(account.imap) as mailbox:
        folders = find_folders(mailbox, account)
        return Ledger(Counter(own_ids(mailbox, folders.sent)), Counter(own_ids(mailbox, folders.outbox)))


def recount(state: State, ledger: Ledger) -> Recount:
    """One relationship's history against the ledger."""
    sent = [mail.message_id for mail in state.mails]
    uncertain = [mail.message_id for mail in state.uncertain]
    known = {*sent, *uncertain, *(mail.message_id for mail in state.notices)}
    mine = {one for one in (*ledger.sent, *ledger.outbox) if _owner(one) == state.id}
    return Recount(
        name=state.name,
        email=state.address,
        accounted=tuple(one for one in sent if ledger.sent[one] == 1),
        twice=tuple(one for one in sorted(known) if ledger.sent[one] > 1),
        missing=tuple(one for one in sent if ledger.sent[one] == 0),
        uncertain=tuple(uncertain),
        unknown=tuple(sorted(mine - known)),
    )


def strangers(ledger: Ledger, relationship_ids: set[str]) -> list[str]:
    """Our ids in the mailbox whose relationship is not here: forgotten, or of another database."""
    return sorted(one for one in {*ledger.sent, *ledger.outbox} if _owner(one) not in relationship_ids)


def _owner(message_id: str) -> str:
    own = parse_own_id(message_id)
    return own.relationship if own else ""


def _tell(found: list[Recount], strange: list[str], *, is_right: bool) -> None:
    table = Table("Name", "Address", "Sent", "In Sent once", "Twice", "Missing", "Uncertain", "Unknown", box=None)
    for one in found:
        counts = (one.twice, one.missing, one.uncertain, one.unknown)
        sent = len(one.accounted) + len(one.missing) + len(one.twice)
        cells = [Text(str(len(ids)), style="red" if ids else "") for ids in counts]
        table.add_row(Text(one.name), Text(one.email), str(sent), str(len(one.accounted)), *cells)
    if found:
        terminal().print(table)
    for one in found:
        for what, ids in (("twice", one.twice), ("missing", one.missing), ("unknown", one.unknown)):
            for message_id in ids:
                click.echo(f"{one.name}: {message_id} is {_WORDS[what]}")
        for message_id in one.uncertain:
            click.echo(f"{one.name}: {message_id} may or may not have left; settle it: weakties resolve {one.email}")
    for message_id in strange:
        click.echo(f"{message_id} is in the mailbox, and no relationship here has sent it")
    click.echo("All is accounted for." if is_right else "Not all is accounted for; see above.")


_WORDS = {
    "twice": "in Sent more than once",
    "missing": "not in Sent, though the history says that it left",
    "unknown": "in the mailbox, and its relationship does not know of it",
}

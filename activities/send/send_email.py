"""Send one mail, never twice: look in the ledger, look for an answer, claim, hand over, settle."""

import asyncio
import imaplib
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.account import Account, AccountProblem, Unreachable
from activities.contract import (
    ACCOUNT_PROBLEM,
    UNREACHABLE,
    CameTooLate,
    Found,
    IsUncertain,
    LookUpEmail,
    SendEmail,
    SendOutcome,
    WasAnswered,
    WasRefused,
    WentOut,
)
from activities.imap import imap_session
from activities.send import ledger
from activities.send.smtp import NotSent, Uncertain, hand_over
from activities.watch.inbox import letters_from
from activities.watch.routing import route
from mail.write.compose import compose
from relationship.identity import relationship_id
from relationship.stream.commands import Incoming

# A task that waited longer (a laptop asleep, a worker down) was decided in another hour: choose again.
_FRESH_FOR = timedelta(minutes=15)
# Seconds. Together shorter than the activity's own time.
_WITHDRAW_AGAIN_AFTER = (0.5, 1, 2, 4, 8)


class _SomebodyElseSends(Exception):
    """Another process has claimed the same mail."""


class EmailSender:
    """Sends for one account."""

    def __init__(self, account: Account) -> None:
        self._account = account

    @activity.defn
    async def send_email(self, request: SendEmail) -> SendOutcome:
        """Safe to run twice: a mail that left a trace in Sent or in the outbox is never handed over again.

        Errors of type `Unreachable` may be retried, those of type `AccountProblem` wait for the user.
        """
        try:
            return await self._send(request, compose(request.draft))
        except AccountProblem as error:
            raise ApplicationError(str(error), type=ACCOUNT_PROBLEM, non_retryable=True) from error
        except (Unreachable, ImapToolsError, imaplib.IMAP4.error) as error:
            raise ApplicationError(str(error), type=UNREACHABLE) from error

    @activity.defn
    async def look_up_email(self, request: LookUpEmail) -> Found:
        """Reads only, but for tidying the outbox of a mail that is found in Sent; safe to run twice."""
        try:
            return await asyncio.to_thread(self._look_up, request.message_id)
        except AccountProblem as error:
            raise ApplicationError(str(error), type=ACCOUNT_PROBLEM, non_retryable=True) from error
        except (Unreachable, ImapToolsError, imaplib.IMAP4.error) as error:
            raise ApplicationError(str(error), type=UNREACHABLE) from error

    def _look_up(self, message_id: str) -> Found:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            trace = ledger.look_up(mailbox, folders, message_id)
            if trace == "sent":
                ledger.release(mailbox, folders, message_id)
                return Found(_now(), trace, f"found in {folders.sent}")
            return Found(_now(), trace)

    async def _send(self, request: SendEmail, raw: bytes) -> SendOutcome:
        outcome = await asyncio.to_thread(self._look_first, request)
        if outcome is not None:
            return outcome
        if _is_late():
            return CameTooLate()
        token = uuid4().hex
        try:
            claim = partial(asyncio.to_thread, self._claim, request, raw, token)
            accepted = await hand_over(self._account, request.draft.to_address, raw, claim)
        except NotSent as error:
            await self._withdraw(token)
            return WasRefused(_now(), error.reply, error.address_is_dead)
        except (Unreachable, AccountProblem):
            # Nothing was accepted, so the claim must not stay: it would say that nobody knows.
            await self._withdraw(token)
            raise
        except (Uncertain, _SomebodyElseSends) as error:
            return IsUncertain(_now(), str(error))
        await asyncio.to_thread(self._settle, request, raw)
        return WentOut(_now(), f"accepted by {self._account.smtp.host}: {accepted}")

    def _look_first(self, request: SendEmail) -> SendOutcome | None:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            match ledger.look_up(mailbox, folders, request.draft.message_id):
                case "sent":
                    ledger.release(mailbox, folders, request.draft.message_id)
                    return WentOut(_now(), f"found in {folders.sent}")
                case "outbox" if request.is_known_unsent:
                    ledger.release(mailbox, folders, request.draft.message_id)
                case "outbox":
                    return IsUncertain(_now(), f"a copy lies in {folders.outbox}: an earlier try ended midway")
                case "none":
                    pass
            answers = () if request.to_self else self._answers(mailbox, request)
            return WasAnswered(answers) if answers else None

    def _answers(self, mailbox: BaseMailBox, request: SendEmail) -> tuple[Incoming, ...]:
        """Look before you write: what the watcher has not told yet, because it was down or is a second late."""
        thread_mark = f"wt.{request.relationship_id}."
        # A contact whose address was changed is known by both.
        ids = {request.relationship_id, relationship_id(self._account.address, request.draft.to_address)}
        found = letters_from(mailbox, self._account.inbox, request.draft.to_address, thread_mark, request.look_since)
        routed = (route(letter.raw, letter.received_at, self._account.address) for letter in found)
        return tuple(
            item.fact
            for item in routed
            if item is not None
            and not ids.isdisjoint(item.relationship_ids[:1])
            and item.fact.message_id not in request.known_ids
            and item.fact.at >= request.look_since
        )

    def _claim(self, request: SendEmail, raw: bytes, token: str) -> None:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            if not ledger.claim(mailbox, folders, request.draft.message_id, raw, token):
                raise _SomebodyElseSends("another process was sending the same mail")

    async def _withdraw(self, token: str) -> None:
        """Take the claim back, and try again for a while: a claim that stays parks a mail that never left."""
        for pause in _WITHDRAW_AGAIN_AFTER:
            try:
                await asyncio.to_thread(self._withdraw_once, token)
            except (Unreachable, AccountProblem, ImapToolsError, imaplib.IMAP4.error):
                await asyncio.sleep(pause)
            else:
                return

    def _withdraw_once(self, token: str) -> None:
        with imap_session(self._account.imap) as mailbox:
            ledger.withdraw(mailbox, ledger.find_folders(mailbox, self._account), token)

    def _settle(self, request: SendEmail, raw: bytes) -> None:
        """The mail is out. If its copy can't be filed now, the outbox keeps it and says less, not more."""
        try:
            with imap_session(self._account.imap) as mailbox:
                folders = ledger.find_folders(mailbox, self._account)
                keep_copy = not self._account.server_keeps_sent_copy
                ledger.settle_as_sent(mailbox, folders, request.draft.message_id, raw, keep_copy=keep_copy)
        except (Unreachable, AccountProblem, ImapToolsError, imaplib.IMAP4.error) as error:
            activity.logger.warning("sent, but the copy could not be moved to Sent", exc_info=error)


def _now() -> datetime:
    """Temporal's own clock, the one that the workflow reads."""
    return activity.info().started_time


def _is_late() -> bool:
    """By the server's own clock, which also is right where a test skips time."""
    info = activity.info()
    return info.started_time - info.scheduled_time > _FRESH_FOR

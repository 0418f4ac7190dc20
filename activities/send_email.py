"""Send one mail, never twice: look in the ledger, look for an answer, claim, hand over, settle."""

import asyncio
from datetime import datetime, timedelta

from imap_tools import BaseMailBox
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import ledger
from activities.account import Account, AccountProblem, Unreachable
from activities.contract import (
    ACCOUNT_PROBLEM,
    UNREACHABLE,
    CameTooLate,
    IsUncertain,
    SendEmail,
    SendOutcome,
    WasAnswered,
    WasRefused,
    WentOut,
)
from activities.imap import imap_session
from activities.inbox import letters_from
from activities.routing import route
from activities.smtp import NotSent, Uncertain, hand_over
from mail.compose import compose
from relationship.commands import Incoming
from relationship.identity import relationship_id

# A task that waited longer (a laptop asleep, a worker down) was decided in another hour: choose again.
_FRESH_FOR = timedelta(minutes=15)


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
        except Unreachable as error:
            raise ApplicationError(str(error), type=UNREACHABLE) from error

    async def _send(self, request: SendEmail, raw: bytes) -> SendOutcome:
        outcome = await asyncio.to_thread(self._look_first, request)
        if outcome is not None:
            return outcome
        if _is_late():
            return CameTooLate()
        try:
            accepted = await hand_over(
                self._account, request.draft.to_address, raw, lambda: asyncio.to_thread(self._claim, request, raw)
            )
        except NotSent as error:
            await asyncio.to_thread(self._release, request)
            return WasRefused(_now(), error.reply, error.address_is_dead)
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
                case "outbox":
                    return IsUncertain(_now(), f"a copy lies in {folders.outbox}: an earlier try ended midway")
                case "none":
                    answers = self._answers(mailbox, request)
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

    def _claim(self, request: SendEmail, raw: bytes) -> None:
        with imap_session(self._account.imap) as mailbox:
            folders = ledger.find_folders(mailbox, self._account)
            if not ledger.claim(mailbox, folders, request.draft.message_id, raw):
                raise _SomebodyElseSends("another process was sending the same mail")

    def _settle(self, request: SendEmail, raw: bytes) -> None:
        """The mail is out. If its copy can't be filed now, the outbox keeps it and says less, not more."""
        try:
            with imap_session(self._account.imap) as mailbox:
                folders = ledger.find_folders(mailbox, self._account)
                keep_copy = not self._account.server_keeps_sent_copy
                ledger.settle_as_sent(mailbox, folders, request.draft.message_id, raw, keep_copy=keep_copy)
        except (Unreachable, AccountProblem) as error:
            activity.logger.warning("sent, but the copy could not be moved to Sent: %s", error)

    def _release(self, request: SendEmail) -> None:
        with imap_session(self._account.imap) as mailbox:
            ledger.release(mailbox, ledger.find_folders(mailbox, self._account), request.draft.message_id)


def _now() -> datetime:
    """Temporal's own clock, the one that the workflow reads."""
    return activity.info().started_time


def _is_late() -> bool:
    """By the server's own clock, which also is right where a test skips time."""
    info = activity.info()
    return info.started_time - info.scheduled_time > _FRESH_FOR

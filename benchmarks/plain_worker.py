"""The yardstick of `make torture`: the same worker, whose activity just sends, as a plain Temporal activity would.

Temporal runs an activity at least once. After a connection that broke too late, or a worker that died, this one
sends again.
"""

import asyncio
import os
from pathlib import Path

from temporalio import activity
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.account import Account, AccountProblem, Unreachable
from activities.choose_step import StepChooser
from activities.choose_turns import TurnChooser
from activities.contract import UNREACHABLE, Found, LookUpEmail, SendEmail, SendOutcome, WasRefused, WentOut
from activities.names import task_queue
from activities.send.smtp import NotSent, Uncertain, hand_over
from activities.watch.watch_inbox import InboxWatcher
from mail.write.compose import compose
from relationship.identity import account_id
from worker.run.process import start_mailbox, workflow_runner
from worker.settings.load import load_settings
from worker.settings.parts import account_from, budget_from, policy_from, renderer_from
from worker.settings.password import find_password
from worker.temporal.connection import connect, ensure_search_attributes
from workflows.mailbox import MailboxWorkflow
from workflows.relationship import RelationshipWorkflow


class PlainSender:
    """Hands the mail over and reports. No ledger, no look before writing."""

    def __init__(self, account: Account) -> None:
        self._account = account

    @activity.defn
    async def send_email(self, request: SendEmail) -> SendOutcome:
        """Not safe to run twice: that is the point."""
        now = activity.info().started_time

        async def claim_nothing() -> None:
            return

        try:
            accepted = await hand_over(self._account, request.draft.to_address, compose(request.draft), claim_nothing)
        except NotSent as error:
            return WasRefused(now, error.reply, error.address_is_dead)
        except (Unreachable, AccountProblem, Uncertain) as error:
            raise ApplicationError(str(error), type=UNREACHABLE) from error
        return WentOut(now, accepted)

    @activity.defn
    async def look_up_email(self, request: LookUpEmail) -> Found:
        """Nothing is ever uncertain to it."""
        return Found(activity.info().started_time, "none")


async def main() -> None:
    """Run until killed, with the settings that the environment names."""
    settings = load_settings(Path(os.environ["WEAKTIES_CONFIG"]), os.environ)
    account = account_from(settings, find_password(settings, os.environ))
    client = await connect(settings)
    await ensure_search_attributes(client)
    async with _worker(client, account, settings_file=Path(os.environ["WEAKTIES_CONFIG"])):
        await start_mailbox(client, account)
        await asyncio.Event().wait()


def _worker(client: Client, account: Account, settings_file: Path) -> Worker:
    settings = load_settings(settings_file, os.environ)
    renderer, sender = renderer_from(settings), PlainSender(account)
    return Worker(
        client,
        task_queue=task_queue(account_id(account.address)),
        workflows=[RelationshipWorkflow, MailboxWorkflow],
        activities=[
            StepChooser(policy_from(settings, renderer.check_ins()), renderer).choose_step,
            TurnChooser(budget_from(settings)).choose_turns,
            sender.send_email,
            sender.look_up_email,
            InboxWatcher(account, client).watch_inbox,
        ],
        workflow_runner=workflow_runner(),
    )


if __name__ == "__main__":
    asyncio.run(main())

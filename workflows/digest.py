"""The digest of the week, once a week, to the user. A Temporal schedule starts it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.contract import SendEmail, SendOutcome, WriteDigest, WrittenDigest
    from activities.names import DIGEST_WORKFLOW, SEND_EMAIL, WRITE_DIGEST
    from relationship.stream.purpose import TO_SELF

_FOR = timedelta(minutes=2)
_RETRIES_FOR = timedelta(hours=6)
_RETRIES = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class DigestInput:
    """Whose digest: the account's id, 16 hex."""

    account: str


@workflow.defn(name=DIGEST_WORKFLOW)
class DigestWorkflow:
    """Writes it, sends it. A week has one number, so its digest has one Message-ID and leaves once."""

    @workflow.run
    async def run(self, given: DigestInput) -> None:
        written: WrittenDigest = await workflow.execute_activity(
            WRITE_DIGEST,
            WriteDigest(workflow.now()),
            result_type=WrittenDigest,
            start_to_close_timeout=_FOR,
            schedule_to_close_timeout=_RETRIES_FOR,
            retry_policy=_RETRIES,
        )
        await workflow.execute_activity(
            SEND_EMAIL,
            SendEmail(given.account, 0, TO_SELF, written.draft, (), workflow.now()),
            # A union is a type hint and no class; the converter reads it by `kind`.
            result_type=cast("type[SendOutcome]", SendOutcome),
            start_to_close_timeout=_FOR,
            schedule_to_close_timeout=_RETRIES_FOR,
            retry_policy=_RETRIES,
        )

"""Is somebody on the list of those who were forgotten? The list holds keyed hashes (HMAC-SHA256, RFC 2104) only."""

import hmac
import os
from hashlib import sha256

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from activities.names import suppression_workflow_id, task_queue
from relationship.identity import account_id, canonical_address
from worker.problem import SettingsProblem, TemporalProblem
from worker.settings.schema import Settings
from worker.temporal.keys import Key, add_to_file, find_keys, key_file, new_key
from workflows.suppression import SUPPRESSED, SuppressionInput, SuppressionWorkflow


def hash_of(address: str, key: Key) -> str:
    """What stands for an address in the list, 32 hex digits; without the key nobody can try addresses."""
    return hmac.new(key.secret, canonical_address(address).encode(), sha256).hexdigest()[:32]


async def suppressed(client: Client, account: str) -> frozenset[str]:
    """The hashes of the list, by one call that asks no worker."""
    try:
        described = await client.get_workflow_handle(suppression_workflow_id(account)).describe()
        return frozenset(await described.memo_value(SUPPRESSED, default=[], type_hint=list[str]))
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return frozenset()
        raise TemporalProblem(f"Temporal can't tell who was forgotten: {error.message}") from error


async def is_suppressed(client: Client, settings: Settings, address: str) -> bool:
    """Whether this person was forgotten. Raises SettingsProblem when there is a list and no key to read it."""
    known = await suppressed(client, account_id(settings.me.address))
    if not known:
        return False
    keys = find_keys(settings, os.environ)
    if not keys:
        raise SettingsProblem("people were forgotten here, and the keys to know them by are missing; bring the keys")
    return any(hash_of(address, key) in known for key in keys)


async def suppress(client: Client, settings: Settings, hashes: tuple[str, ...]) -> None:
    """Put these on the list, which is made when there is none."""
    account = account_id(settings.me.address)
    await client.start_workflow(
        SuppressionWorkflow.run,
        SuppressionInput(),
        id=suppression_workflow_id(account),
        task_queue=task_queue(account),
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        start_signal="suppress",
        start_signal_args=[hashes],
    )


def key_for_hashes(settings: Settings) -> Key:
    """The newest key; one is made when there is none."""
    keys = find_keys(settings, os.environ)
    if keys:
        return keys[0]
    key = new_key()
    add_to_file(key_file(settings), key)
    return key

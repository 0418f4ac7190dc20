"""One run: people, chaos, then calm, and the count."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from temporalio.client import Client, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from activities.names import relationship_workflow_id
from relationship.identity import account_id, relationship_id
from relationship.rules.step import Rest
from relationship.stream.commands import Close
from tests.torture.chaos import WORKERS, Chaos
from tests.torture.count import Count, count
from tests.torture.owner import Owner
from tests.torture.people import Crowd
from tests.torture.recorded import asked_over_recorded
from tests.torture.replays import not_replayed
from tests.torture.world import OWNER, SLOW, World, world
from weakties.app.starting import Contact, checked, first_events, plan, start
from worker.settings.load import load_settings
from worker.settings.parts import policy_from
from worker.temporal.connection import ensure_search_attributes
from workflows.relationship import RelationshipWorkflow, Snapshot

_SETTLES_WITHIN = 150.0


@dataclass(frozen=True, slots=True)
class Run:
    """What was done to it, and what became of the mail. `seconds`: how long it was tortured."""

    seed: int
    seconds: float
    people: int
    kills: int
    network_faults: int
    struck: Counter[str]
    resolved: int
    requests: int
    count: Count
    not_replayed: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Nothing twice, nothing lost, nothing over an answer, and every history replays."""
        return self.count.is_right and not self.not_replayed


async def torture(
    folder: Path,
    *,
    seed: int,
    seconds: float,
    people: int,
    command: tuple[str, ...] = SLOW,
    tell: Callable[[str], None] = lambda line: None,
) -> Run:
    """Break things for that long, then let it all come to rest and count."""
    addresses = tuple(f"person{number}@place{number % 5}.example" for number in range(people))
    dice = random.Random(seed)
    async with world(folder, addresses, seed, command) as torn:
        crowd = Crowd(torn.host, OWNER, addresses, random.Random(seed + 2))
        chaos = Chaos(torn, dice)
        ends_at = time.monotonic() + seconds
        await _add_all(torn, addresses, folder)

        def is_over() -> bool:
            return time.monotonic() > ends_at

        telling = asyncio.create_task(_tell_now_and_then(chaos, torn, crowd, tell))
        owner = Owner(torn, {address: _workflow_id(address) for address in addresses}, random.Random(seed + 3))
        # A group: when one of them fails, the chaos must not go on starting workers that nobody ends.
        async with asyncio.TaskGroup() as together:
            for living in (crowd.live(is_over), chaos.reign(is_over), owner.live(is_over)):
                together.create_task(living)
        torn.calm()
        telling.cancel()
        tell("Calm now; waiting until everything has come to rest.")
        async with torn.workers.supervised(WORKERS):
            try:
                snapshots = await _come_to_rest(torn, crowd, addresses, tell)
            except Exception as error:
                broken = await not_replayed(torn.client, folder / "histories")
                raise AssertionError(f"it does not come to rest ({error}); not replayed: {broken}") from error
        faults = torn.smtp.faults + torn.imap.faults
        struck = chaos.struck + Counter({fault.value: times for fault, times in faults.items()})
        counted = count(torn.host, snapshots, crowd.letters, await asked_over_recorded(torn.client))
        broken = await not_replayed(torn.client, folder / "histories")
        return Run(
            seed,
            seconds,
            people,
            chaos.kills,
            sum(faults.values()),
            struck,
            owner.resolved,
            owner.requests,
            counted,
            broken,
        )


async def _add_all(torn: World, addresses: tuple[str, ...], folder: Path) -> None:
    await ensure_search_attributes(torn.client)
    policy = policy_from(load_settings(folder / "weakties.toml", {}), ("check_in_1", "check_in_2", "check_in_3"))
    for address in addresses:
        now = datetime.now(UTC)
        contact = checked(Contact(address, address.partition("@")[0].title(), "Your work on rivers."), OWNER)
        events = first_events(contact, OWNER, now)
        await start(torn.client, account_id(OWNER), events, plan(events, policy, now))


async def _tell_now_and_then(chaos: Chaos, torn: World, crowd: Crowd, tell: Callable[[str], None]) -> None:
    while True:
        await asyncio.sleep(20)
        faults = sum((torn.smtp.faults + torn.imap.faults).values())
        tell(f"{chaos.kills} kills, {faults} network faults, {len(crowd.letters)} answers so far")


async def _come_to_rest(
    torn: World, crowd: Crowd, addresses: tuple[str, ...], tell: Callable[[str], None]
) -> dict[str, Snapshot]:
    """Every answer heard, if it ever will be; then nothing more is sent, and nothing is on its way."""
    deadline = time.monotonic() + _SETTLES_WITHIN
    wanted = {letter.message_id for letter in crowd.letters}
    while time.monotonic() < deadline:
        snapshots = [await _snapshot(torn.client, address) for address in addresses]
        heard = {message_id for one in snapshots for message_id in one.state.seen_ids}
        if wanted <= heard:
            tell("Every answer has been heard.")
            break
        await asyncio.sleep(1)
    for address in addresses:
        await _patiently(partial(_close, torn.client, address))
    await asyncio.sleep(6)
    return {address: await _at_rest(torn.client, address) for address in addresses}


async def _close(client: Client, address: str) -> None:
    handle = client.get_workflow_handle_for(RelationshipWorkflow.run, _workflow_id(address))
    request = Close(datetime.now(UTC), "the torture is over")
    # One id for all tries: told twice, it is done once.
    await handle.execute_update(RelationshipWorkflow.ask, request, id=f"close-{address}")


async def _at_rest(client: Client, address: str) -> Snapshot:
    async with asyncio.timeout(_SETTLES_WITHIN):
        while True:
            snapshot = await _snapshot(client, address)
            if snapshot.choice is not None and isinstance(snapshot.choice.step, Rest):
                return snapshot
            await asyncio.sleep(0.5)


async def _snapshot(client: Client, address: str) -> Snapshot:
    found: list[Snapshot] = []

    async def ask() -> None:
        handle = client.get_workflow_handle_for(RelationshipWorkflow.run, _workflow_id(address))
        found.append(await handle.query(RelationshipWorkflow.snapshot))

    await _patiently(ask)
    return found[-1]


async def _patiently(deed: Callable[[], Awaitable[None]]) -> None:
    """A worker that has just been killed answers when the next one has started."""
    failure: Exception | None = None
    for _ in range(30):
        try:
            async with asyncio.timeout(20):
                await deed()
        except (RPCError, TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as error:
            failure = error
            await asyncio.sleep(1)
        else:
            return
    raise TimeoutError(f"the workers do not come back: {failure}") from failure


def _workflow_id(address: str) -> str:
    return relationship_workflow_id(relationship_id(OWNER, address))

"""Write the digest of the week from every relationship, and keep the schedule that starts it."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
)
from temporalio.service import RPCError

from activities.contract import WriteDigest, WrittenDigest
from activities.names import digest_schedule_id, digest_workflow_id, task_queue
from activities.render import EmailRenderer
from mail.write.ids import message_id
from relationship.identity import account_id
from relationship.rules.step import question_of
from relationship.views.digest import Digest, Known, digest, digest_text
from relationship.working_time import zone_of
from worker.problem import TemporalProblem
from worker.settings.schema import DAYS, Settings
from workflows.digest import DigestInput, DigestWorkflow
from workflows.listing import relationships_of
from workflows.relationship import RelationshipWorkflow

_A_WEEK = timedelta(weeks=1)


class DigestWriter:
    """Asks every relationship of one account."""

    def __init__(self, client: Client, renderer: EmailRenderer) -> None:
        self._client = client
        self._renderer = renderer

    @activity.defn
    async def write_digest(self, request: WriteDigest) -> WrittenDigest:
        """Reads only, so running twice is safe."""
        sender = self._renderer.sender
        account, now = account_id(sender.address), request.now
        found = await digest_of(self._client, account, now - _A_WEEK, now, sender.time_zone)
        year, week, _ = now.astimezone(zone_of(sender.time_zone)).isocalendar()
        variables = {"week": str(week), "digest": digest_text(found)}
        own_id = message_id(account, year * 100 + week, sender.address)
        return WrittenDigest(self._renderer.to_self(own_id, now, "digest", variables))


async def digest_of(client: Client, account: str, since: datetime, now: datetime, time_zone: str) -> Digest:
    """The digest of everybody, by a list call and a query each. Raises RPCError when no worker answers."""
    people = []
    async for execution in client.list_workflows(relationships_of(account)):
        handle = client.get_workflow_handle_for(RelationshipWorkflow.run, execution.id)
        snapshot = await handle.query(RelationshipWorkflow.snapshot)
        question = question_of(snapshot.choice.step) if snapshot.choice else ""
        people.append(Known(snapshot.state, snapshot.events, question))
    return digest(people, since, now, time_zone)


async def keep_schedule(client: Client, settings: Settings) -> None:
    """The weekly digest is scheduled as the settings say, or not at all. Raises TemporalProblem."""
    account = account_id(settings.me.address)
    handle = client.get_schedule_handle(digest_schedule_id(account))
    if not settings.digest.weekly:
        with suppress(RPCError):
            await handle.delete()
        return
    try:
        await _put(client, handle, _schedule(settings, account))
    except RPCError as error:
        words = f"Temporal does not take the schedule of the digest: {error.message}"
        raise TemporalProblem(f"{words}; without it: weekly = false under [digest]") from error


async def _put(client: Client, handle: ScheduleHandle, schedule: Schedule) -> None:
    """The schedule as it is now; one that the user paused on Temporal's page stays paused."""
    try:
        await client.create_schedule(handle.id, schedule)
    except ScheduleAlreadyRunningError:
        await handle.update(lambda known: ScheduleUpdate(replace(schedule, state=known.description.schedule.state)))


def _schedule(settings: Settings, account: str) -> Schedule:
    at = settings.digest.at
    # In Temporal's calendars Sunday is 0.
    day = (DAYS.index(settings.digest.day) + 1) % 7
    when = ScheduleCalendarSpec(
        day_of_week=[ScheduleRange(day)], hour=[ScheduleRange(at.hour)], minute=[ScheduleRange(at.minute)]
    )
    return Schedule(
        action=ScheduleActionStartWorkflow(
            DigestWorkflow.run, DigestInput(account), id=digest_workflow_id(account), task_queue=task_queue(account)
        ),
        spec=ScheduleSpec(calendars=[when], time_zone_name=settings.me.time_zone),
        # A laptop that was asleep on Monday morning gets its digest when it wakes, one of them.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=timedelta(days=6)),
    )

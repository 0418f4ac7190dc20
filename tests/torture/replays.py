"""Every torn history, read back: does the code that wrote it replay it?"""

from pathlib import Path

from temporalio.client import Client
from temporalio.exceptions import TemporalError
from temporalio.worker import Replayer

from worker.run.process import WORKFLOWS, workflow_runner


async def not_replayed(client: Client, keep_in: Path) -> tuple[str, ...]:
    """The runs that do not replay, with the reason; their histories are kept in that folder."""
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=workflow_runner(), data_converter=client.data_converter)
    found = list[str]()
    async for run in client.list_workflows(""):
        history = await client.get_workflow_handle(run.id, run_id=run.run_id).fetch_history()
        try:
            await replayer.replay_workflow(history)
        except (TemporalError, RuntimeError) as error:
            found.append(f"{run.id}: {error}")
            keep_in.mkdir(exist_ok=True)
            (keep_in / f"{run.id}-{run.run_id}.json").write_text(history.to_json(), encoding="utf-8")
    return tuple(found)

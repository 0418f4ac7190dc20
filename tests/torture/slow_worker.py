"""The worker as it is, but for answers that now and then take longer than a workflow task lasts.

A busy machine does that; the server then splits the task, and whatever has arrived is delivered in the middle of it.
"""

import asyncio
import random

from temporalio import activity

from activities.choose_step import StepChooser
from activities.contract import Choice, ChooseStep
from weakties.cli.main import main
from worker.run import process

_SLOW_EVERY = 12
_SLOWEST = 14.0
_dice = random.Random()


class SlowChooser(StepChooser):
    """One answer in a dozen is slow."""

    @activity.defn
    async def choose_step(self, request: ChooseStep) -> Choice:
        """The same answer, later."""
        choice = await super().choose_step(request)
        if not _dice.randrange(_SLOW_EVERY):
            await asyncio.sleep(_dice.uniform(0, _SLOWEST))
        return choice


if __name__ == "__main__":
    # The one part of this worker that differs.
    vars(process)["StepChooser"] = SlowChooser
    main()

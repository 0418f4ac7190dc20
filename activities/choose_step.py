"""Choose the next step, by the policy this worker was started with."""

from temporalio import activity

from activities.contract import Choice, ChooseStep
from relationship.policy import Policy
from relationship.rules.next_step import next_step
from relationship.rules.stage import stage_of


class StepChooser:
    """Runs as a local activity: the answer is recorded, so rules may change while relationships sleep."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy

    @activity.defn
    async def choose_step(self, request: ChooseStep) -> Choice:
        """Pure, so running twice is safe."""
        return Choice(next_step(request.state, self._policy, request.now), stage_of(request.state).value)

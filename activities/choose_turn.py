"""Choose whose mail may leave next, by the budget this worker was started with."""

from temporalio import activity

from activities.contract import ChooseTurn, TurnChoice
from relationship.budget import Budget, allowed_per_day, next_turn


class TurnChooser:
    """Runs as a local activity: the answer is recorded, so the budget may change while mail waits."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    @activity.defn
    async def choose_turn(self, request: ChooseTurn) -> TurnChoice:
        """Pure, so running twice is safe."""
        turn = next_turn(request.sending, self._budget, request.now)
        return TurnChoice(turn, allowed_per_day(request.sending, self._budget, request.now))

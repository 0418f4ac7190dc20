"""Who was forgotten and must not be written to again: keyed hashes, and nothing else.

The list stands in the memo too, so that `add` and `import` can read it while no worker runs.
"""

from dataclasses import dataclass

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.names import SUPPRESSION_WORKFLOW

SUPPRESSED = "suppressed"
_HISTORY_MOST = 2_000


@dataclass(frozen=True, slots=True)
class SuppressionInput:
    """The hashes (hex) known when this run began."""

    hashes: tuple[str, ...] = ()


@workflow.defn(name=SUPPRESSION_WORKFLOW)
class SuppressionWorkflow:
    """Only ever grows."""

    @workflow.init
    def __init__(self, given: SuppressionInput) -> None:
        self._hashes = dict.fromkeys(given.hashes)
        self._published = -1

    @workflow.run
    async def run(self, given: SuppressionInput) -> None:
        while workflow.info().get_current_history_length() < _HISTORY_MOST:
            self._published = len(self._hashes)
            workflow.upsert_memo({SUPPRESSED: list(self._hashes)})
            await workflow.wait_condition(lambda: len(self._hashes) != self._published)
        workflow.continue_as_new(SuppressionInput(tuple(self._hashes)))

    @workflow.signal
    async def suppress(self, hashes: tuple[str, ...]) -> None:
        """Add these; those that are known change nothing."""
        self._hashes.update(dict.fromkeys(hashes))

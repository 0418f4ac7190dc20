"""Which code do sleeping relationships wake up with? The newest that has a worker.

Temporal's Worker Deployments send a workflow's next task to the current version of its deployment. Each worker reports
its own version, that of the package; one that starts makes itself the current one unless a newer one is. So old and
new workers may run side by side while a team upgrades, and a rollback is one command of Temporal's own:
`temporal worker deployment set-current-version`.
"""

import asyncio
from importlib.metadata import version

from packaging.version import InvalidVersion, Version
from temporalio.api.workflowservice.v1 import (
    DescribeWorkerDeploymentRequest,
    SetWorkerDeploymentCurrentVersionRequest,
)
from temporalio.client import Client
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import WorkerDeploymentConfig

from worker.problem import TemporalProblem

DEPLOYMENT = "weakties"
_TRIES, _TRY_EVERY = 40, 0.25
# What Temporal says while it has not seen the first poll of a new version yet.
_NOT_YET = (RPCStatusCode.NOT_FOUND, RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.ABORTED)


def deployment_of(build_id: str = "") -> WorkerDeploymentConfig:
    """How a worker reports its version. `build_id`: another one than the package's, for a test.

    Every type of workflow sleeps for months and moves to the current version when it wakes: what it did is recorded,
    so nothing of its past depends on the code.
    """
    return WorkerDeploymentConfig(
        WorkerDeploymentVersion(DEPLOYMENT, build_id or version("weakties")),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.AUTO_UPGRADE,
    )


async def make_current(client: Client, build_id: str = "") -> str:
    """Let workflows wake up with this version, unless a newer one is current; returns the one that is current now.

    A worker of this version has to be polling. Raises TemporalProblem.
    """
    mine = build_id or version("weakties")
    for _ in range(_TRIES):
        try:
            current = await _current(client)
            if current and not _is_newer(mine, current):
                return current
            await client.workflow_service.set_worker_deployment_current_version(
                SetWorkerDeploymentCurrentVersionRequest(
                    namespace=client.namespace, deployment_name=DEPLOYMENT, build_id=mine
                )
            )
        except RPCError as error:
            if error.status not in _NOT_YET:
                raise TemporalProblem(
                    f"Temporal does not take version {mine} of the worker: {error.message}"
                ) from error
            await asyncio.sleep(_TRY_EVERY)
        else:
            return mine
    raise TemporalProblem(f"Temporal does not see a worker of version {mine}; is it polling?")


async def _current(client: Client) -> str:
    """The build id that is current, empty if none is."""
    described = await client.workflow_service.describe_worker_deployment(
        DescribeWorkerDeploymentRequest(namespace=client.namespace, deployment_name=DEPLOYMENT)
    )
    return described.worker_deployment_info.routing_config.current_deployment_version.build_id


def _is_newer(mine: str, current: str) -> bool:
    """By the order of versions (PEP 440); what can't be read as one counts as old."""
    try:
        return Version(mine) > Version(current)
    except InvalidVersion:
        return mine != current

"""Fixtures that start Temporal: the time-skipping server, and the dev server with its SQLite file."""

import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

from tests.servers.ports import reserve_port
from worker.temporal.embedded import EmbeddedServer, Place
from workflows.listing import SEARCH_ATTRIBUTES


def program(name: str) -> str:
    """A program that a PyPI package put beside this Python; else on PATH."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.fail(f"the program {name} is missing; run: make test")
    return found


@pytest.fixture
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """The time-skipping server: years pass in a moment. It does not list workflows."""
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server")
    ) as environment:
        await register_search_attributes(environment)
        yield environment


async def register_search_attributes(environment: WorkflowEnvironment) -> None:
    """Make the search attributes known to the time-skipping server, which has no flag for them."""
    types = {
        key.name: IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{key.indexed_value_type.name}")
        for key in SEARCH_ATTRIBUTES
    }
    await environment.client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace="default", search_attributes=types)
    )


@pytest.fixture
async def embedded(tmp_path: Path) -> AsyncIterator[EmbeddedServer]:
    """The embedded server as `weakties up` runs it, not yet started; stopped at the end."""
    port = reserve_port()
    server = EmbeddedServer(Place(tmp_path / "temporal", port.number))
    try:
        yield server
    finally:
        await server.stop()
        port.release()


@pytest.fixture
async def temporal(embedded: EmbeddedServer) -> Client:
    """A client of a running embedded server."""
    return await embedded.start()

"""Which Temporal do we talk to? The embedded one, or a cluster by Temporal's own configuration."""

import asyncio
import os
from datetime import timedelta
from typing import Any

from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest, ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.envconfig import ClientConfigProfile
from temporalio.service import RPCError, RPCStatusCode

from worker.problem import TemporalProblem
from worker.settings.schema import Settings
from worker.temporal.embedded import Place, try_connect
from worker.temporal.encryption import converter_from
from worker.temporal.quiet import be_quiet
from workflows.listing import SEARCH_ATTRIBUTES

_CONNECT_FOR = 10
_PREFIX = "INDEXED_VALUE_TYPE_"


def embedded_place(settings: Settings) -> Place:
    """Where the embedded server of these settings listens and keeps its data."""
    return Place(settings.data_dir, settings.temporal.port, settings.temporal.ui_port)


async def connect(settings: Settings) -> Client:
    """A client of the Temporal that these settings name. Raises TemporalProblem, with what to type."""
    be_quiet()
    converter = converter_from(settings, os.environ)
    if settings.temporal.server == "cluster":
        return await _connect_to_cluster(settings.temporal.profile, converter)
    place = embedded_place(settings)
    client = await try_connect(place.address, converter=converter)
    if client is None:
        raise TemporalProblem(f"Temporal is not running at {place.address}; start it: weakties up")
    return client


async def _connect_to_cluster(profile: str, converter: DataConverter) -> Client:
    try:
        config: dict[str, Any] = dict(ClientConfigProfile.load(profile=profile or None).to_client_connect_config())
    except RuntimeError as error:
        raise TemporalProblem(f"Temporal's configuration can't be read: {error}; see TEMPORAL_CONFIG_FILE") from error
    address = config.setdefault("target_host", "localhost:7233")
    try:
        async with asyncio.timeout(_CONNECT_FOR):
            return await Client.connect(**config, data_converter=converter)
    except (RuntimeError, RPCError, TimeoutError, OSError) as error:
        raise TemporalProblem(
            f"Temporal does not answer at {address}; check TEMPORAL_ADDRESS and that it runs"
        ) from error


async def ensure_search_attributes(client: Client) -> None:
    """Register what lists need, where it is missing. Raises TemporalProblem when that is not allowed."""
    try:
        listed = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace), timeout=timedelta(seconds=_CONNECT_FOR)
        )
        missing = {
            key.name: IndexedValueType.Value(_PREFIX + key.indexed_value_type.name)
            for key in SEARCH_ATTRIBUTES
            if key.name not in listed.custom_attributes
        }
        if missing:
            await client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=client.namespace, search_attributes=missing)
            )
    except RPCError as error:
        if error.status is RPCStatusCode.ALREADY_EXISTS:
            return
        names = " ".join(f"--name {key.name} --type {key.indexed_value_type.name.title()}" for key in SEARCH_ATTRIBUTES)
        raise TemporalProblem(
            f"search attributes are missing ({error.message}); "
            f"let an operator run: temporal operator search-attribute create {names}"
        ) from error

"""What every subcommand needs: the settings, the account, a client of Temporal."""

import os
from dataclasses import dataclass
from pathlib import Path

from temporalio.client import Client

from relationship.identity import account_id
from relationship.policy import Policy
from worker.settings.load import load_settings
from worker.settings.parts import policy_from, renderer_from
from worker.settings.schema import Settings, config_file
from worker.temporal.connection import connect


@dataclass(frozen=True, slots=True)
class Session:
    """A connected command. `account` is the account's id, 16 hex."""

    settings: Settings
    client: Client
    account: str

    @property
    def policy(self) -> Policy:
        return policy_from(self.settings, renderer_from(self.settings).check_ins())


def settings_for(config: Path | None) -> Settings:
    """The settings that `--config`, the environment and the file give. Raises SettingsProblem."""
    return load_settings(config or config_file(), os.environ)


async def open_session(config: Path | None) -> Session:
    """Settings and a connection. Raises SettingsProblem or TemporalProblem."""
    settings = settings_for(config)
    return Session(settings, await connect(settings), account_id(settings.me.address))

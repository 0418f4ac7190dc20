"""Does docker-compose.yml agree with the settings, the search attributes and the code it runs?"""

import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from tests.frame.compose_file import NotSet, environment_of, example_env, services
from tests.frame.places import ROOT
from worker.settings.load import PREFIX, load_settings, variables_of
from worker.settings.parts import account_from
from worker.settings.password import VARIABLE, find_password
from worker.settings.schema import sections
from worker.temporal.keys import VARIABLE as KEYS
from workflows.listing import SEARCH_ATTRIBUTES

PASSWORDS = ("POSTGRES_PASSWORD", "WEAKTIES_PASSWORD")
ENV = {**example_env(), **dict.fromkeys(PASSWORDS, "made-up-for-this-test")}
SERVICES = services(ENV)
WORKER = environment_of(SERVICES["worker"], ENV)
# The embedded server's own, what a container has no place for, and other ways to the password.
NOT_IN_A_CONTAINER = {
    "WEAKTIES_TEMPORAL_PORT",
    "WEAKTIES_TEMPORAL_UI_PORT",
    "WEAKTIES_TEMPORAL_CODEC_PORT",
    "WEAKTIES_TEMPORAL_PROFILE",
    "WEAKTIES_TEMPORAL_DATA_DIR",
    "WEAKTIES_SENDING_TEMPLATES",
    "WEAKTIES_SECRETS_PASSWORD_COMMAND",
    "WEAKTIES_SECRETS_USE_KEYRING",
    "WEAKTIES_PRIVACY_KEY_COMMAND",
    "WEAKTIES_PRIVACY_USE_KEYRING",
    "WEAKTIES_PRIVACY_KEY_FILE",
}
# The secrets: no settings, and read by the code all the same.
SECRETS = {VARIABLE, KEYS}
DEPRECATED = ("temporalio/auto-setup", "temporalio/web", "temporalio/docker-compose", "tvial/docker-mailserver")


def waits_for(service: dict[str, Any]) -> dict[str, str]:
    return {name: given["condition"] for name, given in service.get("depends_on", {}).items()}


def one_shot_jobs() -> set[str]:
    waited_for = [waits_for(service) for service in SERVICES.values()]
    return {name for waits in waited_for for name, how in waits.items() if how == "service_completed_successfully"}


def settings_variables() -> set[str]:
    return {f"{PREFIX}{section}_{key}".upper() for section, model in sections().items() for key in model.model_fields}


def test_every_setting_reaches_the_worker_and_nothing_else_does() -> None:
    named = {name for name in SERVICES["worker"]["environment"] if name.startswith(PREFIX)}
    assert named == (settings_variables() - NOT_IN_A_CONTAINER) | SECRETS


def test_every_variable_of_the_worker_is_read_by_the_code() -> None:
    found = variables_of(dict.fromkeys(SERVICES["worker"]["environment"], "x"))
    read = {f"{PREFIX}{section}_{key}".upper() for section, values in found.items() for key in values}
    assert read | SECRETS == {name for name in SERVICES["worker"]["environment"] if name.startswith(PREFIX)}


def test_the_example_makes_valid_settings(tmp_path: Path) -> None:
    settings = load_settings(tmp_path / "none.toml", WORKER)
    assert settings.temporal.server == "cluster"
    assert (settings.smtp.host, settings.imap.host) == ("mail", "mail")
    assert account_from(settings, find_password(settings, WORKER)).smtp.password == ENV[VARIABLE]


def test_every_variable_of_the_example_is_used() -> None:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    unused = [name for name in example_env() if name != "COMPOSE_PROFILES" and name not in text]
    assert not unused


def test_the_worker_finds_temporal_and_the_namespace() -> None:
    assert WORKER["TEMPORAL_ADDRESS"] == "temporal:7233"
    namespaces = {
        environment_of(service, ENV).get(name)
        for service in SERVICES.values()
        for name in ("TEMPORAL_NAMESPACE", "TEMPORAL_DEFAULT_NAMESPACE")
    }
    assert namespaces - {None} == {WORKER["TEMPORAL_NAMESPACE"]}


@pytest.mark.parametrize("password", PASSWORDS)
def test_no_password_has_a_default(password: str) -> None:
    assert example_env()[password] == ""
    with pytest.raises(NotSet, match=password):
        services({**ENV, password: ""})


@pytest.mark.parametrize("name", SERVICES)
def test_an_image_is_pinned_and_not_deprecated(name: str) -> None:
    image, _, tag = SERVICES[name]["image"].partition(":")
    assert re.fullmatch(r"v?\d+\.\d+[\w.-]*", tag), f"{image}:{tag}"
    assert image not in DEPRECATED


def test_temporals_server_and_its_tools_are_of_one_version() -> None:
    tags = {service["image"].partition(":")[2] for service in SERVICES.values() if "temporalio/" in service["image"]}
    tags -= {SERVICES["temporal-ui"]["image"].partition(":")[2]}
    assert len(tags) == 1


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_health_check_or_is_a_job(name: str) -> None:
    assert ("healthcheck" in SERVICES[name]) != (name in one_shot_jobs())


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_health_or_for_the_end_of_a_job(name: str) -> None:
    for other, condition in waits_for(SERVICES[name]).items():
        wanted = "service_completed_successfully" if other in one_shot_jobs() else "service_healthy"
        assert condition == wanted, other


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_reached_from_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_mounts_is_there(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source, target, *_ = volume.split(":")
        if source.startswith("./"):
            assert (ROOT / source).is_dir()
            words = [*SERVICES[name].get("entrypoint", []), *map(str, environment_of(SERVICES[name], ENV).values())]
            used = [word for word in words if word.startswith(f"{target}/")]
            assert used
            assert all((ROOT / source / Path(word).relative_to(target)).is_file() for word in used)


def test_the_search_attributes_are_those_of_the_lists() -> None:
    script = (ROOT / "compose/temporal-namespace.sh").read_text(encoding="utf-8")
    commands = [shlex.split(line) for line in script.splitlines() if "search-attribute create" in line]
    registered = {(words[words.index("--name") + 1], words[words.index("--type") + 1]) for words in commands}
    assert registered == {(key.name, key.indexed_value_type.name.title()) for key in SEARCH_ATTRIBUTES}


def test_without_its_profile_there_is_no_mail_server_to_wait_for() -> None:
    assert SERVICES["mail"]["profiles"] == SERVICES["mail-account"]["profiles"] == ["mail"]
    assert SERVICES["worker"]["depends_on"]["mail"]["required"] is False
    assert example_env()["COMPOSE_PROFILES"] == "mail"

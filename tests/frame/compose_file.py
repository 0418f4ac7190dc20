"""What does docker-compose.yml say, once its variables are filled in from an .env file?"""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from tests.frame.places import ROOT

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?:(?P<operator>:\?|:-)(?P<rest>[^}]*))?\}")


class NotSet(Exception):
    """A variable that Compose would insist on; the message is the file's own."""


def read_env(text: str) -> dict[str, str]:
    """The variables of an .env file."""
    lines = (line.strip() for line in text.splitlines())
    pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
    return {name: value for name, _, value in pairs}


def example_env() -> dict[str, str]:
    """What .env.example sets, passwords left empty."""
    return read_env((ROOT / ".env.example").read_text(encoding="utf-8"))


def services(env: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Every service, filled in. Raises NotSet where Compose would refuse to start."""
    document = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = _fill(document["services"], env)
    return found


def environment_of(service: Mapping[str, Any], env: Mapping[str, str]) -> dict[str, str]:
    """The variables in the container; one with no value in the file is passed on if .env has it."""
    given: dict[str, str | None] = service.get("environment", {})
    passed_on = {name: env.get(name) if value is None else value for name, value in given.items()}
    return {name: value for name, value in passed_on.items() if value is not None}


def _fill(node: Any, env: Mapping[str, str]) -> Any:
    match node:
        case dict():
            return {key: _fill(value, env) for key, value in node.items()}
        case list():
            return [_fill(item, env) for item in node]
        case str():
            return _VARIABLE.sub(lambda variable: _value(variable, env), node)
        case _:
            return node


def _value(variable: re.Match[str], env: Mapping[str, str]) -> str:
    value = env.get(variable["name"], "")
    if value or variable["operator"] is None:
        return value
    if variable["operator"] == ":?":
        raise NotSet(f"{variable['name']}: {variable['rest']}")
    return variable["rest"]

"""Where do the settings come from? Flags, the environment and the file, put together and checked."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from worker.problem import SettingsProblem
from worker.settings.schema import Settings, sections

PREFIX = "WEAKTIES_"


def load_settings(file: Path, environment: Mapping[str, str], *, is_needed: bool = True) -> Settings:
    """The settings of this file and environment. Raises SettingsProblem: file, key, what to write.

    Without the file, the environment alone may do; if it does not, the way out is `weakties init`.
    """
    given = _read(file)
    from_environment = variables_of(environment)
    merged = {**given}
    for section, values in from_environment.items():
        merged[section] = {**_table(file, given, section), **values}
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        if given is _NOTHING and not from_environment and is_needed:
            raise SettingsProblem(f"there are no settings at {file}; make them: weakties init") from error
        # An unknown name explains a missing one: a typing error is both.
        first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
        raise SettingsProblem(_first_problem(first, file, from_environment)) from error


_NOTHING: dict[str, Any] = {}


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return _NOTHING
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"can't read {file}: {error}; check the file and its permissions") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsProblem(
            f"{file} is not valid TOML: {error}; put texts in quotes, one 'key = value' a line"
        ) from error


def _table(file: Path, given: dict[str, Any], section: str) -> dict[str, Any]:
    table = given.get(section, {})
    if not isinstance(table, dict):
        raise SettingsProblem(f"{file}: '{section}' must be a section; write [{section}] on a line of its own")
    return table


def variables_of(environment: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The settings among these variables, by section: `WEAKTIES_SMTP_HOST` is `smtp.host`.

    Raises SettingsProblem for a name that begins like a section's and is no key of it.
    """
    found: dict[str, dict[str, str]] = {}
    for variable, value in environment.items():
        section, _, key = variable.removeprefix(PREFIX).lower().partition("_")
        model = sections().get(section)
        if not variable.startswith(PREFIX) or model is None or not key:
            continue
        if key not in model.model_fields:
            known = ", ".join(f"{PREFIX}{section}_{name}".upper() for name in model.model_fields)
            raise SettingsProblem(f"environment variable {variable} is no setting; there are {known}")
        found.setdefault(section, {})[key] = value
    return found


def _first_problem(error: ErrorDetails, file: Path, from_environment: dict[str, dict[str, str]]) -> str:
    section, key = (*(str(part) for part in error["loc"]), "", "")[:2]
    name = ".".join(filter(None, (section, key)))
    where = f"environment variable {PREFIX}{section}_{key}".upper().replace(
        "ENVIRONMENT VARIABLE", "environment variable"
    )
    place = where if key in from_environment.get(section, {}) else f"{file}: {name}"
    return f"{place}: {_remedy(error, section, key)}"


def _remedy(error: ErrorDetails, section: str, key: str) -> str:
    model = sections().get(section)
    match error["type"]:
        case "missing" if not key:
            return f"this section is missing; write [{section}] and its keys, or run: weakties init"
        case "missing":
            described = model.model_fields[key].description if model and key in model.model_fields else ""
            return f'this is missing. {described} Write {key} = "…" under [{section}]'
        case "extra_forbidden":
            known = ", ".join(model.model_fields if model and key else sections())
            return f"there is no such setting; there are: {known}"
        case "model_type":
            return f"this must be a section; write [{section}] on a line of its own"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return f"{error['msg'][0].lower()}{error['msg'][1:]}; it is {error['input']!r} now"

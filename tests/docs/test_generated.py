"""Do the pages that follow from the code still say what the code says?"""

import importlib.util

import click
import pytest

from docs.generate import FOLDER, PAGES
from weakties.cli import cli
from worker.problem import ExitCode
from worker.settings import sections


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    if name == "relationship.md" and importlib.util.find_spec("relationship.diagram") is None:
        pytest.skip("there is no state diagram to draw yet")
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "stale; run: make docs"


def test_every_setting_says_what_it_is_in_a_sentence() -> None:
    for section, model in sections().items():
        for key, field in model.model_fields.items():
            assert (field.description or "").endswith("."), f"{section}.{key}"


def test_every_setting_and_its_variable_are_in_the_page() -> None:
    page = PAGES["settings.md"]()
    for section, model in sections().items():
        for key in model.model_fields:
            assert f"`WEAKTIES_{section}_{key}`".upper() in page


def test_every_command_is_in_the_page() -> None:
    page = PAGES["cli.md"]()
    for name in cli.list_commands(click.Context(cli)):
        assert f"\n## weakties {name}\n" in page
        assert f"Usage: weakties {name} " in page


def test_every_exit_code_has_a_meaning() -> None:
    for code in ExitCode:
        assert code.meaning.endswith(".")
        assert isinstance(code.value, int)

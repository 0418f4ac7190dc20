"""Do the pages that follow from the code still say what the code says?"""

import click
import pytest

from docs.diagram import transitions
from docs.generate import FOLDER, PAGES
from relationship.rules.stage import Stage
from weakties.cli.main import cli
from worker.problem import ExitCode
from worker.settings.schema import sections


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name](), "stale; run: make docs"


def test_the_diagram_knows_every_stage_and_what_is_told_of_it() -> None:
    page = PAGES["relationship.md"]()
    found = transitions()
    assert {one.source for one in found} | {one.target for one in found} == set(Stage)
    assert all(f"| {stage} | " in page for stage in Stage)


def test_nothing_leads_out_of_an_opt_out() -> None:
    assert not [one for one in transitions() if one.source is Stage.OPTED_OUT]


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

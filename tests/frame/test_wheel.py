"""Does the wheel hold all that runs, and install nothing beside `weakties`?"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.frame.places import ROOT
from tests.frame.wheel import build, names, target

_PLACES = """
import weakties, relationship, worker, workflows
print(weakties.__file__, relationship.__file__, worker.__file__, workflows.__file__)
"""
_TEMPLATES = """
import weakties
from activities.render import SHIPPED
print(SHIPPED, *(template.name for template in SHIPPED.iterdir()))
"""
_PAGE = """
from weakties.app.report import Funnel, page
print(page(Funnel(0, 0, 0, (0, 0, 0), 0, 0, 0, {}), "Sam", "now"))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheel alone was installed into."""
    folder = tmp_path_factory.mktemp("installed")
    # A virtual environment that uv made has no pip.
    if importlib.util.find_spec("pip"):
        command = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
    else:
        command = [str(shutil.which("uv")), "pip", "install", "--python", sys.executable]
    subprocess.run(
        [*command, "--quiet", "--no-deps", "--target", str(folder), str(wheel)], check=True, capture_output=True
    )
    return folder


def run(installed: Path, elsewhere: Path, *arguments: str) -> str:
    """What this Python says, started elsewhere with the installed wheel first on its path."""
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=elsewhere, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout


def test_the_wheel_has_no_known_fault(wheel: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_wheel_contents", str(wheel)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_only_weakties_is_installed(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in names(wheel)}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"weakties"}


def test_every_folder_of_the_house_is_bundled_whole(wheel: Path) -> None:
    inside = set(names(wheel))
    for folder, place in target()["force-include"].items():
        files = [path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".txt")]
        assert files
        assert {f"{place}/{path.relative_to(ROOT / folder)}" for path in files} <= inside


def test_it_runs_elsewhere_with_its_own_modules(installed: Path, tmp_path: Path) -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert run(installed, tmp_path, "-m", "weakties", "--version") == f"weakties {version}\n"
    places = run(installed, tmp_path, "-c", _PLACES).split()
    assert len(places) == 4
    assert all(Path(place).is_relative_to(installed) for place in places)


def test_it_finds_its_templates(installed: Path, tmp_path: Path) -> None:
    shipped, *templates = run(installed, tmp_path, "-c", _TEMPLATES).split()
    assert Path(shipped).is_relative_to(installed)
    assert sorted(templates) == sorted(path.name for path in (ROOT / "templates").iterdir())


def test_it_finds_its_page(installed: Path, tmp_path: Path) -> None:
    assert "The network of Sam" in run(installed, tmp_path, "-c", _PAGE)

"""Build the wheel, with no network."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from tests.frame.places import ROOT


def build(source: Path, into: Path) -> Path:
    """The wheel of this source tree, built into this folder."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(into), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    (wheel,) = into.glob("*.whl")
    return wheel


def names(wheel: Path) -> list[str]:
    """The files of the wheel."""
    with ZipFile(wheel) as archive:
        return archive.namelist()


def target() -> dict[str, Any]:
    """How pyproject.toml says the wheel is made."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    return found

"""Does a tracked file name a machine that only its author can reach?"""

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest

from tests.frame.places import ROOT

# In two parts each, so that this file does not name them.
_HOSTS = (
    ("pypi", ".org"),
    ("python", "hosted.org"),
    ("registry.npm", "js.org"),
    ("registry-1.", "docker.io"),
    ("ghcr", ".io"),
    ("jfrog", ".io"),
    ("code", "artifact"),
    ("pkg", ".dev"),
)
_INDEX = re.compile(r"(?:--|\b)(?:extra[-_])?index[-_]url\b")
_HOME = re.compile(r"(?<![\w.~$}{])/(?:home|Users|root|work|workspace|mnt)/[\w.-]")


def tracked() -> Iterator[tuple[str, str]]:
    """Every tracked text file, by its path."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git clone, so nothing is tracked")
    listed = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if path.is_file() and name != "tests/frame/test_registry_hosts.py":
            yield name, path.read_bytes().decode("utf-8", "replace")


def test_no_file_names_a_package_registry() -> None:
    hosts = ["".join(parts) for parts in _HOSTS]
    found = [(name, host) for name, text in tracked() for host in hosts if host in text]
    assert not found
    assert not [name for name, text in tracked() if _INDEX.search(text)]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert not [(name, match[0]) for name, text in tracked() for match in _HOME.finditer(text)]

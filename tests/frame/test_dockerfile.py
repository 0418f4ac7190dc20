"""Can the image be built from what the Dockerfile copies, and does it keep to the rules for images?"""

import re
import shutil
from pathlib import Path

from tests.frame.places import ROOT
from tests.frame.wheel import build, names, target

LINES = [
    line.strip()
    for line in (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]


def arguments_of(instruction: str) -> list[list[str]]:
    """The words after this instruction, each time it stands in the file."""
    return [line.split()[1:] for line in LINES if line.split()[0] == instruction]


def copied() -> list[tuple[str, str]]:
    """Each file or folder of the repository that is copied, and where to."""
    copies = [words for words in arguments_of("COPY") if not words[0].startswith("--from")]
    return [(source, words[-1]) for words in copies for source in words[:-1]]


def test_what_is_copied_builds_the_same_wheel(tmp_path: Path) -> None:
    image = tmp_path / "image"
    image.mkdir()
    for source, destination in copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, image / destination, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, image / destination)
    assert sorted(names(build(image, tmp_path / "a"))) == sorted(names(build(ROOT, tmp_path / "b")))


def test_every_folder_that_the_wheel_needs_is_copied() -> None:
    needed = {*target()["packages"], *target()["force-include"]}
    assert needed <= {source for source, _ in copied()}


def test_what_is_copied_is_not_ignored_and_all_else_is() -> None:
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    assert {line.removeprefix("!") for line in ignore if line.startswith("!")} == {source for source, _ in copied()}


def test_it_runs_as_somebody_who_is_not_root() -> None:
    (user,) = arguments_of("USER")
    assert user[0].isdecimal()
    assert int(user[0]) > 0
    assert LINES.index(f"USER {user[0]}") < LINES.index('ENTRYPOINT ["weakties"]')


def test_it_starts_the_worker() -> None:
    assert LINES[-2:] == ['ENTRYPOINT ["weakties"]', 'CMD ["worker"]']


def test_no_layer_takes_a_secret() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8").upper()
    assert not [word for word in ("PASSWORD", "SECRET", "TOKEN", ".ENV", "\nARG ") if word in text]


def test_both_stages_have_the_same_slim_and_pinned_python() -> None:
    (image,) = {words[0] for words in arguments_of("FROM")}
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", image)


def test_it_installs_the_versions_that_the_tests_have_seen() -> None:
    installs = [part for line in LINES for part in line.split("&&") if "pip install" in part]
    assert installs
    assert all("--constraint constraints.txt" in part for part in installs)

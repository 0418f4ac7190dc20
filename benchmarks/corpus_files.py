"""Where is the corpus of real mail, and what does it hold?"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message with what it is. Near-duplicates share a cluster."""

    file: str
    label: str
    sub: str
    is_sure: bool
    cluster: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """A reply body, and the person's own new words in it. `kind` is text, html or eml."""

    file: str
    kind: str
    language: str
    source: str
    given: bytes
    expected: str


def corpus_folder() -> Path | None:
    """WEAKTIES_CORPUS, else ../shared/corpus beside the repository; None when there is none."""
    folder = Path(os.environ.get("WEAKTIES_CORPUS") or ROOT.parent / "shared" / "corpus")
    return folder if (folder / "labels.jsonl").is_file() else None


def messages(folder: Path) -> list[Labelled]:
    return [
        Labelled(
            row["file"], row["label"], row.get("sub") or "", row["sure"], row["cluster"],
            (folder / "mail" / row["file"]).read_bytes(),
        )
        for row in _rows(folder / "labels.jsonl")
    ]  # fmt: skip


def pairs(folder: Path) -> list[Pair]:
    return [
        Pair(
            row["input"], row["kind"], row.get("lang", ""), row["source"],
            (folder / row["input"]).read_bytes(),
            (folder / row["expected"]).read_bytes().decode("utf-8", "replace"),
        )
        for row in _rows(folder / "strip.jsonl")
    ]  # fmt: skip


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]

"""How well does the reader judge real mail? Writes docs/reading.md and prints its table.

Run: python -m benchmarks.corpus (or make corpus). Without the corpus it says so and exits 0.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.corpus_files import ROOT, corpus_folder, messages, pairs
from benchmarks.scores import LABELS, Judged, Scores, StripScore, judge_all, score, strip_pair

# The aims of the project's issue "Read the inbox right".
AIMS = {
    "bounce": (0.995, 0.985),
    "human_reply": (0.99, 0.97),
    "calendar_reply": (1.0, 1.0),
    "arf": (0.97, 0.97),
    "opt_out": (None, 1.0),
    "auto_reply": (None, 0.90),
}
HARDNESS_AIM, EXACT_AIM, WORD_RECALL_AIM = 0.95, 0.65, 0.97


def main() -> int:
    folder = corpus_folder()
    if folder is None:
        print("corpus: not here (set WEAKTIES_CORPUS or put it in ../shared/corpus), nothing scored")
        return 0
    found = messages(folder)
    started = time.process_time()
    judged = judge_all(found)
    speed = len(judged) / (time.process_time() - started)
    scores = score(judged)
    stripped = [strip_pair(pair) for pair in pairs(folder)]
    table = "\n".join([*_table(scores), "", *_figures(scores, stripped, speed)])
    print(table)
    page = "\n".join(
        [
            _HEAD.format(count=len(judged), doubtful=len(found) - len(judged)),
            table,
            *_details(scores, judged, stripped),
            "",
        ]
    )
    (ROOT / "docs").mkdir(exist_ok=True)
    Path(ROOT / "docs" / "reading.md").write_text(page, "utf-8")
    return 0


_HEAD = """# How well the reader reads

Written by `make corpus` (`python -m benchmarks.corpus`); do not edit. {count} messages that real servers and
people sent, {doubtful} doubtful ones left out, weighed so that near-duplicates count once. Rules and samples:
`mail/judge/`, `tests/mail/written/`.
"""


def _table(scores: Scores) -> list[str]:
    rows = [
        "| label | messages (weighed) | precision | aim | recall | aim |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for label in LABELS:
        real = sum(weight for (true, _), weight in scores.confusion.items() if true == label)
        precision_aim, recall_aim = AIMS.get(label, (None, None))
        precision, recall = (
            _cell(scores.precision(label), precision_aim),
            _cell(scores.recall(label), recall_aim),
        )
        cells = (label, f"{real:.1f}", precision, _aim(precision_aim), recall, _aim(recall_aim))
        rows.append("| " + " | ".join(cells) + " |")
    return rows


def _cell(value: float, aim: float | None) -> str:
    return f"**{value:.4f}** (short)" if aim is not None and value < aim else f"{value:.4f}"


def _aim(aim: float | None) -> str:
    return f"{aim:.3f}" if aim is not None else ""


def _figures(scores: Scores, stripped: list[StripScore], speed: float) -> list[str]:
    exact = sum(one.is_exact for one in stripped) / len(stripped)
    f1 = sum(one.f1 for one in stripped) / len(stripped)
    recall = sum(one.recall for one in stripped) / len(stripped)
    return [
        f"- hard or soft, of bounces seen: {_cell(scores.hardness, HARDNESS_AIM)} (aim {HARDNESS_AIM})",
        f"- quotes and signatures stripped, {len(stripped)} pairs: "
        f"exact {_cell(exact, EXACT_AIM)} (aim {EXACT_AIM}), word F1 {f1:.4f}, "
        f"word recall {_cell(recall, WORD_RECALL_AIM)} (aim {WORD_RECALL_AIM})",
        f"- {speed:,.0f} messages a second on the machine that wrote this page",
    ]


def _details(scores: Scores, judged: list[Judged], stripped: list[StripScore]) -> list[str]:
    return [
        "", "## Confusion (rows: what it is; columns: what it was judged)", "", *_confusion(scores),
        "", "## Every miss", "", *_misses(scores),
        "", "## Hard taken for soft, or soft for hard", "", *_hardness(scores),
        "", "## Automatic replies without any machine's header", "", *_without_header(judged),
        "", "## Stripping: every pair that is not exact", "", *_stripping(stripped),
        "", "## What the figures do not say", "", _CAVEATS,
    ]  # fmt: skip


def _confusion(scores: Scores) -> list[str]:
    rows = ["| | " + " | ".join(LABELS) + " |", "|---|" + "---:|" * len(LABELS)]
    for true in LABELS:
        cells = [f"{scores.confusion[true, got]:.1f}" if scores.confusion[true, got] else "" for got in LABELS]
        rows.append(f"| {true} | " + " | ".join(cells) + " |")
    return rows


def _judged_line(one: Judged) -> str:
    true = f"{one.message.label} ({one.message.sub})"
    return f"- `{one.message.file}`: {true} judged {one.label} by `{one.judgement.rule}`"


def _misses(scores: Scores) -> list[str]:
    if not scores.misses:
        return ["None."]
    return [_judged_line(one) for one in scores.misses]


def _hardness(scores: Scores) -> list[str]:
    return [_judged_line(one) for one in scores.wrong_hardness] or ["None."]


def _without_header(judged: list[Judged]) -> list[str]:
    replies = [one for one in judged if one.message.label == "auto_reply"]
    has_full_headers = [one for one in replies if not one.message.file.startswith("github-mail/")]
    found = Counter(one.label == "auto_reply" for one in has_full_headers)
    people = [one for one in judged if one.message.label == "human_reply" and one.label == "auto_reply"]
    return [
        f"Of {len(has_full_headers)} automatic replies with their real headers {found[True]} were found "
        f"(recall {found[True] / max(1, len(has_full_headers)):.3f}, aim 0.90); "
        f"people judged automatic: {len(people)} (aim 0)."
    ]


def _stripping(stripped: list[StripScore]) -> list[str]:
    return [
        f"- `{one.pair.file}`: word F1 {one.f1:.2f}, recall {one.recall:.2f}" for one in stripped if not one.is_exact
    ] or ["None."]


_CAVEATS = """\
- Labels are part given, part derived from file names and status codes. `flufl-
  bounce/groupwise_03.txt` is labelled a bounce and is a person's answer (its source tests a crash
  with it); it alone keeps the precision of human_reply below its aim.
- Where a source gives only "permanent failure", its hardness follows the status code's class: a
  full mailbox, a loop or a DNS failure without a code is then "hard" there and soft here. A few
  messages name two recipients with different fates.
- Two stripping sources keep what the others strip: device signatures ("Sent from my iPhone"), a
  ruler above a quote, a quote whose answer stands below. Where a text is nothing but quote it is
  given back whole.
- No vacation reply in Spanish, Italian, Portuguese, Dutch, Swedish, Japanese or Korean is in the
  corpus; those languages are covered by written samples only (`tests/mail/written/`): their recall
  in the wild is not known.
- Rules were made while looking at these figures, so they flatter; other servers and clients will do
  worse.
- Mail from a person that answers nothing (no thread, no "Re:", no quote) is judged `other` with sub
  `fresh`, since unasked mail looks the same; a caller who knows the sender says so
  (`from_known_person`), and then it is a reply."""


if __name__ == "__main__":
    sys.exit(main())

"""How is the reader's success counted?"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from benchmarks.corpus_files import Labelled, Pair
from mail.judge.judge import corpus_label, judge
from mail.judge.judgement import Judgement
from mail.read.incoming import read
from mail.strip.strip import strip_html, strip_text

LABELS = ("human_reply", "auto_reply", "bounce", "opt_out", "calendar_reply", "arf", "challenge", "other")


def family(label: str) -> str:
    return "bounce" if label.startswith("bounce") else label


@dataclass(frozen=True, slots=True)
class Judged:
    message: Labelled
    judgement: Judgement
    weight: float

    @property
    def label(self) -> str:
        return corpus_label(self.judgement)


@dataclass(slots=True)
class Scores:
    """Weights by (true, judged) label; a cluster of near-duplicates weighs as one message."""

    confusion: defaultdict[tuple[str, str], float] = field(default_factory=lambda: defaultdict(float))
    misses: list[Judged] = field(default_factory=list)
    wrong_hardness: list[Judged] = field(default_factory=list)
    bounces: float = 0.0
    right_hardness: float = 0.0

    def precision(self, label: str) -> float:
        judged = sum(weight for (_, got), weight in self.confusion.items() if got == label)
        return self.confusion[label, label] / judged if judged else 1.0

    def recall(self, label: str) -> float:
        real = sum(weight for (true, _), weight in self.confusion.items() if true == label)
        return self.confusion[label, label] / real if real else 1.0

    @property
    def hardness(self) -> float:
        return self.right_hardness / self.bounces if self.bounces else 1.0


def judge_all(messages: list[Labelled]) -> list[Judged]:
    """Doubtful labels are left out."""
    sizes = Counter(message.cluster for message in messages if message.is_sure)
    return [Judged(message, judge(message.raw), 1 / sizes[message.cluster]) for message in messages if message.is_sure]


def score(judged: list[Judged]) -> Scores:
    scores = Scores()
    for one in judged:
        true, got = family(one.message.label), family(one.label)
        scores.confusion[true, got] += one.weight
        if true != got:
            scores.misses.append(one)
        elif true == "bounce":
            scores.bounces += one.weight
            if one.message.label == one.label:
                scores.right_hardness += one.weight
            else:
                scores.wrong_hardness.append(one)
    return scores


@dataclass(frozen=True, slots=True)
class StripScore:
    pair: Pair
    got: str
    is_exact: bool
    f1: float
    recall: float


def strip_pair(pair: Pair) -> StripScore:
    """Compared word by word: white space is not the reader's business."""
    got = _stripped(pair)
    mine, wanted = Counter(got.split()), Counter(pair.expected.split())
    shared = sum((mine & wanted).values())
    recall = shared / wanted.total() if wanted else 1.0
    precision = shared / mine.total() if mine else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return StripScore(pair, got, got.split() == pair.expected.split(), f1, recall)


def _stripped(pair: Pair) -> str:
    if pair.kind == "eml":
        return strip_text(read(pair.given).text)
    text = pair.given.decode("utf-8", "replace")
    return strip_html(text) if pair.kind == "html" else strip_text(text)

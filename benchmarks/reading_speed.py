"""How fast is judging, against parsing alone with the standard library's fastest policy?

Run: python -m benchmarks.reading_speed. Both are timed in turns in the same process, in processor
time, and the best round of each counts, so a busy machine slows both. Exits 1 below LIMIT.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from email import message_from_bytes
from email.policy import compat32

from benchmarks.corpus_files import corpus_folder, messages
from mail.judge.judge import judge

LIMIT = 1 / 3
ROUNDS = 5


def seconds(work: Callable[[bytes], object], raws: list[bytes]) -> float:
    started = time.process_time()
    for raw in raws:
        work(raw)
    return time.process_time() - started


def measure(raws: list[bytes]) -> tuple[float, float]:
    """Messages a second judged and parsed, best of ROUNDS."""
    judged, parsed = [], []
    for _ in range(ROUNDS):
        parsed.append(seconds(lambda raw: message_from_bytes(raw, policy=compat32), raws))
        judged.append(seconds(judge, raws))
    return len(raws) / min(judged), len(raws) / min(parsed)


def main() -> int:
    folder = corpus_folder()
    if folder is None:
        print("reading speed: no corpus here, nothing measured")
        return 0
    judged, parsed = measure([message.raw for message in messages(folder)])
    ratio = judged / parsed
    print(f"judged {judged:,.0f} messages/s, parsed alone {parsed:,.0f} messages/s")
    print(f"ratio {ratio:.2f}, limit {LIMIT:.2f}: {'ok' if ratio >= LIMIT else 'TOO SLOW'}")
    return 0 if ratio >= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())

"""A run in words: for the terminal, and for docs/reliability.md."""

from pathlib import Path

from tests.torture.run import Run

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
_MARK = "<!-- The rest is written by `make torture`; what you write below is lost. -->"


def lines(run: Run) -> list[str]:
    """The figures, one a line."""
    counted = run.count
    return [
        f"seed {run.seed}, {run.people} relationships, tortured for {run.seconds:.0f} s",
        f"kills: {run.kills}",
        f"network faults: {run.network_faults}",
        f"mails in the contacts' mailboxes: {counted.mails}",
        f"answers written: {counted.answers}",
        f"duplicates: {len(counted.duplicates)} {' '.join(counted.duplicates)}".rstrip(),
        f"mails that nobody knows of: {len(counted.unknown)} {' '.join(counted.unknown)}".rstrip(),
        f"mails believed sent that did not arrive: {len(counted.missing)} {' '.join(counted.missing)}".rstrip(),
        f"lost answers: {len(counted.lost_answers)} {' '.join(counted.lost_answers)}".rstrip(),
        f"asked again over an answer: {len(counted.talked_over)} {' '.join(counted.talked_over)}".rstrip(),
        f"asking begun over a recorded answer: {len(counted.over_recorded)} {' '.join(counted.over_recorded)}".rstrip(),
        f"histories that do not replay: {len(run.not_replayed)} {'; '.join(run.not_replayed)}".rstrip(),
        f"notes, pauses and other requests of the user's, taken at any moment: {run.requests}",
        f"uncertain for a while, and settled by the user, who asked: {run.resolved}",
        f"uncertain at the end, parked and shown: {len(counted.uncertain)} {', '.join(counted.uncertain)}".rstrip(),
    ]


def write_page(run: Run, day: str) -> None:
    """Put the figures of a long run under the words that stand in the page."""
    words = PAGE.read_text(encoding="utf-8").partition(_MARK)[0]
    struck = [f"| {what} | {times} |" for what, times in sorted(run.struck.items())]
    parts = [
        words + _MARK,
        f"## The last long run, {day}",
        "\n".join(f"- {line}" for line in lines(run)),
        "\n".join(["| what was broken | times |", "|---|---:|", *struck]),
    ]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")

"""The funnel: asked, answered at which attempt, talked, introduced, still warm. For a terminal, a page or a program."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from jinja2 import Environment, PackageLoader, StrictUndefined
from rich.table import Table
from rich.text import Text

from relationship.rules.stage import Stage
from relationship.views.card import Card
from weakties.app.people import list_cards
from weakties.app.session import open_session
from weakties.cli.files import write_page
from weakties.cli.format import exactly, stage_words
from weakties.cli.tables import JSON_VERSION, terminal

_WARM_FOR = timedelta(weeks=6)
_WARM_STAGES = (Stage.CONVERSING, Stage.SCHEDULED, Stage.NURTURING)
_BAR = 30


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts of people. `answered_on` has one for each attempt, from the first; a later answer counts for the last."""

    people: int
    asked: int
    answered: int
    answered_on: tuple[int, int, int]
    talked: int
    introduced: int
    warm: int
    stages: dict[str, int]

    @property
    def rows(self) -> list[tuple[str, int, int]]:
        """What is counted, how many, and of how many."""
        attempts = [(f"… at attempt {number}", count, self.asked) for number, count in enumerate(self.answered_on, 1)]
        return [
            ("Asked", self.asked, self.people),
            ("Answered", self.answered, self.asked),
            *attempts,
            ("Talked", self.talked, self.asked),
            ("Came by an introduction", self.introduced, self.people),
            ("Still warm", self.warm, self.people),
        ]


def funnel(cards: Iterable[Card], now: datetime) -> Funnel:
    """Counted from what every list shows. Warm: in contact, and heard or written to within six weeks."""
    everybody = list(cards)
    answered_on = Counter(min(card.answered_on, 3) for card in everybody if card.answered_on)
    return Funnel(
        people=len(everybody),
        asked=sum(card.was_asked for card in everybody),
        answered=sum(bool(card.answered_on) for card in everybody),
        answered_on=(answered_on[1], answered_on[2], answered_on[3]),
        talked=sum(card.calls > 0 for card in everybody),
        introduced=sum(bool(card.introducer) for card in everybody),
        warm=sum(_is_warm(card, now) for card in everybody),
        stages=dict(sorted(Counter(card.stage for card in everybody).items())),
    )


def _is_warm(card: Card, now: datetime) -> bool:
    is_recent = card.last_contact_at is not None and now - card.last_contact_at <= _WARM_FOR
    return card.stage in _WARM_STAGES and is_recent


async def print_report(config: Path | None, html: Path | None, *, as_json: bool) -> None:
    """Raises TemporalProblem, or BadContact when the page can't be written."""
    session = await open_session(config)
    now = datetime.now(UTC)
    found = funnel(await list_cards(session.client, session.account), now)
    if html is not None:
        write_page(html, page(found, session.settings.me.name, exactly(now, session.settings.me.time_zone)))
        click.echo(f"Wrote {html}.", err=as_json)
    if as_json:
        click.echo(json.dumps({"version": JSON_VERSION, "funnel": asdict(found)}, ensure_ascii=False))
    elif html is None:
        _print(found)


def _print(found: Funnel) -> None:
    table = Table(box=None, pad_edge=False, show_header=False)
    for title, count, total in found.rows:
        table.add_row(
            Text(title), Text(bar(count, total), style="green"), Text(f"{count} of {total}"), share(count, total)
        )
    console = terminal()
    console.print(table)
    stages = ", ".join(f"{count} {stage_words(stage)}" for stage, count in found.stages.items())
    console.print(Text(f"Now: {stages or 'nobody yet; start one: weakties add'}."))


def bar(count: int, total: int) -> str:
    """A bar of up to thirty blocks; whoever is one of many still shows."""
    return "█" * max(round(_BAR * count / total), 1) if count and total else ""


def share(count: int, total: int) -> str:
    """`40%`; empty where there is nothing to share."""
    return f"{round(100 * count / total)}%" if total else ""


def page(found: Funnel, name: str, when: str) -> str:
    """A page that needs nothing but itself."""
    environment = Environment(loader=PackageLoader("weakties.cli", "pages"), autoescape=True, undefined=StrictUndefined)
    stages = [(stage_words(stage), count) for stage, count in found.stages.items()]
    rows = [(title, count, total, share(count, total)) for title, count, total in found.rows]
    return environment.get_template("report.html").render(name=name, when=when, rows=rows, stages=stages)

"""Start a relationship that another one led to."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from relationship.stream.commands import Refer
from weakties.app.adding import begin, tell_start
from weakties.app.people import choose, list_cards
from weakties.app.session import open_session
from weakties.app.starting import Contact
from weakties.app.temporal import ensure_worker, put


async def refer(config: Path | None, who: str, contact: Contact, *, mention: bool, anyway: bool) -> None:
    """Raises NotFound or Ambiguous for WHO, NoWorker, BadContact or AlreadyThere; then nothing was started."""
    session = await open_session(config)
    cards = await list_cards(session.client, session.account)
    introducer = choose(cards, who)
    await ensure_worker(session.client, session.account)
    introduced = replace(contact, introducer=introducer.id, introduced_by=introducer.name if mention else "")
    started = await begin(session, introduced, cards, anyway=anyway)
    await put(
        session.client,
        session.account,
        introducer,
        Refer(datetime.now(UTC), started.state.address, started.state.name),
    )
    tell_start(session, started)

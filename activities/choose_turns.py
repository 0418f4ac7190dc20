"""Choose whose mail may leave next, by the budget this worker was started with."""

from datetime import datetime, timedelta

from temporalio import activity

from activities.contract import ChooseTurns, MailboxCard, Turns
from relationship.budget import (
    Budget,
    Entry,
    Granted,
    PutOff,
    Sending,
    allowed_per_day,
    fold,
    held,
    left_within_a_day,
    take,
    waiting,
)

# A number in a list may be this old; what holds sending up is told at once.
_COUNTED_EVERY = timedelta(minutes=15)


class TurnChooser:
    """Runs as a local activity: the answer is recorded, so the budget may change while mail waits."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    @activity.defn
    async def choose_turns(self, request: ChooseTurns) -> Turns:
        """Pure, so running twice is safe."""
        sending, answers = fold(request.entries, request.sending), list[Granted | PutOff]()
        for ask in request.asks:
            answer = take(sending, ask, self._budget, request.now)
            entry: Entry = answer
            answers.append(answer)
            sending = fold((entry,), sending)
        card = self._card(sending, request, tuple(answers))
        is_news = _is_worth_telling(card, request.published, request.now)
        return Turns(tuple(answers), card if is_news else None, request.changes, request.is_long)

    def _card(self, sending: Sending, request: ChooseTurns, answers: tuple[Granted | PutOff, ...]) -> MailboxCard:
        hold = held(sending, self._budget, request.now, _seen_at(request))
        return MailboxCard(
            waiting=len(waiting(sending, request.now)),
            sent_within_a_day=len(left_within_a_day(sending, request.now)),
            allowed_per_day=allowed_per_day(sending, self._budget, request.now),
            held_because=hold.why if hold else "",
            held_until=hold.until if hold else None,
            set_aside=request.set_aside,
            counted_at=request.now,
        )


def _seen_at(request: ChooseTurns) -> datetime | None:
    """Where nobody asks, nothing is known of the inbox, and nothing is said of it."""
    return max((ask.seen_at for ask in request.asks if ask.seen_at), default=None if request.asks else request.now)


def _is_worth_telling(card: MailboxCard, published: MailboxCard | None, now: datetime) -> bool:
    if published is None or published.counted_at is None:
        return True
    told = (published.held_because, published.set_aside, bool(published.waiting))
    return (
        card.held_because,
        card.set_aside,
        bool(card.waiting),
    ) != told or now - published.counted_at >= _COUNTED_EVERY

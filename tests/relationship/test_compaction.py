"""Does a long relationship stay small, with nothing lost that matters?"""

from dataclasses import replace
from datetime import timedelta

from temporalio.converter import DataConverter

from relationship.rules.evolve import fold
from relationship.stream import events as e
from relationship.stream.compaction import compacted, size_of
from tests.relationship.story import ADDED, PREPARED, SENT, day, replied, sent

LETTER = "It was good to hear from you, and to read about the harbour. " * 30
LETTERS: tuple[e.Event, ...] = tuple(
    replace(replied(day(number), f"<r{number}@tides.example>"), text=LETTER) for number in range(300)
)


def thirty_years() -> tuple[e.Event, ...]:
    """A mail every three weeks, and a long answer to every second."""
    mails = [replace(sent(n, day(21 * n), "check_in"), text=LETTER, evidence="accepted by x") for n in range(1, 520)]
    answers = [replace(replied(mail.at + timedelta(days=1), f"<a{mail.number}@x>"), text=LETTER) for mail in mails[::2]]
    both: list[e.Event] = [*mails, *answers]
    return (ADDED, PREPARED, *sorted(both, key=lambda event: event.at))


def test_what_is_young_and_fits_is_carried_as_it_is() -> None:
    events = (ADDED, PREPARED, SENT, *LETTERS[:5])
    assert compacted(events) == events


def test_letters_of_the_last_months_stay_whole_and_older_ones_are_cut() -> None:
    kept = compacted((ADDED, PREPARED, SENT, *LETTERS), most_bytes=10_000_000)
    texts = [event.text for event in kept if isinstance(event, e.ReplyReceived)]
    assert texts[-180:] == [LETTER] * 180
    assert all(text.endswith("[…]") and len(text) < 300 for text in texts[:100])
    assert len(kept) == 3 + len(LETTERS)


async def test_thirty_years_fit_into_a_quarter_of_a_megabyte_as_temporal_stores_them() -> None:
    events = thirty_years()
    kept = compacted(events)
    [payload] = await DataConverter.default.encode([kept])
    assert len(kept) == len(events)
    assert payload.ByteSize() <= 256 * 1024
    assert abs(sum(map(size_of, kept)) - payload.ByteSize()) < payload.ByteSize() / 10


def test_what_is_known_of_the_relationship_stays_the_same_but_for_old_words() -> None:
    events: tuple[e.Event, ...] = (ADDED, PREPARED, SENT, *LETTERS)
    before, after = fold(events), fold(compacted(events))
    assert replace(before, received=()) == replace(after, received=())
    assert [letter.message_id for letter in before.received] == [letter.message_id for letter in after.received]


def test_carrying_again_changes_nothing_more() -> None:
    once = compacted((ADDED, *LETTERS))
    assert compacted(once) == once

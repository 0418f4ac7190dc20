"""Does a long relationship still fit into one payload, with nothing lost that matters?"""

from dataclasses import replace

from relationship.rules.evolve import fold
from relationship.stream import events as e
from relationship.stream.compaction import MOST_BYTES, carried
from tests.relationship.story import ADDED, PREPARED, SENT, day, replied

LETTERS: tuple[e.Event, ...] = tuple(
    replace(replied(day(number), f"<r{number}@tides.example>"), text="日本" * 2_000) for number in range(300)
)


def test_what_fits_is_carried_as_it_is() -> None:
    events = (ADDED, PREPARED, SENT, *LETTERS[:5])
    assert carried(events) == events


def test_the_oldest_letters_are_shortened_first_and_the_newest_stay_whole() -> None:
    kept = carried((ADDED, PREPARED, SENT, *LETTERS))
    assert kept[-20:] == LETTERS[-20:]
    assert len(kept) == 3 + len(LETTERS)
    texts = [event.text for event in kept[3:] if hasattr(event, "text")]
    assert texts[0].endswith("[…]")
    assert sum(len(text.encode()) for text in texts) <= MOST_BYTES


def test_what_is_known_of_the_relationship_stays_the_same_but_for_old_words() -> None:
    events: tuple[e.Event, ...] = (ADDED, PREPARED, SENT, *LETTERS)
    before, after = fold(events), fold(carried(events))
    assert replace(before, received=()) == replace(after, received=())
    assert [letter.message_id for letter in before.received] == [letter.message_id for letter in after.received]


def test_carrying_again_changes_nothing_more() -> None:
    once = carried((ADDED, *LETTERS))
    assert carried(once) == once

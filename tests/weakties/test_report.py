"""The funnel counts people, and its page needs nothing but itself."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

from relationship.views.card import Card
from weakties.app.report import bar, funnel, page, share

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CARD = Card("a" * 16, "Ada", "ada@tides.example", "preparing", 0, "ask you", None, "", None, 0, 0)
ASKED = replace(CARD, stage="requesting", was_asked=True)
ANSWERED = replace(ASKED, stage="conversing", answered_on=2, last_contact_at=NOW - timedelta(days=3))
OLD_FRIEND = replace(
    ANSWERED, stage="nurturing", answered_on=5, calls=2, introducer="b" * 16, last_contact_at=NOW - timedelta(weeks=9)
)


def test_everybody_is_counted_where_they_belong() -> None:
    found = funnel([CARD, ASKED, ANSWERED, OLD_FRIEND], NOW)
    assert (found.people, found.asked, found.answered, found.talked, found.introduced) == (4, 3, 2, 1, 1)
    assert found.answered_on == (0, 1, 1)
    assert found.warm == 1
    assert found.stages == {"conversing": 1, "nurturing": 1, "preparing": 1, "requesting": 1}


def test_nobody_is_no_error() -> None:
    found = funnel([], NOW)
    assert all(count == 0 for _, count, _ in found.rows)
    assert "0 of 0" in page(found, "Sam", "today")


def test_a_bar_is_as_long_as_its_share_and_never_hides_anybody() -> None:
    assert len(bar(1, 2)) == 15
    assert len(bar(1, 1000)) == 1
    assert bar(0, 5) == bar(0, 0) == ""
    assert (share(1, 3), share(0, 0)) == ("33%", "")


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.links += [value or "" for name, value in attrs if name in ("src", "href")]


def test_the_page_stands_alone_and_lets_no_name_in_as_markup() -> None:
    text = page(funnel([ASKED], NOW), "Sam <script>alert(1)</script>", "today")
    reader = Reader()
    reader.feed(text)
    assert reader.links == []
    assert "<script>" not in text
    assert "http" not in text

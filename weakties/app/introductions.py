"""Who led to whom? As a tree for people, as JSON, or as a picture."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import click
from rich.text import Text
from rich.tree import Tree

from relationship.views.card import Card
from weakties.app.people import list_cards
from weakties.app.session import open_session
from weakties.cli.files import write_page
from weakties.cli.format import stage_words
from weakties.cli.tables import JSON_VERSION, terminal

_COLUMN, _ROW, _MARGIN, _RADIUS = 240, 44, 24, 7
_COLOURS = {"nurturing": "#2e7d32", "conversing": "#558b2f", "scheduled": "#00838f", "requesting": "#ef6c00"}
_OTHER = "#757575"


@dataclass(frozen=True, slots=True)
class Person:
    """One in the network: how far from the user (1: found by themselves), and who led here (None: the user)."""

    card: Card
    depth: int
    parent: Card | None


async def print_network(config: Path | None, svg: Path | None, *, as_json: bool) -> None:
    """Raises TemporalProblem, or BadContact when the picture can't be written."""
    session = await open_session(config)
    people = list(walk(await list_cards(session.client, session.account)))
    if svg is not None:
        write_page(svg, picture(session.settings.me.name, people))
        click.echo(f"Wrote {svg}.", err=as_json)
    if as_json:
        click.echo(json.dumps({"version": JSON_VERSION, "people": [_json(one) for one in people]}, ensure_ascii=False))
    elif svg is None:
        terminal().print(_tree(session.settings.me.name, people))


def walk(cards: list[Card]) -> Iterator[Person]:
    """Everybody once, each after whoever led to them. An introducer who is not here any more counts as the user."""
    by_id, led = {card.id: card for card in cards}, defaultdict[str, list[Card]](list)
    for card in sorted(cards, key=lambda card: card.name.casefold()):
        led[card.introducer if card.introducer in by_id else ""].append(card)
    waiting = [Person(card, 1, None) for card in reversed(led[""])]
    while waiting:
        person = waiting.pop()
        yield person
        waiting += [Person(card, person.depth + 1, person.card) for card in reversed(led[person.card.id])]


def _json(person: Person) -> dict[str, object]:
    card = person.card
    found = {"id": card.id, "name": card.name, "email": card.email, "company": card.company, "stage": card.stage}
    return {**found, "introducer": person.parent.id if person.parent else "", "depth": person.depth}


def _tree(me: str, people: list[Person]) -> Tree:
    root = Tree(Text(me, style="bold"))
    branches: dict[str, Tree] = {}
    for person in people:
        above = branches[person.parent.id] if person.parent else root
        label = Text(person.card.name) + Text(f" <{person.card.email}>", style="dim")
        company = f" · {person.card.company}" if person.card.company else ""
        branches[person.card.id] = above.add(label + Text(f"{company} · {stage_words(person.card.stage)}"))
    return root


def picture(me: str, people: list[Person]) -> str:
    """The tree as a standalone SVG, from left to right, a row for each person."""
    places = {person.card.id: (_x(person.depth), _MARGIN + (row + 1) * _ROW) for row, person in enumerate(people)}
    width = _x(max((person.depth for person in people), default=0)) + _COLUMN
    height = 2 * _MARGIN + (len(people) + 1) * _ROW
    size = {"width": str(width), "height": str(height), "viewBox": f"0 0 {width} {height}"}
    svg = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "font-family": "sans-serif", **size})
    ET.SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "white"})
    start = (_x(0), _MARGIN)
    for person in people:
        _line(svg, places[person.parent.id] if person.parent else start, places[person.card.id])
    _dot(svg, start, "#1565c0", me, "")
    for person in people:
        card = person.card
        words = " · ".join(filter(None, (card.company, stage_words(card.stage))))
        _dot(svg, places[card.id], _COLOURS.get(card.stage, _OTHER), card.name, words)
    return ET.tostring(svg, encoding="unicode") + "\n"


def _x(depth: int) -> int:
    return _MARGIN + depth * _COLUMN // 2


def _line(svg: ET.Element, start: tuple[int, int], end: tuple[int, int]) -> None:
    path = f"M {start[0]} {start[1]} V {end[1]} H {end[0]}"
    ET.SubElement(svg, "path", {"d": path, "fill": "none", "stroke": "#b0bec5", "stroke-width": "1.5"})


def _dot(svg: ET.Element, place: tuple[int, int], colour: str, title: str, words: str) -> None:
    x, y = place
    ET.SubElement(svg, "circle", {"cx": str(x), "cy": str(y), "r": str(_RADIUS), "fill": colour})
    name = ET.SubElement(svg, "text", {"x": str(x + 14), "y": str(y + 1 if words else y + 5), "font-size": "14"})
    name.text = title
    if words:
        below = {"x": str(x + 14), "y": str(y + 16), "font-size": "11", "fill": "#607d8b"}
        ET.SubElement(svg, "text", below).text = words

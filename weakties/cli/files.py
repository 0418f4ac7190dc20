"""Files that are written for the user, where they said or where they find them again."""

from pathlib import Path

import click

from weakties.app.starting import BadContact


def write_page(file: Path, text: str) -> None:
    """Write a page or picture where the user said. Raises BadContact with the next move."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadContact(f"can't write {file}: {error.strerror}; give another place") from error


def keep(name: str, text: str) -> Path:
    """Keep what the user wrote and nobody could read, and say where."""
    file = Path(click.get_app_dir("weakties")) / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file

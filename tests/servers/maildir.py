"""Which messages lie in a Maildir folder, without asking the server that owns it?"""

from __future__ import annotations

import re
from pathlib import Path

_ARRIVAL = re.compile(r"(\d+)\.M(\d+)")


def read_folder(maildir: Path, folder: str) -> tuple[bytes, ...]:
    """The messages of a folder in the order of their arrival, with CRLF line ends as IMAP shows them.

    Sub-folders are separated by a slash. A folder that does not exist (yet) is empty.
    """
    place = maildir if folder.upper() == "INBOX" else maildir / ("." + folder.replace("/", "."))
    files = [file for part in ("cur", "new") for file in _files(place / part)]
    return tuple(_read(file) for file in sorted(files, key=_arrival))


def _files(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []


def _read(file: Path) -> bytes:
    # Dovecot stores bare line feeds (mail_save_crlf = no).
    return re.sub(rb"\r?\n", b"\r\n", _current(file).read_bytes())


def _current(file: Path) -> Path:
    """The same message under its name of now: new/x becomes cur/x:2, then flags follow."""
    if file.exists():
        return file
    stem = file.name.partition(":")[0]
    return next(found for part in ("cur", "new") for found in (file.parent.parent / part).glob(f"{stem}*"))


def _arrival(file: Path) -> tuple[int, int]:
    found = _ARRIVAL.match(file.name)
    return (int(found[1]), int(found[2])) if found else (0, 0)

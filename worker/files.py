"""Write a file that is the user's alone, whole or not at all."""

import os
from pathlib import Path


def write_private(file: Path, text: str) -> None:
    """Mode 0600. Until all of it is on the disk, what was there stays. Raises OSError."""
    fresh = file.with_name(f".{file.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(file)

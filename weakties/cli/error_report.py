"""Where does an unexpected error leave its details?"""

import tempfile
import traceback
from pathlib import Path


def write_report(error: Exception) -> Path:
    """Write the traceback to a private file of its own, for a bug report; returns the file."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="weakties-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.writelines(traceback.format_exception(error))
    return Path(file.name)

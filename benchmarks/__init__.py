"""How fast and how well, measured against a stated limit in the same run."""

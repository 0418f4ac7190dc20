"""A person asks not to be written to again."""

"""Pages for people. Those that follow from the code are written by `generate.py`."""

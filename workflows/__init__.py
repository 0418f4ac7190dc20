"""Temporal shells: they wait, ask, act and record. No rule lives here."""

"""Temporal: the embedded server or a cluster, and what keeps its stored data private."""

"""Send a mail, never twice."""

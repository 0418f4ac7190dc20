"""A calendar asks or answers (iTIP, RFC 5546)."""

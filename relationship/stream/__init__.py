"""What can happen to a relationship, what can be asked of it, and what is known from that."""

"""What people are shown of a relationship, worked out from its events and state."""

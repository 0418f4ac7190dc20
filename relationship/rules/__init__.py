"""Which events follow from a command, what they change, and which step comes next."""

"""A gate asks the sender to prove that they are a person."""

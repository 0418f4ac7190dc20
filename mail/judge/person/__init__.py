"""A person wrote."""

"""A message to many, or from a program to nobody in particular."""

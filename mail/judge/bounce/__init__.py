"""A mail server could not deliver: is it so, for good or for now, and whose fault is it?"""

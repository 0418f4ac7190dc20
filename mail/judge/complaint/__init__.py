"""Somebody reported our message as abuse."""

"""Contacts in files: CSV, vCards, which column is what, and where somebody seems to live."""

"""Stub while it is written."""
MOST_CHARACTERS = 500

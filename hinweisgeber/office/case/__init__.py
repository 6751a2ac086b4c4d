"""The case page and what is done on it."""

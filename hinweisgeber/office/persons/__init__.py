"""Persons named in a case, and what is told to them."""

"""A passphrase as it is meant: who pastes one brings blanks along that nobody sees."""

from __future__ import annotations


def as_chosen(typed: str) -> str:
    """One that is chosen, as it is kept: without blanks around it."""
    return typed.strip()


def as_meant(typed: str) -> tuple[str, ...]:
    """One that opens something: without blanks around it, then as it was typed, for earlier ones were kept with them.
    Only where there are any, that is a second one to compute with."""
    inside = as_chosen(typed)
    return (typed,) if inside == typed else (inside, typed)

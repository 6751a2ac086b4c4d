"""Codes, keys, seals, the key ring and the journal's chain. `SPEC.md` beside this describes every format.

Knows no Flask and no SQL. Only `primitives` touches third-party cryptography; everything here raises errors
of `hinweisgeber.errors`, or `TypeError`/`ValueError` when the calling code itself is wrong.
"""

"""The tree over a journal that witnesses sign (SPEC §41): RFC 6962's, with SHA-256; its leaves are the entries' hashes.

The journal itself stays a chain. Only whoever sees no entry needs a tree: two of its roots and some dozen hashes show
that the longer journal begins with the shorter one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.errors import JournalBroken

HASH = 32


class Tree:
    """Grows leaf by leaf and keeps only the roots of its whole parts: some dozen hashes, however large it is."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []  # the largest first

    def add(self, entry_hash: bytes) -> None:
        """The next leaf: the hash of an entry."""
        node, size = primitives.sha256(b"\0" + entry_hash), self.size
        while size & 1:
            node, size = _above(self._parts.pop(), node), size >> 1
        self._parts.append(node)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The hash of the whole; of an empty tree that of nothing."""
        return reduce(lambda right, left: _above(left, right), reversed(self._parts)) if self._parts else _NOTHING


_NOTHING = primitives.sha256(b"")


def consistency(entry_hashes: Iterable[bytes], old: int, new: int) -> tuple[tuple[bytes, ...], bytes]:
    """What shows that the tree of the first `new` of these leaves continues that of the first `old` (RFC 6962 §2.1.2;
    nothing for 0), and its root. Raises JournalBroken where there are fewer."""
    whole = Tree()
    parts = [(start, start + size, Tree()) for start, size in _needed(0, old, new, True)] if old else []
    for at, entry_hash in zip(range(new), entry_hashes, strict=False):
        whole.add(entry_hash)
        for start, end, part in parts:
            if start <= at < end:
                part.add(entry_hash)
    if whole.size != new:
        raise JournalBroken(whole.size + 1, "not the next number")
    return tuple(part.root for _, _, part in parts), whole.root


def _needed(start: int, old: int, size: int, known: bool) -> Iterator[tuple[int, int]]:
    """Start and size of the parts whose roots are the proof, in RFC 6962's order; `known`: the reader has this one."""
    if old == size:
        yield from () if known else ((start, size),)
        return
    left = 1 << ((size - 1).bit_length() - 1)
    if old <= left:
        yield from _needed(start, old, left, known)
        yield start + left, size - left
    else:
        yield from _needed(start + left, old - left, size - left, False)
        yield start, left


def must_continue(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Returns only if the tree of `new` leaves begins with that of `old` (from 1), as the proof shows (RFC 9162
    §2.1.4.2). Raises JournalBroken."""
    if not 0 < old <= new or bool(proof) == (old == new):
        raise JournalBroken(old, "proof of another length")
    if old == new:
        _must_be(old, old_root, new_root)
        return
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]  # a whole part is not said twice
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for one in hashes[1:]:
        if not last:
            raise JournalBroken(old, "proof of another length")
        if place & 1 or place == last:
            before, after = _above(one, before), _above(one, after)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            after = _above(after, one)
        place, last = place >> 1, last >> 1
    if last:
        raise JournalBroken(old, "proof of another length")
    _must_be(old, old_root + new_root, before + after)


def _must_be(old: int, one: bytes, other: bytes) -> None:
    if one != other:
        raise JournalBroken(old, "does not continue what the witness signed")


def _above(left: bytes, right: bytes) -> bytes:
    return primitives.sha256(b"\1" + left + right)

"""The chain, entry by entry in the order of its numbers (SPEC §§ 13, 14, 24). Whatever is broken, one goes on with what
stands there: an entry's own signature covers which one came before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ....crypto import chain
from ....crypto.chain import Checkpoint, Entry
from ....crypto.errors import JournalBroken, SignatureBroken
from ....crypto.keys import VerifyKey
from ....crypto.ring import Ring
from ....domain.acts import ROOT, Kind
from ....store.cabinet import BEFORE_ALL, NO_FILE, Cabinet
from .findings import Amiss, Finding

_ORDER = ("not the next number", "does not follow the entry before")  # what the entry before may be to blame for


@dataclass
class Chain:
    """What was gone through."""

    head: Entry | None = None
    entries: int = 0
    texts: int = 0
    found: list[Finding] = field(default_factory=list)


def walk(
    cab: Cabinet, ring: Ring, kept: Checkpoint | None = None, since: Entry | None = None, until: int | None = None
) -> Chain:
    """Every entry and its text, or those after `since`, which was verified before, up to the number `until`. `kept`: an
    earlier checkpoint, which must be part of it."""
    done, before, texts = Chain(since, since.seq if since else 0), since, _Texts(cab, since.seq if since else 0)
    blamed = False
    for entry in cab.entries(since.seq if since else BEFORE_ALL):
        if until is not None and entry.seq > until:
            break
        broken = _broken(ring, entry, before, texts)
        if broken is not None and not (blamed and broken.why in _ORDER):
            what = "text" if broken.why == "text is not the signed one" else "entry"
            done.found.append(Finding(broken.seq, "", Amiss.ALTERED, what, broken.why, broken.values))
        blamed = broken is not None
        if kept is not None and kept.size == entry.seq:  # 5. an earlier checkpoint is part of it
            done.found += _checkpoint(ring, entry, kept)
        done.entries, before = done.entries + 1, entry
    done.head, done.texts = before, texts.read
    done.found += _end(done, kept if until is None else None)
    return done


def _broken(ring: Ring, entry: Entry, before: Entry | None, texts: _Texts) -> JournalBroken | None:
    try:
        if before is None:  # 1. the journal begins with the founding, signed by the root
            _founding(entry)
        chain.verify_entry(ring.installation, entry, before, _signer(ring, entry))  # 2., 3. number, hash, signature
    except JournalBroken as broken:
        texts.of(entry.seq)
        return broken
    if (text := texts.of(entry.seq)) is not None:  # 4. a text that is there is the committed one
        try:
            chain.verify_text(entry, *text)
        except JournalBroken as broken:
            return broken
    return None


class _Texts:
    """The sealed texts, read beside the entries; in the same order, so none is held."""

    def __init__(self, cab: Cabinet, after: int) -> None:
        self._rows: Iterator[tuple[int, bytes, bytes]] = cab.texts(after)
        self._next = next(self._rows, None)
        self.read = 0

    def of(self, seq: int) -> tuple[bytes, bytes] | None:
        """Salt and sealed text of this entry, as far as they are there."""
        while self._next is not None and self._next[0] < seq:
            self._next = next(self._rows, None)
        if self._next is None or self._next[0] != seq:
            return None
        text, self._next, self.read = self._next[1:], next(self._rows, None), self.read + 1
        return text


def _founding(entry: Entry) -> None:
    if (entry.kind, entry.signer, entry.file_id) != (Kind.FOUNDED, ROOT, NO_FILE):
        raise JournalBroken(entry.seq, "does not begin with the founding")


def _signer(ring: Ring, entry: Entry) -> VerifyKey:
    if entry.signer == ROOT and entry.seq != 1:
        raise JournalBroken(entry.seq, "root signs the founding only")
    try:
        return ring.signer(entry.signer, entry.day)
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signer not valid on that day", signer=entry.signer, day=entry.day) from error


def _checkpoint(ring: Ring, entry: Entry, kept: Checkpoint) -> Iterator[Finding]:
    if kept.origin != ring.installation:
        yield _of_checkpoint(entry.seq, "checkpoint of another installation")
    elif kept.head != entry.hash:
        yield _of_checkpoint(entry.seq, "checkpoint of another journal")
    else:
        try:
            kept.verify(ring.signer(kept.signer, entry.day))
        except SignatureBroken:
            yield _of_checkpoint(entry.seq, "checkpoint not signed as it says")


def _end(done: Chain, kept: Checkpoint | None) -> Iterator[Finding]:
    if done.head is None:
        yield Finding(1, "", Amiss.MISSING, "entry", "no entry at all")
    elif kept is not None and kept.size > done.head.seq:
        values = {"known": kept.size, "there": done.head.seq}
        yield Finding(done.head.seq + 1, "", Amiss.MISSING, "entry", "checkpoint of a longer journal", values)


def _of_checkpoint(seq: int, why: str) -> Finding:
    return Finding(seq, "", Amiss.ALTERED, "checkpoint", why)

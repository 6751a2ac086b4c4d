"""What a file's entries say decides for whom it is sealed: so before that, whether officers said it."""

from __future__ import annotations

from functools import lru_cache

from ...crypto import chain, proof
from ...crypto.errors import JournalBroken, SealBroken, SignatureBroken
from ...crypto.keys import VerifyKey
from ...crypto.ring import Ring
from ...domain.acts import Kind
from ...domain.case.measure_steps import MeasureAdded
from ...domain.journal import Entry
from ...errors import FormatBroken
from ...store.cabinet import Cabinet
from .desk import Desk, OpenFile, open_act
from .file_keys import FileKeys

KNOWN = 8192  # entries that were checked stay known


def require_signed(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """Returns only if officers of this ring signed the entries that name holders and epochs as they stand here, and the
    journal goes on from each: who writes rows names no holder, nor does who signs anew what they signed once. Raises
    SealBroken.

    In a file of version 1 all entries tell who holds the key. An epoch that is taken out leads back to holders of whom
    one may read the file no more: then another begins. Whether a signer was in on that day, and whether the journal is
    whole, `verify` says.
    """
    head = cabinet.head()
    for entry, following in cabinet.followed(opened.id, saying=bool(opened.row.epoch)):
        if (signer := desk.ring.get(entry.signer)) is None:
            raise SealBroken("an entry by nobody of this ring")
        if following is None and (head is None or entry.seq != head.seq):
            raise SealBroken("an entry after which one is missing")
        try:
            _verified(desk.ring.installation, entry, signer.sign_public, following)
        except JournalBroken as error:
            raise SealBroken("an entry that nobody signed like this") from error


def require_born(cabinet: Cabinet, case: FileKeys, measure: OpenFile) -> None:
    """Returns only if the file is a measure, and born of the case with these keys as far as its first entry says (SPEC
    §23): the row says of which case somebody with SQL likes. Raises SealBroken, FormatBroken."""
    if (mark := born_of(cabinet, measure)) is not None and mark != case.measure_mark(measure.id):
        raise SealBroken("a measure of another case")


def born_of(cabinet: Cabinet, measure: OpenFile) -> str | None:
    """The mark of the case a measure was born in; None of measures of before there were such. Raises SealBroken,
    FormatBroken: the first entry's text is no measure's, or not the one that was signed."""
    if (first := cabinet.first_of(measure.id)) is None:
        raise SealBroken("nothing says where a measure was born")
    entry, salt, sealed = first
    try:
        chain.verify_text(entry, salt, sealed)
    except JournalBroken as error:
        raise SealBroken("not the text that was signed") from error
    data = open_act(measure, 1, entry, sealed).data
    if not isinstance(data, MeasureAdded):  # the row of a case that poses as one
        raise SealBroken("no measure")
    return data.born


def put_out_by(ring: Ring, file_id: bytes, text: str) -> tuple[Entry | None, frozenset[str]]:
    """The signed entry in this proof, and whom it puts out of the file for good (SPEC §19); nobody where nobody of the
    ring signed it."""
    try:
        entry = proof.read_removal(file_id, text)
        chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))
        officers = proof.removed_by(entry)
    except (FormatBroken, JournalBroken, SignatureBroken):
        return None, frozenset()
    return (entry, officers) if officers else (None, officers)


def put_out(cabinet: Cabinet, ring: Ring, file_id: bytes) -> tuple[frozenset[str], frozenset[str]]:
    """Who was out of a file before it was put back from a backup, and its sheet may not say it: who had left as biased,
    and whom its reporter had excluded."""
    found = (put_out_by(ring, file_id, text) for text in set(cabinet.put_out_of([file_id]).values()))
    left, excluded = set[str](), set[str]()
    for entry, officers in found:
        (left if entry and entry.kind == Kind.RECUSED else excluded).update(officers)
    return frozenset(left), frozenset(excluded - left)


@lru_cache(maxsize=KNOWN)
def _verified(installation: str, entry: Entry, sign_public: bytes, following: bytes | None) -> None:
    """The signature is over all that an entry is equal by. What raises is not kept."""
    chain.verify_alone(installation, entry, VerifyKey(sign_public))
    if following not in (None, entry.hash):
        raise JournalBroken(entry.seq + 1, "does not follow the entry before")

"""The keys of a file (SPEC §23): the newest, which an officer holds, and all before it, to which its links lead.

Whoever opens or seals something of a file asks here with which key and for which context; nobody else knows in which
version or epoch it was sealed.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ...crypto import contexts
from ...crypto.dialogue import EpochDialogue
from ...crypto.epochs import REPORT, Epoch, EpochKey, KeysSaid
from ...crypto.errors import SealBroken
from ...crypto.keys import CaseKey, DialogueKey, FileKey, Recipient, ReportKey
from ...crypto.keystore import Identity
from ...domain.acts import Kind
from ...store.cabinet import SealedFile, Vouched

Place = tuple[FileKey, bytes]  # what a text of the file is sealed with, and for which context


@dataclass(frozen=True)
class BegunEpoch:
    """An epoch of a file, as the entry says that began it."""

    epoch: Epoch
    seq: int  # of that entry
    mark: bytes  # of its key
    link: bytes | None  # to the key before; a file that was born here has none in its first epoch


class FileKeys:
    """The keys of one file, each opened when it is asked for. Whatever does not open raises `SealBroken`."""

    def __init__(
        self,
        file_id: bytes,
        newest: CaseKey | ReportKey | EpochKey,
        begun: tuple[BegunEpoch, ...] = (),
        born: bool = False,
    ) -> None:
        """`born`: the first entry began the first epoch, so that nothing of the file is older."""
        self._id, self._begun, self._born = file_id, begun, born
        self._keys: dict[int, CaseKey | ReportKey | EpochKey] = {}
        self._files: dict[int, FileKey] = {}
        self._have(len(begun), newest)

    @property
    def epoch(self) -> Epoch:
        """The newest; that of the report while the office has made none."""
        return self._begun[-1].epoch if self._begun else REPORT

    @property
    def newest(self) -> CaseKey | ReportKey | EpochKey:
        """The key all others come from."""
        return self._keys[len(self._begun)]

    def sheet(self, revision: int) -> Place:
        """For the sheet."""
        if not self._begun:
            return self._file(0), contexts.sheet(self._id, revision)
        return self._file(len(self._begun)), contexts.sheet_in(self._id, self.epoch.text, revision)

    def entry(self, seq: int, place: int) -> Place:
        """For the text of the entry `seq` of the journal, the `place`-th of the file, from 1."""
        if (number := bisect_right(self._seqs, seq)) == 0:
            return self._file(0), contexts.entry(self._id, place)
        return self._file(number), contexts.entry_in(self._id, self._begun[number - 1].epoch.text, place)

    def copy(self, number: int, source: bytes, n: int) -> Place:
        """For what is known of the `n`-th copy of a file, sealed in the epoch of this number."""
        if not 0 <= number <= len(self._begun):
            raise SealBroken("an epoch that there is not")
        if number == 0:
            return self._file(0), contexts.copy(self._id, source, n)
        return self._file(number), contexts.copy_in(self._id, self._begun[number - 1].epoch.text, source, n)

    @cached_property
    def dialogue(self) -> DialogueKey:
        """For what was said in version 1, whatever epoch the file is in."""
        key = self._key(0)
        if type(key) is not CaseKey:
            raise SealBroken("a file without a dialogue of version 1")
        return key.dialogue

    @cached_property
    def report(self) -> DialogueKey:
        """For what was said in version 2 before the office had a key."""
        if type(key := self._keys.get(0)) is ReportKey:
            return key.dialogue
        first = self._key(min(1, len(self._begun)))
        if type(first) is not EpochKey or (link := self._begun[0].link) is None:
            raise SealBroken("a file without a report's key")
        return first.open_report_link(self._id, self._begun[0].epoch, link).dialogue

    def dialogues(self) -> tuple[EpochDialogue, ...]:
        """For what is said in version 2: of each epoch from 1, in order."""
        keys = [(one.epoch, self._key(number)) for number, one in enumerate(self._begun, 1)]
        return tuple(EpochDialogue(self._id, epoch, key.dialogue) for epoch, key in keys)

    def measure_mark(self, measure_id: bytes) -> str:
        """The mark of a measure that was born of this case: by its first epoch's key, to which all others lead."""
        if type(key := self._key(min(1, len(self._begun)))) is not EpochKey:
            raise SealBroken("no measure with a mark was born of a case of version 1")
        return key.measure_mark(measure_id, self._begun[0].epoch).hex()

    def wrapped_for(self, recipient: Recipient) -> bytes:
        """The newest key for another officer; it leads them to all before."""
        if isinstance(self.newest, EpochKey):
            return self.newest.wrap(self._id, self.epoch, recipient)
        return recipient.wrap(self._id, _of_version_1(self.newest))

    def wrapped_own(self, identity: Identity) -> bytes:
        """The newest key under an officer's own."""
        if isinstance(self.newest, EpochKey):
            return identity.wrap_own_epoch(self._id, self.epoch, self.newest)
        return identity.wrap_own(self._id, _of_version_1(self.newest))

    def after(self, begun: BegunEpoch, key: EpochKey) -> FileKeys:
        """The keys of the file once that epoch has begun."""
        keys = FileKeys(self._id, key, (*self._begun, begun), self._born)
        keys._keys = {**self._keys, **keys._keys}
        return keys

    @cached_property
    def _seqs(self) -> list[int]:
        return [one.seq for one in self._begun]

    def _file(self, number: int) -> FileKey:
        """Who knew the report's key must not be able to make anything of the file."""
        if number == 0 and self._born:
            raise SealBroken("nothing of this file is of version 1")
        if number not in self._files:
            key = self._key(number)
            self._files[number] = key.file if isinstance(key, EpochKey) else _of_version_1(key).file
        return self._files[number]

    def _key(self, number: int) -> CaseKey | ReportKey | EpochKey:
        for above in range(min(n for n in self._keys if n >= number), number, -1):
            key, one = self._keys[above], self._begun[above - 1]
            if type(key) is not EpochKey or one.link is None:
                raise SealBroken("no key before this one")
            self._have(above - 1, key.open_link(self._id, one.epoch, one.link))
        return self._keys[number]

    def _have(self, number: int, key: CaseKey | ReportKey | EpochKey) -> None:
        """Keeps a key that was opened, if it is the one an entry vouches for."""
        if number:
            one = self._begun[number - 1]
            if type(key) is not EpochKey or key.mark(self._id, one.epoch) != one.mark:
                raise SealBroken("not the key its entry speaks of")
        self._keys[number] = key

    def __repr__(self) -> str:
        return f"<FileKeys {self.epoch.text}>"


def _of_version_1(key: CaseKey | ReportKey | EpochKey) -> CaseKey:
    if type(key) is not CaseKey:
        raise SealBroken("a report's key opens nothing of a file")
    return key


def keys_of(officer_id: str, identity: Identity, row: SealedFile) -> FileKeys:
    """The keys of a file out of the officer's wrap. Raises SealBroken, FormatBroken: also where the file is said to be
    in another epoch than its entries say, so that nobody is led back to a key that others hold."""
    said = [(one, KeysSaid.read(one.said)) for one in row.said]
    begun = list[BegunEpoch]()
    for one, keys in said:
        if keys.epoch is None:
            continue
        if (keys.epoch.number, keys.epoch.random) != (one.number, one.random) or keys.epoch.number != len(begun) + 1:
            raise SealBroken("epochs are missing")
        if keys.before != (begun[-1].epoch if begun else None):
            raise SealBroken("an epoch after another one")
        begun.append(BegunEpoch(keys.epoch, one.seq, keys.mark, one.link))
    if row.epoch != len(begun):
        raise SealBroken("in another epoch than its entries say")
    if not begun:
        return FileKeys(row.id, identity.unwrap_own(row.id, row.wrap) if row.own
                        else identity.unwrap(officer_id, row.id, row.wrap))  # fmt: skip
    newest = begun[-1].epoch
    key = (
        identity.unwrap_own_epoch(row.id, newest, row.wrap)
        if row.own
        else identity.unwrap_epoch(officer_id, row.id, newest, row.wrap)
    )
    return FileKeys(row.id, key, tuple(begun), born=row.said[0].kind != Kind.EPOCH)


def holders_of(said: Sequence[Vouched]) -> frozenset[str]:
    """Who holds a file's newest key, as the last of its entries says that names holders; nobody in version 1. Raises
    FormatBroken."""
    named = (KeysSaid.read(one.said).holders for one in reversed(said))
    return frozenset(next((holders for holders in named if holders is not None), ()))


def ever_holding(said: Sequence[Vouched]) -> frozenset[str]:
    """Who has held a file's newest key since its epoch began, also who has left since. Raises FormatBroken."""
    held = frozenset[str]()
    for keys in (KeysSaid.read(one.said) for one in said):
        held = frozenset(keys.holders or ()) | (frozenset() if keys.epoch else held)
    return held


def joined_by(said: Sequence[Vouched]) -> dict[int, frozenset[str]]:
    """Who came to a file's key with which entry of those within an epoch. Raises FormatBroken."""
    held, found = frozenset[str](), dict[int, frozenset[str]]()
    for one in said:
        keys = KeysSaid.read(one.said)
        holders = held if keys.holders is None else frozenset(keys.holders)
        if not keys.epoch:
            found[one.seq] = holders - held
        held = holders
    return found


def put_out_openly(said: Sequence[Vouched]) -> frozenset[str]:
    """Who was put out of a file as its entries say openly, which keep the reason sealed. Raises FormatBroken."""
    return frozenset(one for keys in said for one in KeysSaid.read(keys.said).out)

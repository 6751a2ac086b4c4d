"""The log of a case, read no further than is needed: however long it has become, an act and a page open a few entries.

Each officer keeps, under their own key, how the case stood after all but the newest (`domain/case/abstract.py`).
Only what came since is opened and reckoned on; the sheet must be the sum, as of the whole log. An abstract is only a
summary: one that is missing, of another version or not of this log is passed over, and all is read. What is shown of
older entries is opened then, and must open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ... import __version__
from ...crypto import contexts
from ...crypto.errors import SealBroken
from ...crypto.power import RULED
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...domain.acts import Act
from ...domain.case import fold
from ...domain.case.abstract import Abstract, Where, messages_in, signers_after, standing
from ...domain.case.case_steps import Assigned, CaseReceived
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.follow_ups import FollowUp
from ...domain.ending.file_steps import NoteDestroyed
from ...domain.epoch_step import EpochBegun
from ...domain.errors.case import NotAllowed
from ...domain.errors.fields import ReasonMissing
from ...domain.errors.power import NotAgreed
from ...domain.journal import Entry
from ...domain.power.openly import RULES
from ...errors import Broken, FormatBroken, Refused
from ...store.cabinet import Cabinet
from ..reporter.exclusions import barred
from .desk import Desk, OpenFile, case_of, has_newer, known_acts, open_act, read_entries, read_log, require_known
from .file_keys import joined_by, put_out_openly

PAGE = 20  # entries of a log, messages of a dialogue
INTRODUCTION, RENEWAL = "introduction", "renewal"  # of a mailbox: words that say nothing else
AUTOMATIC, CARRIED = "automatic", "carried"  # it came with the report; a new epoch took it along
UNSAID = "unsaid"  # it was never shown: after a restore something else lay in its place
RENEWED_AT = 2 * PAGE  # entries that are opened at most before the abstract is made anew; the newest page stays out


@dataclass(frozen=True)
class Entries:
    """One page of a log, the newest entries first; `start`: the place of the first one shown."""

    shown: tuple[Act, ...]
    page: int
    pages: int
    total: int
    start: int


@dataclass(frozen=True)
class SignedWords:
    """What the journal says of a message: who entered it, and the digest of what was sealed."""

    signer: str
    digest: str
    faults: tuple[str, ...] = ()  # of a word in version 2
    names: str = ""  # what it does instead of saying anything

    @classmethod
    def by(cls, act: Act, digest: str, place: int) -> SignedWords:
        """As this act says of the message at that place."""
        if isinstance(act.data, EpochBegun) and place in dict(act.data.unsaid or ()):
            return cls(act.signer, digest, names=UNSAID)
        if not isinstance(act.data, FollowUp):
            return cls(act.signer, digest, names=_OFFICES.get(type(act.data), ""))
        talk = act.data.talk
        names = (RENEWAL if talk.generation else INTRODUCTION) if talk else ""
        return cls(act.signer, digest, act.data.faults or (), names)


_OFFICES: dict[type, str] = {CaseReceived: AUTOMATIC, EpochBegun: CARRIED}


class Log:
    """The log of a case within one transaction: how the case stands, and the newest entries; the rest when asked."""

    def __init__(
        self, cabinet: Cabinet, opened: OpenFile, before: Abstract | None, recent: list[tuple[Entry, Act]]
    ) -> None:
        """`recent`: all entries after the abstract, opened. Raises SealBroken, NotAllowed and the like unless the sheet
        is the sum. What a newer version entered nobody can sum up: then the sheet alone says how the case stands."""
        self._cabinet, self._opened, self._before, self._recent = cabinet, opened, before, recent
        self.recent = [act for _, act in recent]
        self.newer = has_newer(self.recent)
        self.total = self._first + len(recent) - 1
        self.case = case_of(opened)
        if not self.newer and _after(before, self.recent) != self.case:
            raise SealBroken("the sheet of a case is not the sum of its acts")
        self._standing: list[Act] | None = None

    @property
    def _first(self) -> int:
        """The place of the first recent entry."""
        return self._before.last.place + 1 if self._before else 1

    def standing(self) -> list[Act]:
        """The acts that matter however old they are, in order, and all recent ones. Raises SealBroken."""
        if self._standing is None:
            self._standing = [*self._older(self._before.standing if self._before else ()), *self.recent]
        return self._standing

    def _older(self, wanted: Iterable[Where]) -> list[Act]:
        places = {where.seq: where.place for where in wanted}
        if not places:
            return []
        rows = self._cabinet.file_log_at(self._opened.id, places)
        if rows.keys() != places.keys():
            raise SealBroken("an entry of the log is missing")
        return [open_act(self._opened, places[seq], *rows[seq]) for seq in sorted(rows)]

    def page(self, number: int, to: int | None = None) -> Entries:
        """One page of the log; or the one on which the entry `to` stands. Raises SealBroken."""
        pages = max(1, -(-self.total // PAGE))
        if to is not None and to in self._cabinet.file_log_at(self._opened.id, [to]):
            number = self._cabinet.newer_in_file(self._opened.id, to) // PAGE + 1
        number = min(max(1, number), pages)
        skip = (number - 1) * PAGE
        start, wanted = self.total - skip, min(PAGE, self.total - skip)
        if skip + wanted <= len(self.recent):
            shown = self.recent[::-1][skip : skip + wanted]
        else:
            rows = self._cabinet.file_log_page(self._opened.id, skip, wanted)
            shown = [open_act(self._opened, start - n, *row) for n, row in enumerate(rows)]
            self._require_destroyed(shown)
        return Entries(tuple(shown), number, pages, self.total, start)

    def _require_destroyed(self, acts: Iterable[Act]) -> None:
        gone = {act.seq for act in acts if act.gone}
        if gone and gone - _destroyed(self._before, self.recent):
            raise SealBroken("a text of the log is missing")

    def signed(self, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], SignedWords]:
        """What the journal says of these messages, by author and place; nothing of one that it does not know. Raises
        SealBroken."""
        ids = set(wanted)
        signers = self._before.signers if self._before else {}
        entries = {one for author, place in ids if author in signers and (one := signers[author].of(place))}
        acts = [*self._older(entries), *self.recent]
        said = ((act, *message) for act in acts for message in messages_in(act))
        return {
            (author, place): SignedWords.by(act, text, place)
            for act, author, place, text in said
            if (author, place) in ids
        }

    def lost(self) -> list[tuple[str, int]]:
        """Author and place of the messages that the journal knows and that are not here. They are counted, and looked
        for only when the count is wrong."""
        before = self._before.signers if self._before else {}
        numbered = ((Where(self._first + n, act.seq), act) for n, act in enumerate(self.recent))
        signers = signers_after(before, numbered)
        there = self._cabinet.places_of(self._opened.id)
        expected = {
            author: (len(one.places), one.first, one.first + len(one.places) - 1) for author, one in signers.items()
        }
        if all(there.get(author) == places for author, places in expected.items()):
            return []
        known = {(author, one.first + n) for author, one in signers.items() for n in range(len(one.places))}
        return sorted(known - self._cabinet.message_places(self._opened.id))

    def renewed(self) -> Abstract | None:
        """The abstract of all but the newest page, where that is due and there can be one."""
        if self.newer or len(self.recent) < RENEWED_AT:
            return None
        count = len(self.recent) - PAGE
        older, last = self._recent[:count], self._recent[count - 1][0]
        numbered = [(Where(self._first + n, act.seq), act) for n, (_, act) in enumerate(older)]
        places = {
            where.seq: where for where in (*(self._before.standing if self._before else ()), *(w for w, _ in numbered))
        }
        acts = [*self.standing()[: len(self.standing()) - len(self.recent)], *(act for _, act in numbered)]
        try:
            signers = signers_after(self._before.signers if self._before else {}, numbered)
        except FormatBroken:  # it is read as a whole each time
            return None
        return Abstract(
            Where(self._first + count - 1, last.seq),
            last.hash.hex(),
            _after(self._before, [act for _, act in numbered]),
            tuple(places[act.seq] for act in standing(acts)),
            signers,
            tuple(sorted(_destroyed(self._before, [act for _, act in numbered]))),
        )


def open_log(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> Log:
    """The log of a case, to be read. Raises SealBroken unless the sheet is the sum of what the journal says, or where
    somebody was put out of the case whom nobody excluded, or came to its key by an act that lets somebody else in."""
    log = _open(cabinet, desk, opened)
    if log.newer:
        return log
    if not put_out_openly(opened.row.said) <= barred(desk.ring, log.case.kept_out):
        raise SealBroken("somebody was put out whom nobody excluded")
    joined = joined_by(opened.row.said)
    for act in log.recent:
        if isinstance(act.data, Assigned) and not joined.get(act.seq, frozenset()) <= {act.data.to}:
            raise SealBroken("a key went to somebody else than was agreed")
    return log


def _open(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> Log:
    if (before := _kept(cabinet, desk, opened)) is not None:
        with contextlib.suppress(Broken, Refused):  # the whole log says what is wrong, or that nothing is
            return _since(cabinet, opened, before)
    every = read_entries(cabinet, opened)
    _require_rules(act for _, act in every)
    try:
        return Log(cabinet, opened, None, every)
    except (NotAllowed, ReasonMissing, NotAgreed) as error:
        raise SealBroken("the log of a case does not hold together") from error


def read_case(cabinet: Cabinet, opened: OpenFile) -> tuple[CaseFile, list[Act]]:
    """The case and its whole log, for who has to look at all of it. Raises SealBroken unless the sheet is the sum of
    what the journal says.

    What a newer version entered nobody here can sum up: then the sheet alone says how the case stands.
    """
    log, sheet = read_log(cabinet, opened), case_of(opened)
    _require_rules(log)
    if has_newer(log):
        return sheet, log
    try:
        case = fold.fold(log)
    except (NotAllowed, ReasonMissing, NotAgreed) as error:
        raise SealBroken("the log of a case does not hold together") from error
    if case != sheet:
        raise SealBroken("the sheet of a case is not the sum of its acts")
    return case, log


def checked_case(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> tuple[CaseFile, Log]:
    """The case and its log, before an act in this transaction; keeps the abstract where that is due. Raises SealBroken
    as `open_log`, and NewerEntries."""
    log = open_log(cabinet, desk, opened)
    require_known(log.recent)
    keep(cabinet, desk, opened, log.renewed())
    return log.case, log


def require_known_log(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> None:
    """Before the reporter's words are taken in: these must not wait because one text is damaged. Keeps the abstract
    where that is due. Raises NewerEntries."""
    try:
        log = open_log(cabinet, desk, opened)
        acts, renewed = log.recent, log.renewed()
    except Broken:
        acts, renewed = known_acts(cabinet, opened), None
    require_known(acts)
    keep(cabinet, desk, opened, renewed)


def keep(cabinet: Cabinet, desk: Desk, opened: OpenFile, made: Abstract | None) -> None:
    """Keeps an abstract for this officer; None, or one too large to be sealed: nothing."""
    with contextlib.suppress(FormatBroken):
        if made is not None:
            context = contexts.abstract(opened.id, desk.officer_id)
            sealed = seal_text(desk.identity.own, context, made.payload(__version__))
            cabinet.set_abstract(opened.id, desk.officer_id, sealed)


def _kept(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> Abstract | None:
    if (sealed := cabinet.abstract(opened.id, desk.officer_id)) is None:
        return None
    try:
        text = open_text(desk.identity.own, contexts.abstract(opened.id, desk.officer_id), sealed)
        return Abstract.from_payload(text, __version__)
    except Broken:
        return None


def _since(cabinet: Cabinet, opened: OpenFile, before: Abstract) -> Log:
    """The log after this abstract. Raises SealBroken when it is not one of this log: the entry it ends with is not
    here, or entries or texts were taken out before that."""
    rows = cabinet.file_log(opened.id, before.last.seq)
    if not rows or rows[0][0].seq != before.last.seq or rows[0][0].hash.hex() != before.hash:
        raise SealBroken("the abstract ends with another entry")
    first = before.last.place + 1
    ruled = RULED in (rows[0][0].open or "")
    recent = [(entry, open_act(opened, first + n, entry, sealed)) for n, (entry, sealed) in enumerate(rows[1:])]
    _require_rules((act for _, act in recent), ruled)
    log = Log(cabinet, opened, before, recent)
    entries, texts = cabinet.file_log_sizes(opened.id)
    destroyed = _destroyed(before, log.recent)
    if entries != log.total or entries - texts > len(destroyed):
        raise SealBroken("entries or texts of the log are missing")
    if {act.seq for act in log.recent if act.gone} - destroyed:
        raise SealBroken("a text of the log is missing")
    return log


def _require_rules(acts: Iterable[Act], ruled: bool = False) -> None:
    """No act of before two signatures stands behind one of since (SPEC §44). Raises SealBroken."""
    for act in acts:
        if ruled and act.openly.rules < RULES and not has_newer([act]):  # of that nobody here knows the rules
            raise SealBroken("an act of older rules than one before")
        ruled = ruled or act.openly.rules >= RULES


def _after(before: Abstract | None, acts: Sequence[Act]) -> CaseFile:
    if before is None:
        return fold.fold(acts)
    case = before.case
    for act in acts:
        case = fold.apply(case, act)
    return case


def _destroyed(before: Abstract | None, acts: Iterable[Act]) -> set[int]:
    seqs = {act.data.seq for act in acts if isinstance(act.data, NoteDestroyed)}
    return {*(before.destroyed if before else ()), *(seq for seq in seqs if seq is not None)}

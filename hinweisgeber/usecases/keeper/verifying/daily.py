"""Verifying by the day (SPEC §42): from where the last run ended, in steps that are kept, so that whatever ends a run
early costs no more than the steps it was in.

Read anew each day: the entries since, their texts, and all that belongs to the files they are about; of all others
whether something went, came or grew; and of the old entries and files a thirtieth, so that each has its turn within a
month.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache, partial

from ....crypto.chain import Entry
from ....crypto.errors import SealBroken
from ....store.cabinet import Cabinet, cabinet_store
from ....store.unit import Store
from . import Office, kept
from .blob_store import Bytes, blob_findings
from .by_day.going_on import FORGED, FOUND, NEVER, OLD, OTHER_RULES, PUT_BACK, Keeping, changed, put_back, unusable
from .by_day.shares import shared
from .by_day.steps import PARTS, By, Did, FilePart, Stretch, act, files_found
from .findings import Amiss, Finding
from .kept import PutBack, Result, VerifiedState
from .letterbox import letterbox_findings

__all__ = ["FORGED", "FOUND", "NEVER", "OLD", "OTHER_RULES", "PUT_BACK", "Keeping", "daily"]

STRETCH = 20_000  # entries of the chain in one step
WORTH_TWO = 20_000  # entries to verify from which on a second process is worth its start
FEW = 50  # files of a part that are looked at one by one; where more have changed, the whole part is

Apart = Callable[[Stretch | FilePart], Did] | None


@dataclass
class _Run:
    """One run: what is kept so far, and what it found."""

    office: Office
    by: By
    keeping: Keeping
    kept: VerifiedState
    why: str = ""
    put_back: tuple[PutBack, ...] = ()
    since: int = 0
    found: list[Finding] = field(default_factory=list)

    def keep(self, now: VerifiedState) -> None:
        """The next step is done. It counts only as long as nothing was found."""
        self.kept = now
        if not self.found:
            kept.write(self.keeping.path, self.keeping.key, now)

    @property
    def turn(self) -> int:
        """Whose turn it is today."""
        return self.by.today.toordinal() % PARTS


def daily(office: Office, by: By, keeping: Keeping, two: bool = False) -> Result:
    """Verifies what is to be verified today, keeps it and what came out. `two`: a second process may help with a long
    run. Raises StoreAway, OSError where nothing can be kept."""
    run = _begun(office, by, keeping)
    with office.cabinet.read() as cab:
        head = cab.head()
    last = head.seq if head else 0
    if head is None:
        run.found.append(Finding(1, "", Amiss.MISSING, "entry", "no entry at all"))
    apart = partial(_apart, _url(office), by) if two and last - run.since > WORTH_TWO else None
    _chain(run, last, apart)
    _files(run, apart)
    if office.blobs is not None:
        run.found += blob_findings(office.cabinet, office.blobs, by.today, Bytes.THIRTIETH)
    if office.letterbox is not None:
        run.found += letterbox_findings(office.letterbox, office.cabinet, by.ring, by.today)
    return _ended(run, head)


def _begun(office: Office, by: By, keeping: Keeping) -> _Run:
    fresh, before, why = VerifiedState(keeping.rules, by.today), None, NEVER
    try:
        before = kept.read(keeping.path, keeping.key)
    except SealBroken:
        why = FORGED
    if before is None:
        return _Run(office, by, keeping, fresh, why)
    run = _Run(office, by, keeping, before, unusable(before, by, keeping), before.put_back)
    with office.cabinet.read() as cab:
        other = put_back(cab, before, by)
    if other is not None:
        run.why, run.put_back = PUT_BACK, (*before.put_back, other)
        values = {"known": other.known, "there": other.there}
        what = Finding(other.there, "", Amiss.MISSING, "journal", "not the journal verified before", values)
        run.found.append(what)
    if run.why:
        run.kept = replace(fresh, last=before.last)
    run.since = run.kept.seq
    return run


def _ended(run: _Run, head: Entry | None) -> Result:
    found = tuple(sorted(run.found, key=lambda one: one.entry))
    entries, hashed = (head.seq, head.hash.hex()) if head else (0, "")
    result = Result(run.by.today, entries, hashed, run.since, run.why, len(found), found, run.put_back)
    now = (
        run.kept if not found else VerifiedState(run.keeping.rules, run.by.today)
    )  # nothing counts until nothing is found
    kept.write(run.keeping.path, run.keeping.key, replace(now, last=result))
    return result


def _url(office: Office) -> str:
    return office.cabinet.url.render_as_string(hide_password=False)


@cache
def _own(url: str) -> Store[Cabinet]:
    return cabinet_store(url)


def _apart(url: str, by: By, step: Stretch | FilePart) -> Did:
    """A step in another process, with connections of its own."""
    return act(_own(url), by, step)


def _chain(run: _Run, last: int, apart: Apart) -> None:
    """The entries since, stretch by stretch; and of those before the stretch whose turn it is."""
    new = [Stretch(at, min(at + STRETCH, last)) for at in range(run.since, last, STRETCH)]
    done = dict[int, tuple[Stretch, Did]]()
    for stretch, did in shared(new, partial(act, run.office.cabinet, run.by), apart):
        run.found += did.found
        done[stretch.before] = stretch, did
        while run.kept.seq in done:
            one, walked = done.pop(run.kept.seq)
            if walked.before != run.kept.head and not walked.found:
                why = "does not follow the entry before"
                run.found.append(Finding(one.before + 1, "", Amiss.ALTERED, "entry", why))
            run.keep(replace(run.kept, seq=one.last, head=walked.head))
    old = Stretch(*(run.since * turn // PARTS for turn in (run.turn, run.turn + 1)))
    if old.before < old.last:
        run.found += act(run.office.cabinet, run.by, old).found


def _files(run: _Run, apart: Apart) -> None:
    """Parts that were never examined, or whose turn it is, as a whole; of the others the files that changed."""
    with run.office.cabinet.read() as cab:
        since = changed(cab, run.kept.slices)
    whole = {one for one in range(PARTS) if one not in since or one == run.turn or len(since[one][0]) > FEW}
    parts = [FilePart(one) for one in sorted(whole)]
    for part, did in shared(parts, partial(act, run.office.cabinet, run.by), apart):
        run.found += did.found
        if did.slice is not None:
            run.keep(run.kept.with_slice(part.number, did.slice))
    others = {one: since[one] for one in sorted(since.keys() - whole)}
    ids = [(file_id, file_id) for files, _ in others.values() for file_id in sorted(files)]
    run.found += files_found(run.office.cabinet, run.by, ids)
    for one, (_, now) in others.items():
        run.kept = run.kept.with_slice(one, now)

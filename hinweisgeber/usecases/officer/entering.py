"""Entering acts: a file's sheet and its journal entry, together. Every act on a file passes through `enter`.

Before anything is sealed, the file gets a new key where somebody has held its newest who may read it no more (SPEC
§23), where it still has one of version 1, or was put back from a backup. So who is out opens nothing that comes after.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import date

from ...crypto import chain, contexts, power
from ...crypto.dialogue import EpochDialogue
from ...crypto.epochs import REPORT, Epoch, EpochKey, KeysSaid
from ...crypto.seal import seal_text
from ...crypto.seen import SeenBefore
from ...domain import records
from ...domain.acts import Act, Kind
from ...domain.case import fold, measure_steps
from ...domain.case.case_steps import Assigned, CaseReceived
from ...domain.case.measure_steps import MeasureShared
from ...domain.deputising import DeputyJoined, over
from ...domain.epoch_step import EpochBegun
from ...domain.errors.case import NotAllowed
from ...domain.journal import Entry
from ...domain.power.openly import RULES
from ...domain.power.power_steps import confirmed
from ...store.cabinet import CASE, Cabinet, EpochRow, SealedFile, Vouched, Wraps
from ..reporter.recipients import barred
from .committing import committed
from .desk import Desk, OpenFile, Sheet, case_of, each, known_acts, measure_of, moved_on, open_row, require_known
from .file_keys import BegunEpoch, FileKeys, ever_holding
from .news import require_seen
from .plans import data_of, stands_in
from .showing import FAR, carried_over, show
from .suspension import require_free
from .vouched import put_out, require_born, require_signed

LEAPS = 64  # epochs begun at once after a restore: who writes the letterbox may say any number


@dataclass(frozen=True)
class NextEpoch:
    """An epoch that is about to begin: its key, wrapped for everybody who is to hold it, and what its entry says."""

    epoch: Epoch
    key: EpochKey = field(repr=False)
    link: bytes | None
    wraps: Wraps = field(repr=False)
    said: KeysSaid

    @classmethod
    def of(
        cls, desk: Desk, file_id: bytes, before: FileKeys | None, holders: Collection[str], out: Collection[str] = ()
    ) -> NextEpoch:
        """After the one whose keys are `before` (None: of a file that is born here), for these officers and the one at
        the desk; its entry says who is kept `out` from it on. It may be made before the writer's turn."""
        epoch, key = (before.epoch if before else REPORT).next(), EpochKey.generate()
        link = key.link(file_id, epoch, before.newest) if before else None
        others = (one for one in desk.ring.readers(desk.today) if one.officer_id in {*holders} - {desk.officer_id})
        wraps = {one.officer_id: (False, key.wrap(file_id, epoch, one.recipient())) for one in others}
        wraps[desk.officer_id] = (True, desk.identity.wrap_own_epoch(file_id, epoch, key))
        earlier = before.epoch if before and before.epoch.number else None
        return cls(epoch, key, link, wraps, KeysSaid.by(wraps, epoch, earlier, key.mark(file_id, epoch), out))

    def dialogue(self, file_id: bytes) -> EpochDialogue:
        """For what is said in it."""
        return EpochDialogue(file_id, self.epoch, self.key.dialogue)

    def begun(self, seq: int) -> BegunEpoch:
        """It has begun with that entry."""
        return BegunEpoch(self.epoch, seq, self.said.mark, self.link)


def create(
    cabinet: Cabinet, desk: Desk, row: SealedFile, first: NextEpoch, sheet: Sheet, act: Act,
    keeping: Callable[[], None] = lambda: None,
) -> OpenFile:  # fmt: skip
    """A new file with its first journal entry, which begins its first epoch. Sheet and wrap of `row` are not read.
    `keeping` adds what comes with it, before the entry that commits to that."""
    keys = FileKeys(row.id, first.key, (first.begun(_seq_after(cabinet.head())),), born=True)
    payload = sheet.payload()
    sealed = seal_text(*keys.sheet(1), payload)
    cabinet.add_file(row.id, row.kind, row.year, row.n, row.parent, sealed)
    cabinet.set_reminder(row.id, sheet.remind_on)
    keeping()
    said = first.said
    if isinstance(act.data, CaseReceived):
        said = replace(said, differences=act.data.differences or (), acknowledged=act.data.acknowledged)
    vouched = _append(cabinet, desk, row.id, keys, 1, act, said, sealed, first)
    opened = OpenFile(replace(row, revision=1, epoch=1, said=(vouched,)), keys, payload)
    show(cabinet, desk, opened)
    return opened


def enter(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, sheet: Sheet, act: Act, joins: str | None = None,
    leaves: bool = False, shows: bool = True,
) -> OpenFile:  # fmt: skip
    """The act's effect on the sheet and its one journal entry, together, and before it an epoch where one is due.
    `joins`: an officer who is given the key with this act. `leaves`: who acts holds it no more; their wrap goes with
    `Cabinet.leave`. Unless it `shows` the mailbox how the case stands, the caller does. Returns the file as it is then.
    Raises Stale, ChangedMeanwhile where who acts has not seen all, NotAllowed for somebody who may not be given the
    key, and as `confirmed` where two must agree."""
    act = _standing_in(cabinet, desk, opened, ruled(act))
    if opened.row.kind == CASE:
        confirmed(opened.case, act)  # nothing that needs two is entered by one, whoever calls
    was, said = opened, KeysSaid()
    if act.kind is not Kind.FOLLOW_UP:  # which is no act of who takes it in
        require_seen(cabinet, desk, opened)
    opened = ready(cabinet, desk, opened)
    if opened is not was:  # what waited to leave the house is sealed anew; who is out may stand there now
        sheet = sheet_after(opened, act)
    if leaves:
        said = KeysSaid(tuple(sorted(opened.holders - {desk.officer_id})))
    if joins is not None:
        if joins not in may_read(cabinet, desk, opened):
            raise NotAllowed()
        said = KeysSaid(tuple(sorted({*opened.holders, joins})))
        _give(cabinet, desk, opened, joins)
    if isinstance(act.data, Assigned) and act.data.to != desk.officer_id:
        cabinet.hand(opened.id, act.data.to)
    cabinet.set_reminder(opened.id, sheet.remind_on)
    return _write(cabinet, desk, opened, opened.keys, sheet.payload(), act, said, shows=shows)


def ruled(act: Act) -> Act:
    """The act under the rules of this version: all entries since say so."""
    return act if act.openly.rules else replace(act, openly=replace(act.openly, rules=RULES))


def next_entry(cabinet: Cabinet) -> int:
    """The number of the entry that is made next, in this transaction."""
    return _seq_after(cabinet.head())


def _standing_in(cabinet: Cabinet, desk: Desk, opened: OpenFile, act: Act) -> Act:
    """The act, which says for whom its signer stood in, where the case is another's."""
    absent = opened.case.assigned_to if opened.row.kind == CASE else ""
    if act.openly.confirms:  # it is what was proposed, to the letter
        return act
    if not absent or absent not in stands_in(cabinet, desk.ring, desk.officer_id, desk.today):
        return act
    return replace(act, data=replace(act.data, instead=absent))


def ready(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> OpenFile:
    """The file with a newest key that nobody has ever held who may read it no more: before anything of it is sealed.
    Raises SealBroken as `require_signed`."""
    require_signed(cabinet, desk, opened)
    active = {officer.officer_id for officer in desk.ring.readers(desk.today)}
    may = opened.holders & active - ((_out(cabinet, desk, opened) | _over(cabinet, desk, opened)) - {desk.officer_id})
    if opened.row.epoch and ever_holding(opened.row.said) <= may and not opened.row.restored:
        return opened
    if opened.row.restored and opened.row.kind == CASE and opened.case.talk:
        opened = _above(cabinet, desk, opened)
    return renew(cabinet, desk, opened, entitled(cabinet, desk, opened))


def _above(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> OpenFile:
    """A case that was put back from a backup, up to the epoch that the letterbox has seen; so the next is above it, and
    so is the next status. Raises StoreAway."""
    with desk.letterbox.read() as box:
        revision, epoch, _ = box.status_at(opened.id) or (0, None, b"")
    if revision <= cabinet.last_status(opened.id) + FAR:
        cabinet.raise_status(opened.id, revision)
    seen = Epoch.parse(epoch).number if epoch and contexts.is_epoch(epoch) else 0
    for _ in range(min(seen - opened.keys.epoch.number, LEAPS)):
        opened = renew(cabinet, desk, opened, entitled(cabinet, desk, opened), shows=False)
    return opened


def exclude(cabinet: Cabinet, desk: Desk, opened: OpenFile, out: Collection[str]) -> OpenFile:
    """A key without these, whom the reporter keeps from the case now, in its measures too, before that is entered:
    nothing of it stays with them, in neither store. Raises Stale, StoreAway."""
    ids = (opened.id, *(measure.id for measure in measures_of(cabinet, desk, opened)))
    opened = renew(cabinet, desk, opened, entitled(cabinet, desk, opened), shows=False, out=out)
    # Before the commit: without it this can be done again. After the cabinet, as everybody takes the two.
    with desk.letterbox.write() as box:
        box.drop_wraps([(opened.id, one) for one in out])
    for one in out:
        cabinet.leave(one, ids)
    return opened


def renew(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, holders: Collection[str], shows: bool = True,
    out: Collection[str] = (),
) -> OpenFile:  # fmt: skip
    """The next epoch of a file, and of the measures born from it, as far as they open; an entry each. Its dialogue goes
    along, with what of it has not left the house; unless it `shows` the mailbox, who goes on does. Who is `out` from
    then on gets none of its keys. Raises Stale, and StoreAway where a message waits."""
    out = {*out, *(opened.holders & _out(cabinet, desk, opened))} - {desk.officer_id}
    new = NextEpoch.of(desk, opened.id, opened.keys, {*holders} - out, out)
    keys = opened.keys.after(new.begun(_seq_after(cabinet.head())), new.key)
    left = tuple(sorted(ever_holding(opened.row.said) - new.wraps.keys()))
    payload, carried = opened.sheet, carried_over(desk, cabinet, opened, new.dialogue(opened.id))
    before = put_out(cabinet, desk.ring, opened.id) if opened.row.restored else ((), ())
    names = (tuple(sorted(one)) or None for one in before)
    act = Act(Kind.EPOCH, desk.today, desk.officer_id, EpochBegun(new.epoch.number, left, *carried, *names))
    if any(before) or carried.said:
        payload = sheet_after(opened, act).payload()
    opened = _write(cabinet, desk, opened, keys, payload, act, new.said, new, shows)
    for measure in measures_of(cabinet, desk, opened):
        renew(cabinet, desk, measure, entitled(cabinet, desk, measure), out=out)
    return opened


def sheet_after(opened: OpenFile, act: Act) -> Sheet:
    """What a file's sheet says after an act. Raises what the steps refuse with."""
    if opened.row.kind == CASE:
        return fold.apply(opened.case, act)
    return measure_steps.apply(measure_of(opened), act)


def entitled(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> set[str]:
    """Who may read what comes next: those who hold the key as a signed entry says and are in the ring today, nobody
    with the function of somebody who is kept out; and who asks. A wrap is neither enough nor needed: anybody with SQL
    can write such a row, or take it away. But of version 1, where no entry says all; and whose key had ended gets none
    back by being extended."""
    signed, wrapped = opened.holders, cabinet.holders(opened.id)
    if opened.row.epoch:
        wrapped |= {one for one in signed if desk.ring.was_surely_active(one, desk.today)}
    else:
        signed = _of_version_1(cabinet, desk, opened)
    active = {officer.officer_id for officer in desk.ring.readers(desk.today)}
    out = _out(cabinet, desk, opened) | _over(cabinet, desk, opened)
    return {*(signed & active & wrapped) - out, desk.officer_id}


def may_read(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> set[str]:
    """Who may be given the key: everybody active who is not kept out."""
    return {one.officer_id for one in desk.ring.readers(desk.today)} - _out(cabinet, desk, opened)


def _out(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> set[str]:
    """Whom the reporter excluded, who is biased, and whoever has the function of one of these; also who was so before
    the file was put back from a backup."""
    case = opened if opened.row.kind == CASE else _parent(cabinet, desk, opened)
    own = () if opened.row.kind == CASE else measure_of(opened).recused
    left, excluded = put_out(cabinet, desk.ring, opened.id) if opened.row.restored else ((), ())
    return barred(desk.ring, (*(case_of(case).kept_out if case else ()), *own, *left, *excluded))


def _over(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> frozenset[str]:
    """Who had the key as a deputy alone, and whose days are over. They may be given it again."""
    case = opened if opened.row.kind == CASE else _parent(cabinet, desk, opened)
    return over(case_of(case), desk.today) if case else frozenset()


def _of_version_1(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> frozenset[str]:
    """No entry names the holders of a file of version 1: those it was sealed for, who took it in, and those it was
    given to. Who was admitted later that day, or had not reached the intake's ring yet, got no key and stood on no form
    to be excluded."""
    acts = known_acts(cabinet, opened)
    given = {act.data.to for act in acts if isinstance(act.data, (Assigned, MeasureShared)) and act.data.to}
    given |= {act.signer for act in acts[:1]}
    since, kept_from = min((act.day for act in acts), default=desk.today), set[str]()
    if opened.row.kind == CASE:
        case = case_of(opened)
        since = since if case.channel else case.received  # what the office writes down is sealed that day
        kept_from = barred(desk.ring, case.excluded)
    elif parent := _parent(cabinet, desk, opened):  # whoever was given the case was given its measures
        require_signed(cabinet, desk, parent)
        given |= parent.holders or _of_version_1(cabinet, desk, parent)
    return frozenset(sealed_for(desk, since, kept_from) | given)


def sealed_for(desk: Desk, day: date, kept_from: Collection[str]) -> set[str]:
    """For whom something was sealed on that day: the ring says it. Who was admitted later got no key. Of a day before
    everybody's first nothing can be told: it is a wrong one."""
    officers = desk.ring.receivers(day, kept_from) or desk.ring.receivers(desk.today, kept_from)
    return {officer.officer_id for officer in officers}


def _parent(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> OpenFile | None:
    """The case a measure was born in, as far as it is there and opens. Raises SealBroken: it was another one."""
    rows = cabinet.files(desk.officer_id, [opened.row.parent] if opened.row.parent else [])
    found, _ = each(rows, lambda row: open_row(desk, row))
    for case in found:
        require_born(cabinet, case.keys, opened)
    return next(iter(found), None)


def measures_of(cabinet: Cabinet, desk: Desk, opened: OpenFile) -> list[OpenFile]:
    """Those born of a case that this officer opens, as far as their entries are as they were signed, and no newer
    version of this program has worked on them."""

    def usable(row: SealedFile) -> OpenFile:
        require_signed(cabinet, desk, measure := open_row(desk, row))
        require_known(known_acts(cabinet, measure))
        require_born(cabinet, opened.keys, measure)
        return measure

    if opened.row.kind != CASE:
        return []
    found, _ = each(list(cabinet.files(desk.officer_id, cabinet.children(opened.id, desk.officer_id))), usable)
    return found


def _give(cabinet: Cabinet, desk: Desk, opened: OpenFile, officer_id: str) -> None:
    """The newest key, and through it all before, for an active officer. Of a case also its measures': no act on them
    tells it, so their next epoch does."""
    recipient = next(one.recipient() for one in desk.ring.readers(desk.today) if one.officer_id == officer_id)
    cabinet.put_wrap(opened.id, officer_id, opened.keys.wrapped_for(recipient))
    for measure in measures_of(cabinet, desk, opened):
        if officer_id in measure.holders:
            cabinet.put_wrap(measure.id, officer_id, measure.keys.wrapped_for(recipient))
        else:
            renew(cabinet, desk, measure, entitled(cabinet, desk, measure) | {officer_id})


def _write(
    cabinet: Cabinet, desk: Desk, opened: OpenFile, keys: FileKeys, payload: bytes, act: Act, said: KeysSaid,
    new: NextEpoch | None = None, shows: bool = True,
) -> OpenFile:  # fmt: skip
    revision = opened.row.revision + 1
    sheet = seal_text(*keys.sheet(revision), payload)
    cabinet.set_sheet(opened.id, revision, sheet)
    seen = _seen(cabinet, opened, act)
    vouched = _append(cabinet, desk, opened.id, keys, revision, act, said, sheet, new, seen)
    row = replace(opened.row, revision=revision, sheet=sheet, said=(*opened.row.said, vouched))
    if new is not None:
        own, wrap = new.wraps[desk.officer_id]
        row = replace(row, epoch=new.epoch.number, restored=False, own=own, wrap=wrap)
    opened = moved_on(opened, row, keys, payload)
    if shows:
        show(cabinet, desk, opened)
    return opened


def _append(
    cabinet: Cabinet, desk: Desk, file_id: bytes, keys: FileKeys, place: int, act: Act, said: KeysSaid, sheet: bytes,
    new: NextEpoch | None = None, seen: SeenBefore | None = None,
) -> Vouched:  # fmt: skip
    """The entry, with what it commits to, what its signer had seen, and the epoch that it begins."""
    require_free(cabinet, desk.ring, desk.officer_id, desk.today)
    head, salt = cabinet.head(), secrets.token_bytes(chain.SALT)
    rows = committed(cabinet, file_id, sheet, new.link if new else None, cabinet.newest_said(file_id))
    deputy = data_of(act.data) if isinstance(act.data, DeputyJoined) else {}
    two = power.data_of(ruled(act).openly)
    open_text = chain.open_text({**said.data(), **rows.data(), **(seen.data() if seen else {}), **two, **deputy})
    seq = _seq_after(head)
    sealed, kind = seal_text(*keys.entry(seq, place), records.sealed_part(act)), records.public(act.kind)
    entry = chain.make_entry(
        desk.ring.installation, head, act.day, file_id, kind, desk.officer_id, desk.identity.sign,
        chain.commit(salt, sealed), open_text,
    )  # fmt: skip
    cabinet.append(entry, salt, sealed)
    if new is None:
        return Vouched(seq, kind, open_text, None, None, None)
    cabinet.begin_epoch(EpochRow(file_id, new.epoch.number, new.epoch.random, seq), new.link, new.wraps)
    return Vouched(seq, kind, open_text, new.epoch.number, new.epoch.random, new.link)


def _seen(cabinet: Cabinet, opened: OpenFile, act: Act) -> SeenBefore | None:
    """What who acts has seen: all there is, since otherwise nothing is entered (`news.require_seen`). What came in and
    a new key say nothing of it."""
    if act.kind in (Kind.FOLLOW_UP, Kind.EPOCH):
        return None
    return SeenBefore(cabinet.newest_act(opened.id), opened.case.follow_ups if opened.row.kind == CASE else 0)


def _seq_after(head: Entry | None) -> int:
    return head.seq + 1 if head else 1

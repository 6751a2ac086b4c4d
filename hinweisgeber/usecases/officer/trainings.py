"""The training register as signed entries of the journal say it (SPEC §49): a lead enters a training, and strikes one
that was entered by mistake. What nobody entitled has signed counts for nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from ...crypto import chain, strict
from ...crypto.chain import Entry
from ...crypto.errors import JournalBroken, SignatureBroken
from ...crypto.ring import Ring
from ...crypto.statements import LEAD
from ...domain import training
from ...domain.acts import Kind
from ...domain.training import Subject, Training
from ...errors import FormatBroken
from ...store.cabinet import NO_FILE, Cabinet
from .desk import Desk, already_done
from .errors import DaysWrong, FileNotFound, OnlyALead
from .suspension import enter_openly, require_free

NAME, STRUCK = "training", "training-struck"  # of what the entries say openly
_FORM = "what it says of a training has no form"


@dataclass
class TrainingRegister:
    """Entry by entry in the order of the journal; an entry that may not stand there changes nothing."""

    ring: Ring
    found: dict[int, Training] = field(default_factory=dict)

    def read(self, entry: Entry) -> None:
        """The next entry. Raises JournalBroken, which names the rule."""
        by = self.ring.get(entry.signer)
        if entry.file_id != NO_FILE or by is None or by.role != LEAD:
            raise JournalBroken(entry.seq, "training entered by somebody who may not")
        try:
            self._read(entry)
        except FormatBroken as error:
            raise JournalBroken(entry.seq, _FORM) from error

    def _read(self, entry: Entry) -> None:
        said = chain.read_open(entry.open or "")
        if entry.kind == Kind.TRAINING_STRUCK:
            seq = strict.fields(strict.fields(said, **{STRUCK: dict})[STRUCK], entry=int)["entry"]
            if self.found.pop(seq, None) is None:
                raise JournalBroken(entry.seq, "strikes a training that is not there")
            return
        value = strict.fields(strict.fields(said, **{NAME: dict})[NAME], officer=str, subject=str, day=str, until=str)
        if value["subject"] not in set(Subject):
            raise FormatBroken("no subject")
        days = strict.day(value["day"]), strict.day(value["until"])
        one = Training(value["officer"], Subject(value["subject"]), *days, entry.signer, entry.seq)
        if self.ring.get(one.officer_id) is None or not one.is_sound or one.day > entry.day:
            raise JournalBroken(entry.seq, "training of somebody or for days that cannot be")
        self.found[entry.seq] = one


def said(one: Training) -> str:
    """What the entry of a training says to everybody."""
    days = {"day": one.day.isoformat(), "until": one.until.isoformat()}
    return chain.open_text({NAME: {"officer": one.officer_id, "subject": str(one.subject), **days}})


def said_striking(seq: int) -> str:
    """What the entry says that strikes the one of this number."""
    return chain.open_text({STRUCK: {"entry": seq}})


def all_of(cabinet: Cabinet, ring: Ring) -> list[Training]:
    """Every training that a lead has rightly signed and nobody has struck, in order."""
    register = TrainingRegister(ring)
    for entry in cabinet.training():
        with suppress(JournalBroken):
            _signed(ring, entry)
            register.read(entry)
    return list(register.found.values())


@lru_cache(maxsize=256)
def _signed(ring: Ring, entry: Entry) -> None:
    """Raises JournalBroken."""
    try:
        chain.verify_alone(ring.installation, entry, ring.signer(entry.signer, entry.day))
    except SignatureBroken as error:
        raise JournalBroken(entry.seq, "signature does not hold") from error


def ending(cabinet: Cabinet, ring: Ring, today: date) -> list[Training]:
    """What ends soon or has ended, of those who are there today and may hold keys."""
    return training.ending(all_of(cabinet, ring), {one.officer_id for one in ring.readers(today)}, today)


def enter(desk: Desk, officer_id: str, subject: str, day: date, until: date, once: str = "") -> None:
    """A lead enters a training; nothing for a form that was carried out before. Raises OnlyALead, FileNotFound,
    DaysWrong."""
    person = desk.ring.get(officer_id)
    if person is None or subject not in set(Subject):
        raise FileNotFound()
    one = Training(officer_id, Subject(subject), day, until)
    if not one.is_sound or day > desk.today:
        raise DaysWrong()
    _enter(desk, Kind.TRAINED, said(one), once)


def strike(desk: Desk, seq: int, once: str = "") -> None:
    """A lead strikes what was entered by mistake: it counts no more, its entry stays. Raises OnlyALead,
    FileNotFound."""
    _enter(desk, Kind.TRAINING_STRUCK, said_striking(seq), once, seq)


def _enter(desk: Desk, kind: Kind, what: str, once: str, strikes: int = 0) -> None:
    me = desk.ring.get(desk.officer_id)
    if me is None or me.role != LEAD:
        raise OnlyALead()
    with desk.cabinet.write() as cabinet:
        if already_done(cabinet, desk, once):
            return
        require_free(cabinet, desk.ring, desk.officer_id, desk.today)
        if strikes and strikes not in {one.seq for one in all_of(cabinet, desk.ring)}:
            raise FileNotFound()
        enter_openly(cabinet, desk.ring, kind, desk.today, desk.officer_id, desk.identity.sign, what)

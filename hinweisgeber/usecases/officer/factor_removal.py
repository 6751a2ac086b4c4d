"""Taking away the second factor of somebody who has lost it, by the operator's command (SPEC §50). It opens nothing:
the passphrase is still asked for, and the next login leads to setting one up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ...crypto import chain, strict
from ...crypto.chain import Entry
from ...crypto.errors import JournalBroken
from ...crypto.ring import ROOT, Ring
from ...domain.acts import Kind
from ...errors import FormatBroken
from ...store.cabinet import NO_FILE, Cabinet
from ...store.unit import Store
from .errors import FactorNotThere
from .second_factor import drop
from .suspension import enter_openly

NAME = "factor-removed"  # of what the entry says openly


def said(officer_id: str) -> str:
    """What its entry says to everybody."""
    return chain.open_text({NAME: {"officer": officer_id}})


def require_right(ring: Ring, entry: Entry) -> None:
    """That the entry may stand. Raises JournalBroken."""
    try:
        whole = strict.fields(chain.read_open(entry.open or ""), **{NAME: dict})
        officer_id = strict.fields(whole[NAME], officer=str)["officer"]
    except FormatBroken as error:
        raise JournalBroken(entry.seq, "what it says of a second factor has no form") from error
    if entry.signer != ROOT or entry.file_id != NO_FILE or ring.get(officer_id) is None:
        raise JournalBroken(entry.seq, "second factor removed by somebody who may not")


def remove_by_root(
    store: Store[Cabinet], ring: Ring, officer_id: str, today: date, sign: Callable[[bytes], bytes]
) -> None:
    """Factor, recovery codes and all logins of this officer end, and the entry stands in the journal: both or neither.
    Raises FactorNotThere, StoreAway."""
    with store.write() as cabinet:
        if not cabinet.standing(officer_id).asked:
            raise FactorNotThere()
        drop(cabinet, officer_id)
        cabinet.end_sessions_of(officer_id)
        enter_openly(cabinet, ring, Kind.FACTOR_REMOVED, today, ROOT, sign, said(officer_id))

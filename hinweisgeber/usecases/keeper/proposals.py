"""Proposals that wait for a second signature, as the journal tells everybody (SPEC §44): without any key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ...crypto.power import read_openly
from ...domain.power.periods import MOST_OBJECTION, STANDS
from ...errors import FormatBroken
from ...store.cabinet import Cabinet

_LONGEST = timedelta(days=MOST_OBJECTION + 1 + STANDS)  # older ones have ended


@dataclass(frozen=True)
class StandingProposal:
    """One of them: of which file, by whom, from when it can be confirmed, and whether an objection waits."""

    file_id: bytes
    entry: int
    signer: str
    not_before: date
    objected: bool = False


def standing(cabinet: Cabinet, today: date, officer_id: str) -> list[StandingProposal]:
    """Those that stand today in files of which this officer has a wrap, the oldest first. What has no form is
    passed over; `verify` names it."""
    found: dict[int, StandingProposal] = {}
    for entry in cabinet.of_power(today - _LONGEST, officer_id):
        with suppress(FormatBroken):
            said = read_openly(entry.open)
            new = said.proposes
            if new is not None and today <= new.until:
                found[entry.seq] = StandingProposal(entry.file_id, entry.seq, entry.signer, new.not_before)
            for seq in said.objects:
                _change(found, seq, objected=True)
            _change(found, said.answers, objected=False)
            for seq in _ended(said.confirms.entry if said.confirms else None, said.ends):
                found.pop(seq, None)
    return list(found.values())


def _change(found: dict[int, StandingProposal], seq: int | None, objected: bool) -> None:
    if seq is not None and seq in found:
        found[seq] = replace(found[seq], objected=objected)


def _ended(*seqs: int | None) -> Iterator[int]:
    return (seq for seq in seqs if seq is not None)


def waited_for_by(cabinet: Cabinet, today: date, officer_id: str) -> bool:
    """Whether a proposal waits for this officer, as far as the journal tells: somebody else's that can be confirmed
    today, or one with an objection nobody has answered."""
    return any(
        one.objected or (one.signer != officer_id and one.not_before <= today)
        for one in standing(cabinet, today, officer_id)
    )

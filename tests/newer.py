"""What a newer version of the program leaves behind: kinds of acts that this one does not have."""

from __future__ import annotations

import json
import secrets

import pytest

from hinweisgeber.crypto import chain, power
from hinweisgeber.crypto.seal import seal_text
from hinweisgeber.crypto.seen import SeenBefore
from hinweisgeber.domain.acts import CASE_ACT, Kind
from hinweisgeber.domain.power.openly import RULES, Openly
from hinweisgeber.store.cabinet import CASE
from hinweisgeber.usecases.officer.committing import committed
from hinweisgeber.usecases.officer.desk import Desk, case_of, open_file
from hinweisgeber.usecases.officer.showing import show


def enters(desk: Desk, number: str, data: object, public: str = CASE_ACT, kind: str = CASE) -> None:
    """A newer version enters an act on this file, signed and chained like all others, and leaves the sheet as it is.

    `public`: how the journal calls it; `data`: what is sealed, in front its kind where that is not readable.
    """
    with desk.cabinet.write() as cabinet:
        opened = open_file(cabinet, desk, kind, number)
        revision, salt = opened.row.revision + 1, secrets.token_bytes(32)
        sheet = seal_text(*opened.keys.sheet(revision), opened.sheet)
        rows = committed(cabinet, opened.id, sheet, None, cabinet.newest_said(opened.id))
        seen = SeenBefore(cabinet.newest_act(opened.id), case_of(opened).follow_ups if kind == CASE else 0)
        seq = head.seq + 1 if (head := cabinet.head()) else 1
        text = seal_text(*opened.keys.entry(seq, revision), json.dumps(data).encode())
        entry = chain.make_entry(
            desk.ring.installation, head, desk.today, opened.id, public, desk.officer_id, desk.identity.sign,
            chain.commit(salt, text), chain.open_text({**rows.data(), **seen.data(), **power.data_of(Openly(RULES))}),
        )  # fmt: skip
        cabinet.set_sheet(opened.id, revision, sheet)
        cabinet.append(entry, salt, text)
        if kind == CASE:
            show(cabinet, desk, open_file(cabinet, desk, kind, number))


def add_kind(monkeypatch: pytest.MonkeyPatch, value: str) -> Kind:
    """A kind somebody has added to the program, and to nothing else."""
    made: Kind = str.__new__(Kind, value)
    made._name_, made._value_ = value.upper(), value
    monkeypatch.setitem(Kind._member_map_, value.upper(), made)
    monkeypatch.setitem(Kind._value2member_map_, value, made)
    return made

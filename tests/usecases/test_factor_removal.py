"""A second factor that is taken away leaves an entry by root, and `verify` names every other one."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import pytest

from hinweisgeber.crypto import chain
from hinweisgeber.crypto.ring import ROOT, Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.codec import canonical
from hinweisgeber.store.cabinet import NO_FILE, Cabinet
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.officer import factor_removal
from hinweisgeber.usecases.officer.errors import FactorNotThere
from tests.founded import TODAY, Founded


def test_who_has_none_has_none_to_lose(cabinet: Store[Cabinet], ring: Ring, founded: Founded) -> None:
    anna = founded.people["anna"]
    with pytest.raises(FactorNotThere):
        factor_removal.remove_by_root(cabinet, ring, anna.officer_id, TODAY, founded.root().sign)


def test_verify_names_one_that_nobody_entitled_has_signed(
    cabinet: Store[Cabinet], ring: Ring, founded: Founded, tampering: None
) -> None:
    lead, root = founded.people["lead"], founded.root()

    def forge(signer: str, sign: Callable[[bytes], bytes], said: str, file_id: bytes = NO_FILE) -> None:
        text, salt = canonical({}), secrets.token_bytes(chain.SALT)
        with cabinet.write() as cab:
            entry = chain.make_entry(
                ring.installation, cab.head(), TODAY, file_id, Kind.FACTOR_REMOVED, signer, sign,
                chain.commit(salt, text), said,
            )  # fmt: skip
            cab.append(entry, salt, text)

    rightly = factor_removal.said(lead.officer_id)
    forge(ROOT, root.sign, rightly)
    assert not verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    forge(lead.officer_id, lead.identity.sign, rightly)
    forge(ROOT, lead.identity.sign, rightly)
    forge(ROOT, root.sign, factor_removal.said("f" * 16))
    forge(ROOT, root.sign, chain.open_text({"factor-removed": {"officer": 1}}))
    found = verifying.examine(verifying.Office(cabinet), ring, today=TODAY).findings
    assert [one.why for one in found] == [
        "second factor removed by somebody who may not", "signature does not hold",
        "second factor removed by somebody who may not", "what it says of a second factor has no form",
    ]  # fmt: skip

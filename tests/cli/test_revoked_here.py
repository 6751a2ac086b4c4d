"""Out of the office by two leads, still in the ring: the operator is told, until the root has said it too."""

from __future__ import annotations

import json
from pathlib import Path

from hinweisgeber import config
from hinweisgeber.cli.home import berlin_today
from hinweisgeber.crypto.keystore import unlock_identity
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.domain.power import periods
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.usecases.officer import suspension
from hinweisgeber.usecases.officer.revocation import all_of, said_confirming, said_proposing
from tests.cli.conftest import PASSPHRASE, SECRETS, run


def revoked_by_two(home: Path) -> str:
    """The id of fall1, whom two leads have revoked."""
    assert run("officer", "add", "--home", home, "leitung2:Zweite Leitung:lead", **SECRETS).code == 0
    settings = config.load(home, {})
    cabinet, today = cabinet_store(settings.cabinet_url), berlin_today()
    ring = Ring.parse(Path(settings.ring).read_text(encoding="utf-8"), settings.root_fingerprint or "")
    with cabinet.write() as cab:
        first, second, out = (cab.officer(username=name) for name in ("leitung", "leitung2", "fall1"))
        assert first
        assert second
        assert out
        sign = [unlock_identity(who.keystore, who.officer_id, PASSPHRASE).sign for who in (first, second)]
        said = said_proposing(out.officer_id, periods.until(today))
        suspension.enter_openly(cab, ring, Kind.REVOCATION_PROPOSED, today, first.officer_id, sign[0], said)
        said = said_confirming(all_of(cab, ring)[0])
        suspension.enter_openly(cab, ring, Kind.REVOKED, today, second.officer_id, sign[1], said)
    cabinet.dispose()
    return str(out.officer_id)


def findings(home: Path) -> set[str]:
    return {one["id"] for one in json.loads(run("check", "--home", home, "--json").out)}


def test_check_and_the_list_name_them_until_the_ring_says_it_too(home: Path) -> None:
    assert "HG-S51" not in findings(home)
    officer_id = revoked_by_two(home)
    assert "HG-S51" in findings(home)
    line = next(one for one in run("officer", "list", "--home", home).out.splitlines() if officer_id in one)
    assert "durch zwei Leitungen entfernt" in line
    assert run("verify", "--home", home).code == 0
    done = run("officer", "revoke", "--home", home, "fall1", **SECRETS)
    assert (done.code, "nicht mehr im Schlüsselbund" in done.out) == (0, True), done.said
    assert "HG-S51" not in findings(home)
    assert run("verify", "--home", home).code == 0


def test_who_is_out_is_not_suspended_any_more(home: Path) -> None:
    revoked_by_two(home)
    done = run("officer", "suspend", "--home", home, "fall1", **SECRETS)
    assert (done.code != 0, "nicht im Schlüsselbund" in done.err) == (True, True), done.said

"""Two who give the second signature at the same moment, each in a thread with stores of their own, on both kinds of
databases: one does, the other is told. Of revoking somebody, and of erasing a case that nobody can open."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from hinweisgeber.crypto.keystore import Identity, RootKey
from hinweisgeber.crypto.ring import Officer, Ring
from hinweisgeber.domain.errors.ending import KeylessGone
from hinweisgeber.errors import Refused
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.letterbox import letterbox_store
from hinweisgeber.usecases.keeper import verifying
from hinweisgeber.usecases.keeper.founding import found
from hinweisgeber.usecases.leaving import keyless, revoking
from hinweisgeber.usecases.officer.desk import Desk
from hinweisgeber.usecases.officer.errors import RevocationGone, StaffChanged
from tests.founded import OFFICERS, ROOT_PASSPHRASE, TODAY, _person
from tests.patience import PATIENT
from tests.store.conftest import Stores
from tests.usecases.keyless_case import DAY, Keys, Office, build

LEADS = {"second": "Stellvertretende Leitung", "third": "Dritte Leitung"}
PAIRS = [("confirm", "confirm"), ("confirm", "decline"), ("confirm", "withdraw"), ("decline", "withdraw")]


def at_once(*acts: tuple[Desk, Callable[[Desk], object]]) -> list[Refused | None]:
    """Each in a thread of its own, with connections of its own; what each was told."""
    ready = Barrier(len(acts))

    def run(at: Desk, act: Callable[[Desk], object]) -> Refused | None:
        own = replace(at, cabinet=cabinet_store(url(at.cabinet)), letterbox=letterbox_store(url(at.letterbox)))
        ready.wait(PATIENT)
        try:
            act(own)
        except Refused as refused:
            return refused
        finally:
            own.cabinet.dispose()
            own.letterbox.dispose()
        return None

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result(PATIENT) for done in [threads.submit(run, *one) for one in acts]]


def url(store: Any) -> str:
    return str(store.url.render_as_string(hide_password=False))


@pytest.fixture
def here(stores: Stores) -> tuple[Ring, RootKey, Keys]:
    """An installation in these stores."""
    outcome = found(stores.cabinet, ROOT_PASSPHRASE, OFFICERS, TODAY)
    people = [_person(stores.cabinet, outcome.ring, one) for one in OFFICERS]
    keys = {one.username: (one.officer_id, one.identity) for one in people}
    return outcome.ring, RootKey.unlock(outcome.root_key, ROOT_PASSPHRASE), keys


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_of_two_leads_at_once_one_ends_a_revocation(
    pair: tuple[str, str], stores: Stores, here: tuple[Ring, RootKey, Keys]
) -> None:
    ring, root, keys = here
    for name, function in LEADS.items():
        who, officer_id = Identity.generate(), secrets.token_hex(8)
        until = TODAY + timedelta(days=700)
        ring = ring.admit(root, Officer(officer_id, function, "lead", who.public, who.sign_public, TODAY, until))
        keys[name] = officer_id, who
        with stores.cabinet.write() as cab:
            cab.add_officer(officer_id, name, "{}")
    desks = {name: Desk(stores.cabinet, stores.letterbox, ring, *one, TODAY) for name, one in keys.items()}
    proposal = revoking.propose(desks["lead"], keys["anna"][0])
    assert proposal
    does = {"confirm": revoking.confirm, "decline": revoking.decline, "withdraw": revoking.withdraw}
    acts = [
        (desks["lead" if how == "withdraw" else who], lambda at, how=how: does[how](at, proposal.hash))
        for how, who in zip(pair, ("second", "third"), strict=True)
    ]
    told = at_once(*acts)
    with stores.cabinet.read() as cab:
        kinds = [one.kind for one in cab.revoking()]
    kind = {"confirm": "revoked", "decline": "revocation-ended", "withdraw": "revocation-ended"}[done_by(pair, told)]
    assert kinds == ["revocation-proposed", kind]
    assert isinstance(next(one for one in told if one), RevocationGone | StaffChanged)
    assert verifying.examine(verifying.Office(stores.cabinet), ring, today=TODAY).findings == ()


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_of_two_at_once_one_ends_what_was_proposed_without_a_key(
    pair: tuple[str, str], stores: Stores, here: tuple[Ring, RootKey, Keys], tmp_path: Path
) -> None:
    office: Office = build(*here, stores.cabinet, stores.letterbox, tmp_path)
    mark = office.propose().hash
    does = {"decline": keyless.decline, "withdraw": keyless.withdraw,
            "confirm": lambda at, mark: keyless.confirm(at, mark, offers=False)}  # fmt: skip
    acts = [
        (office.desk("carla" if how == "withdraw" else who), lambda at, how=how: does[how](at, mark))
        for how, who in zip(pair, ("dora", "emil"), strict=True)
    ]
    told = at_once(*acts)
    done = done_by(pair, told)
    assert office.kinds()[1:] == ["keyless-erasure" if done == "confirm" else "keyless-erasure-ended"]
    assert isinstance(next(one for one in told if one), KeylessGone)
    assert office.whys() == []
    assert len(office.carry_out(DAY)) == (done == "confirm")
    assert office.whys() == []


def done_by(pair: tuple[str, str], told: list[Refused | None]) -> str:
    """Which of both acts was carried out; exactly one was."""
    (done,) = (how for how, refused in zip(pair, told, strict=True) if refused is None)
    return done

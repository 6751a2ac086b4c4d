"""The founding, all or nothing; admitting and revoking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from hinweisgeber.crypto import primitives
from hinweisgeber.crypto.errors import PassphraseWrong, RingBroken
from hinweisgeber.crypto.keystore import RootKey
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.domain.acts import Kind
from hinweisgeber.store.cabinet import NO_FILE, Cabinet, cabinet_store
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import founding, verifying
from hinweisgeber.usecases.keeper.founding import NewOfficer
from hinweisgeber.usecases.officer import unlock
from hinweisgeber.usecases.officer.errors import FileNotFound
from tests.founded import MEMORY, OFFICERS, ROOT_PASSPHRASE, TODAY, Founded
from tests.usecases.sql import execute


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store[Cabinet]]:
    store = cabinet_store(f"sqlite:///{tmp_path}/empty.sqlite")
    store.migrate()
    yield store
    store.dispose()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 is not what these tests are about."""
    monkeypatch.setattr(primitives, "argon2id", lambda passphrase, *_: passphrase[:1] * 32)


def test_founding_is_the_journals_first_entry_signed_by_the_root(founded: Founded, cabinet: Store[Cabinet]) -> None:
    with cabinet.read() as cab:
        [entry] = cab.entries()
    assert (entry.kind, entry.signer, entry.file_id, entry.day) == (Kind.FOUNDED, "root", NO_FILE, TODAY)
    assert verifying.verify(cabinet, founded.ring).entries == 1


def test_ring_names_the_officers_in_order_and_holds_nothing_secret(founded: Founded) -> None:
    ring = founded.ring
    assert [(o.function, o.role) for o in ring.everyone] == [(o.function, o.role) for o in OFFICERS]
    assert all(o.valid_from == TODAY and o.valid_until == TODAY + timedelta(days=730) for o in ring.everyone)
    for name, person in founded.people.items():
        assert f'"{name}' not in founded.ring_text.replace("\\", "").replace('"role":"lead"', "")
        for part in (person.identity.to_bytes()[:64], person.identity.to_bytes()[112:144]):
            assert part not in founded.cabinet_file.read_bytes()


def test_root_key_opens_with_its_passphrase_only(founded: Founded) -> None:
    assert founded.root().public
    with pytest.raises(PassphraseWrong):
        RootKey.unlock(founded.root_key, ROOT_PASSPHRASE + "x")


@pytest.mark.parametrize(
    "second",
    [NewOfficer("b", "FUNKTION", "officer", "x"), NewOfficer("b", " ", "officer", "x")],
    ids=["function taken", "function blank"],
)
def test_founding_that_fails_leaves_nothing(empty: Store[Cabinet], quick: None, second: NewOfficer) -> None:
    people = [NewOfficer("a", "Funktion", "lead", "x"), second]
    with pytest.raises(RingBroken):
        founding.found(empty, "w", people, TODAY)
    for table in ("journal", "officer"):
        assert execute(empty, f"SELECT count(*) FROM {table}") == [(0,)]
    founding.found(empty, "w", people[:1], TODAY)  # and can be done again


def test_admitted_officer_logs_in_under_a_small_lettered_name(
    founded: Founded, cabinet: Store[Cabinet], quick: None
) -> None:
    root = RootKey.generate()
    own = Ring.found(root, "hinweisgeber/" + "1" * 16, TODAY)
    longer = founding.admit(cabinet, own, root, NewOfficer(" Clara ", "Prüfung", "officer", "clara"), TODAY)
    assert longer.everyone[-1].function == "Prüfung"
    assert unlock.login(cabinet, longer, MEMORY, "clara", "clara", "", TODAY, 1)


def test_officer_who_cannot_be_admitted_leaves_no_account(
    founded: Founded, cabinet: Store[Cabinet], quick: None
) -> None:
    root = RootKey.generate()
    own = Ring.found(root, "hinweisgeber/" + "1" * 16, TODAY)
    before = execute(cabinet, "SELECT count(*) FROM officer")
    with pytest.raises(RingBroken):
        founding.admit(cabinet, own, root, NewOfficer("clara", "\n", "officer", "x"), TODAY)
    assert execute(cabinet, "SELECT count(*) FROM officer") == before


def test_an_admission_whose_ring_is_not_written_leaves_the_user_name_free(
    founded: Founded, cabinet: Store[Cabinet], quick: None
) -> None:
    root = RootKey.generate()
    own = Ring.found(root, "hinweisgeber/" + "1" * 16, TODAY)
    clara = NewOfficer("clara", "Prüfung", "officer", "clara", mail="clara@example.org")

    def fail(longer: Ring) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        founding.admit(cabinet, own, root, clara, TODAY, fail)
    longer = founding.admit(cabinet, own, root, clara, TODAY)
    assert unlock.login(cabinet, longer, MEMORY, "clara", "clara", "", TODAY, 1)


def test_an_officer_is_found_by_user_name_or_id_and_by_id_without_an_account(
    founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    anna = founded.people["anna"]
    for name in (" Anna ", anna.officer_id):
        assert founding.find(cabinet, founded.ring, name).officer_id == anna.officer_id
    assert founding.without_account(cabinet, founded.ring, TODAY) == []
    execute(cabinet, "DELETE FROM officer WHERE username = 'anna'")
    with pytest.raises(FileNotFound):
        founding.find(cabinet, founded.ring, "anna")
    assert founding.find(cabinet, founded.ring, anna.officer_id).function == anna.function
    assert [o.officer_id for o in founding.without_account(cabinet, founded.ring, TODAY)] == [anna.officer_id]
    shorter = founding.revoke(cabinet, letterbox, founded.ring, founded.root(), anna.officer_id, TODAY, TODAY)
    assert founding.without_account(cabinet, shorter, TODAY) == []


def test_revoking_ends_sessions_and_unknown_names_are_refused(
    founded: Founded, cabinet: Store[Cabinet], letterbox: Store[Letterbox]
) -> None:
    anna = founded.people["anna"]
    unlock.login(cabinet, founded.ring, MEMORY, "anna", anna.passphrase, "", TODAY, 1)
    root = founded.root()
    shorter = founding.revoke(cabinet, letterbox, founded.ring, root, " Anna ", TODAY, TODAY)
    assert anna.officer_id not in {o.officer_id for o in shorter.officers(TODAY)}
    assert execute(cabinet, "SELECT count(*) FROM session") == [(0,)]
    with pytest.raises(FileNotFound):
        founding.revoke(cabinet, letterbox, shorter, root, "nobody", TODAY, TODAY)
    with pytest.raises(RingBroken):
        founding.revoke(cabinet, letterbox, shorter, root, "anna", TODAY, TODAY)

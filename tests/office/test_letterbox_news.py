"""What vanished in the letterbox stands above the list of cases and in `check`, in calm words, until it is known."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import delete

from hinweisgeber import config
from hinweisgeber.cli.doctor import letterbox as doctor
from hinweisgeber.cli.doctor.patient import Patient
from hinweisgeber.crypto.code import AccessCode
from hinweisgeber.crypto.ring import Ring
from hinweisgeber.store.cabinet import Cabinet
from hinweisgeber.store.letterbox import Letterbox
from hinweisgeber.store.letterbox.tables import mailbox
from hinweisgeber.store.unit import Store
from hinweisgeber.usecases.keeper import pulling
from hinweisgeber.usecases.keeper.pulling import rescue
from tests.founded import TODAY
from tests.office.people import Browser


def test_it_is_said_above_the_list_and_by_check_until_it_is_known(
    colleague: Browser,
    send: Callable[..., AccessCode],
    settings: config.Settings,
    letterbox: Store[Letterbox],
    cabinet: Store[Cabinet],
    ring: Ring,
) -> None:
    patient = Patient(settings, frozenset({"office"}), TODAY)
    patient.cabinet = cabinet
    send()
    pulling.pull(letterbox, cabinet, ring, TODAY)
    assert "letterbox-altered" not in colleague.get("/faelle").by_id
    with letterbox.write() as box:
        box._db.execute(delete(mailbox))
    pulling.pull(letterbox, cabinet, ring, TODAY)
    told = colleague.get("/faelle").by_id["letterbox-altered"]
    assert "Fehlt: Wege in ein Postfach, zuerst bemerkt am 21. November 2026" in told
    assert [one.id for one in doctor.seen(patient)] == ["HG-S36"]
    rescue.know(letterbox, cabinet, TODAY)
    assert "letterbox-altered" not in colleague.get("/faelle").by_id
    assert list(doctor.seen(patient)) == []

"""What should have happened by now: a backup, a rehearsal, a verification; and whether the clock can be right."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from ...config import Finding, env_name
from ...config.rule import Level
from ...crypto.errors import SealBroken
from ...web.ready import AHEAD
from ..keeping import daily, rounds
from . import machine
from .patient import Patient
from .words import found

BACKUP_LATE, REHEARSAL_LATE, VERIFIED_LATE = timedelta(days=2), timedelta(days=60), timedelta(days=2)
QUIET = timedelta(days=30)


def backups(patient: Patient) -> Iterator[Finding]:
    """HG-S18, HG-S19: the secret they are sealed with, the last one, the last rehearsal. A new office has time."""
    if patient.settings.backup_secret is None:
        hint = "Bitte die Datei backup.secret aus dem Tresor zurückholen; ohne sie ist keine Sicherung zu lesen."
        yield found("HG-S18", env_name("backup_secret"), "Das Sicherungsgeheimnis fehlt.", "missing", "error", hint)
    yield from _round(patient, rounds.BACKUP, "HG-S18", BACKUP_LATE, "Zuletzt gesichert wurde", "Gesichert")
    yield from _round(patient, rounds.REHEARSAL, "HG-S19", REHEARSAL_LATE, "Zuletzt geprobt wurde", "Geprobt")


def _round(patient: Patient, what: str, key: str, late: timedelta, last_done: str, done: str) -> Iterator[Finding]:
    setting = str(patient.settings.home / rounds.NAME)
    try:
        last = rounds.last(patient.settings.home, what)
    except (OSError, ValueError):
        yield found(key, setting, f"{done} wurde an einem Tag, der sich nicht lesen lässt.", "damaged")
        return
    if last is None:
        level: Level = "open" if patient.is_younger_than(late) else "warning"
        yield found(key, setting, f"{done} wurde hier, soweit bekannt, noch nie.", "never", level)
    elif last > patient.today:
        yield found("HG-S17", setting, f"{last_done} am {last:%d.%m.%Y}, in der Zukunft.", "clock-behind")
    elif patient.today - last > late:
        yield found(key, setting, f"{last_done} am {last:%d.%m.%Y}.", "late")


def verified(patient: Patient) -> Iterator[Finding]:
    """HG-S40, HG-S41, HG-S42: the last daily verification, what it found, and a journal that was put back."""
    setting, late = str(daily.path_of(patient.settings)), VERIFIED_LATE
    try:
        last = daily.last(patient.settings)
    except (OSError, SealBroken):
        yield found("HG-S40", setting, "Was der letzte Lauf ergab, ist verändert oder fremd.", "damaged")
        return
    if last is None:
        yield found("HG-S40", setting, "Protokoll und Bestand wurden hier noch nie täglich geprüft.", "never", "open")
        return
    if patient.today - last.day > late:
        yield found("HG-S40", setting, f"Protokoll und Bestand wurden zuletzt am {last.day:%d.%m.%Y} geprüft.", "late")
    elif last.day > patient.today:
        yield found("HG-S17", setting, f"Zuletzt geprüft wurde am {last.day:%d.%m.%Y}, in der Zukunft.", "clock-behind")
    if last.number:
        what = f"Die Prüfung vom {last.day:%d.%m.%Y} hat etwas gefunden ({last.number})."
        yield found("HG-S41", setting, what, "found")
    for one in last.put_back:
        yield found("HG-S42", setting, daily.put_back_words(one), "put-back")


def clock(patient: Patient) -> Iterator[Finding]:
    """HG-S17: a day to come is stored, nothing was stored for long, or nobody sets the clock."""
    setting = "Uhr"
    newest = {name: day for name, day in _days(patient) if day is not None}
    for name, day in newest.items():
        if day > patient.today + AHEAD:
            what = f"{name} ist vom {day:%d.%m.%Y}; die Uhr dieses Rechners steht auf dem {patient.today:%d.%m.%Y}."
            yield found("HG-S17", setting, what, "clock-behind")
    if newest and patient.today - max(newest.values()) > QUIET:
        last = max(newest.values())
        what = f"Zuletzt kam oder geschah etwas am {last:%d.%m.%Y}, heute ist der {patient.today:%d.%m.%Y}."
        hint = "Ist heute wirklich dieser Tag, war es nur ruhig. Sonst bitte die Uhr prüfen („timedatectl“)."
        yield found("HG-S17", setting, what, "quiet-or-clock-ahead", "open", hint)
    yield from machine.clock_is_set()


def _days(patient: Patient) -> Iterator[tuple[str, date | None]]:
    if patient.letterbox is not None:
        with patient.letterbox.read() as box:
            yield "Die Meldung oder Nachricht mit dem spätesten Tag", box.last_day()
    if patient.cabinet is not None:
        with patient.cabinet.read() as cab:
            head = cab.head()
        yield "Der neueste Eintrag im Protokoll", head.day if head else None

"""check: a doctor for the installation. It touches everything, says what is the matter and why, and changes nothing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from ...config import Finding, Settings, find_home, load
from ...config.rule import LEVELS, Level
from ...crypto.errors import SealBroken
from ...errors import SettingsWrong
from ...store.causes import cause_of
from ..handshake import handshake_findings
from ..home import berlin_today, home_option
from ..keeping import daily
from ..keeping.reminders import mail_findings
from ..naming import in_words, name_of
from . import disks, equipment, keys, letterbox, machine, program, stores, times
from .patient import BOTH, Examine, Patient, faces_of
from .words import CAUSES, found

EXIT = {"error": 2, "warning": 1, "open": 0}
WORDS = {"error": "FEHLER", "warning": "Hinweis", "open": "Offen"}


def _mails(patient: Patient) -> Iterator[Finding]:
    yield from mail_findings(patient.settings, patient.cabinet)


def _handshakes(patient: Patient) -> Iterator[Finding]:
    yield from handshake_findings(patient.settings, office=patient.is_office)


EVERYWHERE: tuple[Examine, ...] = (
    keys.rules,
    stores.databases,
    stores.files,
    stores.pools,
    disks.room,
    stores.neighbours,
    times.clock,
    keys.certificates,
    machine.units,
    machine.told,
    program.files,
    _handshakes,
)
OFFICE: tuple[Examine, ...] = (
    keys.revoked,
    keys.accounts,
    keys.holders,
    keys.two_roles,
    keys.ring_of_the_intake,
    stores.erased,
    letterbox.seen,
    stores.put_out,
    times.backups,
    times.verified,
    equipment.tools,
    equipment.scanner,
    _mails,
)


@click.command()
@home_option
@click.option("--face", type=click.Choice(["intake", "office"]), help="Für welche Seite; sonst sagen es die Dateien.")
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen: [{id, level, text, cause}].")
def check(home: Path | None, face: str | None, as_json: bool) -> None:
    """Prüft die Installation und nennt zu jedem Befund die Ursache und einen Rat; geändert wird nichts.

    Ende mit 2 bei einem Fehler, mit 1 bei einem Hinweis, sonst mit 0. Offene Punkte zählen nicht.
    """
    code = report(home, face, as_json)
    if not as_json:
        _say_verified(home)
    sys.exit(code)


def _say_verified(home: Path | None) -> None:
    """How old the last daily verification is and how far it came, where there was one that this office wrote."""
    with suppress(SettingsWrong, OSError, SealBroken):
        if (last := daily.last(load(find_home(home, os.environ), os.environ))) is not None:
            entries = "1 Eintrag" if last.entries == 1 else f"{last.entries} Einträge"
            head = f"der letzte hat die Prüfsumme {last.head[:16]}…"
            click.echo(f"Zuletzt täglich geprüft am {last.day:%d.%m.%Y}: {entries}, {head}.")


def report(
    home: Path | None, face: str | None = None, as_json: bool = False, levels: tuple[Level, ...] = LEVELS
) -> int:
    """Prints all findings of these levels; the exit code."""
    findings = [one for one in examined(home, face) if one.level in levels]
    if as_json:
        click.echo(json.dumps([_for_machines(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        _print(findings)
    return max((EXIT[one.level] for one in findings), default=0)


def examined(home: Path | None, face: str | None = None) -> list[Finding]:
    """All findings, the gravest first; what they advise bears the installation's name."""
    findings, name = _examined(home, face), name_of((home or Path()).absolute())
    return [replace(one, hint=in_words(one.hint, name)) for one in findings]


def _examined(home: Path | None, face: str | None) -> list[Finding]:
    try:
        patient = _patient(load(find_home(home, os.environ), os.environ), face)
    except SettingsWrong as wrong:
        return [found("HG-S13", wrong.setting, wrong.hint, keys.why(wrong, "setting"))]
    except OSError as error:
        what = "Der Ordner der Installation ist für dieses Konto nicht lesbar."
        cause = cause_of(error)
        return [found("HG-S13", str(error.filename or home), what, cause.value, hint=CAUSES[cause].hint)]
    findings: list[Finding] = []
    for examine in EVERYWHERE + (OFFICE if patient.is_office else ()):
        try:
            findings += examine(patient)
        except Exception as error:  # what fails here is a finding too; the others are looked at all the same
            what = f"Die Prüfung „{examine.__name__}“ ist selbst gescheitert ({type(error).__name__})."
            findings.append(found("HG-S99", "check", what, "unknown"))
    for store in (patient.letterbox, patient.cabinet):
        if store is not None:
            store.dispose()
    return sorted(findings, key=lambda one: LEVELS.index(one.level))


def _patient(settings: Settings, face: str | None) -> Patient:
    faces = faces_of(settings) if face is None else frozenset({"intake"}) if face == "intake" else BOTH
    return Patient(settings, faces, berlin_today())


def _for_machines(one: Finding) -> dict[str, str]:
    return {"id": one.id, "level": one.level, "text": f"{one.setting}: {one.what} {one.hint}", "cause": one.cause}


def _print(findings: list[Finding]) -> None:
    for one in findings:
        click.echo(f"{one.id} {WORDS[one.level]}: {one.setting}: {one.what}\n    {one.hint}")
    errors, warnings, points = (sum(one.level == level for one in findings) for level in LEVELS)
    click.echo(f"{errors} Fehler, {warnings} Hinweise, {points} offene Punkte.")

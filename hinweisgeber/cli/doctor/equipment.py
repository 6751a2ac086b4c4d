"""What the office works with beside its stores: tools for strangers' files, a virus scanner."""

from __future__ import annotations

from collections.abc import Iterator

from ... import sandbox
from ...config import Finding, env_name
from ...sandbox.errors import CannotScan
from .patient import Patient
from .words import found


def tools(_patient: Patient) -> Iterator[Finding]:
    """HG-S04: what is missing for cleaning files. A reporter is not concerned: files arrive without it. HG-S25: an
    office program is a choice; without it documents are cleaned, but neither shown nor covered."""
    for one in sandbox.available():
        kinds = "alle Dateien" if one.kinds >= frozenset(sandbox.FileKind) else ", ".join(sorted(one.kinds))
        if one.tool == sandbox.OFFICE:
            what = f"Nicht eingerichtet ({one.why}). Ohne gezeichnete Seiten: {kinds}."
            yield found("HG-S25", one.tool, what, "missing")
            continue
        what = f"Fehlt oder arbeitet nicht ({one.why}). Ohne Arbeitskopie: {kinds}."
        yield found("HG-S04", one.tool, what, "missing")


def scanner(patient: Patient) -> Iterator[Finding]:
    """HG-S05: a virus scanner that is named and does not answer. The office runs without it, and each file says so."""
    if patient.settings.clamd is None:
        return
    try:
        sandbox.Scanner(patient.settings.clamd).ping()
    except CannotScan:
        yield found("HG-S05", env_name("clamd"), "Der Virenscanner antwortet nicht.", "refused")

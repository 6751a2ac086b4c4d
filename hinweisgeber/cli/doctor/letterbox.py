"""What the office's timer found in the letterbox, and whether it looks at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...config import Finding, env_name
from ...config.rule import Level
from ...refusals.alarms import KINDS, THINGS
from .patient import Patient
from .words import found

LATE = timedelta(days=1)


def seen(patient: Patient) -> Iterator[Finding]:
    """HG-S36: what is missing there, altered or foreign. HG-S37: nobody looks (any more)."""
    if patient.cabinet is None:
        return
    with patient.cabinet.read() as cab:
        alarms, marks = cab.alarms(), cab.pull_marks()
    setting, counts = env_name("letterbox_url"), dict[tuple[str, str], list[str]]()
    for one in alarms:  # the oldest first
        counts.setdefault((one.kind, one.thing), []).append(f"{one.day:%d.%m.%Y}")
    for (kind, thing), days in counts.items():
        what = f"{KINDS[kind]} im Briefkasten: {THINGS[thing]} ({len(days)}), zuerst bemerkt am {days[0]}."
        yield found("HG-S36", setting, what, kind)
    if marks is None:
        level: Level = "open" if patient.is_younger_than(LATE) else "warning"
        what = "Im Briefkasten wurde noch nie nachgesehen, ob alles da ist."
        yield found("HG-S37", setting, what, "never", level)
    elif patient.today - marks.day > LATE:
        what = f"Im Briefkasten wurde zuletzt am {marks.day:%d.%m.%Y} nachgesehen, ob noch alles da ist."
        yield found("HG-S37", setting, what, "late")

"""The program itself: whether the files of the release lie here, and no others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...config import Finding
from .. import installed
from .patient import Patient
from .words import found

NAMED = 5  # files in one finding
_WHAT = {
    "changed": "Dateien des Programms sind anders als in der Auslieferung",
    "missing": "Dateien des Programms fehlen",
    "foreign": "Dateien liegen im Programm, die nicht zur Auslieferung gehören",
    "damaged": "Die Liste der ausgelieferten Dateien ist selbst beschädigt",
}


def files(_patient: Patient) -> Iterator[Finding]:
    """HG-S30: one finding for each cause. A checkout has no list, and nothing is said of it."""
    by_cause = defaultdict(list)
    for cause, name in installed.differences(installed.PACKAGE):
        by_cause[cause].append(name)
    for cause, names in by_cause.items():
        more = f" und {len(names) - NAMED} weitere" if len(names) > NAMED else ""
        yield found("HG-S30", str(installed.PACKAGE), f"{_WHAT[cause]}: {', '.join(names[:NAMED])}{more}.", cause)

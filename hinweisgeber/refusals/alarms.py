"""What is said of a letterbox in which something is missing, altered or foreign: to officers and to the operator."""

from __future__ import annotations

from ..marks import N_

# By thing (store/letterbox/things.py); `numbers` are those of rows that are gone before anybody saw them.
THINGS = {
    "report": N_("Meldungen"),
    "wrap": N_("Schlüssel zu Meldungen"),
    "message": N_("Nachrichten"),
    "mailbox": N_("Wege in ein Postfach"),
    "way": N_("Schlüssel zu einem Stand, den Meldende sehen"),
    "status": N_("Stände, die Meldende sehen"),
    "letter": N_("Schlüssel zu Nachrichten"),
    "letter-key": N_("Schlüssel von Meldenden zu ihren Nachrichten"),
    "file": N_("Dateien zu Meldungen"),
    "letterbox": N_("der neuere Stand des ganzen Briefkastens"),
}
# One of them, in a sentence on a single finding.
ONE = {
    "report": N_("Meldung"),
    "wrap": N_("Schlüssel zur Meldung"),
    "message": N_("Nachricht"),
    "mailbox": N_("Weg in das Postfach"),
    "way": N_("Schlüssel zum Stand des Postfachs"),
    "status": N_("Stand des Postfachs"),
    "letter": N_("Schlüssel zu einer Nachricht"),
    "letter-key": N_("Schlüssel der hinweisgebenden Person zu ihrer Nachricht"),
    "file": N_("Datei zur Meldung"),
    "letterbox": N_("der neuere Stand des ganzen Briefkastens"),
}
KINDS = {"missing": N_("Fehlt"), "altered": N_("Geändert"), "foreign": N_("Fremd")}

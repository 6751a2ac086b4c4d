"""What the pages of the second factor say was done, by the name of the notice."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

REMOVED, RECOVERED = "faktor-entfernt", "wiederhergestellt"
NOTICES = {
    REMOVED: _("Ihr zweiter Faktor ist entfernt. Andere Anmeldungen von Ihnen sind beendet."),
    RECOVERED: _(
        "Sie haben sich mit einem Wiederherstellungscode angemeldet. Er gilt kein zweites Mal. Der bisherige zweite "
        "Faktor und Ihre anderen Anmeldungen sind beendet; bitte richten Sie ihn jetzt neu ein."
    ),
}

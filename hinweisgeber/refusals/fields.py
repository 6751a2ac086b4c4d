"""Fields of any form."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

FIELDS = refusals(
    400,
    TextMissing=N_("Bitte schreiben Sie etwas in dieses Feld."),
    ChoiceMissing=N_("Bitte wählen Sie hier etwas aus."),
    DateMissing=N_("Bitte geben Sie ein Datum an, zum Beispiel 31.03.2027."),
    TimeMissing=N_("Bitte geben Sie eine Uhrzeit an, zum Beispiel 14:30."),
    TextTooLong=N_(
        "Der Text hat %(length)s Zeichen, möglich sind %(limit)s. Bitte kürzen Sie ihn oder senden Sie den Rest "
        "danach als weitere Nachricht über das Postfach."
    ),
    ReasonMissing=N_("Für diesen Schritt ist eine Begründung nötig. Bitte schreiben Sie in einem Satz, warum."),
    AddressWrong=N_(
        "Das ist keine E-Mail-Adresse, an die wir senden können. Bitte schreiben Sie nur die Adresse, zum Beispiel "
        "name@example.org: ohne Namen davor, ohne Leerzeichen und ohne Umlaute."
    ),
) | refusals(
    413,
    TextBeyond=N_(
        "Ein Text ist viel länger, als er hier sein kann: Möglich sind %(limit)s Zeichen. Es wurde nichts "
        "gesendet. Bitte kürzen Sie ihn, oder teilen Sie ihn auf mehrere Nachrichten auf."
    ),
)

"""One's own account: passphrases that are chosen, and the one there is."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

ACCOUNT = (
    refusals(
        400,
        PassphraseTooShort=N_(
            "Die Passphrase ist zu kurz: mindestens %(shortest)s Zeichen, besser sechs zufällige Wörter."
        ),
        PassphraseTooLong=N_(
            "Die Passphrase ist zu lang: höchstens %(longest)s Zeichen. Sechs zufällige Wörter genügen."
        ),
        PassphraseUnfit=N_(
            "In der Passphrase steht ein Zeichen, das sich nicht speichern lässt. Bitte nehmen Sie Buchstaben, Ziffern "
            "und Zeichen, die auf der Tastatur stehen."
        ),
        PassphraseGuessable=N_(
            "Die Passphrase ist zu leicht zu erraten: Sie besteht aus bekannten Wörtern, Namen, Mustern oder "
            "Wiederholungen. Bitte nehmen Sie eine andere, am besten sechs zufällige Wörter."
        ),
        PassphraseSame=N_("Das ist die bisherige Passphrase. Bitte eine andere wählen."),
        PassphrasesUnequal=N_(
            "Die neue Passphrase steht hier anders als im Feld darüber. Bitte schreiben Sie sie in beide Felder gleich."
        ),
        OldPassphraseWrong=N_(
            "Die bisherige Passphrase stimmt nicht. Bitte schreiben Sie sie noch einmal, so wie beim Anmelden."
        ),
    )
    | refusals(
        409,
        PassphraseChanged=N_(
            "Ihre Passphrase wurde gerade eben an anderer Stelle geändert. Es gilt die von dort; hier wurde nichts "
            "geändert. Waren Sie das nicht, verständigen Sie bitte sofort die Leitung der Meldestelle."
        ),
    )
    | refusals(
        503,
        PassphraseBusy=N_(
            "Gerade melden sich sehr viele auf einmal an. Bitte warten Sie einige Sekunden und versuchen Sie es noch "
            "einmal."
        ),
    )
)

"""The same refusals, to who runs the installation: what people read on a page speaks of pages, forms and codes.

Whatever is not here and not in `keeper.py` is told in general words: no command says a reporter's sentence.
"""

from __future__ import annotations

from ..errors import Refused
from ..marks import N_
from .account import ACCOUNT
from .fields import FIELDS
from .keeper import KEEPER

_OF_A_CHOICE = ("PassphraseTooShort", "PassphraseTooLong", "PassphraseUnfit", "PassphraseGuessable")
OPERATOR = {name: ACCOUNT[name].sentence for name in _OF_A_CHOICE} | {
    "PassphraseChanged": N_(
        "Diese Passphrase wurde gerade eben an anderer Stelle geändert. Es gilt die von dort; hier ist nichts geändert."
    ),
    "AddressWrong": FIELDS["AddressWrong"].sentence,
    "StoreAway": N_(
        "Ein Speicher ist nicht erreichbar oder nimmt nichts an. „hinweisgeber check“ nennt, welcher und warum."
    ),
    "StoreFull": N_(
        "Für versiegelte Dateien ist kein Platz mehr. Bitte schaffen Sie Platz und rufen Sie noch einmal auf."
    ),
    "BlobGone": N_("Eine versiegelte Datei ist nicht mehr da. „hinweisgeber check“ nennt, ob die Ablage fehlt."),
    "Stale": N_("Jemand hat das inzwischen geändert. Bitte rufen Sie noch einmal auf."),
    "SuspendedAlready": N_("Diese Person ist schon suspendiert. Geändert ist nichts."),
    "SuspendedAgain": N_(
        "Auch die letzte Suspendierung dieser Person ist mit dem Wurzelschlüssel unterschrieben. Ein zweites Mal "
        "nacheinander muss es jemand aus der Leitung tun. Wer für immer gehen soll, wird mit „hinweisgeber officer "
        "revoke“ entfernt."
    ),
    "NobodyLeftToReceive": N_(
        "Dann bekäme niemand mehr neue Meldungen. „hinweisgeber officer receive“ trägt jemand anderen dafür ein. "
        "Geändert ist nichts."
    ),
    "FactorNotThere": N_("Diese Person hat keinen zweiten Faktor. Geändert ist nichts."),
    "FileNotFound": N_("Diese Person gibt es im Schlüsselbund nicht. „hinweisgeber officer list“ nennt alle."),
}
GENERAL = N_("Das ging so nicht (%(name)s). „hinweisgeber check“ nennt, was an der Installation zu tun ist.")


def for_operators(refused: Refused) -> str:
    """The sentence with its values, by its own class or the nearest above that has one."""
    for one in type(refused).__mro__:
        if one.__name__ in KEEPER:
            return KEEPER[one.__name__].sentence % refused.values
        if one.__name__ in OPERATOR:
            return OPERATOR[one.__name__] % refused.values
    return GENERAL % {"name": type(refused).__name__}

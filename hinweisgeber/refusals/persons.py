"""The persons of a case."""

from __future__ import annotations

from ..marks import N_
from .entry import refusals

PERSONS = refusals(
    400,
    NameTooShort=N_(
        "„%(name)s“ ist zu kurz. Eine Schreibweise braucht mindestens %(least)s Zeichen, sonst würde sie auch "
        "andere Wörter treffen."
    ),
    NameTaken=N_(
        "„%(name)s“ steht in diesem Fall schon bei %(who)s. Jede Schreibweise gehört nur zu einer Person. Bitte "
        "schreiben Sie etwas dazu, das die beiden unterscheidet, zum Beispiel den Vornamen."
    ),
    NameReserved=N_(
        "„%(name)s“ sieht aus wie ein Pseudonym dieser Akte. Bitte schreiben Sie den Namen mit dem, was sonst "
        "dazugehört."
    ),
    KnownDayWrong=N_(
        "Der Tag, seit dem die Daten hier sind, darf nicht vor dem Eingang des Hinweises und nicht in der Zukunft "
        "liegen."
    ),
    NamesConcerned=N_(
        "Hier steht jemand, um den es in der Meldung geht oder der an diesem Fall nicht mitwirken darf (§ 15 HinSchG). "
        "Bitte nennen Sie eine andere Stelle oder Person."
    ),
    InformedDayWrong=N_(
        "Der Tag der Unterrichtung darf nicht vor dem Eingang des Hinweises und nicht in der Zukunft liegen."
    ),
    DeferralWrong=N_(
        "Aufschieben können Sie bis zu einem Tag nach heute, höchstens um ein Jahr. Danach ist neu zu entscheiden."
    ),
    AnswerTellsSource=N_(
        "Diese Worte stammen von der hinweisgebenden Person und dürfen nicht in der Auskunft stehen (§ 8 HinSchG): "
        "„%(words)s“. Bitte streichen Sie die Stelle oder schreiben Sie sie anders."
    ),
)

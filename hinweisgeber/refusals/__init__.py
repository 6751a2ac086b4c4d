"""What people read when they are refused: one table for both faces and the command line.

It knows errors by the names of their classes and imports no room: so settings can read it too, and the intake, which
must not reach what officers use. That every error has its entry, and nothing else has one, is tested.
"""

from __future__ import annotations

from collections.abc import Callable

from ..errors import Refused
from ..marks import N_
from .account import ACCOUNT
from .case import CASE
from .copies import COPIES
from .desk import DESK
from .dialogue import DIALOGUE
from .ending import ENDING
from .entry import Refusal
from .fields import FIELDS
from .files import FILES
from .keeper import KEEPER
from .persons import PERSONS
from .power import POWER
from .reporter import REPORTER

PARTS = (FIELDS, REPORTER, FILES, COPIES, DESK, ACCOUNT, CASE, DIALOGUE, PERSONS, ENDING, POWER, KEEPER)
TABLE = {name: refusal for part in PARTS for name, refusal in part.items()}
GENERAL = Refusal(N_("Das geht so nicht. Bitte prüfen Sie Ihre Eingabe."), 400, ours=False)


def refusal_of(refused: Refused | type[Refused]) -> Refusal:
    """Its entry, or the one of the nearest class above that has one; the general one for what was forgotten."""
    kind = refused if isinstance(refused, type) else type(refused)
    return next((TABLE[one.__name__] for one in kind.__mro__ if one.__name__ in TABLE), GENERAL)


def sentence_of(refused: Refused, translate: Callable[[str], str] = str) -> str:
    """The sentence with its values; as it stands here, in German, unless it is translated."""
    try:
        return translate(refusal_of(refused).sentence) % refused.values
    except (KeyError, TypeError, ValueError):  # a value is missing: people are told something calm in any case
        return translate(GENERAL.sentence)


def status_of(refused: Refused | type[Refused]) -> int:
    """The status of a page that shows it."""
    return refusal_of(refused).status


def is_ours(refused: Refused) -> bool | None:
    """Whose fault it is, for the heading above the sentence. True: ours; False: the person has to change what they
    typed or chose; None: nobody's, it is not possible now or any more."""
    return refusal_of(refused).ours

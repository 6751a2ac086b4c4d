"""The office's words for keys that change. German gettext messages."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from ...domain.acts import Kind
from ...domain.epoch_step import EpochBegun
from ...domain.recusal_step import Recused
from ..act_words import ActWords, People


def _begun(data: EpochBegun, people: People) -> str:
    left = ", ".join(people.get(one, "–") for one in data.left)
    return f"{data.number}, " + _("ohne %(left)s", left=left) if left else str(data.number)


_RENEWED = lazy_gettext(
    "Die Schlüssel offener Fälle sind nachgesehen und, wo nötig, neu. Wie viele noch fehlen, steht unten."
)

_LEFT = lazy_gettext(
    "Sie haben sich für befangen erklärt und den Fall abgegeben. Er steht nicht mehr in Ihrer Liste; Ihr Schlüssel "
    "dazu ist gelöscht."
)

WORDS: tuple[ActWords[Any], ...] = (
    ActWords(Kind.EPOCH, EpochBegun, lazy_gettext("Neuer Schlüsselstand"), "lock", more=_begun,
             done={"schluesselstand": _RENEWED}),
    ActWords(Kind.RECUSED, Recused, lazy_gettext("Für befangen erklärt und den Fall abgegeben"), "logout",
             done={"befangen": _LEFT}),
)  # fmt: skip

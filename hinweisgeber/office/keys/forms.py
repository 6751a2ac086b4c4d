"""New keys for open cases, and who gives theirs up."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import ReasonField
from ..forms import OfficeForm


class RekeyForm(OfficeForm):
    """The next of the open cases that need a new key."""

    decides = False
    id, step, style, done = "rekey", "schluessel", "primary", "schluesselstand"
    button = _("Nächste Fälle mit neuen Schlüsseln versehen")


class RecuseForm(OfficeForm):
    """The officer is biased and leaves the case."""

    id, step, style, told_at = "recuse", "befangen", "primary", "reason"
    button = _("Befangen: Fall endgültig abgeben")
    reason = ReasonField(
        _("Warum sind Sie befangen?"),
        _(
            "Das steht danach im Protokoll des Falls. Ihre Kolleginnen und Kollegen lesen es, die hinweisgebende "
            "Person nicht."
        ),
        counted=True,
    )

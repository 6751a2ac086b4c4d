"""New keys for open cases."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..forms import OfficeForm


class RekeyForm(OfficeForm):
    """The next of the open cases that need a new key."""

    id, step, style, done = "rekey", "schluessel", "primary", "schluesselstand"
    button = _("Nächste Fälle mit neuen Schlüsseln versehen")

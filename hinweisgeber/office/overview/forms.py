"""Which cases the list shows."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import HiddenField, LineField
from ..forms import OfficeForm

# fmt: off


class FilterForm(OfficeForm):
    """Choices and words; nothing of it is an act, and an empty one shows all."""

    decides = False
    id, button = "filter", _("Anzeigen")
    stufe, wer, faellig = HiddenField(), HiddenField(), HiddenField()
    suche = LineField(_("Suche"), optional=True)

"""The forms of a file's page, and of the page on which a text is destroyed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

from ..fields import (
    REASON,
    ChoiceField,
    HiddenField,
    LineField,
    OpenDayField,
    PasswordField,
    RadioField,
    ReasonField,
    TextField,
    TickField,
)
from ..forms import OfficeForm
from .words import DOCUMENT_KINDS, RELEVANCES

# fmt: off


class WorkingCopyForm(OfficeForm):
    """A copy without metadata is made. The password is asked for after the file has asked for it."""

    decides = False
    id, step = "working-copy", "arbeitskopie"
    button, style = _("Arbeitskopie erstellen"), "primary"
    password = PasswordField(
        _("Kennwort der Datei"),
        _("Es öffnet die Datei nur für diese eine Arbeitskopie und wird nicht gespeichert."),
        optional=True,
    )


class DrawForm(OfficeForm):
    """The pages of a document are drawn."""

    decides = False
    id, step, button = "draw", "seiten", _("Seiten zeichnen")


class AllCopiesForm(OfficeForm):
    """All working copies that are missing are made."""

    decides = False
    id, step, style = "all-copies", "dateien", "primary"
    button = _("Alle fehlenden Arbeitskopien erstellen")


class EvidenceForm(OfficeForm):
    """A document is taken on file; its files are read by `chosen.py`."""

    id, step, button, style, told_at = "evidence", "akte", _("Zur Akte nehmen"), "primary", "title"
    title = LineField(_("Titel"), _("Was ist es? Zum Beispiel: Rechnung Nr. 17 der Firma, Auszug aus dem Register."))
    kind = ChoiceField(_("Art"), choices=DOCUMENT_KINDS)
    source = LineField(_("Woher"), _("Von wem oder woher haben Sie es? Stammt es von der hinweisgebenden Person, "
        "schreiben Sie „hinweisgebende Person“ und keinen Namen."))
    day = OpenDayField(_("Tag des Dokuments"), _("Der Tag, den es trägt; leer, wenn es keinen trägt."))
    relevance = RadioField(_("Was sagt es zur Sache?"), choices=RELEVANCES)
    remark = TextField(_("Bemerkung"), _("Zum Beispiel: worauf es ankommt, und auf welcher Seite."), rows=3,
        optional=True)
    attachments = HiddenField(_("Dateien"))


class ScanForm(OfficeForm):
    """The virus scanner is asked."""

    decides = False
    id, step = "scan", "pruefung"


class RedactForm(OfficeForm):
    """Places are covered."""

    id, step, icon = "redact", "schwaerzung", "draft"
    button, told_at = _("Geschwärzte Kopie erstellen"), "reason"
    boxes = TextField(_("Zu schwärzende Stellen"), _("Je Zeile eine Stelle: Seite, links, oben, rechts, unten. Die "
        "letzten vier in Prozent, wie im Raster der Vorschau. Beispiel: 1 10 20 55 25 schwärzt auf Seite 1 von 10 bis "
        "55 Prozent der Breite und von 20 bis 25 Prozent der Höhe."), rows=4, optional=True)
    corner = HiddenField()  # of a box of which only one was shown so far
    word = TextField(_("Alle Fundstellen von …"), _("Was überall schwarz wird, wo es steht, zum Beispiel ein Name; "
        "mehreres untereinander, je Zeile eines. Prüfen Sie danach jede Seite: Andere Schreibweisen, getrennte Wörter "
        "und solche in Bildern werden so nicht gefunden."), rows=3, optional=True)
    seconds = TextField(_("Zu entfernende Sekunden"), _("Je Zeile eine Stelle: von und bis, wie ein Abspieler sie "
        "zeigt. Beispiel: 1:05 1:12. Dort ist die Kopie still, und das Bild eines Films schwarz. Sie bleibt so lang, "
        "wie sie war."), rows=4, optional=True)
    no_picture = TickField(_("Bild ganz weglassen"), _("Von einem Film bleibt dann nur der Ton. Das geht auch bei "
        "langen Filmen, bei denen das Schwärzen einzelner Sekunden zu lange dauern würde."))
    anew = TickField(_("Von vorn beginnen"), _("Was in der neuesten geschwärzten Kopie schwarz oder still ist, wird "
        "dann wieder lesbar oder hörbar. Weitergegeben wird die Kopie, die jetzt entsteht."))
    reason = ReasonField(REASON, _("Sie steht im Protokoll. Schreiben Sie nicht hinein, was geschwärzt wird."), rows=2)


class DestroyFileForm(OfficeForm):
    """The end of a file."""

    two = ("destroy-file", "destroy-filed")
    id, step, icon = "destroy", "vernichtung", "close"
    button, done = _("Vernichtung der Datei vorschlagen"), "vernichtet"
    reason = ReasonField(REASON,
        _("Warum wird die Datei nicht gebraucht? Die hinweisgebende Person liest diesen Grund. Nennen Sie darin "
        "keine der Angaben, die verschwinden sollen."))


class DestroyTextForm(OfficeForm):
    """The end of a text."""

    two = ("destroy-message", "destroy-note")
    id, step, icon = "destroy", "vernichtung", "close"
    button, done = _("Vernichtung vorschlagen"), "vernichtet-text"
    reason = ReasonField(REASON,
        _("Warum wird der Text nicht gebraucht? Den Grund für eine Nachricht liest die hinweisgebende Person. Nennen "
        "Sie darin keine der Angaben, die verschwinden sollen."))

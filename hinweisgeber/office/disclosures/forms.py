"""The forms of the disclosure register. Each form for a new entry asks only for what its bases need."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from flask_babel import lazy_gettext as _

from ...domain.errors.fields import ChoiceMissing
from ...domain.persons.disclosure import Basis
from ...usecases.leaving.disclosures import Plan
from ..fields import (
    BoxesField,
    ChoiceField,
    DayField,
    HiddenField,
    LineField,
    NumberField,
    OnlyField,
    RadioField,
    ReasonField,
    TextField,
    TickField,
)
from ..forms import OfficeForm
from .words import BASES

# fmt: off


class PlanForm(OfficeForm):
    """What every new entry says."""

    id, step, icon, done = "plan-other", "eintrag", "add", "weitergabe"
    button, barred_at = _("Weitergabe eintragen"), "basis"
    bases: ClassVar[tuple[Basis, ...]] = (
        Basis.CONCERNED_CONSENT, Basis.CONCERNED_INQUIRY, Basis.CONCERNED_AUTHORITY, Basis.NOT_IDENTIFYING,
    )  # fmt: skip
    title: ClassVar = _("Angaben über andere, oder nichts, was die hinweisgebende Person erkennen lässt")
    explained: ClassVar = _("Es geht um betroffene Personen, oder das Weitergegebene lässt niemanden erkennen, der "
        "gemeldet hat. Schreiben Sie auf, warum es nötig ist.")
    form = HiddenField()
    basis: ChoiceField = RadioField(_("Grundlage"), choices=BASES)
    recipient = LineField(_("An wen?"), _("Stelle und, wenn bekannt, Funktion."))
    content = TextField(_("Was genau?"), _("So genau, dass später feststeht, was weitergegeben wurde und was nicht."),
        rows=3)
    why = TextField(_("Warum?"), rows=3)
    secrecy = LineField(_("Vorschrift, die die Weitergabe erlaubt"), _("Zum Beispiel § 30 Abs. 4 AO oder § 69 SGB X."),
        optional=True)

    def plan(self) -> Plan:
        """The entry. Raises ChoiceMissing."""
        if self.basis not in self.bases:
            raise ChoiceMissing().at("basis")
        return Plan(Basis(self.basis), self.recipient, self.content, self.why, self.secrecy)


class PlanConsentForm(PlanForm):
    """The reporter is asked before."""

    id, button = "plan-consent", _("Um Einwilligung bitten")
    bases = (Basis.CONSENT,)
    title = _("Mit Einwilligung der hinweisgebenden Person")
    explained = _("Wer gemeldet hat oder was darauf hindeutet, soll jemand erfahren, damit Folgemaßnahmen möglich "
        "sind. Die hinweisgebende Person wird in ihrem Postfach gefragt, mit genau dem, was Sie hier schreiben. Ohne "
        "ihr Ja bleibt die Weitergabe gesperrt.")
    basis = OnlyField(_("Grundlage"), choices=BASES, default=Basis.CONSENT)
    why = TextField(_("Warum?"), _("Das liest die hinweisgebende Person."), rows=3)
    until = DayField(_("Bis wann gilt die Einwilligung?"),
        _("Bis dahin kann sie gegeben werden und muss die Weitergabe geschehen sein."))

    def plan(self) -> Plan:
        """See PlanForm."""
        return replace(super().plan(), until=self.until)


class PlanAuthorityForm(PlanForm):
    """An authority demands it; the reporter is told before, unless that endangers its inquiry."""

    id = "plan-authority"
    bases = (Basis.PROSECUTION, Basis.ORDER, Basis.COURT)
    title = _("Auf Verlangen einer Behörde oder eines Gerichts")
    explained = _("Die Strafverfolgung, eine Behörde mit Anordnung oder ein Gericht verlangt die Angaben. Die "
        "hinweisgebende Person wird vorher mit Gründen unterrichtet, außer die Behörde teilt mit, dass das ihre "
        "Ermittlungen gefährdet.")
    notice = TextField(_("Mitteilung an die hinweisgebende Person: Gründe"),
        _("Sie wird sofort ins Postfach gelegt, zusammen mit Empfangsstelle, Inhalt und Grundlage."), optional=True,
        rows=3)
    no_notice = TextField(_("Oder: Warum wird nicht vorher unterrichtet?"), _("Nur wenn die Behörde mitgeteilt hat, "
        "dass es ihre Ermittlungen gefährdet: wer, wann, mit welchem Aktenzeichen."),
        called=_("Warum wird nicht vorher unterrichtet?"), optional=True, rows=3)

    def plan(self) -> Plan:
        """See PlanForm."""
        return replace(super().plan(), no_notice=self.no_notice, notice=self.notice)


PLANS: tuple[type[PlanForm], ...] = (PlanConsentForm, PlanAuthorityForm, PlanForm)


class PackageForm(OfficeForm):
    """A hand-over as a package, for the one entry that the page shows it for."""

    id, step, icon, barred_at = "package", "paket", "download", ""
    button = _("Paket erstellen und Weitergabe festhalten")
    n = NumberField()
    summary = TextField(_("Zusammenfassung in Ihren Worten"),
        _("Eingetragene Namen werden durch „Person A“ und so weiter ersetzt."), rows=7)
    copy = BoxesField(_("Dateien"), _("Von jeder Datei die neueste geschwärzte Kopie, sonst die gezeichneten Seiten, "
        "sonst die Arbeitskopie. Die bearbeitbare Fassung nur, wenn sie gebraucht wird: Darin kann mehr stehen, als "
        "man sieht."), optional=True)
    unredacted_reason = TextField(_("Ungeschwärzt, weil …"), _("Nur nötig, wenn eine Kopie beiliegt, die auch "
        "geschwärzt da ist. Steht im Verzeichnis."), rows=2, optional=True)
    measure = BoxesField(_("Maßnahmen"), optional=True)
    names = TickField(_("Namensliste beilegen"),
        _("Wer sich hinter „Person A“ und so weiter verbirgt. Nur wenn die empfangende Stelle es wissen muss."))


class MadeForm(OfficeForm):
    """A disclosure made otherwise."""

    id, step, icon = "record-<n>", "vollzogen", "check"
    button, done, told_at, barred_at = _("Weitergabe festhalten"), "weitergabe-vollzogen", "how", ""
    n = NumberField()
    how = TextField(_("Was wurde wie weitergegeben?"),
        _("Zum Beispiel mündlich, mit Brief oder im Gespräch; an wen und wann."), rows=3)


class DropForm(OfficeForm):
    """An entry that is given up."""

    id, step, icon = "drop-<n>", "verwerfen", "close"
    button, done, told_at, barred_at = _("Eintrag verwerfen"), "weitergabe-verworfen", "reason", ""
    n = NumberField()
    reason = ReasonField(rows=2)

"""What the reporter is asked or told about a disclosure, in words: composed of the entry in the register and of nothing
else, so that what they consent to is what stands there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from ...domain.persons.disclosure_steps import DisclosurePlanned
from ...marks import N_


@dataclass(frozen=True)
class Words:
    """The sentences, each part with its `{text}`, how the grounds are called, and how days are written."""

    asks: str = N_("Wir bitten Sie um Ihre Einwilligung in eine einzige Weitergabe.")
    tells: str = N_("Wir müssen Angaben über Sie weitergeben und sagen Ihnen das vorher.")
    recipient: str = N_("An wen: {text}")
    what: str = N_("Was genau: {text}")
    why: str = N_("Warum: {text}")
    until: str = N_("Die Einwilligung gilt bis: {text}")
    basis: str = N_("Grundlage: {text}")
    reasons: str = N_("Gründe: {text}")
    bases: Mapping[str, str] = field(default_factory=dict)
    day: Callable[[date], str] = "{:%d.%m.%Y}".format

    def translated(self, translate: Callable[[str], str]) -> Words:
        """The same with its sentences in another language."""
        names = [one.name for one in fields(self) if isinstance(one.default, str)]
        sentences: dict[str, Any] = {name: translate(getattr(self, name)) for name in names}
        return replace(self, **sentences)

    def request(self, entry: DisclosurePlanned) -> str:
        """Asks for consent (HinSchG § 9 Abs. 3): to whom, exactly what, why, until when, and that it is for this once.

        `entry` is the data of the act that plans it.
        """
        parts = {"recipient": entry.recipient, "what": entry.what, "why": entry.why}
        return self._composed(self.asks, **parts, until=self.day(entry.until) if entry.until else "")

    def notice(self, entry: DisclosurePlanned, reasons: str) -> str:
        """Tells before (§ 9 Abs. 2): to whom, exactly what, on which ground, and the reasons."""
        basis = self.bases.get(entry.basis, str(entry.basis))
        return self._composed(self.tells, recipient=entry.recipient, what=entry.what, basis=basis, reasons=reasons)

    def _composed(self, begin: str, **parts: str | None) -> str:
        return "\n\n".join([begin, *(getattr(self, name).format(text=text) for name, text in parts.items())])

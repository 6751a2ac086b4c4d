"""The families of errors. Each room has its own in its `errors`; the sentences people read stand in `refusals/`."""

from __future__ import annotations


class HinweisgeberError(Exception):
    """Root of every error this program raises on purpose."""


class Refused(HinweisgeberError):
    """A person asked for something that cannot be done as asked; `values` fill the holes of the sentence that says so.

    `field` is what of a form it speaks of, if of one. Every other family never reaches a page with its details.
    """

    field = ""

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(*values.values())

    def at(self, field: str) -> Refused:
        """The same, of this field."""
        self.field = field
        return self


class Broken(HinweisgeberError):
    """Stored or received bytes failed a cryptographic or format check."""


class FormatBroken(Broken):
    """Bytes do not follow their format (SPEC)."""


class CheckFailed(Broken):
    """One of several checks failed: where (0: the whole), and `why`, a phrase of the table in `refusals/broken.py`."""

    def __init__(self, place: int, why: str, /, **values: object) -> None:
        self.place, self.why, self.values = place, why, values
        super().__init__(f"{place}: {why}", *values.values())


class SettingsWrong(HinweisgeberError):
    """A setting is unknown, missing or contradictory; names it and tells the operator what to do."""

    def __init__(self, setting: str, hint: str) -> None:
        self.setting, self.hint = setting, hint
        super().__init__(f"{setting}: {hint}")

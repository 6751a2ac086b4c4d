"""Which text blocks of the institution each form offers."""

from __future__ import annotations

from ...config import TextBlock
from ...config.guidance import Use
from ...domain.case.casefile import CaseFile
from ...domain.case.flags import Flag
from ..shared import the_office

#: By the use of the blocks; those on environmental information come in where it is flagged.
FORMS: dict[str, tuple[Use, ...]] = {
    "reply": ("reply", "referral"),
    "feedback": ("feedback",),
    "acknowledge": ("acknowledgement",),
}


def blocks_for(form: str, state: CaseFile) -> list[TextBlock]:
    """The institution's text blocks for a form, as the case stands."""
    more: tuple[Use, ...] = ("environment",) if Flag.ENVIRONMENT in state.flags and form != "acknowledge" else ()
    return [block for use in (*FORMS[form], *more) for block in the_office().institution.blocks(use)]

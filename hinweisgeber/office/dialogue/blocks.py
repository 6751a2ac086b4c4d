"""Text blocks of the institution: which form offers which, and that none is sent with a gap in it."""

from __future__ import annotations

from ...config import TextBlock, gaps
from ...config.guidance import Use
from ...domain.case.casefile import CaseFile
from ...domain.case.flags import Flag
from ..errors import GapLeft
from ..shared import the_office

#: The text blocks each form offers, by their use; those on environmental information come in where it is flagged.
FORMS: dict[str, tuple[Use, ...]] = {
    "reply": ("reply", "referral"),
    "feedback": ("feedback",),
    "acknowledge": ("acknowledgement",),
}


def blocks_for(form: str, state: CaseFile) -> list[TextBlock]:
    """The institution's text blocks for a form, as the case stands."""
    more: tuple[Use, ...] = ("environment",) if Flag.ENVIRONMENT in state.flags and form != "acknowledge" else ()
    return [block for use in (*FORMS[form], *more) for block in the_office().institution.blocks(use)]


def no_gaps(text: str) -> str:
    """The text, if no gap of a text block is left in it. Raises GapLeft."""
    if left := gaps(text):
        raise GapLeft(gap=left[0])
    return text

"""Nobody decides in their own matter (HinSchG § 15 Abs. 1): whom a report is about neither sees to a measure out of it
nor is told what stands in it as a recipient. Nor is who was kept from the case, under the name of their function."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..case.casefile import CaseFile
from ..errors.persons import NamesConcerned
from .person import Role
from .pseudonyms import replaced


def require_unconcerned(case: CaseFile, text: str, functions: Iterable[str]) -> None:
    """Raises NamesConcerned where the text names a person concerned, or one of these functions, of those kept out."""
    concerned = [person for person in case.registered if person.role == Role.CONCERNED]
    _, names = replaced(text, concerned, lambda person: person.pseudonym)
    barred = (*(person.pseudonym for person in concerned), *functions)
    if names or any(_names(text, one) for one in barred):
        raise NamesConcerned()


def _names(text: str, function: str) -> bool:
    """Whole words: "Fallbearbeitung 1" is not "Fallbearbeitung 12"."""
    return re.search(rf"(?<!\w){re.escape(function)}(?!\w)", text, re.IGNORECASE) is not None

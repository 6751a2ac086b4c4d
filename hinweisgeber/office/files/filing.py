"""Taking a document on file: one form with its files, one entry."""

from __future__ import annotations

from ...errors import Refused
from ...store.errors import StoreAway
from ...usecases.leaving import evidence
from ...usecases.officer import filing, reading
from ...usecases.officer.desk import Desk
from ...usecases.officer.filing import Described
from ...usecases.officer.sending import look_again
from ...usecases.reporter.files import discard_unless_named
from ...web.routes import Route, Who, post
from ...web.wire.staging import FIELD, FormFiles
from ..acting import onward, sending_desk
from ..auth import Page, desk, kept_page
from ..forms import Failed, once_of_form, read
from ..shared import the_office
from .chosen import FILED, files_of_form
from .forms import EvidenceForm
from .together import all_files


def file_evidence(number: str) -> Page:
    """Form `evidence`: taken on file, or shown again with all that was typed and chosen."""
    try:
        reading.stage_of(desk(), number)  # no file waits for a case that whoever sends it cannot open
    except StoreAway as away:
        return kept_page(away)
    files = files_of_form(desk(), FILED)
    try:
        if files.problem:
            raise files.problem.at(FIELD)
        return onward(_filed(sending_desk(EvidenceForm), number, files))
    except Refused as refused:
        if isinstance(refused, StoreAway) and refused.field != FIELD:
            return kept_page(refused, files.state)
        return all_files(number, Failed.of(EvidenceForm, refused), files)


def _filed(at: Desk, number: str, files: FormFiles) -> str:
    form, once = read(EvidenceForm), once_of_form(*(file.same for file in files.files))
    look_again(at, once)
    told = Described(form.title, form.source, form.kind, form.relevance, form.day, form.remark)
    filing.file_evidence(at, number, told, files.files, once)
    discard_unless_named(the_office().blobs, at.cabinet, files.files)  # a second click brought them once more
    same = evidence.same_content(evidence.every(at, number))
    return "akte-doppelt" if any(file.blob in same for file in files.files) else "akte"


ROUTES: tuple[Route, ...] = (post("/faelle/<number>/dateien/akte", file_evidence, Who.HOLDER, EvidenceForm),)

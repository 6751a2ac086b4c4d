"""The files chosen in a form of the office: staged under the officer's own key until the form is carried out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import replace

from ...crypto import contexts
from ...crypto.seal import seal_text
from ...crypto.unseal import open_text
from ...errors import FormatBroken, Refused
from ...store.errors import UploadsBusy
from ...usecases.officer.desk import Desk
from ...web.errors import FilesEmpty, FilesTooLarge, FileTooLarge, TooManyFiles
from ...web.wire.staging import FormFiles, form_files
from ..errors import (
    DocumentEmpty,
    DocumentFilesTooLarge,
    DocumentTooManyFiles,
    OfficeFilesTooLarge,
    OfficeFileTooLarge,
    OfficeTooManyFiles,
    OfficeUploadsBusy,
)

Told = Mapping[type[Refused], type[Refused]]  # what the upload refuses, and in which sentence it is told
_NOWHERE = bytes(contexts.ID)  # staged files belong to no file yet; the officer's own key keeps them apart
SENT: Told = {  # with the way out that officers have
    FileTooLarge: OfficeFileTooLarge,
    FilesTooLarge: OfficeFilesTooLarge,
    UploadsBusy: OfficeUploadsBusy,
    TooManyFiles: OfficeTooManyFiles,
}
FILED: Told = {  # of a document that is taken on file, and sent to nobody
    **SENT,
    FilesEmpty: DocumentEmpty,
    FilesTooLarge: DocumentFilesTooLarge,
    TooManyFiles: DocumentTooManyFiles,
}


def files_of_form(at: Desk, told: Told = SENT) -> FormFiles:
    """The files of the form this request brings; what waits is sealed under the officer's own key."""
    context = contexts.draft(_NOWHERE, at.officer_id)

    def seal(payload: bytes) -> str:
        return base64.b64encode(seal_text(at.identity.own, context, payload)).decode()

    def open_(text: str) -> bytes:
        try:
            return open_text(at.identity.own, context, base64.b64decode(text, validate=True))
        except binascii.Error as error:
            raise FormatBroken("not base64") from error

    files = form_files(seal, open_)
    problem = files.problem
    if problem and (told_as := told.get(type(problem))):
        return replace(files, problem=told_as(**problem.values))
    return files

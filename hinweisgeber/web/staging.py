"""Files of a form: those that came with this request, and those that came before and wait, sealed, in a hidden field.

A form that must be shown again does not ask for two gigabytes a second time.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import cast

from flask import request

from ..crypto.capability import STAGED_LIFETIME
from ..domain.attachment import Attachment
from ..domain.filenames import extension_of, neutral_name
from ..errors import Broken, CapabilityExpired, Refused
from .app import now, this_face
from .requests import PortalRequest
from .uploads import check

FIELD = "attachments"
Seal = Callable[[bytes], str]
Open = Callable[[str], bytes]


@dataclass(frozen=True)
class FormFiles:
    """The files of a form, and what is wrong with those just chosen. `staged` is the text for the hidden field."""

    files: tuple[Attachment, ...] = ()
    keep_names: bool = False
    problem: Refused | None = None
    staged: str = field(default="", repr=False)

    @property
    def named(self) -> tuple[Attachment, ...]:
        """The files as they are sent: under neutral names unless the sender wants to keep their own."""
        if self.keep_names:
            return self.files
        return tuple(
            replace(file, name=neutral_name(n, extension_of(file.name))) for n, file in enumerate(self.files, 1)
        )


def form_files(seal: Seal, open_: Open) -> FormFiles:
    """The files of this request's form; those it will show again are kept until the sweep.

    `seal` and `open_` are the face's own for the hidden field; `open_` may raise CapabilityExpired or any Broken.
    """
    uploads = cast(PortalRequest, request).uploads
    arrived, problem = (uploads.attachments, uploads.problem) if uploads else ([], None)
    removed, (since, staged) = set(request.form.getlist("remove")), _staged(open_)
    files = [file for file in (*staged, *arrived) if file.blob not in removed]
    try:
        check(files, this_face().limits)
    except Refused as refused:
        files, problem = list(staged), refused
    if uploads:
        uploads.keep(files)
    waiting = {"since": since, "files": [file.data() for file in files]}
    text = seal(json.dumps(waiting).encode()) if files else ""
    return FormFiles(tuple(files), bool(request.form.get("keep_names")), problem, text)


def _staged(open_: Open) -> tuple[int, tuple[Attachment, ...]]:
    """What arrived with earlier sendings of this form, and when the first of it did; nothing when that is too long ago.

    Each showing seals the field anew, so its own age tells nothing: files that wait too long would be swept meanwhile.
    """
    try:
        waiting = json.loads(open_(request.form.get("staged", "")))
        since, files = int(waiting["since"]), tuple(Attachment.from_data(file) for file in waiting["files"])
    except (CapabilityExpired, Broken, ValueError, TypeError, KeyError):
        return now(), ()
    return (since, files) if now() <= since + STAGED_LIFETIME else (now(), ())

"""Files of a form: those that came with this request, and those that came before and wait, sealed, in a hidden field.

A form that must be shown again does not ask for two gigabytes a second time. What waited and does not open any more is
said, never taken for nothing: how many files there were stands readable in front of the seal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from flask import request

from ...crypto.capability import STAGED_LIFETIME
from ...crypto.errors import CapabilityExpired
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.filenames import extension_of, neutral_name
from ...errors import Broken, Refused
from ...store.errors import FilesLost, StoreAway
from ..app import now, this_face
from ..errors import FilesEmpty
from .requests import PortalRequest
from .uploads import Uploads, check

FIELD, STATE = "attachments", "state"  # where files are chosen; what is sealed and travels with the form
Seal = Callable[[bytes], str]
Open = Callable[[str], bytes]


@dataclass(frozen=True)
class FormFiles:
    """The files of a form, and what is wrong with those just chosen. `state` is the text for the hidden field; `more`
    is what else the form keeps in it."""

    files: tuple[Attachment, ...] = ()
    keep_names: bool = False
    problem: Refused | None = None
    state: str = field(default="", repr=False)
    lost: int = 0  # how many waited and are not there any more
    since: int = 0  # when the first of them came, in seconds since the epoch
    more: Mapping[str, Any] = field(default_factory=dict, repr=False)
    shut: bool = False  # the hidden field came along and does not open any more, whatever was in it

    @property
    def named(self) -> tuple[Attachment, ...]:
        """The files as they are sent: under neutral names unless the sender wants to keep their own."""
        if self.keep_names:
            return self.files
        return tuple(
            replace(file, name=neutral_name(n, extension_of(file.name))) for n, file in enumerate(self.files, 1)
        )

    def sealed(self, seal: Seal, more: Mapping[str, Any]) -> FormFiles:
        """The same with its text for the hidden field; empty where there is nothing to carry along."""
        if not self.files and not more:
            return replace(self, state="", more=more)
        content = {"since": self.since, "files": [file.carried() for file in self.files], **more}
        return replace(self, state=f"{len(self.files)}.{seal(json.dumps(content).encode())}", more=more)


@dataclass(frozen=True)
class _Waiting:
    """What the hidden field held."""

    files: tuple[Attachment, ...] = ()
    lost: int = 0
    since: int = 0
    more: Mapping[str, Any] = field(default_factory=dict)
    shut: bool = False


def form_files(seal: Seal, open_: Open) -> FormFiles:
    """The files of this request's form; those it will show again are kept until the sweep.

    `seal` and `open_` are the face's own for the hidden field; `open_` may raise CapabilityExpired or any Broken.
    """
    uploads = cast(PortalRequest, request).uploads
    waiting = _waiting(request.form.get(STATE, ""), open_)
    removed = set(request.form.getlist("remove"))
    arrived = uploads.attachments if uploads else []
    files = [file for file in (*waiting.files, *arrived) if file.blob not in removed]
    problem = None
    try:
        check(files, this_face().limits)
        gone = _gone([file for file in waiting.files if file.blob not in removed])
        files = [file for file in files if file.blob not in gone]
        waiting = replace(waiting, lost=waiting.lost + len(gone))
    except Refused as refused:
        files, problem = list(waiting.files), refused
    problem = problem or _problem(uploads, waiting)
    if uploads:
        uploads.keep(files)
    chosen = FormFiles(
        tuple(files),
        bool(request.form.get("keep_names")),
        problem,
        lost=waiting.lost,
        since=waiting.since or now(),
        more=waiting.more,
        shut=waiting.shut,
    )
    return chosen.sealed(seal, waiting.more)


def _problem(uploads: Uploads | None, waiting: _Waiting) -> Refused | None:
    """What the sender must hear before anything is sent."""
    if uploads and uploads.problem:
        return uploads.problem
    if waiting.lost:
        return FilesLost(count=waiting.lost)
    if uploads and uploads.empty:
        return FilesEmpty(names=", ".join(uploads.empty))
    return None


def _gone(files: list[Attachment]) -> set[str]:
    """The blobs of those files that were swept meanwhile. Raises StoreAway."""
    store = this_face().upload_store
    if store is None:
        raise StoreAway()
    return {file.blob for file in files if not store.has(file.blob)}


def _waiting(text: str, open_: Open) -> _Waiting:
    """What arrived with earlier sendings of this form, and when the first of it did.

    Each showing seals the field anew, so its own age tells nothing: files that wait too long would be swept meanwhile.
    """
    if not text:
        return _Waiting()
    count, _, sealed = text.partition(".")
    known = min(int(count), 1000) if count.isascii() and count.isdigit() and len(count) < 5 else 1
    try:
        content = json.loads(open_(sealed))
        since, files = int(content.pop("since")), tuple(Attachment.from_data(f) for f in content.pop("files"))
    except (CapabilityExpired, Broken, ValueError, TypeError, KeyError, AttributeError):
        return _Waiting(lost=known, shut=True)
    if now() > since + STAGED_LIFETIME:
        return _Waiting(lost=len(files), more=content)
    return _Waiting(files, 0, since if files else 0, content)

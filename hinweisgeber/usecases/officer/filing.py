"""Taking a document on file: sealed under the case's keys, named by one entry, never part of the dialogue (HinSchG § 11
Abs. 1). The files lie in the blob store already, like those of a reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from ...domain.acts import Act, FreeText, Kind
from ...domain.case.casefile import CaseFile
from ...domain.dialogue.attachment import Attachment
from ...domain.dialogue.texts import LINE_LIMIT, check_text, optional_text
from ...domain.errors.ending import DocumentMissing, DocumentTaken
from ...domain.errors.fields import ChoiceMissing, TextMissing, TextTooLong
from ...domain.filing_step import DocumentKind, EvidenceFiled, FiledFile, Relevance
from ...store.cabinet import Cabinet
from .casework import act
from .desk import Desk, OpenFile
from .entering import enter
from .take_in import named

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class Described:
    """What an officer says of a document, as typed and chosen."""

    title: str
    source: str
    kind: str
    relevance: str
    day: date | None = None
    remark: str = ""


def file_evidence(desk: Desk, number: str, told: Described, files: tuple[Attachment, ...], once: str = "") -> CaseFile:
    """Takes a document on file, with all its files. Raises TextMissing, TextTooLong, ChoiceMissing, with their field;
    DocumentMissing (no file), DocumentTaken (a file that belongs to something already), DocumentAhead, ErasureWaits,
    FileNotFound, StoreAway."""
    data = EvidenceFiled(
        title=_line(told.title, "title"),
        source=_line(told.source, "source"),
        kind=_one_of(DocumentKind, told.kind, "kind"),
        relevance=_one_of(Relevance, told.relevance, "relevance"),
        files=tuple(FiledFile.of(one) for one in files),
        day=told.day,
        remark=optional_text(told.remark) or None,
    )
    if not files:
        raise DocumentMissing()

    def keeping(
        cabinet: Cabinet, desk: Desk, opened: OpenFile, sheet: CaseFile, act: Act, joins: str | None
    ) -> OpenFile:
        if cabinet.named_blobs([one.blob for one in files]):  # a page from before, sent again with other words
            raise DocumentTaken()
        cabinet.name_blobs(opened.id, named(files))  # before the entry, which commits to them
        return enter(cabinet, desk, opened, sheet, act)

    return act(desk, number, Kind.EVIDENCE_FILED, data, once, entering=keeping)


def _line(text: str, field: str) -> FreeText:
    try:
        return check_text(text, LINE_LIMIT)
    except (TextMissing, TextTooLong) as refused:
        raise refused.at(field) from None


def _one_of(choices: type[Choice], chosen: str, field: str) -> Choice:
    if chosen not in list(choices):
        raise ChoiceMissing().at(field)
    return choices(chosen)

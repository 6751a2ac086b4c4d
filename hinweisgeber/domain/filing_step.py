"""What an officer takes on file: a document with what it is, where it comes from and what it says to the matter
(HinSchG § 11 Abs. 1, § 18 Nr. 1). It lies under the case's key and is never part of the dialogue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from .acts import Act, Data, Exact, FreeText, Kind
from .case.casefile import CaseFile
from .dialogue.attachment import Attachment
from .errors.ending import DocumentAhead, DocumentMissing, ErasureWaits
from .record import Record


class DocumentKind(StrEnum):
    """What a document is."""

    DEED = "deed"
    MEMO = "memo"
    MAIL = "mail"
    PHOTO = "photo"
    RECORDING = "recording"
    TABLE = "table"
    OTHER = "other"


class Relevance(StrEnum):
    """What a document says to what was reported. Nobody is judged by it."""

    FOR = "for"
    AGAINST = "against"
    BOTH = "both"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class FiledFile:
    """One file of a document: where its sealed bytes lie, its own key, what it was when it came."""

    blob: Exact
    key: Exact = field(repr=False)
    name: Exact
    size: int
    sha256: Exact
    sealed: Exact  # SHA-384 of the sealed bytes, hex

    @classmethod
    def of(cls, file: Attachment) -> FiledFile:
        """A file that lies in the blob store."""
        return cls(file.blob, file.key, file.name, file.size, file.sha256, file.sealed)

    @property
    def attachment(self) -> Attachment:
        """The same, to be read. Raises FormatBroken."""
        return Attachment(self.blob, self.key, self.name, self.size, self.sha256, sealed=self.sealed).checked()


@dataclass(frozen=True)
class EvidenceFiled(Data):
    """A document is taken on file; `day`: the one it bears; `source`: from whom or where the office has it."""

    title: FreeText
    source: FreeText
    kind: DocumentKind
    relevance: Relevance
    files: tuple[FiledFile, ...]
    day: date | None = None
    remark: FreeText | None = None


def _filed(case: CaseFile, act: Act, data: EvidenceFiled) -> CaseFile:
    if not data.files:
        raise DocumentMissing()
    if data.day is not None and data.day > act.day:
        raise DocumentAhead()
    if case.erasure_authorised is not None:  # what is filed now would be gone unseen
        raise ErasureWaits()
    return replace(case, evidence=(*case.evidence, *(one.attachment.blob for one in data.files)))


FILED: Record[CaseFile, EvidenceFiled] = Record(Kind.EVIDENCE_FILED, EvidenceFiled, _filed)

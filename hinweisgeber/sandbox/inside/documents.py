"""DOCX, XLSX, ODT, ODS: parts and elements on a list go through, scrubbed; everything else stays behind.

They cannot be drawn anew without an office program, which would be by far the largest thing in the sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from .amount import amount, require_faithful
from .images import Result, head
from .kinds import FileKind
from .odf import clean_odf
from .ooxml import clean_ooxml
from .package import Packed
from .terms import Ceilings, Findings

COPY = 4  # prefixes are longer in a copy, so its parts may be larger than those of its source
NEARLY_ALL = 95  # of 100 letters; fewer are told


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The document with its visible content, and what it told beside it.

    Raises Stop: content-lost where the copy would hold much less than the document, and those of the cleaners.
    """
    findings = Findings()
    package = Packed(path, limits)
    for day in sorted(package.times()):
        findings.add("time", day)
    work = clean_odf if kind in (FileKind.ODT, FileKind.ODS) else clean_ooxml
    content = work(package, kind, findings, limits)
    held = require_faithful(amount(path, limits), amount(content, replace(limits, unpacked=COPY * limits.unpacked)))
    about = head(kind, findings)
    if held < NEARLY_ALL:
        about["findings"].insert(0, ("dropped-part", f"Text: In der Kopie stehen etwa {held} von 100 Zeichen."))
    return about, _pieces(content)


def _pieces(content: bytes) -> Iterator[bytes]:
    yield content

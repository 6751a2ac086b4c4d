"""DOCX, XLSX, PPTX, ODT, ODS, ODP: what is shown goes through, scrubbed and named anew; everything else stays behind.

They cannot be drawn anew without an office program, which would be by far the largest thing in the sandbox.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from ..kinds import FileKind
from ..pictures.images import Result, head
from ..standing import in_words
from ..terms import Ceilings, Findings
from .amount import read, require_faithful
from .odf.copying import clean_odf
from .ooxml.copying import clean_ooxml
from .package import Packed

COPY = 4  # prefixes are longer in a copy, so its parts may be larger than those of its source


def clean(path: Path, kind: FileKind, limits: Ceilings, options: dict[str, Any]) -> Result:
    """The document with its visible content, what it told beside it, and what it showed and the copy does not.

    Raises Stop: content-lost where the copy would hold much less than the document, and those of the cleaners.
    """
    findings = Findings()
    package = Packed(path, limits)
    for day in sorted(package.times()):
        findings.add("time", day)
    became, content = (clean_odf if package.has("mimetype") else clean_ooxml)(package, findings, limits)
    copy = read(content, replace(limits, unpacked=COPY * limits.unpacked))
    require_faithful(read(path, limits), copy, findings)
    return head(became, findings) | {"findings": in_words(findings.told(), copy.words)}, iter((content,))

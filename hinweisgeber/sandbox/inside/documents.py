"""DOCX, XLSX, ODT, ODS: parts and elements on a list go through, scrubbed; everything else stays behind.

They cannot be drawn anew without an office program, which would be by far the largest thing in the sandbox.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .images import Result, head
from .kinds import Kind
from .odf import clean_odf
from .ooxml import clean_ooxml
from .package import Package
from .terms import Findings, Limits


def clean(path: Path, kind: Kind, limits: Limits, options: dict[str, Any]) -> Result:
    """The document with its visible content, and what it told beside it."""
    findings = Findings()
    package = Package(path, limits)
    for day in sorted(package.times()):
        findings.add("time", day)
    work = clean_odf if kind in (Kind.ODT, Kind.ODS) else clean_ooxml
    content = work(package, kind, findings, limits)
    return head(kind, findings), _pieces(content)


def _pieces(content: bytes) -> Iterator[bytes]:
    yield content

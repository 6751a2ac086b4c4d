"""Opens files of strangers safely: working copies, previews and redacted copies, made in a sandboxed child process."""

from .inside.kinds import HEAD, Kind, family_of
from .inside.terms import LABELS, Finding, Limits
from .rules import RULES, outdated
from .scanner import Scanner, ScanResult
from .tools import Missing, available
from .work import Box, Cleaned, Preview, clean, kind_of, preview, redact, renamed

__all__ = [
    "HEAD",
    "LABELS",
    "RULES",
    "Box",
    "Cleaned",
    "Finding",
    "Kind",
    "Limits",
    "Missing",
    "Preview",
    "ScanResult",
    "Scanner",
    "available",
    "clean",
    "family_of",
    "kind_of",
    "outdated",
    "preview",
    "redact",
    "renamed",
]

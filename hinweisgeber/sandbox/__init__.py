"""Opens files of strangers safely: working copies, previews and redacted copies, made in a sandboxed child process."""

from .inside.kinds import HEAD, FileKind, family_of
from .inside.terms import LABELS, Ceilings, FileFinding
from .rules import RULES, outdated
from .scanner import Scanner, ScanResult
from .tools import MissingTool, available
from .work import Box, Cleaned, Preview, clean, kind_of, preview, redact, renamed

__all__ = [
    "HEAD",
    "LABELS",
    "RULES",
    "Box",
    "Ceilings",
    "Cleaned",
    "FileFinding",
    "FileKind",
    "MissingTool",
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

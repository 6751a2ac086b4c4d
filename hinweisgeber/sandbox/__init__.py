"""Opens files of strangers safely: working copies, previews and redacted copies, made in a sandboxed child process."""

from .drawing import clean, draw, drawable, find, unseen_undrawn
from .inside.kinds import FileKind, family_of
from .inside.sniffing import HEAD
from .inside.terms import LABELS, LOSSES, Ceilings, FileFinding
from .results import Box, Cleaned, InnerFile, Preview, Span, Watch
from .rules import RULES, outdated
from .scanner import Scanner, ScanResult
from .tools import OFFICE, MissingTool, available, draws
from .work import is_recorded, kind_of, preview, redact, redact_seconds, redact_words, renamed

__all__ = [
    "HEAD",
    "LABELS",
    "LOSSES",
    "OFFICE",
    "RULES",
    "Box",
    "Ceilings",
    "Cleaned",
    "FileFinding",
    "FileKind",
    "InnerFile",
    "MissingTool",
    "Preview",
    "ScanResult",
    "Scanner",
    "Span",
    "Watch",
    "available",
    "clean",
    "draw",
    "drawable",
    "draws",
    "family_of",
    "find",
    "is_recorded",
    "kind_of",
    "outdated",
    "preview",
    "redact",
    "redact_seconds",
    "redact_words",
    "renamed",
    "unseen_undrawn",
]

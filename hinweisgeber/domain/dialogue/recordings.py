"""Sound recordings of what was told: they go once the minutes are final (HinSchG § 11 Abs. 4 S. 4)."""

from __future__ import annotations

from ..acts import FreeText
from .attachment import Attachment
from .filenames import extension_of
from .report import Said

# What can hold a voice. Of what nobody knows the type of (`bin`), the worse is assumed.
_NAMES = "3gp aac aiff amr avi caf flac m4a m4b m4v mkv mov mp3 mp4 mpeg mpg oga ogg ogv opus wav webm wma wmv bin"
_VOICES = frozenset(_NAMES.split())
# Stands as the reason in the journal, beside reasons that people wrote.
BECAUSE = FreeText("§ 11 Abs. 4 HinSchG: Die Niederschrift ist endgültig, deshalb wurde die Tonaufzeichnung gelöscht.")


def is_recording(name: str) -> bool:
    """Whether a file of this name may hold a voice."""
    return (extension_of(name) or "bin") in _VOICES


def recordings(first: Said) -> tuple[Attachment, ...]:
    """The sound recordings a report brought along that the office wrote down after one; none with other reports."""
    report = first.report
    if report is None or not report.channel or report.record != "sound":
        return ()
    return tuple(file for file in first.files if is_recording(file.name))

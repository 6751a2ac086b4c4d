"""Why a file is not cleaned, and why it is not scanned."""

from __future__ import annotations

from ..errors import Refused


class CannotClean(Refused):
    """No working copy can be made of a file."""

    code = "unknown"  # the reason, stable, for program and log; each subclass has its own
    passes = False  # whether waiting can help


class TypeUnknown(CannotClean):
    """A kind of file that is not known or not cleaned."""

    code = "unknown-type"


class TypeMismatched(CannotClean):
    """The content is not what the name says."""

    code = "mismatch"


class TypeAmbiguous(CannotClean):
    """A file that is of two kinds at once."""

    code = "ambiguous"


class ContentActive(CannotClean):
    """A kind of file that holds programs."""

    code = "active-content"


class HoldsFiles(CannotClean):
    """A file that holds others is to be sent: its copy would be something else. Nobody says so in the sandbox."""

    code = "holds-files"


class TextStructured(CannotClean):
    """A text that is written for programs."""

    code = "structured"


class TextEncoded(CannotClean):
    """A text with data in signs that only a program reads."""

    code = "encoded"


class ContentLost(CannotClean):
    """More than half of the content would be lost."""

    code = "content-lost"


class FileEmpty(CannotClean):
    """A file without content."""

    code = "empty"


class FileEncrypted(CannotClean):
    """A file that needs a password."""

    code = "encrypted"


class PasswordWrong(CannotClean):
    """A file that needs another password."""

    code = "password-wrong"


class EncryptedOtherwise(CannotClean):
    """A file with a password, in a way that cannot be opened here, whatever the password."""

    code = "encrypted-otherwise"


class FileDamaged(CannotClean):
    """A damaged or incomplete file."""

    code = "damaged"


class ContentTooLarge(CannotClean):
    """The file, or what it unpacks to, is too large."""

    code = "too-large"


class PagesTooMany(CannotClean):
    """Too many pages."""

    code = "too-many-pages"


class PartsTooMany(CannotClean):
    """Too many files in a file."""

    code = "too-many-parts"


class NestedTooDeep(CannotClean):
    """Files in files in files, further than anybody looks."""

    code = "too-deep"


class PixelsTooMany(CannotClean):
    """An image of too many pixels."""

    code = "too-many-pixels"


class WordsUnseen(CannotClean):
    """Words are looked for in a file that has no text, or none that could be covered."""

    code = "no-text"


class SecondsBeyond(CannotClean):
    """Seconds are to be covered that come after a recording's end."""

    code = "beyond-end"


class CleaningTooLong(CannotClean):
    """Cleaning took too long and was ended."""

    code = "too-long"


class CleaningBusy(CannotClean):
    """Too many copies are being made at once."""

    code = "busy"
    passes = True


class CleaningUnavailable(CannotClean):
    """A program is missing here: `tool`."""

    code = "tool-missing"
    passes = True


class DrawingUnavailable(CannotClean):
    """There is no office program here, and no copy without one."""

    code = "office-missing"


class CannotScan(Refused):
    """The virus scanner says that it failed."""


class ScannerAway(CannotScan):
    """The virus scanner cannot be reached."""


class ScannerSilent(CannotScan):
    """The virus scanner did not answer in time."""


class ScannerGarbled(CannotScan):
    """The virus scanner's answer makes no sense."""


class ScanTooLarge(CannotScan):
    """The file, or what it unpacks to, is too large to be scanned."""


# What the process in the sandbox may answer, by its code; what is said of its own host is not for it to say.
BY_CODE: dict[str, type[CannotClean]] = {
    one.code: one
    for one in (
        TypeUnknown,
        TypeMismatched,
        TypeAmbiguous,
        ContentActive,
        TextStructured,
        TextEncoded,
        ContentLost,
        FileEmpty,
        FileEncrypted,
        PasswordWrong,
        EncryptedOtherwise,
        FileDamaged,
        ContentTooLarge,
        PagesTooMany,
        PartsTooMany,
        NestedTooDeep,
        PixelsTooMany,
        CleaningTooLong,
        WordsUnseen,
        SecondsBeyond,
    )
}

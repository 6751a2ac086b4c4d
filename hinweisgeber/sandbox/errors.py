"""Why a file is not cleaned, and why it is not scanned."""

from __future__ import annotations

from ..errors import Refused


class CannotClean(Refused):
    """No working copy can be made of a file."""

    passes = False  # whether waiting can help


class TypeUnknown(CannotClean):
    """A kind of file that is not known or not cleaned."""


class TypeMismatched(CannotClean):
    """The content is not what the name says."""


class TypeAmbiguous(CannotClean):
    """A file that is of two kinds at once."""


class ContentActive(CannotClean):
    """A kind of file that holds programs."""


class HoldsFiles(CannotClean):
    """A file that holds others is to be sent: its copy would be something else. Nobody says so in the sandbox."""


class TextStructured(CannotClean):
    """A text that is written for programs."""


class TextEncoded(CannotClean):
    """A text with data in signs that only a program reads."""


class ContentLost(CannotClean):
    """More than half of the content would be lost."""


class FileEmpty(CannotClean):
    """A file without content."""


class FileEncrypted(CannotClean):
    """A file that needs a password."""


class PasswordWrong(CannotClean):
    """A file that needs another password."""


class EncryptedOtherwise(CannotClean):
    """A file with a password, in a way that cannot be opened here, whatever the password."""


class FileDamaged(CannotClean):
    """A damaged or incomplete file."""


class ContentTooLarge(CannotClean):
    """The file, or what it unpacks to, is too large."""


class PagesTooMany(CannotClean):
    """Too many pages."""


class PartsTooMany(CannotClean):
    """Too many files in a file."""


class NestedTooDeep(CannotClean):
    """Files in files in files, further than anybody looks."""


class PixelsTooMany(CannotClean):
    """An image of too many pixels."""


class WordsUnseen(CannotClean):
    """Words are looked for in a file that has no text, or none that could be covered."""


class SecondsBeyond(CannotClean):
    """Seconds are to be covered that come after a recording's end."""


class CleaningTooLong(CannotClean):
    """Cleaning took too long and was ended."""


class CleaningBusy(CannotClean):
    """Too many copies are being made at once."""

    passes = True


class CleaningUnavailable(CannotClean):
    """A program is missing here: `tool`."""

    passes = True


class DrawingUnavailable(CannotClean):
    """There is no office program here, and no copy without one."""


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
    "unknown-type": TypeUnknown,
    "mismatch": TypeMismatched,
    "ambiguous": TypeAmbiguous,
    "active-content": ContentActive,
    "structured": TextStructured,
    "encoded": TextEncoded,
    "content-lost": ContentLost,
    "empty": FileEmpty,
    "encrypted": FileEncrypted,
    "password-wrong": PasswordWrong,
    "encrypted-otherwise": EncryptedOtherwise,
    "damaged": FileDamaged,
    "too-large": ContentTooLarge,
    "too-many-pages": PagesTooMany,
    "too-many-parts": PartsTooMany,
    "too-deep": NestedTooDeep,
    "too-many-pixels": PixelsTooMany,
    "too-long": CleaningTooLong,
    "no-text": WordsUnseen,
    "beyond-end": SecondsBeyond,
}

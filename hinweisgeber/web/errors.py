"""What both faces refuse before a view has its say: foreign posts, too much, too many at once."""

from __future__ import annotations

from ..errors import Refused


class CrossSite(Refused):
    """A post that comes from another site."""


class FilesNotTaken(Refused):
    """This form takes no files."""


class FilesEmpty(Refused):
    """Files without content: `names`."""


class FileTooLarge(Refused):
    """One file is too large: `limit`."""


class FilesTooLarge(Refused):
    """All files together are too large: `limit`."""


class TooManyFiles(Refused):
    """More files than a message may have: `limit`."""


class TextBeyond(Refused):
    """A text far beyond what its field can hold: `limit`."""


class BodiesBusy(Refused):
    """Too many forms with files arrive at once."""


class TextsBusy(BodiesBusy):
    """Too many long texts arrive at once."""


class PagesBusy(Refused):
    """There is no memory for another long page now."""


class DownloadsBusy(Refused):
    """Too many files are given out at once."""

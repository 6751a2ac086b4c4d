"""What the office alone refuses."""

from __future__ import annotations

from ..errors import Refused
from ..store.errors import BlobGone, UploadsBusy
from ..web.errors import FilesEmpty, FilesTooLarge, FileTooLarge, TooManyFiles


class OfficeFileTooLarge(FileTooLarge):
    """The same, told to officers, whose way out is another one."""


class OfficeFilesTooLarge(FilesTooLarge):
    """The same, told to officers."""


class OfficeTooManyFiles(TooManyFiles):
    """The same, told to officers."""


class DocumentEmpty(FilesEmpty):
    """Files without content among those to be taken on file: `names`."""


class DocumentFilesTooLarge(FilesTooLarge):
    """All files of a document together are too large: `limit`."""


class DocumentTooManyFiles(TooManyFiles):
    """A document has more files than one may have: `limit`."""


class OfficeUploadsBusy(UploadsBusy):
    """The same, told to officers."""


class CannotSend(Refused):
    """A file that goes out cannot be cleaned: `name`, `why`."""

    field = "attachments"


class CannotSendNow(CannotSend):
    """A file that goes out cannot be cleaned now: `name`, `why`."""


class LossUnseen(CannotSend):
    """The cleaned copy of a file that goes out lacks something, and who sends it has not agreed: `name`, `what`."""


class CheckMissing(Refused):
    """Feedback without the check that it endangers nothing."""

    field = "checked"


class GapLeft(Refused):
    """A gap of a text block is left open: `gap`."""


class PageMissing(BlobGone):
    """The copy has no such page."""


class BoxWrong(Refused):
    """A line of boxes that cannot be read: `line`."""

    field = "boxes"


class BoxPageMissing(Refused):
    """A box on a page that is not there."""

    field = "boxes"


class SecondsWrong(Refused):
    """A line of seconds that cannot be read: `line`."""

    field = "seconds"


class PointUnclear(Refused):
    """The picture was pressed, but nowhere on it."""

    field = "boxes"


class CornersNear(Refused):
    """Two corners of a box that are nearly one."""

    field = "boxes"


class CornerAlone(Refused):
    """One corner of a box was shown, and the other one not."""

    field = "boxes"

"""The cabinet (Aktenschrank): files, wrapped keys, the journal, officers' sealed identities and sessions.

A file is a case or a measure. Its sheet is sealed; who may open it is who holds a wrap in `file_wrap`.
The journal can only grow: triggers (and on PostgreSQL grants) refuse every change and every gap.

One module per matter, each a part of `Cabinet`. A module must not be called like a table: the tables are names of
this package.
"""

from __future__ import annotations

from sqlalchemy import Connection

from ..unit import Store
from .collecting import Collecting, Uncollected
from .departing import Departing
from .dialogue import Dialogue, WaitingStatus
from .entries import Journal
from .epochs import EpochRow, Epochs, Vouched, Wraps
from .erasure import Erasure
from .evidence import Evidence
from .factors import FactorRow, Factors, HalfRow, Standing
from .files import Files, SealedFile
from .mails import Mails
from .officers import OfficerRow, Officers
from .proving import Proving, Range
from .pulling import Alarm, PulledRow, Pulling, PullMarks
from .sessions import Sessions
from .tables import (
    BEFORE_ALL,
    CASE,
    HANDED,
    MEASURE,
    NO_FILE,
    abstract,
    alarm,
    blob,
    copy,
    draft,
    epoch,
    erased,
    factor,
    file,
    file_wrap,
    form_once,
    half_login,
    journal,
    journal_text,
    line,
    login_attempt,
    mailbox_wrap,
    message,
    metadata,
    officer,
    outbox,
    pull,
    pulled,
    pulled_message,
    pulled_wrap,
    recovery_code,
    seen,
    session,
    status,
    uncollected,
)
from .tallies import Tallies
from .touching import Touched

__all__ = [
    "BEFORE_ALL",
    "CASE",
    "HANDED",
    "MEASURE",
    "NO_FILE",
    "Alarm",
    "Cabinet",
    "EpochRow",
    "FactorRow",
    "HalfRow",
    "OfficerRow",
    "PullMarks",
    "PulledRow",
    "Range",
    "SealedFile",
    "Standing",
    "Touched",
    "Uncollected",
    "Vouched",
    "WaitingStatus",
    "Wraps",
    "abstract",
    "alarm",
    "blob",
    "cabinet_store",
    "copy",
    "draft",
    "epoch",
    "erased",
    "factor",
    "file",
    "file_wrap",
    "form_once",
    "half_login",
    "journal",
    "journal_text",
    "line",
    "login_attempt",
    "mailbox_wrap",
    "message",
    "metadata",
    "officer",
    "outbox",
    "pull",
    "pulled",
    "pulled_message",
    "pulled_wrap",
    "recovery_code",
    "seen",
    "session",
    "status",
    "uncollected",
]


class Cabinet(
    Files,
    Collecting,
    Departing,
    Dialogue,
    Epochs,
    Erasure,
    Evidence,
    Factors,
    Journal,
    Mails,
    Officers,
    Proving,
    Pulling,
    Sessions,
    Tallies,
):
    """The cabinet inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._touched = {}


def cabinet_store(url: str, hurried: bool = False) -> Store[Cabinet]:
    """The cabinet at this SQLAlchemy URL; `hurried`: for pages (see Store)."""
    return Store("cabinet", url, Cabinet, hurried)

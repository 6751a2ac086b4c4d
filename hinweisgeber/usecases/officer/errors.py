"""What is refused to an officer at the desk."""

from __future__ import annotations

from ...crypto.errors import SealBroken
from ...domain.errors.case import NotAllowed
from ...errors import CheckFailed, FormatBroken, Refused
from ...store.errors import BlobGone, StoreAway


class LoginFailed(Refused):
    """No such name, or not its passphrase."""


class KeyExpired(Refused):
    """The officer's key has ended: `day`."""


class LoginTooSoon(Refused):
    """A pause after failed logins: `seconds`."""


class LoginsBusy(Refused):
    """Too many logins at once."""


class SessionExpired(Refused):
    """There is no session, or its time is over."""


class FileNotFound(Refused):
    """No such file, or no key to it."""


class RecordingElsewhere(Refused):
    """A recording is spoken of that is not here."""

    field = "record"


class ReporterWrote(Refused):
    """The reporter has written meanwhile."""


class RecordingStays(StoreAway):
    """A recording has to go now and its store does not answer."""


class TextGone(BlobGone):
    """A text that was destroyed."""


class DialogueIncomplete(Refused):
    """A message of the reporter is missing."""

    field = "incomplete"


class LetterWaits(Refused):
    """A message of the reporter waits for colleagues: it was sealed to them alone."""


class NobodyElse(Refused):
    """Who leaves is the last who can open something: `numbers`."""


class KeysNotRenewed(Refused):
    """Cases need new keys and do not open as they should: `numbers`."""


class ClosingIncomplete(NotAllowed):
    """A case is closed before all is done that has to be: `missing`, as one text."""

    def __init__(self, missing: tuple[str, ...], words: tuple[str, ...] = ()) -> None:
        self.missing = missing  # what is missing, by the ids of domain/case/requirements.py
        super().__init__(missing="; ".join(words or missing))


class NoticeUnclear(Refused):
    """Neither that the reporter is told before, nor why not; or both."""

    field = "notice"


class DayGone(Refused):
    """A day that is past."""

    field = "until"


class QuotesReport(Refused):
    """A package quotes the reporter: `words`."""

    field = "summary"


class QuotesUnknown(Refused):
    """Whether a package quotes the reporter cannot be told."""

    field = "summary"


class OnlyRedacted(Refused):
    """A file that is not redacted, where only redacted ones may go out."""


class CopyReplaced(Refused):
    """A newer copy of a chosen file is there."""


class NamesBarred(Refused):
    """The list of names may not go along on this ground."""

    field = "names"


class AnswerTellsSource(Refused):
    """An answer to a person quotes the reporter: `words`."""


class ArchiveCopyUnentered(Refused):
    """What the archive took is not in the register of disclosures."""

    field = "archive"


class MessageMissing(FormatBroken):
    """A message of this case is missing in the letterbox, and what came after it cannot be taken in."""

    def __init__(self, number: str) -> None:
        self.number = number
        super().__init__(number)


# Something stored does not open, and the person who asked for it is told so.


class Unopened(Refused, SealBroken):
    """A file does not open with this officer's key."""


class CaseUnopened(Unopened):
    """A case does not open with this officer's key."""


class MeasureUnopened(Unopened):
    """A measure does not open with this officer's key."""


class FileUnopened(Unopened):
    """The bytes of a file of a case do not open: they are not what was stored."""


class FileExchanged(FileUnopened):
    """A file of a case opens, but it is another than its reporter has signed for."""


class FormUnknown(Refused, FormatBroken):
    """A file is stored in a form that this version cannot read."""


class NewerEntries(Refused, FormatBroken):
    """A file has entries of a newer version, which this one cannot go on from."""


class ReceiptBroken(CheckFailed):
    """A reporter's receipt does not hold."""

    def __init__(self, why: str) -> None:
        super().__init__(0, why)


class RedactedMeanwhile(Refused):
    """A colleague has covered places in the same file since: the copy made now would show them."""


class WordsNowhere(Refused):
    """Words that are to be covered were not found in the copy: `words`."""

    field = "word"

"""What is refused to an officer at the desk."""

from __future__ import annotations

from dataclasses import dataclass

from ...crypto.errors import SealBroken
from ...domain.errors.case import NotAllowed
from ...errors import CheckFailed, FormatBroken, HinweisgeberError, Refused
from ...store.errors import BlobGone, StoreAway


class LoginFailed(Refused):
    """No such name, or not its passphrase."""


class KeyExpired(Refused):
    """The officer's key has ended: `day`."""


class Suspended(Refused):
    """The officer is suspended until `day`."""


class ColleagueSuspended(Refused):
    """Who is to get a key is suspended until `day`."""

    field = "to"


class CasesMissing(Refused):
    """Nothing is ticked that is to be handed over."""

    field = "cases"


class DaysWrong(Refused):
    """Days of a deputy that cannot be: over, the wrong way round, or too many."""

    field = "last"


class DeputyAway(Refused):
    """Who is to stand in is away themselves then, or their key ends before."""

    field = "deputy"


class OnlyALead(Refused):
    """A lead alone may do this."""


class StaffChanged(Refused):
    """Somebody was revoked while this was under way."""


class RevokesOneself(Refused):
    """A lead would revoke themselves, or takes part where it is about them."""


class RevocationWaits(Refused):
    """That somebody is to be revoked is proposed already."""


class RevocationGone(Refused):
    """Such a proposal was confirmed, declined or withdrawn, its days are over, or who proposed it is out."""


class HoldsAlone(Refused):
    """Without this person nobody could open `files` files and `reports` waiting reports."""


class SuspendsOneself(Refused):
    """A lead would suspend themselves."""


class SuspendedAlready(Refused):
    """Somebody is suspended as it is."""


class SuspendedAgain(Refused):
    """The same person has suspended them the last time, too."""


class NobodyLeftToReceive(Refused):
    """Nobody would be there for new reports."""


class LoginTooSoon(Refused):
    """A pause after failed logins: `seconds`."""


class LoginsBusy(Refused):
    """Too many logins at once."""


class PassphraseTooShort(Refused):
    """A passphrase that is chosen has fewer than `shortest` characters."""

    field = "new_passphrase"


class PassphraseTooLong(Refused):
    """It has more than `longest`."""

    field = "new_passphrase"


class PassphraseUnfit(Refused):
    """It has signs that no keyboard gives."""

    field = "new_passphrase"


class PassphraseGuessable(Refused):
    """It is guessed too easily."""

    field = "new_passphrase"


class PassphraseSame(Refused):
    """It is the one there is."""

    field = "new_passphrase"


class PassphrasesUnequal(Refused):
    """It was typed twice, and not alike."""

    field = "again_passphrase"


class OldPassphraseWrong(Refused):
    """The one there is was to be typed, and is another one."""

    field = "passphrase"


class PassphraseChanged(Refused):
    """Somebody was quicker: the keys are locked anew since."""

    field = "passphrase"


class PassphraseBusy(Refused):
    """Too many compute with passphrases at once."""


class SessionExpired(Refused):
    """There is no session, or its time is over."""


# The second factor (SPEC §50)


class CodeWanted(HinweisgeberError):
    """Nothing is refused: the passphrase is right, and the login waits for a code; `cookie` is its secret."""

    def __init__(self, cookie: str) -> None:
        super().__init__()
        self.cookie = cookie


class CodeUnreadable(Refused):
    """What was typed is neither a code of an app nor a recovery code."""

    field = "code"


class CodeWrong(Refused):
    """Not the code that the app shows now."""

    field = "code"


class CodeUsed(Refused):
    """The right code, which counted before."""

    field = "code"


class RecoveryCodeWrong(Refused):
    """No recovery code, or a used one."""

    field = "code"


class CodeTooSoon(LoginTooSoon):
    """A pause after wrong codes: `seconds`."""

    field = "code"


class HalfLoginOver(SessionExpired):
    """No login waits for a code, or not any more."""


class TooManyWrongCodes(HalfLoginOver):
    """The login ended with wrong codes."""


class OwnPassphraseWrong(Refused):
    """Not the passphrase of who is logged in."""

    field = "passphrase"


class SetUpCodeWrong(Refused):
    """Not the code of the secret that the page shows."""

    field = "app_code"


class OfferGone(Refused):
    """The secret that a page had shown cannot be read again: another one is shown."""


class FactorThere(Refused):
    """A factor is set up already, and no code of it was said."""

    field = "code"


class FactorNotThere(Refused):
    """No factor is set up."""


class FactorUnopened(Refused, SealBroken):
    """The stored factor does not open with its officer's key."""

    field = "code"


class FileNotFound(Refused):
    """No such file, or no key to it."""


class RecordingElsewhere(Refused):
    """A recording is spoken of that is not here."""

    field = "record"


class ChangedMeanwhile(Refused):
    """Others have acted on the file, or the reporter has written, since the page was shown that was sent: `news`, the
    newest acts first, and whether there is `more`."""

    def __init__(self, news: tuple[object, ...], more: bool = False) -> None:
        super().__init__()
        self.news, self.more = news, more


class CaseMovedOn(NotAllowed):
    """A case is no longer with whom it stood on the page, or it is closed."""


@dataclass(frozen=True)
class NotHanded:
    """A case that was not handed over, and why; None: there was no time left."""

    number: str
    why: Refused | None


class HandedPartly(Refused):
    """Some cases were not handed over: `left`. `done` were, and those in `proposed` wait for a second signature."""

    field = "cases"

    def __init__(self, done: int, left: tuple[NotHanded, ...], proposed: tuple[str, ...] = ()) -> None:
        self.left, self.proposed = left, proposed
        super().__init__(done=done, numbers=", ".join(one.number for one in left))


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

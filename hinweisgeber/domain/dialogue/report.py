"""What a reporter tells: one required text, everything else optional. And what both sides write afterwards."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from ...domain import codec
from ...errors import FormatBroken, Refused
from ..acts import FreeText
from ..codec import canonical
from ..errors.fields import TextMissing, TextTooLong
from .attachment import Attachment

TEXT_LIMIT = 100_000  # characters in one text
LINE_LIMIT = 2_000  # characters in one short answer
SMALL_CIRCLE = ("only-me", "few")  # answers after which details could point to the reporter
CIRCLES = ("", "only-me", "few", "some", "many", "unknown")
CHANNELS = ("", "phone", "visit", "letter")  # "": the form
RECORDS = ("", "summary", "verbatim", "sound")  # § 11 Abs. 2, 3 HinSchG
WITH_CONSENT = ("verbatim", "sound")  # kinds of record that need the person's consent first
TITLE_LENGTH = 120


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # say nothing, and make a text six times as long in JSON


def check_text(text: str, limit: int = TEXT_LIMIT) -> FreeText:
    """The text with line ends as LF and outer blank lines gone. Raises TextMissing, TextTooLong."""
    clean = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not clean:
        raise TextMissing()
    if len(clean) > limit:
        raise TextTooLong(length=f"{len(clean):,}".replace(",", "."), limit=f"{limit:,}".replace(",", "."))
    return FreeText(clean)


def optional_text(text: str, limit: int = TEXT_LIMIT) -> FreeText:
    """The same where nothing is an answer too. Raises TextTooLong."""
    try:
        return check_text(text, limit)
    except TextMissing:
        return FreeText("")


@dataclass(frozen=True)
class Report:
    """A report as sent; texts in the reporter's words, `topic` an id from the institution's list."""

    description: str
    topic: str = ""
    when: str = ""
    where: str = ""
    who: str = ""
    known_from: str = ""
    circle: str = ""
    fear: str = ""
    wish: str = ""
    meeting: str = ""  # "yes": wants to speak to somebody in person (§ 16 Abs. 3 HinSchG)
    excluded: tuple[str, ...] = ()
    # what only the office fills in, when it writes down what was told or sent on paper (§§ 11, 16 HinSchG)
    channel: str = ""
    record: str = ""
    consent_to_record: str = ""
    no_code: str = ""  # "yes": the person took no access code along, nobody reads the mailbox

    def checked(self) -> tuple[Report, dict[str, Refused]]:
        """The cleaned report and, per field, what is wrong with it (empty when it may be sent)."""
        clean: dict[str, Any] = {"excluded": tuple(dict.fromkeys(self.excluded))}
        wrong: dict[str, Refused] = {}
        for name in (f.name for f in fields(self) if f.name != "excluded"):
            text = getattr(self, name)
            check = check_text if name == "description" else optional_text
            try:
                clean[name] = check(text, TEXT_LIMIT if name in LONG_FIELDS else LINE_LIMIT)
            except Refused as refused:
                clean[name], wrong[name] = text, refused
        for name, known in _CHOICES.items():
            if clean[name] not in known:
                clean[name] = ""
        return Report(**clean), wrong

    @property
    def small_circle(self) -> bool:
        """Whether so few know of it that details could point to the reporter."""
        return self.circle in SMALL_CIRCLE

    @property
    def title(self) -> str:
        """The first words of the description on one line, for lists."""
        line = " ".join(self.description.split())
        return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


LONG_FIELDS = ("description", "who", "known_from", "fear", "wish")
_CHOICES = {"circle": CIRCLES, "meeting": ("", "yes"), "channel": CHANNELS, "record": RECORDS, "no_code": ("", "yes")}

# Kinds of things said in the dialogue: by either side, by the office, by the reporter.
REPORT, MESSAGE, ACKNOWLEDGEMENT, FEEDBACK = "report", "message", "acknowledgement", "feedback"
MINUTES, CONSENT_REQUEST, NOTICE, MEETING_OFFER = "minutes", "consent-request", "disclosure-notice", "meeting-offer"
ANSWER, RETALIATION, MEETING_REQUEST = "answer", "retaliation", "meeting-request"
BY_OFFICE = (MESSAGE, ACKNOWLEDGEMENT, FEEDBACK, MINUTES, CONSENT_REQUEST, NOTICE, MEETING_OFFER)
BY_REPORTER = (REPORT, MESSAGE, ANSWER, RETALIATION, MEETING_REQUEST)
KINDS = (*BY_OFFICE, REPORT, ANSWER, RETALIATION, MEETING_REQUEST)

# Who says them; part of the seal's context.
REPORTER, INTAKE, OFFICE = "reporter", "intake", "office"


@dataclass(frozen=True)
class Said:
    """One thing said in the dialogue: the first report, a message, the feedback, a question with set answers.

    `data` is what the machine reads of it: short texts and numbers by name (`domain/dialogue/asking.py`).
    """

    kind: str
    text: str
    report: Report | None = None
    files: tuple[Attachment, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        return self._json([file.data() for file in self.files])

    def sameness(self) -> bytes:
        """What two sendings of the same share: all of it, but of files not where they lie and under which key."""
        return self._json([file.same for file in self.files])

    def _json(self, files: list[dict[str, Any]]) -> bytes:
        data: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.report is not None:
            data["report"] = {k: v for k, v in codec.plain(self.report).items() if v or k in _FIRST_FIELDS}
        if self.data:
            data["data"] = self.data
        if files:
            data["files"] = files
        return canonical(data)

    @classmethod
    def from_payload(cls, payload: bytes) -> Said:
        """Reads what `payload` wrote. Raises FormatBroken."""
        said = codec.read(cls, payload)
        try:
            same = said.payload() == payload  # one value, one spelling; also: every text can be written
        except (ValueError, RecursionError) as error:
            raise FormatBroken("not a thing said in a dialogue") from error
        if not same or said.kind not in KINDS:
            raise FormatBroken("not a thing said in a dialogue")
        for file in said.files:
            file.checked()
        return said

    def texts(self) -> tuple[str, ...]:
        """Every text in it."""
        if self.report is None:
            return (self.text,)
        answers = [getattr(self.report, f.name) for f in fields(Report) if f.name != "excluded"]
        return (self.text, *answers, *self.report.excluded)


# Written even when empty: they were there in the first version of the format, and one value has one spelling.
_FIRST_FIELDS = (
    "description", "topic", "when", "where", "who", "known_from", "circle", "fear", "wish", "excluded",
)  # fmt: skip


def first_report(report: Report, files: tuple[Attachment, ...] = ()) -> Said:
    """A report as the first thing said."""
    return Said(REPORT, report.description, report, files)


@dataclass(frozen=True)
class PublicState:
    """What the reporter is shown of the case's state; sealed under the dialogue key."""

    stage: str
    acknowledged: date | None
    feedback_on: date | None
    closed_on: date | None
    receipt: str = ""  # the signed proof of date and hash (crypto/receipt.py), once an officer has taken the report in
    feedback_waived: date | None = None  # the day only; the reason stays with the office
    minutes_over: int = -1  # the place of minutes whose check is over: they ask for no answer any more

    def payload(self) -> bytes:
        """JSON with sorted keys and without spaces; unlike elsewhere in ASCII alone, as it was from the beginning."""
        return json.dumps(codec.plain(self), sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> PublicState:
        """Reads what `payload` wrote, also in an earlier version. Raises FormatBroken."""
        return codec.read(cls, payload)

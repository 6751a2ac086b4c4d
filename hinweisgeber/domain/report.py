"""What a reporter tells: one required text, everything else optional. And what both sides write afterwards."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from ..errors import FormatBroken, Refused, TextMissing, TextTooLong

TEXT_LIMIT = 100_000  # characters in one text
LINE_LIMIT = 2_000  # characters in one short answer
SMALL_CIRCLE = ("only-me", "few")  # answers after which details could point to the reporter
CIRCLES = ("", "only-me", "few", "some", "many", "unknown")
TITLE_LENGTH = 120


def check_text(text: str, limit: int = TEXT_LIMIT) -> str:
    """The text with line ends as LF and outer blank lines gone. Raises TextMissing, TextTooLong."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    if not clean:
        raise TextMissing()
    if len(clean) > limit:
        raise TextTooLong(length=f"{len(clean):,}".replace(",", "."), limit=f"{limit:,}".replace(",", "."))
    return clean


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
    excluded: tuple[str, ...] = ()

    def checked(self) -> tuple[Report, dict[str, Refused]]:
        """The cleaned report and, per field, what is wrong with it (empty when it may be sent)."""
        clean: dict[str, Any] = {"excluded": tuple(dict.fromkeys(self.excluded))}
        wrong: dict[str, Refused] = {}
        for name in (f.name for f in fields(self) if f.name != "excluded"):
            text = getattr(self, name)
            if not text.strip() and name != "description":
                clean[name] = ""
                continue
            try:
                clean[name] = check_text(text, TEXT_LIMIT if name in LONG_FIELDS else LINE_LIMIT)
            except Refused as refused:
                clean[name], wrong[name] = text, refused
        if clean["circle"] not in CIRCLES:
            clean["circle"] = ""
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

# Kinds of things said in the dialogue.
REPORT, MESSAGE, ACKNOWLEDGEMENT, FEEDBACK = "report", "message", "acknowledgement", "feedback"
KINDS = (REPORT, MESSAGE, ACKNOWLEDGEMENT, FEEDBACK)

# Who says them; part of the seal's context.
REPORTER, INTAKE, OFFICE = "reporter", "intake", "office"


@dataclass(frozen=True)
class Said:
    """One thing said in the dialogue: the first report, a message, the acknowledgement, the feedback."""

    kind: str
    text: str
    report: Report | None = None

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        data: dict[str, Any] = {"kind": self.kind, "text": self.text}
        if self.report is not None:
            data["report"] = asdict(self.report)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> Said:
        """Reads what `payload` wrote. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            report = data.get("report")
            if report is not None:
                report = Report(**{**report, "excluded": tuple(report["excluded"])})
            said = cls(data["kind"], data["text"], report)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise FormatBroken("not a thing said in a dialogue") from error
        if said.kind not in KINDS or not isinstance(said.text, str):
            raise FormatBroken("unknown kind of message")
        return said


def first_report(report: Report) -> Said:
    """A report as the first thing said."""
    return Said(REPORT, report.description, report)


@dataclass(frozen=True)
class PublicState:
    """What the reporter is shown of the case's state; sealed under the dialogue key."""

    stage: str
    acknowledged: date | None
    feedback_on: date | None
    closed_on: date | None

    def payload(self) -> bytes:
        """Canonical JSON, UTF-8."""
        data = {k: v.isoformat() if isinstance(v, date) else v for k, v in asdict(self).items()}
        return json.dumps(data, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_payload(cls, payload: bytes) -> PublicState:
        """Reads what `payload` wrote. Raises FormatBroken."""
        try:
            data = json.loads(payload)
            days = {k: date.fromisoformat(data[k]) if data[k] else None for k in _STATE_DAYS}
            return cls(stage=str(data["stage"]), **days)
        except (ValueError, KeyError, TypeError) as error:
            raise FormatBroken("not a public state") from error


_STATE_DAYS = ("acknowledged", "feedback_on", "closed_on")

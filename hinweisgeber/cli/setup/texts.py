"""hinweisgeber.toml, from its template: what was answered, else an honest default that is told as an open point.

A default says nothing that nobody has looked at: what is not known is left out, or it says so itself.
"""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date

from ...config import TEMPLATE, Institution
from ...config.tables import build
from ...errors import SettingsWrong
from .answers import Answers

# Texts as nobody but a placeholder would say them. Where {…} stands, an answer.
PROPOSED = {
    "office_name": "Interne Meldestelle",
    "office_hours": "nach Vereinbarung",
    "audience": "Hier können alle melden, die bei dieser Behörde arbeiten: {name}. Auch wer dort als Leiharbeitskraft "
    "eingesetzt ist, kann hier melden.",
    "retention": "Ist die Frist vorbei, werden die Schlüssel vernichtet und die Dateien gelöscht.",
    "privacy.hosting": "Die Server betreibt die Behörde: {name}. Aus dem Gespeicherten lässt sich keine Meldung lesen.",
    "privacy.dpo.name": "Die oder der behördliche Datenschutzbeauftragte ({name})",
    "accessibility.method": "Die Behörde hat diese Seiten noch nicht bewertet.",
    "accessibility.limitations": [
        "Den Text in Leichter Sprache hat noch keine Prüfgruppe gelesen.",
        "Ein Video in Deutscher Gebärdensprache fehlt noch.",
    ],
    "imprint.legal_form": "Behörde",
    "imprint.representative": "die Leitung der Behörde",
    "imprint.responsible": "Interne Meldestelle",
}
ANSWERED = ("name", "short", "address", "phone", "mail")
OF_THE_INSTITUTION = ("privacy.controller", "accessibility.feedback")  # name and address, no telephone of the office
LEFT_OUT = ("assault", "guide.contact")  # whole sections: whose telephone is not known helps nobody
UNTIL_KNOWN = re.compile(r'^(\w+) = (?:\["hier eintragen"\]|"hier eintragen")')
DATED = re.compile(r"^# (updated|created) = \d{4}-\d\d-\d\d")


def written(answers: Answers, onion: str | None, today: date) -> str:
    """The file. Raises SettingsWrong for an answer that does not fit, by its name."""
    given = _given(answers)
    lines, section = [], ""
    for line in TEMPLATE.read_text(encoding="utf-8").splitlines():
        if header := re.match(r"^\[\[?([a-z_.]+)\]", line):
            section = header[1]
        lines.append(_line(line, section, given, onion, today))
    text = "\n".join(lines) + "\n"
    found = build(Institution, tomllib.loads(text))
    if left := found.placeholders():
        raise SettingsWrong(left[0], "Das sieht aus wie ein Platzhalter. Bitte anders schreiben.")
    return text


def _given(answers: Answers) -> dict[str, object]:
    given: dict[str, object] = {key: getattr(answers, key) for key in ANSWERED}
    for section in OF_THE_INSTITUTION:
        given |= {f"{section}.name": answers.name, f"{section}.address": answers.address}
    given["privacy.dpo.address"] = answers.address
    for key, text in PROPOSED.items():
        given[key] = text.format(name=answers.name) if isinstance(text, str) else text
    return given


def _line(line: str, section: str, given: dict[str, object], onion: str | None, today: date) -> str:
    if line.startswith("# unconfirmed = "):
        return f"unconfirmed = {_literal([*PROPOSED, *OF_THE_INSTITUTION])}"
    if line.startswith("# onion = ") and onion:
        return f"onion = {_literal(f'http://{onion}')}"
    if dated := DATED.match(line):
        return f"{dated[1]} = {today.isoformat()}"
    if section in LEFT_OUT and line and not line.startswith("#"):
        return f"# {line}"
    if unknown := UNTIL_KNOWN.match(line):
        key = f"{section}.{unknown[1]}" if section else unknown[1]
        return f"{unknown[1]} = {_literal(given[key])}" if key in given else f"# {line}"
    return line


def _literal(value: object) -> str:
    """TOML reads a text as JSON writes it."""
    return json.dumps(value, ensure_ascii=False)

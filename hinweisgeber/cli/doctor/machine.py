"""The machine around the faces: their units, logs and timers as systemd has them, and who sets the clock."""

from __future__ import annotations

import pwd
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from ...config import Finding, env_name
from .. import installed
from ..naming import name_of
from .patient import Patient
from .words import found

ROOT = Path("/")
UNITS = ("etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system")
FACES, TIMERS = ("intake", "office"), ("backup", "erase", "sweep", "tick", "verify")
PATIENCE = 10  # seconds
LATE = 2 * 24 * 3600  # of what runs each day
SETTING = "systemd"


def units(patient: Patient) -> Iterator[Finding]:
    """HG-S23, HG-S24: the folder of each log, whether faces and timers are there and run, when they last did."""
    own, needed = name_of(patient.settings.home), _needed(patient)
    texts = {name: text for name in (*FACES, *TIMERS) if (text := _unit(f"{own}-{name}")) is not None}
    if not texts:
        hint = "Wer das Portal anders startet, achtet selbst auf Protokolle, Neustart und die täglichen Läufe."
        yield found("HG-S24", SETTING, "Die Dienste sind hier nicht eingerichtet.", "no-units", "open", hint)
        return
    for name in needed:
        if name not in texts:
            what = f"{own}-{name}.service gibt es hier nicht."
            yield found("HG-S24", SETTING, what, "missing", "error" if name in FACES else None)
    for name, text in texts.items():
        yield from _log(f"{own}-{name}.service", text)
    if not (ROOT / "run/systemd/system").is_dir():
        hint = "Bitte auf dem laufenden Rechner noch einmal prüfen."
        yield found("HG-S24", SETTING, "systemd läuft hier nicht.", "no-systemd", "open", hint)
        return
    for name in texts:
        if name in FACES:
            yield from _face(f"{own}-{name}", name in needed)
        elif name in needed:
            yield from _timer(f"{own}-{name}")


def _needed(patient: Patient) -> list[str]:
    """What this machine cannot be without: its own face, and with the office what runs each day. The other face may
    stand elsewhere."""
    if not patient.is_office:
        return ["intake"]
    return ["office", *TIMERS]


def _unit(name: str) -> str | None:
    places = (ROOT / folder / f"{name}.service" for folder in UNITS)
    path = next((place for place in places if place.is_file()), None)
    return path.read_text(encoding="utf-8", errors="replace") if path else None


def _log(unit: str, text: str) -> Iterator[Finding]:
    path, user = (re.findall(rf"^{key}=(.*)$", text, re.MULTILINE) for key in ("StandardOutput", "User"))
    if not path or not path[-1].startswith("append:"):
        return
    shown = Path(path[-1].removeprefix("append:")).parent
    folder = ROOT / shown.relative_to("/")
    if not folder.is_dir():
        what = f"Den Ordner {shown} gibt es nicht; {unit} schreibt dorthin sein Protokoll."
        yield found("HG-S23", SETTING, what, "missing")
    elif user and folder.stat().st_uid != _id_of(user[-1], folder.stat().st_uid):
        what = f"Der Ordner {shown} gehört nicht {user[-1]}, unter dem {unit} läuft."
        yield found("HG-S23", SETTING, what, "wrong-owner")


def _id_of(user: str, unknown: int) -> int:
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        return unknown


def _face(name: str, needed: bool) -> Iterator[Finding]:
    unit = f"{name}.service"
    shown = _shown(unit, "ActiveState", "UnitFileState", "NRestarts", "ActiveEnterTimestamp")
    state, begun = shown.get("ActiveState"), re.fullmatch(r"@(\d+)", shown.get("ActiveEnterTimestamp", ""))
    if state == "failed":
        yield found("HG-S24", SETTING, f"{unit} ist ausgefallen.", "failed", "error")
    elif state == "activating" and shown.get("NRestarts", "0") != "0":
        yield found("HG-S24", SETTING, f"{unit} endet nach jedem Start wieder.", "restarting", "error")
    elif state == "inactive" and (needed or shown.get("UnitFileState") == "enabled"):
        yield found("HG-S24", SETTING, f"{unit} läuft nicht.", "not-running", "error")
    elif state == "active" and begun and int(begun[1]) < int(installed.since()):
        what = f"{unit} läuft noch mit dem Programm von vor der Aktualisierung."
        yield found("HG-S24", SETTING, what, "before-update", hint="Bitte diesen Dienst neu starten.")
    door = _shown(f"{name}.socket", "ActiveState", "UnitFileState")
    if door.get("ActiveState") in ("failed", "inactive") and door.get("UnitFileState") == "enabled":
        yield found("HG-S24", SETTING, f"{name}.socket nimmt nichts an.", "not-running", "error")


def _timer(name: str) -> Iterator[Finding]:
    timer, unit = f"{name}.timer", f"{name}.service"
    shown = _shown(timer, "ActiveState", "UnitFileState", "LastTriggerUSec")
    if shown.get("UnitFileState") != "enabled" or shown.get("ActiveState") != "active":
        yield found("HG-S24", SETTING, f"{timer} ist nicht eingeschaltet.", "timer-off")
        return
    last = re.fullmatch(r"@(\d+)", shown.get("LastTriggerUSec", ""))
    if last and time.time() - int(last[1]) > LATE:
        yield found("HG-S24", SETTING, f"{timer} lief seit mehr als zwei Tagen nicht.", "timer-late")
    if _shown(unit, "Result").get("Result", "success") != "success":
        yield found("HG-S24", SETTING, f"Der letzte Lauf von {unit} ist misslungen.", "timer-failed")


def clock_is_set() -> Iterator[Finding]:
    """HG-S17: whether the clock follows a better one. In a container it is the host's."""
    if not (ROOT / "run/systemd/system").is_dir() or _said("systemd-detect-virt", "--container") not in ("", "none"):
        return
    if _said("timedatectl", "show", "--property=NTPSynchronized", "--value") == "no":
        yield found(
            "HG-S17", "Uhr", "Die Uhr dieses Rechners wird von keinem Zeitserver gestellt.", "no-ntp", "warning"
        )


def told(patient: Patient) -> Iterator[Finding]:
    """HG-S27: whether somebody learns by mail that a service has failed."""
    if patient.settings.operator_mail is None:
        yield found(
            "HG-S27", env_name("operator_mail"), "Fällt ein Dienst aus, erfährt es niemand per E-Mail.", "not-named"
        )
    elif patient.settings.smtp_host is None:
        what = "Es gibt keinen Mailserver: Fällt ein Dienst aus, erfährt es niemand per E-Mail."
        yield found("HG-S27", env_name("smtp_host"), what, "not-named", hint="Bitte HINWEISGEBER_SMTP_HOST setzen.")


def _shown(unit: str, *names: str) -> dict[str, str]:
    said = _said("systemctl", "show", unit, "--timestamp=unix", *(f"--property={name}" for name in names))
    return dict(line.split("=", 1) for line in said.splitlines() if "=" in line)


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()

"""demo: a complete installation with invented officers and cases, both faces running, until Ctrl-C."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import date, timedelta
from pathlib import Path

import click

from .. import config
from ..config import Settings, load
from ..crypto.keystore import unlock_identity
from ..crypto.ring import Ring
from ..domain.case.deadlines import feedback_by
from ..store.cabinet import cabinet_store
from ..store.letterbox import letterbox_store
from ..usecases.keeper.founding import NewOfficer
from ..usecases.officer.desk import Desk
from .demo_cases import play
from .home import FOLDER, berlin_today, write_file
from .people.founding import found

PEOPLE = (
    ("leitung", "Leitung der Stabsstelle Compliance", "lead"),
    ("fall1", "Fallbearbeitung 1", "officer"),
    ("fall2", "Fallbearbeitung 2", "officer"),
)
FOUNDED_DAYS_AGO = 120
START_SECONDS = 240  # a machine that is busy with other things is waited for
NOT_STARTED = "Die Vorführung ist nicht gestartet; der Grund steht darüber."
TOO_SLOW = (
    f"Nach {START_SECONDS} Sekunden antwortet die Vorführung noch nicht. Dieser Rechner ist wohl stark ausgelastet. "
    "Bitte andere Programme beenden und noch einmal aufrufen; was schon angelegt ist, bleibt."
)
STOP_SECONDS = 35  # a little more than gunicorn gives its workers
UNFINISHED = "demo.unfinished"


@click.command()
@click.option("--home", type=FOLDER, required=True, help="Ordner der Vorführung.")
@click.option("--intake-port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--office-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--empty", is_flag=True, help="Ohne die erfundenen Fälle.")
def demo(home: Path, intake_port: int, office_port: int, empty: bool) -> None:
    """Startet eine Vorführung mit erfundenen Personen und Fällen. Nicht für echte Hinweise."""
    home = home.absolute()
    for port in (intake_port, office_port):
        _must_be_free(port)
    # Settings of a real installation, left in this shell, must not lead the demo there.
    environ = {name: value for name, value in os.environ.items() if not name.startswith("HINWEISGEBER_")}
    environ |= _addresses(intake_port, office_port)
    facts = home / "demo.json"
    code = ""
    if facts.exists():
        officers = json.loads(facts.read_text(encoding="utf-8"))["officers"]
    else:
        code, officers = _set_up(home, environ, empty)
    urls = {"intake_url": f"http://127.0.0.1:{intake_port}", "office_url": f"http://127.0.0.1:{office_port}"}
    write_file(facts, json.dumps({**urls, "officers": officers}, indent=2) + "\n")
    (home / UNFINISHED).unlink(missing_ok=True)
    sys.exit(_serve(home, environ, urls, officers, code))


def _addresses(intake_port: int, office_port: int) -> dict[str, str]:
    return {
        config.env_name("intake_bind"): f"127.0.0.1:{intake_port}",
        config.env_name("office_bind"): f"127.0.0.1:{office_port}",
        config.env_name("intake_url"): f"http://127.0.0.1:{intake_port}",
        config.env_name("office_url"): f"http://127.0.0.1:{office_port}",
        config.env_name("second_factor"): "offered",
    }


def _set_up(home: Path, environ: dict[str, str], empty: bool) -> tuple[str, list[dict[str, str]]]:
    """Founds the demo's installation; returns a code to try the mailbox with, and the logins."""
    _make_empty(home)
    shutil.copyfile(config.DEMO, home / "hinweisgeber.toml")
    settings, today = load(home, environ), berlin_today()
    people = [NewOfficer(name, function, role, secrets.token_urlsafe(12)) for name, function, role in PEOPLE]  # type: ignore[arg-type]
    ring = found(settings, secrets.token_urlsafe(24), people, today - timedelta(days=FOUNDED_DAYS_AGO))
    code = "" if empty else _play(load(home, environ), ring, people[1], today)
    logins = [{"username": p.username, "passphrase": p.passphrase, "role": p.role} for p in people]
    return code, logins


def _make_empty(home: Path) -> None:
    """An empty home. Clears away only what a broken start of this demo has left there, never anything else."""
    if (home / UNFINISHED).exists():
        shutil.rmtree(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(home.iterdir()):
        raise click.ClickException(f"{home} ist nicht leer und keine Vorführung. Bitte einen anderen Ordner angeben.")
    write_file(home / UNFINISHED, "")


def _must_be_free(port: int) -> None:
    try:
        with socket.create_server(("127.0.0.1", port)):
            pass
    except OSError as error:
        raise click.ClickException(
            f"An Port {port} lauscht schon ein Programm. Bitte beenden Sie es, oder wählen Sie mit --intake-port oder "
            "--office-port einen anderen."
        ) from error


def _play(settings: Settings, ring: Ring, person: NewOfficer, today: date) -> str:
    cabinet, letterbox = cabinet_store(settings.cabinet_url), letterbox_store(settings.letterbox_url)
    with cabinet.read() as cab:
        row = cab.officer(username=person.username)
    if row is None:
        return ""
    identity = unlock_identity(row.keystore, row.officer_id, person.passphrase)
    institution = config.load_institution(settings.institution)

    def desk_on(day: date) -> Desk:
        return Desk(cabinet, letterbox, ring, row.officer_id, identity, day)

    def acknowledgement(day: date) -> str:
        return institution.acknowledgement_text(f"{day:%d.%m.%Y}", f"{feedback_by(day, day):%d.%m.%Y}")

    return str(play(desk_on, acknowledgement, today))


def _serve(home: Path, environ: dict[str, str], urls: dict[str, str], officers: list[dict[str, str]], code: str) -> int:
    """Runs both faces until one ends or somebody stops us; returns the exit code."""
    command = [sys.executable, "-P", "-m", "hinweisgeber.cli"]
    faces: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        for face in ("intake", "office"):
            faces.append(subprocess.Popen([*command, face, "--home", str(home)], env=environ))
        if not all(_answers(url, faces) for url in urls.values()):
            click.echo(NOT_STARTED if any(face.poll() is not None for face in faces) else TOO_SLOW, err=True)
            return 1
        _tell(urls, officers, code)
        while all(face.poll() is None for face in faces):
            time.sleep(0.5)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        _end(faces)


def _end(faces: list[subprocess.Popen[bytes]]) -> None:
    for face in faces:
        face.terminate()
    for face in faces:
        try:
            face.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            face.kill()
            face.wait()


def _answers(url: str, faces: list[subprocess.Popen[bytes]]) -> bool:
    """Waits until /healthz answers. False when a face has ended or the time is up."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy leads to this machine
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and all(face.poll() is None for face in faces):
        try:
            with direct.open(f"{url}/healthz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False


def _tell(urls: dict[str, str], officers: list[dict[str, str]], code: str) -> None:
    lines = [
        "",
        "Vorführung mit erfundenen Personen und Fällen. Bitte keine echten Hinweise eingeben.",
        f"  Annahme      {urls['intake_url']}",
        f"  Meldestelle  {urls['office_url']}",
        *(f"    {o['username']:10} {o['passphrase']}" for o in officers),
        *([f"  Zugangscode eines erfundenen Falls: {code}"] if code else []),
        "  Beenden mit Strg-C.",
    ]
    click.echo("\n".join(lines))

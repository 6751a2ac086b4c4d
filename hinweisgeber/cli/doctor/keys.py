"""Keys and people: the ring here and at the intake, who has an account, what somebody can open, what ends."""

from __future__ import annotations

import subprocess
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ... import config
from ...config import Finding, env_name
from ...config.values import is_loopback
from ...crypto.errors import RingBroken
from ...crypto.ring import Officer, Ring
from ...crypto.statements import AUDITOR, SUBSTITUTE
from ...errors import SettingsWrong
from ...refusals.broken import words_of
from ...store.causes import Cause, cause_of
from ...usecases.keeper import founding
from ...usecases.keeper.holders import examine
from ...usecases.officer import revocation
from ..home import no_account, read_ring
from .patient import Patient
from .words import found

NAMED = 20  # numbers in one finding
PATIENCE = 10  # seconds
LARGEST_RING = 4 * 1024 * 1024
NOTICE = timedelta(days=30)
_RING = env_name("ring")


def rules(patient: Patient) -> Iterator[Finding]:
    """The rules on settings and texts (HG-C…), with what the ring says."""
    try:
        patient.ring = read_ring(patient.settings)
    except RingBroken as error:
        what = f"Der Schlüsselbund hält der Prüfung nicht stand ({words_of(error)})."
        yield found("HG-S03", _RING, what, "damaged")
    except SettingsWrong as error:
        cause = why(error, "unknown")
        if cause != Cause.MISSING and patient.settings.root_fingerprint is not None:  # else a rule says so
            what = "Der Schlüsselbund ist nicht lesbar."
            yield found("HG-S03", _RING, what, cause, hint="Bitte die Rechte prüfen.")
    try:
        patient.institution = config.read_institution(patient.settings.institution)
    except (SettingsWrong, OSError) as error:
        what = error.hint if isinstance(error, SettingsWrong) else "Die Datei ist nicht lesbar."
        yield found("HG-S13", env_name("institution"), what, why(error, "institution"))
        return
    ring = patient.ring
    if ring is not None and patient.settings.root_fingerprint != ring.fingerprint:
        what = f"Er nennt einen früheren Wurzelschlüssel; der jetzige ist {ring.fingerprint}."
        yield found("HG-S31", env_name("root_fingerprint"), what, "earlier-root")
    yield from config.findings(
        patient.settings,
        patient.institution,
        today=patient.today,
        officers=len(ring.readers(patient.today)) if ring else None,
        roles=Counter(one.role for one in ring.officers(patient.today)) if ring else None,
        last_days=ring.last_days() if ring else None,
        unreceived=ring.unreceived(patient.today, patient.today + config.RING_NOTICE) if ring else None,
        faces=patient.faces,
    )


def why(error: Exception, otherwise: str) -> str:
    """The cause of what could not be read, where the system told one."""
    below = error.__cause__ if isinstance(error, SettingsWrong) else error
    return cause_of(below).value if isinstance(below, OSError) else otherwise


def revoked(patient: Patient) -> Iterator[Finding]:
    """HG-S51: who is out of the office by two leads and still in the ring: the intake goes on sealing to them. All that
    is looked at after this goes by the ring that is in force."""
    if patient.cabinet is None or patient.ring is None:
        return
    with patient.cabinet.read() as cab:
        still = revocation.unfollowed(cab, patient.ring, patient.today)
        patient.ring = revocation.in_force(cab, patient.ring)
    for person in still:
        who = f"„{person.function}“ (Kennung {person.officer_id})"
        what = f"{who} ist in der Meldestelle von zwei Leitungen entfernt und steht noch im Schlüsselbund."
        yield found("HG-S51", _RING, what, "revoked-here")


def accounts(patient: Patient) -> Iterator[Finding]:
    """HG-S10: who receives reports and cannot log in: after a restore the ring may be newer than the cabinet."""
    if patient.cabinet is None or patient.ring is None:
        return
    missing = founding.without_account(patient.cabinet, patient.ring, patient.today)
    if missing and len(missing) == len(patient.ring.officers(patient.today)):
        what = "Der Aktenschrank kennt niemanden, der im Schlüsselbund gültig ist."
        hint = (
            "Wahrscheinlich ist es der falsche, oder eine Sicherung ist noch nicht eingespielt. Bitte die Adresse "
            "prüfen oder die neueste Sicherung einspielen und niemanden aus dem Schlüsselbund nehmen: Sonst liest die "
            "Fälle niemand mehr."
        )
        yield found("HG-S10", env_name("cabinet_url"), what, "another-cabinet", hint=hint)
        return
    for person in missing:
        yield found("HG-S10", _RING, no_account(person)[0], "no-account")


def two_roles(patient: Patient) -> Iterator[Finding]:
    """HG-S50: who checks, or stands in from outside, must be somebody else than who works on the cases (§ 15 HinSchG;
    DSGVO Art. 38 Abs. 6). The ring knows functions and no persons; that two of them get their mail at one address
    shows."""
    if patient.cabinet is None or patient.ring is None:
        return
    with patient.cabinet.read() as cab:
        mails = [(one, cab.mail_address(one.officer_id)) for one in patient.ring.officers(patient.today)]
    by_mail: dict[str, list[Officer]] = {}
    for person, mail in mails:
        if mail:
            by_mail.setdefault(mail.casefold(), []).append(person)
    for people in by_mail.values():
        apart = {one.role if one.role in (AUDITOR, SUBSTITUTE) else "" for one in people}
        if len(apart) > 1:
            named = ", ".join(f"„{one.function}“" for one in people)
            yield found("HG-S50", _RING, f"{named} haben dieselbe Adresse für Benachrichtigungen.", "two-roles")


def holders(patient: Patient) -> Iterator[Finding]:
    """HG-S11: what nobody can open: keys have ended, or a backup was put back whose people are gone. HG-S28: what one
    person alone can open, by how many: the numbers would tell which report is about a colleague."""
    if patient.cabinet is None or patient.letterbox is None or patient.ring is None:
        return
    holding = examine(patient.cabinet, patient.letterbox, patient.ring, patient.today)
    if orphans := holding.by_nobody:
        more = f" und {len(orphans) - NAMED} weitere" if len(orphans) > NAMED else ""
        what = f"Niemand, dessen Schlüssel gilt, kann öffnen: {', '.join(orphans[:NAMED])}{more}."
        yield found("HG-S11", _RING, what, "no-key")
    if waiting := holding.waiting:
        count = "eine Meldung" if len(waiting) == 1 else f"{len(waiting)} Meldungen"
        what = f"Niemand, dessen Schlüssel gilt, kann abholen: {count}, die älteste vom {waiting[0]:%d.%m.%Y}."
        yield found("HG-S11", env_name("letterbox_url"), what, "no-key")
    if holding.by_one and len(patient.ring.readers(patient.today)) > 1:
        what = f"Nur eine einzige Person kann öffnen: {holding.by_one} Fälle, Maßnahmen oder Meldungen."
        if holding.by_one == 1:
            what = "Einen Fall, eine Maßnahme oder eine Meldung kann nur eine einzige Person öffnen."
        yield found("HG-S28", _RING, what, "one-holder")


def ring_of_the_intake(patient: Patient) -> Iterator[Finding]:
    """HG-S20: the ring that reporters' words are sealed for must be the one that officers read with."""
    if patient.ring is None:
        return
    url = patient.settings.intake_url
    try:
        theirs = Ring.parse(_fetched(f"{url}/schluesselbund"), patient.settings.root_fingerprint or "")
    except (OSError, ValueError, urllib.error.URLError):
        what = f"Welchen Schlüsselbund die Annahme benutzt, ließ sich von hier nicht feststellen ({url})."
        hint = "Bitte von einem Rechner, der sie erreicht, die Seite „/schluesselbund“ mit keys/ring.json vergleichen."
        yield found("HG-S20", env_name("intake_url"), what, "unreachable", "open", hint)
        return
    except RingBroken:
        what = "Die Annahme benutzt einen Schlüsselbund, der nicht zu diesem Wurzelschlüssel gehört."
        yield found("HG-S20", env_name("intake_url"), what, "another-ring")
        return
    if theirs.text() != patient.ring.text():
        what = "Die Annahme benutzt nicht denselben Schlüsselbund wie die Meldestelle: Sie versiegelt für andere."
        yield found("HG-S20", env_name("intake_url"), what, "another-ring")


def _fetched(url: str) -> str:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=PATIENCE) as answer:
        return str(answer.read(LARGEST_RING).decode())


def certificates(patient: Patient) -> Iterator[Finding]:
    """HG-S21: how long the certificates last that the settings name, those of the databases' lines among them."""
    setting = env_name("tls_certificates")
    named = [*patient.settings.tls_certificates, *_of_lines(patient)]
    if not named and any(url.startswith("https:") for url in _urls(patient)):
        hint = (
            f"Bitte die Dateien in {setting} nennen, durch Kommas getrennt; dann warnt „check“ 30 Tage vor ihrem Ende."
        )
        yield found("HG-S21", setting, "Welche Zertifikate gelten, ist nicht angegeben.", "not-named", "open", hint)
    for path in named:
        try:
            there = path.is_file()
        except OSError as error:
            yield found("HG-S21", setting, f"{path} ist für dieses Konto nicht erreichbar.", cause_of(error))
            continue
        if not there:
            yield found("HG-S21", setting, f"{path} gibt es nicht.", "missing", hint="Bitte den Namen berichtigen.")
            continue
        if (read := _certificate(path)) is None:
            yield found("HG-S21", setting, f"{path} ließ sich nicht als Zertifikat lesen.", "damaged")
            continue
        end, own = read
        if end - patient.today < NOTICE:
            ended = end < patient.today
            what = f"{path} {'galt' if ended else 'gilt'} bis zum {end:%d.%m.%Y}."
            yield found("HG-S21", setting, what, "certificate-ends", "error" if ended else "warning")
        if own and path in patient.settings.tls_certificates:
            what = f"{path} hat sich selbst ausgestellt: Jeder Browser warnt davor."
            hint = "Bitte durch ein Zertifikat ersetzen, dem die Browser trauen, und „systemctl reload nginx“ aufrufen."
            yield found("HG-S21", setting, what, "self-issued", "open", hint)


def _urls(patient: Patient) -> list[str]:
    office = [patient.settings.office_url] if patient.is_office else []
    return [url for url in (patient.settings.intake_url, *office) if not is_loopback(config.values.host(url))]


def _of_lines(patient: Patient) -> Iterator[Path]:
    for _, store in patient.stores():
        given = (store.url.query.get(name) for name in ("sslcert", "sslrootcert"))
        yield from (Path(str(path)) for path in given if path and str(path) != "system")


def _certificate(path: Path) -> tuple[date, bool] | None:
    """The last day of the first certificate in a file, and whether it issued itself; None when it is none, or without
    openssl."""
    command = ["openssl", "x509", "-in", str(path), "-noout", "-enddate", "-subject", "-issuer"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=True)
        said = dict(line.split("=", 1) for line in done.stdout.splitlines())
        end = datetime.strptime(said["notAfter"].removesuffix(" GMT"), "%b %d %H:%M:%S %Y").replace(tzinfo=UTC).date()
        return end, said["subject"] == said["issuer"]
    except (OSError, subprocess.SubprocessError, ValueError, KeyError):
        return None

"""What stands before the faces: certificates, nginx, Tor, from the files in deploy/ with the names of the answers."""

from __future__ import annotations

import re
import shutil
import socket
import time
from pathlib import Path

import click

from ..naming import NAME, in_file, in_site
from .answers import PRIVATE, Answers
from .machine import AGAIN, Host

SITES, NGINX_CONF, TORRC = "/etc/nginx/sites-enabled", "/etc/nginx/nginx.conf", "/etc/tor/torrc"
EXAMPLE = {  # what stands in the files of deploy/, each at least once
    "intake_host": "hinweise.example.org",
    "office_host": "meldestelle.intern.example.org",
    "office_address": "10.0.0.5:443",
    "office_network": "    allow 10.0.1.0/24;",
    "everywhere": "    listen 443 ssl http2 default_server;\n",
    "onion": "# add_header Onion-Location http://56-Zeichen.onion",
}
DAYS = 365
SECONDS = 60  # until Tor has made its address
CONNECTIONS = 4096
DIRECTORY = re.compile(r"HiddenServiceDir /var/lib/tor/[a-z0-9]+/")


def certificates(machine: Host, answers: Answers) -> None:
    """A key and a certificate for each face where there is none: issued by itself, until somebody brings a real one."""
    tls = f"{machine.etc}/tls"
    machine.folder(tls)
    for face, host in (("intake", answers.intake_host), ("office", answers.office_host)):
        key, certificate = f"{tls}/{face}.key", f"{tls}/{face}.crt"
        if machine.path(certificate).exists() and not machine.path(key).exists():
            raise click.ClickException(f"Zu {certificate} fehlt der Schlüssel {key}. Bitte dazulegen. {AGAIN}")
        if not machine.path(key).exists():
            new = machine.run("openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256")
            machine.put(key, new + "\n", 0o600)
        if machine.path(certificate).exists():
            machine.there(certificate)
            continue
        made = machine.run(
            "openssl", "req", "-x509", "-new", "-key", str(machine.path(key)), "-days", str(DAYS),
            "-subj", f"/CN={host[:64]}", "-addext", f"subjectAltName=DNS:{host}",
        )  # fmt: skip
        machine.put(certificate, made + "\n")


def nginx(machine: Host, answers: Answers, files: Path, onion: str | None) -> bool:
    """Both sites, and what the guide changes of nginx itself. True when something is new."""
    address, guessed = (answers.office_address, False) if answers.office_address else _own_address(answers.office_host)
    if guessed or answers.office_network == PRIVATE:
        networks = "den üblichen privaten Netzen" if answers.office_network == PRIVATE else "dem Netz der Stabsstelle"
        machine.left_open(
            f"{SITES}/{machine.name}-office.conf: Die Meldestelle lauscht auf {address} und antwortet {networks}. "
            "Bitte auf die Adresse im internen Netz und das Netz der Stabsstelle einschränken, ebenso in der Firewall."
        )
    new = False
    for face in ("intake", "office"):
        text = (files / f"nginx/{face}.conf").read_text(encoding="utf-8")
        site = _site(text, answers, str(address), onion, machine.name)
        new |= machine.put(f"{SITES}/{machine.name}-{face}.conf", site)
    new |= _quiet(machine)
    machine.run("nginx", "-t")
    return new


def _site(text: str, answers: Answers, address: str, onion: str | None, name: str = NAME) -> str:
    place = f"[{address}]:443" if ":" in address else f"{address}:443"
    everywhere = EXAMPLE["everywhere"]
    named = {
        "intake_host": answers.intake_host,
        "office_host": answers.office_host,
        "office_address": place,
        "office_network": "\n".join(f"    allow {network};" for network in answers.office_network),
        # nginx asks only those who listen on an address by name: so the intake listens there too.
        "everywhere": f"{everywhere}    listen {place} ssl http2 default_server;\n",
    }
    if onion:
        named["onion"] = f"add_header Onion-Location http://{onion}"
    for key, value in named.items():
        text = text.replace(EXAMPLE[key], value)
    if name == NAME:
        return text
    # Beside another: what is asked by no name at all, or by an onion's that nobody knows here, is the usual one's.
    text = text.replace(" default_server", "").replace(" *.onion", f" {onion}" if onion else "")
    return in_site(text, name)


def _quiet(machine: Host) -> bool:
    """No address in nginx's own logs, room for connections, Debian's sample page gone."""
    text = machine.path(NGINX_CONF).read_text(encoding="utf-8")
    quiet = re.sub(r"(?m)^(\s*)access_log .*$", r"\1access_log off;", text)
    quiet = re.sub(r"(?m)^(\s*)error_log .*$", r"\1error_log /var/log/nginx/error.log crit;", quiet)
    quiet = re.sub(r"(?m)^(\s*)worker_connections \d{1,3};$", rf"\1worker_connections {CONNECTIONS};", quiet)
    sample = machine.path(f"{SITES}/default")
    is_sample = sample.is_symlink() and sample.readlink().name == "default"
    if is_sample:
        sample.unlink()
    if quiet != text:
        machine.replace(NGINX_CONF, quiet, 0o644)
    if quiet != text or is_sample:
        machine.did(f"{NGINX_CONF}: keine Protokolle mit Adressen, Platz für {CONNECTIONS} Verbindungen")
    return quiet != text or is_sample


def _own_address(host: str) -> tuple[str, bool]:
    """Where this machine is asked for the office: by its name, else by the way out; and whether that is a guess."""
    try:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]
    except OSError:
        found = []
    for address in found:
        if not address.startswith(("127.", "::1")) and _is_ours(address):
            return address, False
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
            way.connect(("192.0.2.1", 9))  # sends nothing
            return str(way.getsockname()[0]), True
    except OSError:
        return "127.0.0.1", True


def _is_ours(address: str) -> bool:
    try:
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as one:
            one.bind((address, 0))
    except OSError:
        return False
    return True


# -- Tor ---------------------------------------------------------------------------------------------------------------


def tor(machine: Host, answers: Answers, files: Path) -> str | None:
    """The onion service; its address as soon as Tor has made it. Raises ClickException for a torrc of somebody else."""
    if not answers.onion:
        return None
    if machine.is_real and shutil.which("tor") is None:
        raise click.ClickException(f"Tor ist nicht installiert. Bitte „apt install tor“. {AGAIN}")
    text = in_file((files / "tor/torrc").read_text(encoding="utf-8"), machine.name)
    path, place = machine.path(TORRC), f"/var/lib/tor/{machine.name}"
    had = _lines(path.read_text(encoding="utf-8")) if path.exists() else []
    if f"HiddenServiceDir {place}/" in had:
        machine.there(TORRC)
    elif had and all(line in _lines(text) or DIRECTORY.fullmatch(line) for line in had):  # another installation's
        more = "\n".join(line for line in _lines(text) if line.startswith("HiddenService"))
        machine.replace(TORRC, f"{path.read_text(encoding='utf-8')}\n{more}\n", 0o644)
        machine.did(f"{TORRC}: {place}")
    elif had:
        raise click.ClickException(
            f"{TORRC} hat eigene Zeilen; überschrieben wird nichts. Bitte die Zeilen aus {files / 'tor/torrc'} dort "
            f"ergänzen. {AGAIN}"
        )
    else:
        machine.replace(TORRC, text, 0o644)
        machine.did(TORRC)
    if machine.is_running and not machine.path(f"{place}/hostname").exists():
        machine.run("systemctl", "restart", "tor@default")
    return _address(machine, f"{place}/hostname")


def _lines(text: str) -> list[str]:
    """What Tor reads of it."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _address(machine: Host, place: str) -> str | None:
    path, end = machine.path(place), time.monotonic() + SECONDS
    while machine.is_running and not path.exists() and time.monotonic() < end:
        time.sleep(0.5)
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    site = "" if machine.name == NAME else f" und als server_name in {SITES}/{machine.name}-intake.conf"
    machine.left_open(
        f"Sobald Tor läuft, steht die Onion-Adresse in {place}. Bitte als onion in hinweisgeber.toml{site}."
    )
    return None

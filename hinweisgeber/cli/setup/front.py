"""What stands before the faces: certificates, nginx, Tor, from the files in deploy/ with the names of the answers."""

from __future__ import annotations

import re
import shutil
import socket
import time
from pathlib import Path

import click

from .answers import PRIVATE, Answers
from .machine import AGAIN, Host

TLS, SITES = "/etc/hinweisgeber/tls", "/etc/nginx/sites-enabled"
NGINX_CONF, TORRC, ONION = "/etc/nginx/nginx.conf", "/etc/tor/torrc", "/var/lib/tor/hinweisgeber/hostname"
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


def certificates(machine: Host, answers: Answers) -> None:
    """A key and a certificate for each face where there is none: issued by itself, until somebody brings a real one."""
    machine.folder(TLS)
    for face, host in (("intake", answers.intake_host), ("office", answers.office_host)):
        key, certificate = f"{TLS}/{face}.key", f"{TLS}/{face}.crt"
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
            f"{SITES}/hinweisgeber-office.conf: Die Meldestelle lauscht auf {address} und antwortet {networks}. Bitte "
            "auf die Adresse im internen Netz und das Netz der Stabsstelle einschränken, ebenso in der Firewall."
        )
    new = False
    for face in ("intake", "office"):
        text = (files / f"nginx/{face}.conf").read_text(encoding="utf-8")
        new |= machine.put(f"{SITES}/hinweisgeber-{face}.conf", _site(text, answers, str(address), onion))
    new |= _quiet(machine)
    machine.run("nginx", "-t")
    return new


def _site(text: str, answers: Answers, address: str, onion: str | None) -> str:
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
    return text


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
    text, path = (files / "tor/torrc").read_text(encoding="utf-8"), machine.path(TORRC)
    had = path.read_text(encoding="utf-8") if path.exists() else ""
    if "HiddenServiceDir /var/lib/tor/hinweisgeber/" in had:
        machine.there(TORRC)
    elif any(line.strip() and not line.lstrip().startswith("#") for line in had.splitlines()):
        raise click.ClickException(
            f"{TORRC} hat eigene Zeilen; überschrieben wird nichts. Bitte die Zeilen aus {files / 'tor/torrc'} dort "
            f"ergänzen. {AGAIN}"
        )
    else:
        machine.replace(TORRC, text, 0o644)
        machine.did(TORRC)
    if machine.is_running and not machine.path(ONION).exists():
        machine.run("systemctl", "restart", "tor@default")
    return _address(machine)


def _address(machine: Host) -> str | None:
    path, end = machine.path(ONION), time.monotonic() + SECONDS
    while machine.is_running and not path.exists() and time.monotonic() < end:
        time.sleep(0.5)
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    machine.left_open(f"Sobald Tor läuft, steht die Onion-Adresse in {ONION}. Bitte als onion in hinweisgeber.toml.")
    return None

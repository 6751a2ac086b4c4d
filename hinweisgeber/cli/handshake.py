"""HG-S12: which key exchange a handshake with our own addresses chose. Only a hybrid one keeps what is recorded today
from a quantum computer of later years; nginx, its OpenSSL and the other side settle it, so it is tried."""

from __future__ import annotations

import re
import subprocess
from urllib.parse import urlsplit

from ..config import Finding, Settings
from ..config.rule import Level
from ..config.settings import env_name

PATIENCE = 10  # seconds
HYBRID = "MLKEM"
OPENSSL = ["openssl", "version"]
_GROUP = re.compile(r"^(?:Negotiated TLS1\.3 group|(?:Server|Peer) Temp Key): *(?:ECDH, *)?([\w-]+)", re.MULTILINE)


def handshake_findings(settings: Settings, office: bool = True) -> list[Finding]:
    """What is to be said of each https address of ours; nothing where the exchange is hybrid. A warning where this
    machine could have made a better one, else an open point: Debian 12 has no hybrid exchange yet."""
    found = []
    for name in ("intake_url", "office_url") if office else ("intake_url",):
        url: str = getattr(settings, name)
        if url.startswith("https:"):
            group = group_of(url)
            if group is None or HYBRID not in group:
                level: Level = "warning" if group is not None and _can_be_hybrid() else "open"
                cause = "unreachable" if group is None else "key-exchange"
                found.append(Finding("HG-S12", level, env_name(name), *_words(url, group), cause))
    return found


def _words(url: str, group: str | None) -> tuple[str, str]:
    if group is None:
        what = f"Welchen Schlüsseltausch ein Handschlag mit {url} wählt, ließ sich von hier nicht feststellen."
        return what, f"Bitte von einem Rechner, der sie erreicht: „openssl s_client -brief -connect {_place(url)}“."
    hint = (
        "X25519MLKEM768 braucht auf beiden Seiten OpenSSL 3.5 (Debian 13) und in nginx „ssl_ecdh_curve auto“. Kann es "
        "dieser Rechner selbst nicht („openssl version“), sagt das nichts über Browser, die es können."
    )
    return (
        f"Der Handschlag mit {url} wählte {group}: Was heute aufgezeichnet wird, liest später ein Quantenrechner.",
        hint,
    )


def _can_be_hybrid() -> bool:
    """Whether OpenSSL here is 3.5 or newer."""
    try:
        done = subprocess.run(OPENSSL, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    version = re.match(r"OpenSSL (\d+)\.(\d+)", done.stdout)
    return version is not None and (int(version[1]), int(version[2])) >= (3, 5)


def group_of(url: str) -> str | None:
    """The group of a handshake from here, as OpenSSL calls it; None when there is no openssl, answer or exchange."""
    command = ["openssl", "s_client", "-brief", "-connect", _place(url), "-servername", urlsplit(url).hostname or ""]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return group_in((done.stdout + done.stderr).decode("utf-8", "replace"))


def group_in(said: str) -> str | None:
    """The group in what s_client said; its words differ from one version to the next."""
    groups = _GROUP.findall(said)
    return next((group for group in groups if HYBRID in group), groups[0] if groups else None)


def _place(url: str) -> str:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{host}:{parts.port or 443}"

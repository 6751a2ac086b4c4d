"""Parsers for single settings: text in, value out; ValueError carries the German hint. No file is touched."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from hinweisgeber.domain.address import plain_address
from hinweisgeber.domain.errors.fields import AddressWrong
from hinweisgeber.refusals import sentence_of
from hinweisgeber.store.addresses import POSTGRES, postgres_url

OFFICE_SECRET_BYTES = 32
LONGEST_PATH, LONGEST_NAME, LONGEST_SOCKET = 4095, 255, 107  # bytes (limits.h, unix(7))
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})+")


def text(raw: str, home: Path) -> str:
    """Any single line."""
    return raw


def path(raw: str, home: Path) -> Path:
    """A path; a relative one counts from the home, so a home can be moved as a whole."""
    return _possible(home / raw)


def paths(raw: str, home: Path) -> tuple[Path, ...]:
    """Paths with commas between them, none for an empty line."""
    return tuple(path(part, home) for part in raw.split(",") if part)


def _possible(path: Path, longest: int = LONGEST_PATH) -> Path:
    """A path that there can be. Raises ValueError."""
    if len(os.fsencode(path)) > longest or any(len(os.fsencode(part)) > LONGEST_NAME for part in path.parts):
        raise ValueError(f"Der Pfad ist zu lang: höchstens {longest} Bytes, jeder Name darin {LONGEST_NAME}.")
    return path


def fingerprint(raw: str, home: Path) -> str:
    """64 hexadecimal digits, lower case."""
    if not re.fullmatch(r"[0-9a-fA-F]{64}", raw):
        raise ValueError("Erwartet werden genau 64 Hexadezimalziffern, wie „hinweisgeber init“ sie ausgibt.")
    return raw.lower()


def secret(raw: str, home: Path) -> bytes:
    """At least 32 bytes in hexadecimal."""
    if not _HEX.fullmatch(raw) or len(raw) < 2 * OFFICE_SECRET_BYTES:
        raise ValueError("Erwartet werden mindestens 64 Hexadezimalziffern (32 zufällige Bytes).")
    return bytes.fromhex(raw)


def choice(*allowed: str) -> Callable[[str, Path], str]:
    """A parser for one of a few words."""

    def parse(raw: str, home: Path) -> str:
        if raw not in allowed:
            raise ValueError(f"Möglich ist nur: {', '.join(allowed)}.")
        return raw

    return parse


def whole(low: int, high: int) -> Callable[[str, Path], int]:
    """A parser for a whole number in a range."""

    def parse(raw: str, home: Path) -> int:
        if not re.fullmatch(r"0|[1-9][0-9]{0,5}", raw) or not low <= int(raw) <= high:
            raise ValueError(f"Erwartet wird eine ganze Zahl von {low} bis {high}.")
        return int(raw)

    return parse


def database(raw: str, home: Path) -> str:
    """A database URL: a file of SQLite with its full path, or PostgreSQL through psycopg."""
    if raw.startswith("sqlite:"):
        if not re.fullmatch(r"sqlite:////[^?#]+", raw):  # relative paths and :memory: depend on who starts us
            raise ValueError("Für SQLite bitte den vollen Pfad angeben: sqlite:////voller/pfad/datei.sqlite")
        _possible(Path(raw.removeprefix("sqlite:///") + "-journal"))  # SQLite's own beside it
        return raw
    parts = _split(raw)
    if parts.scheme != POSTGRES:
        raise ValueError(f"Unterstützt werden sqlite und {POSTGRES}.")
    if not parts.path.strip("/"):
        raise ValueError("Der Name der Datenbank fehlt am Ende der Adresse.")
    postgres_url(raw)
    return raw


def blobs(raw: str, home: Path) -> str:
    """Where sealed files lie; raises ValueError. The store itself looks closer at what stands behind the scheme."""
    if not re.match(r"s3://|file:///[^?#]+$", raw):
        raise ValueError("Erwartet wird file:///ordner oder s3://bucket/praefix.")
    if raw.startswith("file:"):
        _possible(Path(urlsplit(raw).path))
    return raw


def public_url(onion: bool) -> Callable[[str, Path], str]:
    """A parser for a face's base URL: https; http only for loopback or, where `onion`, for a .onion name."""

    def parse(raw: str, home: Path) -> str:
        parts = _split(raw)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
            raise ValueError("Erwartet wird eine Adresse wie https://hinweise.example.org")
        if parts.path not in ("", "/") or parts.query or parts.fragment:
            raise ValueError("Die Adresse darf keinen Pfad und keine Parameter haben.")
        host_name(parts.hostname, home)
        plain_ok = is_loopback(parts.hostname) or (onion and parts.hostname.endswith(".onion"))
        if parts.scheme == "http" and not plain_ok:
            raise ValueError(
                "Ohne Verschlüsselung (http) geht es nur auf diesem Rechner oder bei der Annahme über .onion."
            )
        return raw.rstrip("/")

    return parse


def bind(raw: str, home: Path) -> str:
    """Where to listen: host:port, or unix:/full/path."""
    if raw.startswith("unix:"):
        if not raw.startswith("unix:/") or raw.endswith("/"):
            raise ValueError("Für einen Socket bitte den vollen Pfad angeben: unix:/run/hinweisgeber/name.sock")
        _possible(Path(raw.removeprefix("unix:")), LONGEST_SOCKET)
        return raw
    parts = _split(f"//{raw}")
    if not parts.hostname or parts.port is None or parts.netloc != raw or "@" in raw:
        raise ValueError("Erwartet wird Adresse:Port, etwa 127.0.0.1:8000, oder unix:/voller/pfad.")
    host_name(parts.hostname, home)
    return raw


def clamd(raw: str, home: Path) -> str:
    """Where clamd listens: like `bind`, but on this machine, for it is given files in clear."""
    where = bind(raw, home)
    if not where.startswith("unix:") and not is_loopback(_split(f"//{where}").hostname or ""):
        raise ValueError("clamd sieht die Dateien im Klartext und muss auf diesem Rechner laufen: unix:/voller/pfad.")
    return where


def host_name(raw: str, home: Path) -> str:
    """A host's name or address, without scheme and port."""
    try:
        return str(ipaddress.ip_address(raw))
    except ValueError:
        if not re.fullmatch(r"(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", raw) or ".." in raw:
            raise ValueError("Erwartet wird nur der Rechnername, etwa mail.example.org.") from None
        return raw


def mail_address(raw: str, home: Path) -> str:
    """One plain e-mail address."""
    try:
        return plain_address(raw)
    except AddressWrong as wrong:
        raise ValueError(sentence_of(wrong)) from wrong


def hours(raw: str, home: Path) -> tuple[int, ...]:
    """Full hours of a day in order: "8,13"."""
    parts = raw.split(",")
    if not all(re.fullmatch(r"0|1?[1-9]|10|2[0-3]", part) for part in parts):
        raise ValueError("Erwartet werden volle Stunden von 0 bis 23, getrennt durch Kommas ohne Leerzeichen: 8,13")
    found = tuple(sorted({int(part) for part in parts}))
    if len(found) < len(parts):
        raise ValueError("Eine Stunde steht zweimal da.")
    return found


def is_loopback(host: str) -> bool:
    """Whether a host name means this very machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def host(url: str) -> str:
    """The host name in a URL, empty without one."""
    return urlsplit(url).hostname or ""


def same_place(one: str, other: str) -> bool:
    """Whether two addresses mean one place; SQLite paths are compared as the file system sees them."""
    if one.startswith("sqlite:") and other.startswith("sqlite:"):
        return sqlite_path(one) == sqlite_path(other)
    return one == other


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite URL, None for another database."""
    return Path(os.path.realpath(urlsplit(url).path[1:])) if url.startswith("sqlite:") else None  # also in a circle


def without_password(url: str) -> str:
    """The URL fit to be shown: a password, also one in the query, is starred out."""
    parts = urlsplit(url)
    netloc = re.sub(r"^([^:@]*):.*@", r"\1:***@", parts.netloc)
    query = re.sub(r"(?i)(pass[a-z]*=)[^&]*", r"\1***", parts.query)
    shown = url.replace(parts.netloc, netloc, 1) if parts.netloc else url
    return shown.replace(parts.query, query, 1) if parts.query else shown


def _split(raw: str) -> SplitResult:
    try:
        parts = urlsplit(raw)
        _ = parts.port  # urlsplit checks the port only when asked
    except ValueError as problem:
        raise ValueError("Das ist keine gültige Adresse.") from problem
    return parts

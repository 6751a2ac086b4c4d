"""All settings of an installation, typed, in one place. The metadata of each field is its documentation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from hinweisgeber.config import values
from hinweisgeber.config.sources import PREFIX
from hinweisgeber.errors import SettingsWrong

OFFICE_SECRET_FILE = "office.secret"  # noqa: S105  a file name, not a secret
INTAKE_SECRET_FILE = "intake.secret"  # noqa: S105
BACKUP_SECRET_FILE = "backup.secret"  # noqa: S105
SECRET_FILES = {  # read without being named
    "office_secret": OFFICE_SECRET_FILE,
    "intake_secret": INTAKE_SECRET_FILE,
    "backup_secret": BACKUP_SECRET_FILE,
}
LARGEST_FILE = 40 * 1024  # MiB; an upload to S3 has at most 10,000 parts (store/blobs/s3.py)
Parser = Callable[[str, Path], Any]


def _about(
    doc: str, parse: Parser, default: str | None = None, *, secret: bool = False, stored: bool = True
) -> dict[str, Any]:
    """A field's metadata: its doc line, its parser, its default as text ({home} is filled in), whether its
    value is never shown, and whether it may stand in settings.env."""
    return {"doc": doc, "parse": parse, "default": default, "secret": secret, "stored": stored}


@dataclass(frozen=True, repr=False)
class Settings:
    """The settings of one installation; made by `load`, consistent once constructed (else SettingsWrong)."""

    home: Path = field(
        metadata=_about("Ordner der Installation; --home geht vor.", values.path, "{home}", stored=False)
    )
    letterbox_url: str = field(
        metadata=_about("Datenbank des Briefkastens (Annahme).", values.database, "sqlite:///{home}/letterbox.sqlite")
    )
    cabinet_url: str = field(
        metadata=_about(
            "Datenbank des Aktenschranks (Meldestelle).", values.database, "sqlite:///{home}/cabinet.sqlite"
        )
    )
    blobs_url: str = field(
        metadata=_about(
            "Ablage der versiegelten Dateien für beide Seiten: file:///ordner oder "
            "s3://bucket/praefix?endpoint=https://…&region=….",
            values.blobs,
            "file://{home}/blobs",
        )
    )
    file_megabytes: int = field(metadata=_about("Größte Datei in MiB.", values.whole(1, LARGEST_FILE), "2048"))
    message_megabytes: int = field(
        metadata=_about("Größte Summe der Dateien einer Nachricht in MiB.", values.whole(1, 1024 * 1024), "4096")
    )
    files_per_message: int = field(
        metadata=_about("Höchste Zahl der Dateien einer Nachricht.", values.whole(0, 100), "20")
    )
    ring: Path = field(metadata=_about("Schlüsselbund, nur öffentliche Schlüssel.", values.path, "keys/ring.json"))
    root_fingerprint: str | None = field(
        metadata=_about(
            "Fingerabdruck des Wurzelschlüssels, 64 Hexadezimalziffern; nötig für beide Seiten.",
            values.fingerprint,
        )
    )
    institution: Path = field(
        metadata=_about("Angaben und Texte der Behörde (TOML).", values.path, "hinweisgeber.toml")
    )
    intake_url: str = field(
        metadata=_about(
            "Öffentliche Adresse der Annahme; http nur auf diesem Rechner und für .onion.",
            values.public_url(onion=True),
            "http://127.0.0.1:8000",
        )
    )
    office_url: str = field(
        metadata=_about(
            "Adresse der Meldestelle im internen Netz; http nur auf diesem Rechner.",
            values.public_url(onion=False),
            "http://127.0.0.1:8001",
        )
    )
    intake_bind: str = field(
        metadata=_about("Wo die Annahme lauscht: Adresse:Port oder unix:/pfad.", values.bind, "127.0.0.1:8000")
    )
    office_bind: str = field(metadata=_about("Wo die Meldestelle lauscht, wie oben.", values.bind, "127.0.0.1:8001"))
    workers: int = field(metadata=_about("Prozesse je Seite.", values.whole(1, 64), "2"))
    threads: int = field(metadata=_about("Threads je Prozess.", values.whole(1, 256), "80"))
    acknowledgement: Literal["automatic", "manual"] = field(
        metadata=_about(
            "Eingangsbestätigung sofort (automatic) oder von Hand (manual).",
            values.choice("automatic", "manual"),
            "automatic",
        )
    )
    objection_days: int = field(
        metadata=_about(
            "Tage für einen Widerspruch, bevor etwas aus einer Meldung vernichtet wird.",
            values.whole(14, 60),
            "14",
        )
    )
    second_factor: Literal["required", "offered"] = field(
        metadata=_about(
            "Zweiter Faktor (Code einer App) in der Meldestelle: verlangt (required) oder angeboten (offered).",
            values.choice("required", "offered"),
            "required",
        )
    )
    office_secret: bytes | None = field(
        metadata=_about(
            "Mindestens 32 Bytes hexadezimal; signiert die Formulare der Meldestelle und was sie bekannten Browsern "
            "gibt; öffnet nichts. Ohne Angabe gilt office.secret im Ordner der Installation.",
            values.secret,
            secret=True,
        )
    )
    office_memory: Path | None = field(
        metadata=_about(
            "Nur für mehrere Meldestellen hinter einer Adresse: Datei auf tmpfs oder ramfs, in der sie sich das "
            "Geheimnis ihrer Sitzungen teilen; die erste legt sie an. Ohne Angabe hat es nur der Speicher der "
            "laufenden Meldestelle.",
            values.path,
        )
    )
    intake_secret: bytes | None = field(
        metadata=_about(
            "Mindestens 32 Bytes hexadezimal; versiegelt, was die Seiten der Annahme von Schritt zu Schritt mitnehmen. "
            "Auf allen Rechnern einer Annahme dasselbe. Ohne Angabe gilt intake.secret im Ordner der Installation.",
            values.secret,
            secret=True,
        )
    )
    backup_secret: bytes | None = field(
        metadata=_about(
            "Mindestens 32 Bytes hexadezimal; versiegelt Sicherungen. Ohne dieses Geheimnis ist keine zu lesen. "
            "Ohne Angabe gilt backup.secret im Ordner der Installation.",
            values.secret,
            secret=True,
        )
    )
    backup_key_days: int = field(
        metadata=_about(
            "So viele Tage bleiben Schlüsselarchive liegen; danach lässt sich keine Sicherung von damals mehr lesen.",
            values.whole(1, 365),
            "30",
        )
    )
    trusted_proxies: int = field(
        metadata=_about(
            "Zahl der Proxys vor der Meldestelle (0 oder 1), deren X-Forwarded-For nur für das Bremsen von "
            "Anmeldeversuchen gilt.",
            values.whole(0, 1),
            "0",
        )
    )
    clamd: str | None = field(
        metadata=_about(
            "Virenscanner clamd der Meldestelle auf diesem Rechner: unix:/run/clamav/clamd.ctl oder 127.0.0.1:3310. "
            "Ohne Angabe prüft niemand auf Schadprogramme.",
            values.clamd,
        )
    )
    smtp_host: str | None = field(
        metadata=_about(
            "Mailserver für Benachrichtigungen an die Meldestelle, nur der Rechnername. Ohne Angabe gehen keine Mails "
            "hinaus.",
            values.host_name,
        )
    )
    smtp_port: int = field(metadata=_about("Port des Mailservers.", values.whole(1, 65535), "587"))
    smtp_security: Literal["starttls", "tls", "none"] = field(
        metadata=_about(
            "Verschlüsselung zum Mailserver: starttls, tls (meist Port 465) oder none (nur auf diesem Rechner).",
            values.choice("starttls", "tls", "none"),
            "starttls",
        )
    )
    smtp_user: str | None = field(
        metadata=_about("Benutzername am Mailserver; ohne Angabe ohne Anmeldung.", values.text)
    )
    smtp_password: str | None = field(metadata=_about("Passwort am Mailserver.", values.text, secret=True))
    mail_from: str | None = field(
        metadata=_about(
            "Absenderadresse der Benachrichtigungen; dorthin kommen auch Fehlermeldungen.", values.mail_address
        )
    )
    mail_hours: tuple[int, ...] = field(
        metadata=_about(
            "Volle Stunden, bis zu denen Neues für eine Benachrichtigung gesammelt wird; verschickt wird sie in der "
            "Dreiviertelstunde danach.",
            values.hours,
            "8,13",
        )
    )
    operator_mail: str | None = field(
        metadata=_about(
            "Adresse der IT: Dorthin geht eine E-Mail, wenn ein Dienst ausfällt. Ohne Angabe erfährt es niemand so.",
            values.mail_address,
        )
    )
    tls_certificates: tuple[Path, ...] = field(
        metadata=_about(
            "Dateien der Zertifikate, durch Kommas getrennt; „check“ warnt 30 Tage, bevor eines endet.",
            values.paths,
            "",
        )
    )
    root_passphrase: str | None = field(
        metadata=_about(
            "Passphrase des Wurzelschlüssels, nur für init und officer ohne Rückfrage; nie in settings.env.",
            values.text,
            secret=True,
            stored=False,
        )
    )
    passphrase: str | None = field(
        metadata=_about(
            "Passphrase der Person, die angelegt wird oder handelt, nur ohne Rückfrage; nie in settings.env.",
            values.text,
            secret=True,
            stored=False,
        )
    )

    def __post_init__(self) -> None:
        for one, other in (
            ("letterbox_url", "cabinet_url"),
            ("intake_url", "office_url"),
            ("intake_bind", "office_bind"),
        ):
            if values.same_place(getattr(self, one), getattr(self, other)):
                raise SettingsWrong(
                    env_name(one), f"Darf nicht gleich {env_name(other)} sein: beide Seiten bleiben getrennt."
                )
        if self.smtp_security == "none" and self.smtp_host and not values.is_loopback(self.smtp_host):
            raise SettingsWrong(env_name("smtp_security"), "Ohne Verschlüsselung geht es nur auf diesem Rechner.")

    @property
    def secure_cookies(self) -> bool:
        """Whether the office's cookies carry Secure (and the __Host- prefix can be used)."""
        return self.office_url.startswith("https:")

    def require(self, *names: str) -> None:
        """Raise SettingsWrong for the first of these fields that has no value."""
        for name in names:
            if getattr(self, name) is None:
                raise SettingsWrong(env_name(name), f"Fehlt. {documentation()[env_name(name)]}")

    def describe(self) -> dict[str, str]:
        """Every setting by its full name, fit to be shown: secrets only as given or not."""
        return {env_name(item.name): _shown(item, getattr(self, item.name)) for item in fields(self)}

    def __repr__(self) -> str:
        return f"Settings({', '.join(f'{name}={value}' for name, value in self.describe().items())})"


def env_name(name: str) -> str:
    """The full name of a field: `ring` → `HINWEISGEBER_RING`."""
    return PREFIX + name.upper()


def documentation() -> dict[str, str]:
    """The doc line of every setting by its full name, the default behind it."""
    lines = {}
    for item in fields(Settings):
        default = item.metadata["default"]
        lines[env_name(item.name)] = item.metadata["doc"] + (f" Standard: {default}" if default else "")
    return lines


def _shown(item: Field[Any], value: object) -> str:
    if value is None:
        return "nicht gesetzt"
    return "gesetzt" if item.metadata["secret"] else values.without_password(str(value))

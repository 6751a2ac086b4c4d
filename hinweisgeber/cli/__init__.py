"""The command line. Each command is loaded when it is called, so one face starts without the other's code."""

from __future__ import annotations

import errno
import sys
from importlib import import_module, metadata

import click

from ..errors import Broken, HinweisgeberError, Refused
from ..refusals import broken
from ..refusals.operator import for_operators
from . import installed

COMMANDS = {
    "setup": ("setup", "Richtet diesen Rechner ein: fragt, was niemand wissen kann, gründet, stellt ein und startet."),
    "init": ("people.founding", "Gründet eine Installation: Wurzelschlüssel, erste Personen, Schlüsselbund."),
    "officer": ("people.officers", "Personen im Schlüsselbund: add, list, extend, passphrase, revoke."),
    "rotate-root": ("people.renewals", "Löst den Wurzelschlüssel durch einen neuen ab."),
    "intake": ("serve", "Startet die Annahme (öffentliche Seite)."),
    "office": ("serve", "Startet die Meldestelle (interne Seite)."),
    "demo": ("demo", "Startet beide Seiten mit erfundenen Fällen, zum Ausprobieren."),
    "migrate": ("keeping.care", "Bringt beide Datenbanken auf den Stand dieses Programms."),
    "check": ("doctor", "Prüft die Installation; nennt zu jedem Befund Ursache und Rat."),
    "verify": ("keeping.verify", "Prüft ohne Schlüssel das Protokoll und alles, wovon es spricht."),
    "verify-receipt": ("receipt", "Prüft den Beleg einer hinweisgebenden Person, auch ohne Netz und Datenbank."),
    "checkpoint": ("keeping.verify", "Druckt den jetzigen Prüfpunkt des Protokolls."),
    "witness": ("witness", "Unterschreibt als Zeuge außerhalb der Meldestelle, wie weit das Protokoll ist."),
    "sweep": ("keeping.care", "Löscht versiegelte Reste abgebrochener Sendungen, die zu keiner Nachricht gehören."),
    "backup": ("keeping.backup", "Sichert alles im laufenden Betrieb, versiegelt und geprüft."),
    "restore": ("keeping.restore", "Stellt eine Sicherung wieder her oder probt es (--rehearse)."),
    "rescue": ("keeping.rescue", "Legt in den Briefkasten zurück, was dort fehlt und noch niemand abgeholt hat."),
    "move": ("keeping.move", "Zieht Datenbanken nach PostgreSQL um, versiegelte Dateien in einen Objektspeicher (S3)."),
    "erase": ("keeping.erase", "Löscht freigegebene Fälle, deren Frist vorbei ist; ohne --carry-out nur zur Probe."),
    "due": ("keeping.care", "Druckt, was fällig ist, ohne Inhalte."),
    "tell-failure": ("keeping.failure", "Sagt der IT per E-Mail, dass ein Dienst ausgefallen ist (ruft systemd auf)."),
    "tick": ("keeping.reminders", "Sieht nach, ob im Briefkasten noch alles da ist, und verschickt fällige E-Mails."),
}


class Commands(click.Group):
    """Knows its commands by name and imports them when needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command, imported."""
        if name not in COMMANDS:
            return None
        try:
            command = getattr(import_module(f".{COMMANDS[name][0]}", __name__), name.replace("-", "_"))
        except ModuleNotFoundError as error:
            if not (error.name or "").startswith("hinweisgeber."):
                raise
            raise click.UsageError("Diesen Befehl gibt es nur auf dem Rechner der Meldestelle.") from error
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table itself: nothing needs to be imported for help."""
        with formatter.section("Befehle"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


def _version(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        listed = installed.fingerprint(installed.PACKAGE) or "keine, dies ist ein Arbeitsstand"
        click.echo(f"hinweisgeber {metadata.version('hinweisgeber')}")
        click.echo(f"Liste der ausgelieferten Dateien, SHA-256: {listed}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Fassung, und Prüfsumme der Liste ihrer Dateien.",
)
def group() -> None:
    """Vertrauliches Hinweisgeberportal: Annahme und Meldestelle."""


def main() -> None:
    """The console script: errors raised on purpose become one line and exit code 1."""
    try:
        group(prog_name="hinweisgeber")
    except (HinweisgeberError, OSError) as error:
        click.echo(f"hinweisgeber: {words_for(error)}", err=True)
        sys.exit(1)


_SYSTEM = {
    errno.ENOENT: "gibt es nicht",
    errno.EEXIST: "gibt es schon",
    errno.EACCES: "keine Berechtigung",
    errno.EPERM: "keine Berechtigung",
    errno.ENOSPC: "der Speicherplatz ist voll",
    errno.EROFS: "der Datenträger ist schreibgeschützt",
    errno.EISDIR: "ist ein Ordner",
    errno.ENOTDIR: "ist kein Ordner",
    errno.EADDRINUSE: "die Adresse ist schon belegt",
    errno.ENXIO: "ist keine gewöhnliche Datei",
    errno.ELOOP: "die Verweise führen im Kreis",
    errno.ENAMETOOLONG: "der Pfad ist zu lang",
}


def _why(error: OSError) -> str:
    return _SYSTEM.get(error.errno or 0, f"das System meldet: {error.strerror or error}")


def words_for(error: HinweisgeberError | OSError) -> str:
    """What is said of an error to who runs the installation."""
    if isinstance(error, Refused):
        return for_operators(error)
    if isinstance(error, Broken):
        why = broken.words_of(error)
        return (
            f"Die Prüfung ist fehlgeschlagen ({why}). „hinweisgeber check“ nennt, was an der Installation zu tun ist."
        )
    if isinstance(error, OSError):
        return f"Auf {error.filename or 'eine Datei'} kann nicht zugegriffen werden ({_why(error)})."
    return str(error)

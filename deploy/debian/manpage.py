"""The manual page, from the table of commands: `manpage.py VERSION SECONDS` prints it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from hinweisgeber.cli import COMMANDS

PAGE = """\
.TH HINWEISGEBER 8 "{day}" "hinweisgeber {version}" "Systemverwaltung"
.SH NAME
hinweisgeber \\- vertrauliches Hinweisgeberportal: Annahme und Meldestelle
.SH ÜBERSICHT
.B hinweisgeber
.I BEFEHL
.RI [ OPTIONEN ]
.SH BESCHREIBUNG
Meldungen werden an der Tür versiegelt, und nur die Meldestelle öffnet sie. Ein neuer Rechner wird mit
.B hinweisgeber setup
eingerichtet; danach laufen alle Befehle der Meldestelle unter ihrem Konto:
.PP
.RS
runuser \\-u hinweisgeber_office \\-\\- hinweisgeber check \\-\\-home /var/lib/hinweisgeber/office
.RE
.PP
Jeder Befehl erklärt sich mit
.BR \\-\\-help .
.SH BEFEHLE
{commands}
.SH DATEIEN
.TP
.I /var/lib/hinweisgeber
Annahme, Meldestelle, Briefkasten, versiegelte Dateien
.TP
.I /etc/hinweisgeber
Zertifikate und was nur root lesen darf
.TP
.I /usr/share/doc/hinweisgeber/README.md
die Anleitung für den Betrieb
"""


def main() -> None:
    """Prints the page."""
    version, seconds = sys.argv[1:]
    commands = "\n".join(f".TP\n.B {_escaped(name)}\n{_escaped(text)}" for name, (_, text) in COMMANDS.items())
    day = datetime.fromtimestamp(int(seconds), UTC).date()
    sys.stdout.write(PAGE.format(day=day, version=version, commands=commands))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\e").replace("-", "\\-")


main()

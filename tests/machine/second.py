"""A second installation on a machine that has one: what it is answered, and who may get to what of the other."""

from __future__ import annotations

from itertools import product

from tests.machine.debian import Debian

NAME, FIRST = "zweite", "hinweisgeber"
INTAKE, OFFICE = "hinweise.zweite.example.org", "meldestelle.zweite.example.org"
ANSWERS = "/srv/second.toml"
CHANGES = (
    ('intake_host = "hinweise.example.org"', f'intake_host = "{INTAKE}"'),
    ('office_host = "meldestelle.intern.example.org"', f'office_host = "{OFFICE}"'),
    ('root_key_to = "/srv/hinweisgeber-tresor"', f'root_key_to = "/srv/{NAME}-tresor"'),
    ('backups_to = "/var/backups/hinweisgeber"', f'backups_to = "/var/backups/{NAME}"'),
)
FOLDERS = ("/var/lib/{}/intake", "/var/lib/{}/office", "/var/lib/{}/letterbox", "/var/lib/{}/blobs", "/var/backups/{}",
           "/var/log/{}/intake", "/var/log/{}/office", "/srv/{}-tresor")  # fmt: skip
FILES = ("/etc/{}/setup.json", "/etc/{}/tls/intake.key", "/etc/{}/owner.env", "/etc/{}/backup.env", "/etc/{}/erase.env")


def reached(machine: Debian, *before: str) -> list[str]:
    """What accounts of one installation get of the other, tried as each of them: folders, files, sockets, databases.
    `before`: lines that start what runs by itself elsewhere."""
    tries = []
    for mine, theirs in ((NAME, FIRST), (FIRST, NAME)):
        for face in ("intake", "office"):
            account = f"runuser -u {mine}_{face} --"
            tries += [f"{account} test {may} {place.format(theirs)}" for place in FOLDERS for may in ("-r", "-w", "-x")]
            tries += [f"{account} test -r {place.format(theirs)}" for place in FILES]
            tries += [f"{account} {_knock(f'/run/{theirs}/{door}.sock')}" for door in ("intake", "office")]
            tries += [
                f"{account} psql -X -w -h /run/postgresql -U {role} -d {theirs}_{store} -c 'SELECT 1'"
                for role, store in product((f"{mine}_{face}", f"{theirs}_{face}"), ("letterbox", "cabinet"))
            ]
    script = "\n".join(f"if {one} >/dev/null 2>&1; then echo {i}; fi" for i, one in enumerate(tries))
    done = machine.run("\n".join([*before, script]))
    assert done.returncode == 0, done.stdout + done.stderr
    return [tries[int(number)] for number in done.stdout.split()]


def _knock(socket: str) -> str:
    return f"python3 -c 'import socket; socket.socket(socket.AF_UNIX).connect(\"{socket}\")'"

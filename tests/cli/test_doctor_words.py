"""Advice never destroys: what a hint may tell people to run or do is a list, and everything else is refused."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

from hinweisgeber import config
from hinweisgeber.cli import COMMANDS, doctor, handshake
from hinweisgeber.cli.doctor.words import CAUSES, HINTS
from hinweisgeber.cli.keeping import reminders
from hinweisgeber.store.causes import Cause

# Each takes nothing away: it looks, adds, gives a right back, starts what should run, or makes what is missing.
ALLOWED = {
    "Fälle, die niemand mehr öffnen kann",  # a page on which two people must agree
    "check",
    "chmod g-w,o-rwx",
    "chmod o-rwx",
    "hinweisgeber backup",
    "hinweisgeber erase --carry-out",  # beside a list that is behind: it says so
    "hinweisgeber init",  # on a new machine only, and every hint that names it says so
    "hinweisgeber migrate",
    "hinweisgeber move",
    "hinweisgeber officer add",
    "hinweisgeber officer extend",
    "hinweisgeber officer list",
    "hinweisgeber officer receive",
    "hinweisgeber rescue",
    "hinweisgeber restore --rehearse",
    "openssl s_client -brief -connect hinweise.example.org:443",
    "openssl version",
    "runuser -u hinweisgeber_office",
    "runuser -u postgres -- psql -X -f roles.sql",
    "ssl_ecdh_curve auto",
    "/schluesselbund",
    "systemctl enable --now",
    "systemctl reload nginx",
    "systemctl status",
    "systemctl status postgresql",
    "systemd-tmpfiles --create",
    "timedatectl",
    "Verwaltung",
    "Zwei Installationen auf einem Server",
    "hinweisgeber tick",
    "hinweisgeber verify",
    "hinweisgeber verify --daily",
    "hinweisgeber --version",
}
PARTS = (doctor, handshake, reminders, *(
    import_module(f"{doctor.__name__}.{found.name}") for found in pkgutil.iter_modules(doctor.__path__)
))  # fmt: skip
TOOLS = (
    r"rm|rmdir|shred|chmod|chown|dropdb|truncate|mkfs|dd|mv|kill|pkill|userdel|revoke|erase|sweep|DROP|DELETE|VACUUM"
)
DESTROYING = re.compile(rf"(?<![\w-])(?:{TOOLS})(?![\w-])")
TAKING = re.compile(r"(?i)\b(?:lösch|entfern|vernicht|leer(?:en|t)|verwerf|zurücksetz|überschreib|wegwerf|gründ)\w*")
# Words of taking away, in sentences that advise against it or name what is not lost.
SPOKEN = {
    "HG-C20": {"gründen", "Gründung"},  # „nicht neu gründen“
    "missing": {"gründen"},
    "HG-S11": {"Löschung", "löschen"},  # what nobody can open any more, by two in the office and by no command
    "HG-S06": {"entfernen"},  # other settings of the mail server
    "HG-S26": {"Gelöschtes"},
}


def hints() -> dict[str, str]:
    """Every hint there is, by its id: of the rules, the doctor, its causes, and those given where they stand."""
    found = {key: hint for key, (_, hint, _) in config.RULES.items()}
    found |= {key: advice.hint for key, advice in HINTS.items()}
    return found | {cause.value: said.hint for cause, said in CAUSES.items()}


def test_only_what_is_allowed_is_advised() -> None:
    said = {name: set(re.findall(r"„([^“]+)“", hint)) for name, hint in hints().items()}
    assert {name: words - ALLOWED for name, words in said.items() if words - ALLOWED} == {}


def test_no_hint_names_what_destroys_outside_of_it() -> None:
    for name, hint in hints().items():
        bare = re.sub(r"„([^“]+)“", lambda quoted: "" if quoted[1] in ALLOWED else quoted[0], hint)
        assert DESTROYING.findall(bare) == [], name
        assert set(TAKING.findall(bare)) <= SPOKEN.get(name, set()), name


def test_the_lists_above_would_notice_what_they_are_for() -> None:
    for bad in ("Bitte „chmod 700“ aufrufen.", "Dann rm -r blobs.", "„hinweisgeber officer revoke“ hilft."):
        quoted = set(re.findall(r"„([^“]+)“", bad))
        assert quoted - ALLOWED or DESTROYING.search(bad)
    assert TAKING.search("Bitte die Datei löschen.")


def test_the_hints_given_where_they_stand_are_as_careful() -> None:
    """Those that fit one finding alone stand in the code of its check."""
    for part in PARTS:
        for text in re.findall(
            r'hint(?: = |=)\(?\s*f?("(?:[^"\\]|\\.)*"(?:\s*f?"(?:[^"\\]|\\.)*")*)', inspect.getsource(part)
        ):
            quoted = set(re.findall(r"„([^“]+)“", text))
            assert quoted <= ALLOWED, text
            assert not DESTROYING.search(re.sub(r"„[^“]+“", "", text)), text


def test_a_new_founding_is_advised_on_a_new_machine_only() -> None:
    for name, hint in hints().items():
        if "hinweisgeber init" in hint:
            assert re.search("Nur auf einer neuen Maschine|in einen neuen Ordner", hint), name


@pytest.mark.parametrize("cause", list(Cause))
def test_every_cause_has_words(cause: Cause) -> None:
    assert CAUSES[cause].hint.endswith(".")
    assert not CAUSES[cause].what.endswith(".")


def test_every_command_a_hint_names_exists() -> None:
    named = {
        words.split()[1] for words in ALLOWED if words.startswith("hinweisgeber ") and "--" not in words.split()[1]
    }
    assert named <= set(COMMANDS)

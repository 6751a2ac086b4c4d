"""The installation itself: founded as the office's account, the root key brought away, the intake's files beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

import click

from ... import config
from ...config import Settings, env_name, load
from ...config.sources import FILE_SUFFIX, gather
from ...errors import SettingsWrong
from ...usecases.keeper.founding import NewOfficer
from ..home import ROOT_KEY, berlin_today, write_file
from ..keeping import care
from ..people import founding
from .answers import Answers
from .machine import Host

GONE = ".gone"  # what the root key is called while it is overwritten
NOT_FOUNDED = 3
URLS = ("letterbox_url", "cabinet_url")


@dataclass(frozen=True)
class Databases:
    """Where the two databases are: as each face opens them, and as their owner does, with its password."""

    office: Mapping[str, str]
    intake: Mapping[str, str]
    owner: Mapping[str, str]
    password: str | None = None


def sqlite(machine: Host) -> Databases:
    """Two files; the letterbox's in a folder that both accounts share."""
    letterbox = {"letterbox_url": f"sqlite:///{machine.path(machine.lib)}/letterbox/letterbox.sqlite"}
    return Databases(letterbox, letterbox, letterbox)


def as_named(answers: Answers) -> Databases:
    """Of a home alone: what the environment names, else two files in it. Raises SettingsWrong."""
    named = gather(os.environ, [env_name(item.name) for item in fields(Settings)], Path.cwd())
    urls = {name: named[env_name(name)] for name in URLS if env_name(name) in named}
    if answers.database == "postgresql" and len(urls) < len(URLS):
        hint = "Bitte beide Datenbanken in HINWEISGEBER_LETTERBOX_URL und HINWEISGEBER_CABINET_URL nennen."
        raise SettingsWrong("database", hint)
    return Databases(urls, urls, urls)


def settings_for(machine: Host, answers: Answers, databases: Databases, face: str) -> dict[str, str]:
    """What stands in settings.env of a face, beside the root's fingerprint."""
    given = {
        **(databases.office if face == "office" else databases.intake),
        "intake_url": f"https://{answers.intake_host}",
        "office_url": f"https://{answers.office_host}",
    }
    if machine.home is None:
        faces = ("intake", "office") if face == "office" else ("intake",)
        given["blobs_url"] = f"file://{machine.path(machine.lib)}/blobs"
        given["tls_certificates"] = ",".join(str(machine.path(f"{machine.etc}/tls/{one}.crt")) for one in faces)
    if face == "office":
        given["trusted_proxies"] = "1"
        if answers.operator_mail:
            given["operator_mail"] = answers.operator_mail
    return {env_name(name): value for name, value in given.items()}


def found(machine: Host, answers: Answers, databases: Databases, texts: str) -> None:
    """Founds, unless that is done; finishes what was cut off. Raises ClickException, SettingsWrong."""
    home, more = machine.office, settings_for(machine, answers, databases, "office")
    _, office = machine.accounts
    given = more | {env_name(name): value for name, value in databases.owner.items()}

    def as_owner() -> Settings:
        if databases.password:
            os.environ["PGPASSWORD"] = databases.password
        return load(home, given)

    if (home / "keys/ring.json").exists() and not (home / founding.STAGE).exists():
        machine.there("Gründung: Schlüsselbund, Aktenschrank und Briefkasten")
        if databases.password and load(home, {}).cabinet_url.startswith("postgresql"):
            # The package could not: until now nobody here knew the owner's password.
            _brought_up(machine, as_owner)
        return

    def finish() -> int:
        return 0 if founding.resume(as_owner()) else NOT_FOUNDED

    if (code := machine.as_account(office, finish)) == NOT_FOUNDED:
        people, root = _people(answers), _root_passphrase(answers)

        def begin() -> int:
            if not (home / "hinweisgeber.toml").exists():
                write_file(home / "hinweisgeber.toml", texts)
            founding.found(as_owner(), root, people, berlin_today(), more)
            return 0

        code = machine.as_account(office, begin)
    if code:
        raise click.ClickException("Die Gründung ist nicht gelungen; warum, steht darüber. Sie lässt sich wiederholen.")
    machine.did("Gründung: Schlüsselbund, Aktenschrank und Briefkasten")


def _brought_up(machine: Host, as_owner: Callable[[], Settings]) -> None:
    """The databases of an installation that was founded by hand, or by an earlier release, on this program's state."""

    def bring() -> int:
        for line in care.bring_up(as_owner()):
            click.echo(f"  {line}")
        return 0

    _, office = machine.accounts
    if machine.as_account(office, bring):
        raise click.ClickException("Die Datenbanken sind nicht auf dem neuen Stand; warum, steht darüber.")


def _people(answers: Answers) -> list[NewOfficer]:
    named, people = _passphrases(), []
    for one in answers.officers:
        given = replace(named, passphrase=one.passphrase or named.passphrase)
        _can_be_asked(given.passphrase, f"officers ({one.username}): passphrase")
        about = answers.name, answers.short
        people.append(founding.read_person(f"{one.username}:{one.function}:{one.role}", {}, given, *about))
    founding.all_different(people)
    return people


def _root_passphrase(answers: Answers) -> str:
    named = _passphrases()
    given = replace(named, root_passphrase=answers.root_passphrase or named.root_passphrase)
    _can_be_asked(given.root_passphrase, "root_passphrase")
    return founding.root_passphrase(given, answers.name, answers.short)


def _passphrases() -> Settings:
    """Settings that know the passphrases of the environment, which may name files, and nothing else of it."""
    names = [env_name("passphrase"), env_name("root_passphrase")]
    wanted = {key: value for key, value in os.environ.items() if key.removesuffix(FILE_SUFFIX) in names}
    return load(Path("/nonexistent"), gather(wanted, names, Path.cwd()))


def _can_be_asked(given: str | None, where: str) -> None:
    if given is None and not sys.stdin.isatty():
        raise SettingsWrong(where, "Fehlt, und hier kann niemand antworten. Bitte in der Datei der Antworten nennen.")


# -- the root key ------------------------------------------------------------------------------------------------------


def put_away(machine: Host, answers: Answers) -> None:
    """The root key out of the installation, a copy of the backup secret with it. Neither is ever written over."""
    safe, key, (_, office) = answers.root_key_to, machine.office / ROOT_KEY, machine.accounts
    if key.exists():
        machine.folder(safe, 0o700)
        for name in (ROOT_KEY, config.BACKUP_SECRET_FILE):
            _copied(machine, machine.office / name, f"{safe}/{name}")
        key.rename(key.with_name(GONE))
    gone = key.with_name(GONE)
    if gone.exists() and machine.as_account(office, lambda: len(machine.run("shred", "-u", str(gone)))):
        raise click.ClickException(f"{gone} ließ sich nicht löschen; warum, steht darüber.")
    if (machine.path(safe) / ROOT_KEY).exists():
        machine.left_open(
            f"{safe}: {ROOT_KEY} und {config.BACKUP_SECRET_FILE} auf zwei Datenträger in zwei Tresore bringen, prüfen, "
            "ob sich beide lesen lassen, und dann hier löschen („shred -u“). Ohne sie gibt es weder neue Personen noch "
            "ein Wiederherstellen."
        )


def _copied(machine: Host, here: Path, there: str) -> None:
    text, place = here.read_text(encoding="utf-8"), machine.path(there)
    if place.exists() and place.read_text(encoding="utf-8") != text:
        raise click.ClickException(
            f"{there} gibt es schon, von einer anderen Installation; überschrieben wird nichts. Bitte dort wegbringen "
            "und noch einmal aufrufen."
        )
    machine.put(there, text, 0o600)
    if place.read_text(encoding="utf-8") != text:
        raise click.ClickException(f"{there} ließ sich nicht lesen, wie es geschrieben wurde. Bitte den Ordner prüfen.")


# -- the intake --------------------------------------------------------------------------------------------------------


def bring_to_intake(machine: Host, answers: Answers, databases: Databases) -> None:
    """What the intake needs, readable for it and nobody else: no office.secret, nothing of the cabinet."""
    settings = load(machine.office, {})
    pinned = {env_name("root_fingerprint"): settings.root_fingerprint or ""}
    more = settings_for(machine, answers, databases, "intake")
    files = {
        config.ENV_FILE: config.format_env(pinned | more, "Von „hinweisgeber setup“ angelegt."),
        "hinweisgeber.toml": settings.institution.read_text(encoding="utf-8"),
        config.INTAKE_SECRET_FILE: (machine.office / config.INTAKE_SECRET_FILE).read_text(encoding="utf-8"),
        "keys/ring.json": settings.ring.read_text(encoding="utf-8"),
    }
    home, (intake, _) = f"{machine.lib}/intake", machine.accounts
    machine.folder(f"{home}/keys", 0o750, "root", intake)
    for name, text in files.items():
        machine.put(f"{home}/{name}", text, 0o640, "root", intake)

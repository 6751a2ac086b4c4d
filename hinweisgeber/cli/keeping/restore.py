"""restore: a backup into an empty home, or a rehearsal that proves a backup can be put back."""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from ... import config
from ...config import Settings
from ...config.sources import FILE_SUFFIX
from ...crypto.archive import CONTENT, KEYS, ArchiveKey
from ...crypto.errors import JournalBroken, RingBroken
from ...crypto.ring import Ring
from ...refusals.broken import words_of
from ...refusals.operator import for_operators
from ...store import erasures
from ...store.blobs import FolderBlobs, blob_store
from ...store.cabinet import cabinet_store
from ...store.letterbox import letterbox_store
from ...usecases.keeper import audit, departure, founding, removals
from ...usecases.keeper import restore as restoring
from ...usecases.keeper.errors import ErasureUnproven, RestoreTargetTaken
from ...usecases.keeper.removals import Reapplied
from ...usecases.keeper.restore import Examined, Listed, Loaded, Replayed, Target
from ..home import FILE, berlin_today, home_option, no_account, write_file
from . import rounds
from .backup import INSTITUTION, RING, archive_key

COPY = ".sicherung"  # behind the name of what is there already
LAST_OUT = (
    "Nur wer befangen oder ausgeschlossen ist, kann noch öffnen: {}. Bitte lassen Sie das an jemand anderes zuweisen."
)
_OLDER = (
    "Bitte starten Sie die Dienste nicht mit dieser Sicherung. Proben Sie mit --rehearse eine ältere und sagen Sie der "
    "Meldestelle Bescheid."
)


@click.command()
@home_option
@click.argument("content_path", metavar="INHALT", type=FILE)
@click.option(
    "--keys",
    "keys_path",
    metavar="SCHLÜSSEL",
    type=FILE,
    help="Schlüsselarchiv. Ohne es lässt sich danach kein Vorgang und kein Postfach öffnen.",
)
@click.option(
    "--erasures",
    "list_path",
    metavar="LISTE",
    type=FILE,
    help=f"Liste gelöschter Vorgänge ({erasures.NAME}), wenn sie nicht im Ordner der Installation liegt.",
)
@click.option("--rehearse", is_flag=True, help="Nur zur Probe in einen temporären Ordner, der danach verschwindet.")
def restore(
    home: Path | None, content_path: Path, keys_path: Path | None, list_path: Path | None, rehearse: bool
) -> None:
    """Stellt eine Sicherung in leeren Datenbanken wieder her und löscht erneut, was seither gelöscht wurde.

    Einstellungen, Schlüsselbund und Angaben der Behörde kommen aus der Sicherung, soweit der Ordner sie nicht schon
    hat. Das Sicherungsgeheimnis steht in backup.secret im Ordner oder in HINWEISGEBER_BACKUP_SECRET_FILE.
    """
    folder = config.find_home(home, os.environ)
    given = config.load(folder, os.environ)
    key = archive_key(given)
    content = restoring.examine(content_path, key, CONTENT)
    keys = restoring.examine(keys_path, key, KEYS) if keys_path else None
    restoring.must_belong(content, keys, _installation(given, content))
    later, newest = restoring.known_later(content, key)
    erased = content.erased + later + erasures.read_lines(folder / erasures.NAME)
    erased += erasures.read_lines(list_path) if list_path else b""
    if rehearse:
        _rehearse(folder, content, keys, key, erased)
    else:
        if newest is not None:  # who is out of the ring by now stays out
            restoring.must_belong(newest, None, content.installation)
            content = replace(content, files=content.files | {RING: newer_ring(content, newest)})
        _restore(folder, content, keys, key, erased)


def _installation(given: Settings, content: Examined) -> str | None:
    """The root of the founding that the pinned one follows, as the ring says that is here, or that of the backup."""
    if given.root_fingerprint is None:
        return None
    texts = [content.files[RING].decode()]
    if Path(given.ring).exists():
        texts.append(Path(given.ring).read_text(encoding="utf-8"))
    for text in texts:
        with suppress(RingBroken):
            return Ring.parse(text, given.root_fingerprint).first_fingerprint
    return given.root_fingerprint


def newer_ring(content: Examined, newest: Examined) -> bytes:
    """The ring of a later backup, where it goes on from this one's."""
    kept = Ring.parse(content.files[RING].decode(), content.installation)
    with suppress(RingBroken):
        Ring.parse(newest.files[RING].decode(), content.installation).must_extend(kept)
        return newest.files[RING]
    return content.files[RING]


# -- in earnest ------------------------------------------------------------------------------------------------------


def _restore(folder: Path, content: Examined, keys: Examined | None, key: ArchiveKey, erased: bytes) -> None:
    settings = _settings(folder, content)
    ring = _ring(settings, content)
    target = _target(settings)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    listed = Listed.of(erased, ring, berlin_today())
    # First of all: whoever pulls the plug on the way finds at the next start what is to be done again.
    erasures.add(folder / erasures.NAME, listed.days, listed.proofs)
    erasures.add_removed(folder / erasures.NAME, listed.removed)
    loaded = restoring.load(content, keys, key, target, listed)
    again = restoring.replay(target, listed)
    out = removals.reapply(target.cabinet, target.letterbox, ring, listed.removed, listed.today)
    departure.end(target.cabinet, target.letterbox, ring, listed.today)  # a backup brings back whom it knew
    _write_files(settings, content)
    _say_loaded(content, keys, loaded, again)
    _say_out(out)
    _verify(target, listed)
    click.echo("Als Nächstes: „hinweisgeber check“, dann die Dienste starten.")
    missing = founding.without_account(target.cabinet, ring, listed.today)
    for person in missing:
        click.echo("FEHLER: {} {}".format(*no_account(person)), err=True)
    if again.unproven:
        raise ErasureUnproven(numbers=", ".join(again.unproven))
    if missing:
        sys.exit(1)


def _settings(folder: Path, content: Examined) -> Settings:
    """The home's own settings; where it has none, those of the backup under the environment. Raises SettingsWrong."""
    if (folder / config.ENV_FILE).exists():
        return config.load(folder, os.environ)
    bare = {name.removesuffix(FILE_SUFFIX) for name in os.environ}
    pairs = config.parse_env(content.files[config.ENV_FILE].decode())
    return config.load(folder, {k: v for k, v in pairs.items() if k.removesuffix(FILE_SUFFIX) not in bare} | os.environ)


def _target(settings: Settings) -> Target:
    letterbox, cabinet = letterbox_store(settings.letterbox_url), cabinet_store(settings.cabinet_url)
    return Target(letterbox, cabinet, blob_store(settings.blobs_url))


def _ring(settings: Settings, content: Examined) -> Ring:
    """The ring that will be there: one that is there already may go on from the backup's, never back.

    Raises RingBroken, RestoreTargetTaken.
    """
    kept = Ring.parse(content.files[RING].decode(), content.installation)
    if not Path(settings.ring).exists():
        return kept
    there = Ring.parse(Path(settings.ring).read_text(encoding="utf-8"), content.installation)
    try:
        there.must_extend(kept)
    except RingBroken as error:
        raise RestoreTargetTaken(place=settings.ring) from error
    return there


def _write_files(settings: Settings, content: Examined) -> None:
    """What is there already stays; the backup's goes beside it."""
    home = settings.home
    for path, name, mode in (
        (home / config.ENV_FILE, config.ENV_FILE, 0o600),
        (Path(settings.ring), RING, 0o644),
        (Path(settings.institution), INSTITUTION, 0o644),
    ):
        text = content.files[name].decode()
        if path.exists() and path.read_text(encoding="utf-8") != text:
            path = path.with_name(path.name + COPY)
            click.echo(f"{path.name.removesuffix(COPY)} blieb, wie es war; aus der Sicherung kam {path}.")
        write_file(path, text, mode)
    for name, secret in ((config.OFFICE_SECRET_FILE, secrets.token_bytes(32)),
                         (config.INTAKE_SECRET_FILE, secrets.token_bytes(32)),
                         (config.BACKUP_SECRET_FILE, settings.backup_secret or b"")):  # fmt: skip
        if not (home / name).exists():
            write_file(home / name, secret.hex() + "\n")


def _say_loaded(content: Examined, keys: Examined | None, loaded: Loaded, again: Replayed) -> None:
    click.echo(f"Stand vom {content.day}: {sum(loaded.rows.values())} Zeilen, {loaded.blobs} versiegelte Dateien.")
    if keys is None:
        click.echo("Ohne Schlüsselarchiv: Kein Vorgang und kein Postfach lässt sich öffnen.")
    elif keys.day != content.day or loaded.orphans:
        click.echo(
            f"Schlüssel vom {keys.day}; {loaded.orphans} davon gehören zu Gelöschtem oder nicht zu diesem Inhalt."
        )
    if again.again:
        click.echo(f"Erneut gelöscht, weil seit der Sicherung gelöscht: {again.again}.")
    if missing := content.manifest["gone"]["missing"]:
        click.echo(f"Schon beim Sichern fehlten {len(missing)} Dateien: {', '.join(missing)}", err=True)


def _say_out(out: Reapplied) -> None:
    if out.again:
        click.echo(f"Erneut ohne Schlüssel, weil seit der Sicherung befangen oder ausgeschlossen: {out.again}.")
    if out.left:
        click.echo(f"FEHLER: {LAST_OUT}".format(", ".join(out.left)), err=True)


def _verify(target: Target, listed: Listed) -> None:
    try:
        result = audit.verify(target.cabinet, listed.ring, proofs=listed.proofs, today=listed.today)
    except JournalBroken as broken:
        click.echo(f"{words_of(broken)}.\n{_OLDER}", err=True)
        sys.exit(1)
    click.echo(f"Das Protokoll hält: {result.entries} Einträge, davon {result.texts} mit Text.")


# -- the rehearsal ---------------------------------------------------------------------------------------------------


def _rehearse(home: Path, content: Examined, keys: Examined | None, key: ArchiveKey, erased: bytes) -> None:
    """On SQLite and a folder, whatever the real stores are. Ends with 1 when something is wrong."""
    with tempfile.TemporaryDirectory(prefix="hinweisgeber-probe-") as name:
        letterbox, cabinet = letterbox_store(f"sqlite:///{name}/a.sqlite"), cabinet_store(f"sqlite:///{name}/b.sqlite")
        try:
            found = _rehearsed(content, keys, key, erased, Target(letterbox, cabinet, FolderBlobs(Path(name, "blobs"))))
        finally:
            letterbox.dispose()
            cabinet.dispose()
    for one in found:
        click.echo(f"FEHLER: {one}", err=True)
    if not found:
        rounds.note(home, rounds.REHEARSAL, berlin_today())
    click.echo(
        "Die Probe ist misslungen." if found else "Die Probe ist gelungen: Diese Sicherung lässt sich einspielen."
    )
    sys.exit(1 if found else 0)


def _rehearsed(content: Examined, keys: Examined | None, key: ArchiveKey, erased: bytes, target: Target) -> list[str]:
    ring = Ring.parse(content.files[RING].decode(), content.installation)
    listed = Listed.of(erased, ring, berlin_today())
    loaded = restoring.load(content, keys, key, target, listed)
    found = [f"Zeilen fehlen in {name}." for name in restoring.rows_wrong(target, loaded)]
    found += [f"Versiegelte Datei fehlt oder ist beschädigt: {name}" for name in restoring.blobs_wrong(target, content)]
    again = restoring.replay(target, listed)
    _say_loaded(content, keys, loaded, again)
    found += [for_operators(ErasureUnproven(numbers=number)) for number in again.unproven]
    try:
        result = audit.verify(target.cabinet, ring, proofs=listed.proofs, today=listed.today)
        click.echo(f"Das Protokoll hält: {result.entries} Einträge, davon {result.texts} mit Text.")
    except JournalBroken as broken:
        found.append(f"{words_of(broken)}. {_OLDER}")
    return found

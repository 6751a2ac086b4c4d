"""setup: from answers to an installation with no error and no warning; as often as one likes, and after a kill."""

from __future__ import annotations

import dataclasses
import gc
import hashlib
import json
import re
import stat
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from hinweisgeber import config, sandbox
from hinweisgeber.cli import doctor, home, naming, setup
from hinweisgeber.cli.doctor.patient import Patient
from hinweisgeber.cli.home import berlin_today
from hinweisgeber.cli.keeping import care
from hinweisgeber.cli.setup import answers, beside, front, installation, machine, services, texts
from hinweisgeber.cli.setup.answers import QUESTIONS, Answers
from hinweisgeber.config.tables import build
from hinweisgeber.crypto import primitives
from hinweisgeber.errors import SettingsWrong
from hinweisgeber.store.cabinet import cabinet_store
from hinweisgeber.store.causes import Cause
from tests.cli.conftest import PASSPHRASE, ROOT_PASSPHRASE, SECRETS, run
from tests.cli.layout import DEPLOY, folders

SAMPLE = DEPLOY / "debian/answers.toml"
LIB = "var/lib/hinweisgeber"
OFFICE, INTAKE, SAFE = f"{LIB}/office", f"{LIB}/intake", "srv/hinweisgeber-tresor"
NGINX_CONF = "events {\n\tworker_connections 768;\n}\nhttp {\n\taccess_log /var/log/nginx/access.log;\n}\n"


class Prepared(machine.Host):
    """A machine in a folder; nginx is not asked."""

    def run(self, *command: str, given: str | None = None, account: str | None = None) -> str:
        """Only what needs no service."""
        return "" if command[0] == "nginx" else super().run(*command, given=given, account=account)


def given(**changed: Any) -> Answers:
    """The sample's answers with passphrases, and these."""
    found = build(Answers, tomllib.loads(SAMPLE.read_text(encoding="utf-8")))
    people = tuple(dataclasses.replace(one, passphrase=PASSPHRASE) for one in found.officers)
    return dataclasses.replace(found, root_passphrase=ROOT_PASSPHRASE, **({"officers": people} | changed))


@pytest.fixture(autouse=True)
def _nobody_outside_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def away(_: str) -> str:
        raise OSError("nobody")

    monkeypatch.setattr(sandbox, "available", list)
    monkeypatch.setattr(doctor, "handshake_findings", lambda *_, **__: [])
    monkeypatch.setattr(doctor.keys, "_fetched", away)
    monkeypatch.setattr(doctor.machine, "ROOT", tmp_path / "no machine")
    monkeypatch.setattr(front, "_own_address", lambda _: ("10.0.0.9", True))
    monkeypatch.setattr(primitives, "argon2id", lambda secret, salt, *_: hashlib.sha256(secret + salt).digest())


@pytest.fixture
def bare(tmp_path: Path) -> Prepared:
    """A machine on which the package lies."""
    root = tmp_path / "machine"
    for name, mode in folders().items():
        (root / name.lstrip("/")).mkdir(parents=True)
        (root / name.lstrip("/")).chmod(mode)
    units = root / "usr/lib/systemd/system"
    for folder in (units, root / "etc/nginx/sites-enabled", root / "etc/tor", root / "etc/hinweisgeber"):
        folder.mkdir(parents=True)
    for unit in (DEPLOY / "systemd").glob("hinweisgeber-*"):
        (units / unit.name).write_bytes(unit.read_bytes())
    for source, place in (
        ("sysusers.d/hinweisgeber.conf", "usr/lib/sysusers.d/hinweisgeber.conf"),
        ("tmpfiles.d/hinweisgeber.conf", "usr/lib/tmpfiles.d/hinweisgeber.conf"),
        ("logrotate.d/hinweisgeber", "etc/logrotate.d/hinweisgeber"),
    ):
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_bytes((DEPLOY / source).read_bytes())
    (root / "etc/nginx/nginx.conf").write_text(NGINX_CONF)
    (root / "etc/nginx/sites-enabled/default").symlink_to("/etc/nginx/sites-available/default")
    (root / "etc/tor/torrc").write_text("## only comments\n")
    return Prepared(root)


def files(root: Path) -> dict[str, bytes]:
    """What lies there, but for SQLite's own helpers."""
    gc.collect()  # closes what is still open, not while it is looked at: SQLite writes into its file then
    found = (path for path in root.rglob("*") if path.is_file() and ".sqlite-" not in path.name)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


# -- the end state ---------------------------------------------------------------------------------------------------


def test_after_setup_nothing_is_wrong_and_what_is_open_is_named(
    bare: Prepared, capsys: pytest.CaptureFixture[str]
) -> None:
    code = setup.set_up(bare, given(onion=True), DEPLOY)
    said = capsys.readouterr().out
    assert code == 0, said
    assert re.findall(r"(\d+) Fehler, (\d+) Hinweise, (\d+) offene Punkte", said)[0][:2] == ("0", "0")
    for point in ("HG-C40 Offen: unconfirmed", "HG-C03 Offen: external.1", "HG-S21 Offen", "root.key.json", "10.0.0.9"):
        assert point in said, point
    root = bare.root
    assert not (root / OFFICE / "root.key.json").exists()
    assert not (root / OFFICE / ".gone").exists()
    assert stat.S_IMODE((root / SAFE / "root.key.json").stat().st_mode) == 0o600
    assert (root / SAFE / "backup.secret").read_bytes() == (root / OFFICE / "backup.secret").read_bytes()
    assert sorted(path.name for path in (root / INTAKE).iterdir()) == [
        "hinweisgeber.toml", "intake.secret", "keys", "settings.env",
    ]  # fmt: skip
    assert "CABINET" not in (root / INTAKE / "settings.env").read_text()
    # again: no byte is another
    kept = files(root)
    assert setup.set_up(bare, given(onion=True, short="LRA Anders"), DEPLOY) == 0
    assert files(root) == kept
    assert "angelegt" not in capsys.readouterr().out
    # what somebody has changed since stays
    for name in (f"{OFFICE}/settings.env", f"{INTAKE}/settings.env"):
        with (root / name).open("a") as file:
            file.write("HINWEISGEBER_THREADS=40\n")
    (root / "etc/nginx/sites-enabled/hinweisgeber-office.conf").write_text("# eigene\n")
    kept = files(root)
    assert setup.set_up(bare, given(onion=True), DEPLOY) == 0
    assert files(root) == kept


def test_both_sites_bear_the_names_that_were_answered(bare: Prepared) -> None:
    onion = f"{'a' * 56}.onion"
    for face in ("intake", "office"):
        text = (DEPLOY / f"nginx/{face}.conf").read_text(encoding="utf-8")
        one = given(intake_host="a.example.net", office_host="b.example.net", office_network=("10.9.0.0/16",))
        site = front._site(text, one, "10.9.0.5", onion)
        for example in front.EXAMPLE.values():
            assert example not in site.replace("    listen 443 ssl http2 default_server;\n", "", 1)
        assert f"server_name {'a' if face == 'intake' else 'b'}.example.net" in site
        assert "listen 10.9.0.5:443 ssl http2" in site
    both = "".join((DEPLOY / f"nginx/{face}.conf").read_text(encoding="utf-8") for face in ("intake", "office"))
    assert [key for key, example in front.EXAMPLE.items() if example not in both] == []


def test_backups_go_where_it_was_answered(bare: Prepared) -> None:
    services.backups(bare, given(backups_to="/mnt/platte/sicherung"))
    unit = bare.path(services.DROP_IN.format(bare.name)).read_text()
    assert re.search(r"^ExecStart=\nExecStart=\S+ backup --home \S+ /mnt/platte/sicherung$", unit, re.MULTILINE)
    assert "ReadWritePaths=/mnt/platte/sicherung" in unit
    assert bare.path("/mnt/platte/sicherung").is_dir()


def test_a_torrc_of_somebody_else_is_left_alone(bare: Prepared) -> None:
    bare.path("/etc/tor/torrc").write_text("SocksPort 9050\n")
    with pytest.raises(click.ClickException, match="eigene Zeilen"):
        front.tor(bare, given(onion=True), DEPLOY)
    assert bare.path("/etc/tor/torrc").read_text() == "SocksPort 9050\n"


def test_a_root_key_in_the_safe_is_never_written_over(bare: Prepared) -> None:
    safe = bare.path(f"/{SAFE}")
    safe.mkdir(parents=True)
    (safe / "root.key.json").write_text("that of another installation")
    with pytest.raises(click.ClickException, match="überschrieben wird nichts"):
        setup.set_up(bare, given(), DEPLOY)
    assert (safe / "root.key.json").read_text() == "that of another installation"
    assert bare.path(f"/{OFFICE}/root.key.json").exists()


def test_a_home_alone_is_set_up_by_anybody(tmp_path: Path) -> None:
    file = tmp_path / "answers.json"
    table = tomllib.loads(SAMPLE.read_text(encoding="utf-8")) | {"root_key_to": str(tmp_path / "safe")}
    file.write_text(json.dumps(table))
    done = run("setup", "--home", tmp_path / "home", "--answers", file, **SECRETS)
    assert done.code == 0, done.said
    assert run("check", "--home", tmp_path / "home").code == 0
    assert (tmp_path / "safe/root.key.json").exists()
    again = run("setup", "--home", tmp_path / "home")
    assert (again.code, "die Antworten vom letzten Mal" in again.out) == (0, True), again.said


# -- another beside it ------------------------------------------------------------------------------------------------

SHARED = {"etc/nginx/nginx.conf", "etc/tor/torrc"}
OF_THE_PROGRAM = {"hinweisgeber.toml", "hinweisgeber“", "„hinweisgeber", "bin/hinweisgeber", "lib/hinweisgeber/venv"}


def beside_it(bare: Prepared) -> Prepared:
    """A second installation on the same machine, its accounts and folders made."""
    second = Prepared(bare.root, name="zweite")
    beside.lay_out(second)
    for name, mode in folders().items():
        bare.path(name.replace("hinweisgeber", "zweite")).mkdir(parents=True, mode=mode)
    return second


def test_a_second_installation_changes_nothing_of_the_first_and_names_nothing_of_it(
    bare: Prepared, capsys: pytest.CaptureFixture[str]
) -> None:
    assert setup.set_up(bare, given(onion=True), DEPLOY) == 0
    first, second = files(bare.root), beside_it(bare)
    hosts = {"intake_host": "zwei.example.net", "office_host": "intern.example.net"}
    folders_of_it = {"root_key_to": "/srv/zweite-tresor", "backups_to": "/var/backups/zweite"}
    assert setup.set_up(second, given(onion=True, **hosts, **folders_of_it), DEPLOY) == 0, capsys.readouterr().out
    both = files(bare.root)
    assert {name for name in first if both[name] != first[name]} <= SHARED
    others = [name for name in both if name not in first and not name.endswith(".sqlite")]
    new = {name: both[name].decode() for name in others}
    assert {f"etc/systemd/system/zweite-{face}.{kind}" for face in ("intake", "office") for kind in
            ("service", "socket")} <= new.keys()  # fmt: skip
    for name, text in new.items():
        assert "hinweisgeber" not in name.replace("hinweisgeber.toml", ""), name
        plain = re.sub(
            r'(?m)^#.*$|hinweisgeber(?:-[a-z]+/\d|/[0-9a-f]{16})(?=\\?")', "", text
        )  # comments, names of formats
        found = re.findall(r"[^\s:]*hinweisgeber[^\s:]*", plain)
        assert [word for word in found if not any(one in word for one in OF_THE_PROGRAM)] == [], name
    torrc = both["etc/tor/torrc"].decode()
    assert re.findall(r"(?m)^HiddenServiceDir (.*)$", torrc) == ["/var/lib/tor/hinweisgeber/", "/var/lib/tor/zweite/"]
    assert (torrc.count("\nSocksPort 0"), torrc.count("HiddenServiceVersion 3")) == (1, 2)
    for one, answered in ((bare, {}), (second, folders_of_it)):  # again: no byte is another
        assert setup.set_up(one, given(onion=True, **answered), DEPLOY) == 0
    assert files(bare.root) == both


def test_a_new_package_reaches_the_units_of_the_second(bare: Prepared) -> None:
    beside_it(bare)
    usual = bare.path("/usr/lib/systemd/system/hinweisgeber-tick.service")
    usual.write_text(usual.read_text() + "# neu: /var/lib/hinweisgeber/office\n")
    beside.lay_out(Prepared(bare.root, name="zweite"))
    assert bare.path("/etc/systemd/system/zweite-tick.service").read_text().endswith("# neu: /var/lib/zweite/office\n")


def test_check_looks_at_the_units_of_the_installation_it_is_asked_of(
    bare: Prepared, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = beside_it(bare).office
    monkeypatch.setattr(doctor.machine, "ROOT", bare.root)
    bare.path("/var/log/zweite/office").rmdir()
    patient = Patient(config.load(home, {}), frozenset({"office"}), berlin_today())
    said = " ".join(one.what for one in doctor.machine.units(patient) if one.id == "HG-S23")
    assert ("/var/log/zweite/office" in said, "zweite-backup.service" in said, "hinweisgeber" in said) == (
        True, True, False,
    ), said  # fmt: skip


@pytest.mark.parametrize("place", ["etc/{}", "var/lib/{}", "run/{}", "etc/logrotate.d/{}"])
def test_a_name_that_somebody_else_has_is_refused_and_nothing_is_made(bare: Prepared, place: str) -> None:
    bare.path(place.format("fremde")).mkdir(parents=True)
    before = files(bare.root)
    with pytest.raises(click.ClickException, match="schon vergeben"):
        beside.lay_out(Prepared(bare.root, name="fremde"))
    assert files(bare.root) == before


@pytest.mark.parametrize("name", ["", "a", "Zweite", "zw-eite", "../x", "z" * 21, "zweite\n"])
def test_a_name_that_does_not_fit_is_refused(name: str, tmp_path: Path) -> None:
    done = run("setup", "--name", name, "--files", tmp_path)
    assert (done.code, "Kleinbuchstaben" in done.err) == (2, True), done.said


def test_a_home_tells_whose_it_is_and_advice_bears_that_name() -> None:
    assert [naming.name_of(Path(home)) for home in ("/var/lib/zweite/office", "/srv/zweite/office", "/x")] == [
        "zweite", "hinweisgeber", "hinweisgeber",
    ]  # fmt: skip
    hint = doctor.words.CAUSES[Cause.PERMISSION].hint
    said = naming.in_words(hint, "zweite")
    assert ("runuser -u zweite_office" in said, "/var/lib/zweite " in said) == (True, True)
    assert naming.in_words("„hinweisgeber check“, „psql -X -f roles.sql“", "zweite") == (
        "„hinweisgeber check“, „psql -X -v name=zweite -f roles.sql“"
    )
    assert naming.in_words(hint, naming.NAME) == hint


@pytest.mark.parametrize(("by_hand", "brought"), [("postgresql+psycopg://office@", 1), ("sqlite:///", 0)])
def test_databases_that_were_founded_by_hand_on_a_server_are_brought_up_as_their_owner(
    bare: Prepared, monkeypatch: pytest.MonkeyPatch, by_hand: str, brought: int
) -> None:
    """The package cannot: no owner.env was there. On SQLite it did, and answers alone make no tables on a server."""
    assert setup.set_up(bare, given(), DEPLOY) == 0
    path = bare.path(f"/{OFFICE}/settings.env")
    kept = [line for line in path.read_text(encoding="utf-8").splitlines() if "_LETTERBOX_URL=" not in line]
    kept += [f"{config.env_name(name)}={by_hand}/{name}" for name in installation.URLS]
    path.write_text("\n".join(kept), encoding="utf-8")
    asked: list[config.Settings] = []

    def bring_up(settings: config.Settings) -> list[str]:
        asked.append(settings)
        return ["cabinet: new"]

    monkeypatch.setenv("PGPASSWORD", "")
    monkeypatch.setattr(care, "bring_up", bring_up)
    owned = {name: f"postgresql+psycopg://owner@/{name}" for name in installation.URLS}
    installation.found(bare, given(), installation.Databases({}, {}, owned, "secret"), "")
    assert [one.cabinet_url for one in asked] == [owned["cabinet_url"]] * brought


# -- a kill in the middle --------------------------------------------------------------------------------------------


class Killed(BaseException):
    """What a kill is to a program: nothing of it runs any more."""


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Ends the program at its nth write to a disk, before the new name is there."""
    count = [0, 0]
    plain = Path.replace

    def replace(path: Path, target: Any) -> Path:
        count[0] += 1
        if count[0] == count[1]:
            raise Killed
        return plain(path, target)

    def at(place: int) -> None:
        count[:] = [0, place]

    monkeypatch.setattr(Path, "replace", replace)
    return at


def test_whenever_it_is_killed_the_next_call_finishes_it(bare: Prepared, killed: Callable[[int], None]) -> None:
    """Killed at its second write, then, where that brings nothing new, one write later: so after each write once."""
    place, rounds, kept, code = 2, 0, set[str](), None
    while code is None:
        killed(place)
        try:
            code = setup.set_up(bare, given(), DEPLOY)
        except Killed:
            rounds += 1
        now = {name for name in files(bare.root) if not name.startswith(f"{OFFICE}/.founding/")}
        place, kept = (2, now) if now != kept else (place + 1, kept)
    assert (code, rounds > 15) == (0, True)
    ring = home.read_ring(config.load(bare.path(f"/{OFFICE}"), {}))
    with cabinet_store(config.load(bare.path(f"/{OFFICE}"), {}).cabinet_url).read() as cabinet:
        assert cabinet.usernames().keys() == {one.officer_id for one in ring.officers(berlin_today())}


# -- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ('intake_host = "https://hinweise.example.org"', "intake_host"),
        ('office_host = "hinweise.example.org"', "office_host"),
        ('root_key_to = "/var/lib/hinweisgeber/office"', "root_key_to"),
        ('backups_to = "sicherung"', "backups_to"),
        ('database = "mysql"', "database"),
        ('phone = "später"', "phone"),
        ('mail = "hier eintragen"', "mail"),
        ("phone = 110", "phone"),
        ('operator_mail = "niemand"', "operator_mail"),
        ('office_network = ["10.0.0.5/8"]', "office_network"),
        ('nmae = "x"', "nmae"),
        ("officers = []", "officers"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_by_its_name(tmp_path: Path, changed: str, named: str) -> None:
    table = tomllib.loads(SAMPLE.read_text(encoding="utf-8")) | tomllib.loads(changed)
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(table))
    with pytest.raises(SettingsWrong) as refused:
        texts.written(answers.read(file), None, berlin_today())
    assert refused.value.setting == named


def test_a_missing_answer_is_named_and_nothing_is_made(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text('name = "Amt"\n')
    done = run("setup", "--home", tmp_path / "home", "--answers", file)
    assert (done.code, "short: Fehlt. Bitte eintragen." in done.err) == (1, True), done.said
    assert list((tmp_path / "home").iterdir()) == []


def test_passphrases_that_others_can_read_are_refused_and_never_kept(tmp_path: Path) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(f'root_passphrase = "{ROOT_PASSPHRASE}"\n' + SAMPLE.read_text(encoding="utf-8"))
    file.chmod(0o644)
    with pytest.raises(SettingsWrong, match="chmod 600"):
        answers.read(file)
    file.chmod(0o600)
    kept = answers.kept(answers.read(file))
    assert ROOT_PASSPHRASE not in kept
    assert build(Answers, json.loads(kept)) == answers.read(SAMPLE)


def test_without_passphrases_and_without_a_terminal_it_says_so(bare: Prepared) -> None:
    with pytest.raises(SettingsWrong, match="niemand antworten"):
        setup.set_up(bare, answers.read(SAMPLE), DEPLOY)
    assert not bare.path(f"/{OFFICE}/keys/ring.json").exists()


def test_on_a_terminal_it_asks_again_for_what_does_not_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"name": "Landratsamt Musterkreis", "short": "LRA", "address": "Musterplatz 1, 00000 Musterstadt"}
    said |= {"phone": "+49 30 23125 100", "mail": "a@example.org", "intake_host": "hinweise.example.org"}
    hosts = iter(["hinweise.example.org", "meldestelle.example.org"])
    asked = []

    def prompt(text: str, default: str | None = None) -> str:
        (key,) = (question.key for question in QUESTIONS if question.text == text)
        asked.append(key)
        return next(hosts) if key == "office_host" else said.get(key, default or "")

    monkeypatch.setattr(click, "prompt", prompt)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    found = answers.ask()
    assert found.office_host == "meldestelle.example.org"
    assert [one.function for one in found.officers] == ["Leitung der Stabsstelle", "Fallbearbeitung 1"]
    assert (found.onion, found.database, found.operator_mail) == (True, "sqlite", None)
    assert asked == [*(question.key for question in QUESTIONS), "office_host"]


# -- texts -----------------------------------------------------------------------------------------------------------


def test_no_placeholder_is_left_and_what_was_proposed_is_there_to_be_confirmed() -> None:
    table = tomllib.loads(texts.written(given(), f"{'a' * 56}.onion", berlin_today()))
    institution = build(config.Institution, table)
    assert institution.placeholders() == []
    assert (institution.short, institution.onion) == ("LRA Musterkreis", f"http://{'a' * 56}.onion")
    for name in institution.unconfirmed:
        found: Any = table
        for part in name.split("."):
            found = found[part]
        assert found, name
    assert institution.assault is None
    assert [entry.contact for entry in institution.guide] == [None] * 4


def test_the_machine_wants_root_and_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    done = run("setup", "--answers", SAMPLE)
    assert (done.code, "Bitte als root" in done.err) == (1, True), done.said

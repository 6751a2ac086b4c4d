"""Every setting is documented, typed, refusable, and works as _FILE."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from hinweisgeber import config
from hinweisgeber.errors import SettingsWrong

Load = Callable[..., config.Settings]
SECRET = "5a" * 32
GOOD = {
    "HOME": "/srv/hinweisgeber",
    "LETTERBOX_URL": "postgresql+psycopg://annahme:wort@db/briefkasten",
    "CABINET_URL": "postgresql+psycopg://meldestelle:wort@db/aktenschrank",
    "BLOBS_URL": "s3://dateien/hinweise?endpoint=https://s3.example.org&region=de-1",
    "FILE_MEGABYTES": "100",
    "MESSAGE_MEGABYTES": "300",
    "FILES_PER_MESSAGE": "5",
    "RING": "oeffentlich/ring.json",
    "ROOT_FINGERPRINT": "ab" * 32,
    "INSTITUTION": "/etc/hinweisgeber/hinweisgeber.toml",
    "INTAKE_URL": "https://hinweise.example.org",
    "OFFICE_URL": "https://meldestelle.example.org",
    "INTAKE_BIND": "unix:/run/hinweisgeber/annahme.sock",
    "OFFICE_BIND": "[::1]:9001",
    "WORKERS": "4",
    "THREADS": "16",
    "ACKNOWLEDGEMENT": "manual",
    "OBJECTION_DAYS": "21",
    "SECOND_FACTOR": "offered",
    "OFFICE_SECRET": SECRET,
    "OFFICE_MEMORY": "/run/hinweisgeber-office/sitzungen",
    "INTAKE_SECRET": SECRET,
    "BACKUP_SECRET": SECRET,
    "BACKUP_KEY_DAYS": "14",
    "TRUSTED_PROXIES": "1",
    "CLAMD": "unix:/run/clamav/clamd.ctl",
    "SMTP_HOST": "mail.example.org",
    "SMTP_PORT": "465",
    "SMTP_SECURITY": "tls",
    "SMTP_USER": "meldestelle",
    "SMTP_PASSWORD": "ein Wort für den Mailserver",
    "MAIL_FROM": "meldestelle@example.org",
    "MAIL_HOURS": "7,12,16",
    "OPERATOR_MAIL": "it@example.org",
    "TLS_CERTIFICATES": "/etc/hinweisgeber/tls/intake.crt,office.crt",
    "ROOT_PASSPHRASE": "sechs zufällige Wörter für die Wurzel",
    "PASSPHRASE": "sechs zufällige Wörter für eine Person",
}
NAMES = [config.env_name(item.name).removeprefix("HINWEISGEBER_") for item in fields(config.Settings)]


def test_examples_cover_every_setting() -> None:
    assert list(GOOD) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_setting_has_a_doc_line(name: str) -> None:
    doc = config.documentation()[f"HINWEISGEBER_{name}"]
    assert len(doc) > 10
    assert "\n" not in doc


@pytest.mark.parametrize("name", NAMES)
def test_file_means_the_same_as_the_value(name: str, load: Load, home: Path) -> None:
    (home / "wert").write_text(GOOD[name] + "\n", encoding="utf-8")
    assert load(**{f"{name}_FILE": "wert"}).describe() == load(**{name: GOOD[name]}).describe()


@pytest.mark.parametrize("name", NAMES)
def test_value_and_file_together_are_refused(name: str, load: Load, home: Path) -> None:
    (home / "wert").write_text(GOOD[name], encoding="utf-8")
    with pytest.raises(SettingsWrong, match="widersprechen"):
        load(**{name: GOOD[name], f"{name}_FILE": "wert"})


@pytest.mark.parametrize("name", [name for name in NAMES if "PASSPHRASE" not in name and name != "HOME"])
def test_environment_lies_over_the_file(name: str, load: Load) -> None:
    stored = f"HINWEISGEBER_{name}={GOOD[name]}\n"
    assert load(stored).describe() == load(**{name: GOOD[name]}).describe()
    assert load(stored, WORKERS="7").workers == 7


@pytest.mark.parametrize("name", ["PASSPHRASE", "ROOT_PASSPHRASE", "PASSPHRASE_FILE", "HOME"])
def test_what_must_not_be_stored_is_refused_in_the_file(name: str, load: Load, home: Path) -> None:
    (home / "wert").write_text("wort", encoding="utf-8")
    with pytest.raises(SettingsWrong, match=r"settings\.env"):
        load(f"HINWEISGEBER_{name}=wert\n")


def test_defaults(load: Load, home: Path) -> None:
    settings = load()
    assert settings.letterbox_url == f"sqlite:///{home}/letterbox.sqlite"
    assert settings.cabinet_url == f"sqlite:///{home}/cabinet.sqlite"
    assert settings.ring == home / "keys" / "ring.json"
    assert settings.institution == home / "hinweisgeber.toml"
    assert (settings.intake_bind, settings.office_bind) == ("127.0.0.1:8000", "127.0.0.1:8001")
    assert (settings.workers, settings.threads, settings.trusted_proxies) == (2, 80, 0)
    assert settings.acknowledgement == "automatic"


def test_unknown_name_stops_with_the_nearest_known_one(load: Load) -> None:
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_LETTERBOX_URL") as caught:
        load(LETTERBOX_ULR="x")
    assert caught.value.setting == "HINWEISGEBER_LETTERBOX_ULR"


def test_unknown_file_name_is_answered_with_a_file_name(load: Load) -> None:
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_OFFICE_SECRET_FILE"):
        load(OFICE_SECRET_FILE="x")


def test_unknown_name_in_the_file_is_refused_too(load: Load) -> None:
    with pytest.raises(SettingsWrong, match="HINWEISGEBER_WORKERS"):
        load("HINWEISGEBER_WORKER=2\n")


def test_names_of_other_programs_are_left_alone(home: Path) -> None:
    assert config.load(home, {"PATH": "", "HINWEISGEBERIN": "x"}).workers == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTAKE_URL", "http://hinweise.example.org"),
        ("INTAKE_URL", "https://hinweise.example.org/melden"),
        ("INTAKE_URL", "https://name:wort@hinweise.example.org"),
        ("INTAKE_URL", "https://hinweise.example.org:99999"),
        ("INTAKE_URL", "hinweise.example.org"),
        ("INTAKE_URL", "http://[::1"),
        ("OFFICE_URL", "http://meldestelle.example.org"),
        ("OFFICE_URL", f"http://{'a' * 56}.onion"),
        ("OFFICE_URL", "http://127.0.0.1.example.org"),
        ("LETTERBOX_URL", "mysql://db/name"),
        ("LETTERBOX_URL", "postgresql://db/name"),
        ("LETTERBOX_URL", "postgresql+psycopg://db/"),
        ("LETTERBOX_URL", "postgresql+psycopg://db/x?foo=bar"),
        ("LETTERBOX_URL", "postgresql+psycopg://db/x?port=abc"),
        ("LETTERBOX_URL", "postgresql+psycopg://db/x?dbname=y"),
        ("CABINET_URL", "postgresql+psycopg://db/x?sslmode=require&user=y"),
        ("CABINET_URL", "postgresql+psycopg://a:b:c@d@db:/x"),
        ("BLOBS_URL", "file:///srv/a?b=c"),
        ("BLOBS_URL", "file:///srv/a#b"),
        ("BLOBS_URL", "file://srv/a"),
        ("BLOBS_URL", "file:///"),
        ("LETTERBOX_URL", "sqlite://"),
        ("LETTERBOX_URL", "sqlite:///:memory:"),
        ("LETTERBOX_URL", "sqlite:///relativ.sqlite"),
        ("CABINET_URL", "sqlite:////srv/a.sqlite?mode=memory"),
        ("ROOT_FINGERPRINT", "ab" * 31),
        ("ROOT_FINGERPRINT", "zz" * 32),
        ("OFFICE_SECRET", "ab" * 31),
        ("OFFICE_SECRET", "abc" * 30 + "a"),
        ("INTAKE_SECRET", "ab" * 31),
        ("WORKERS", "0"),
        ("WORKERS", "zwei"),
        ("THREADS", "08"),
        ("THREADS", "-1"),
        ("TRUSTED_PROXIES", "2"),
        ("ACKNOWLEDGEMENT", "Automatic"),
        ("OBJECTION_DAYS", "13"),
        ("OBJECTION_DAYS", "61"),
        ("INTAKE_BIND", "8000"),
        ("INTAKE_BIND", "127.0.0.1:99999"),
        ("INTAKE_BIND", "unix:relativ.sock"),
        ("INTAKE_BIND", "http://127.0.0.1:8000"),
        ("CLAMD", "unix:clamd.ctl"),
        ("CLAMD", "/run/clamav/clamd.ctl"),
        ("CLAMD", "127.0.0.1"),
        ("CLAMD", "127.0.0.1.example.org:3310"),
        ("CLAMD", "192.0.2.10:3310"),
        ("CLAMD", "0.0.0.0:3310"),
        ("CLAMD", ""),
        ("SMTP_HOST", "smtp://mail.example.org"),
        ("SMTP_HOST", "mail.example.org:25"),
        ("SMTP_HOST", "mail..example.org"),
        ("SMTP_HOST", "-mail"),
        ("SMTP_PORT", "0"),
        ("SMTP_PORT", "65536"),
        ("SMTP_SECURITY", "ssl"),
        ("MAIL_FROM", "Meldestelle <a@example.org>"),
        ("MAIL_FROM", "meldestelle"),
        ("MAIL_HOURS", "24"),
        ("MAIL_HOURS", "8,"),
        ("MAIL_HOURS", "08"),
        ("MAIL_HOURS", "8, 13"),
        ("MAIL_HOURS", "8,8"),
        ("RING_FILE", "/gibt/es/nicht"),
        ("WORKERS", ""),
    ],
)
def test_wrong_value_stops_with_the_name(name: str, value: str, load: Load) -> None:
    with pytest.raises(SettingsWrong) as caught:
        load(**{name: value})
    assert caught.value.setting == f"HINWEISGEBER_{name}"
    assert caught.value.hint


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:80", f"http://{'a' * 56}.onion"]
)
def test_plain_http_is_allowed_here_and_for_onion(url: str, load: Load) -> None:
    assert load(INTAKE_URL=url + "/").intake_url == url


@pytest.mark.parametrize("where", ["unix:/run/clamav/clamd.ctl", "127.0.0.1:3310", "[::1]:3310", "localhost:3310"])
def test_clamd_is_off_unless_named_and_only_on_this_machine(where: str, load: Load) -> None:
    assert load().clamd is None
    assert load(CLAMD=where).clamd == where


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        ("LETTERBOX_URL", "CABINET_URL", "sqlite:////srv/eins.sqlite"),
        ("LETTERBOX_URL", "CABINET_URL", "postgresql+psycopg://db/eins"),
        ("INTAKE_URL", "OFFICE_URL", "https://eins.example.org"),
        ("INTAKE_BIND", "OFFICE_BIND", "127.0.0.1:9000"),
    ],
)
def test_both_faces_never_share_a_place(one: str, other: str, value: str, load: Load) -> None:
    with pytest.raises(SettingsWrong, match=other):
        load(**{one: value, other: value})


def test_one_sqlite_file_under_two_spellings_is_still_one(load: Load) -> None:
    with pytest.raises(SettingsWrong, match="CABINET_URL"):
        load(LETTERBOX_URL="sqlite:////srv/x/../a.sqlite", CABINET_URL="sqlite:////srv/a.sqlite")


@pytest.mark.parametrize(("name", "file"), list(config.settings.SECRET_FILES.items()))
def test_secrets_are_found_in_the_home(name: str, file: str, load: Load, home: Path) -> None:
    (home / file).write_text(SECRET + "\n", encoding="ascii")
    assert getattr(load(), name) == bytes.fromhex(SECRET)
    assert getattr(load(**{name.upper(): "cd" * 40}), name) == bytes.fromhex("cd" * 40)


def test_no_secret_has_a_default(load: Load) -> None:
    settings = load()
    assert [getattr(settings, name) for name in config.settings.SECRET_FILES] == [None] * 3


def test_cookies_are_secure_exactly_with_https(load: Load) -> None:
    assert load(OFFICE_URL="https://m.example.org").secure_cookies
    assert not load().secure_cookies


def test_nothing_shown_holds_a_secret(load: Load) -> None:
    settings = load(**GOOD)
    for shown in (repr(settings), str(settings), str(settings.describe()), f"{settings}"):
        for secret in (
            SECRET,
            "wort",
            GOOD["PASSPHRASE"],
            GOOD["ROOT_PASSPHRASE"],
            repr(bytes.fromhex(SECRET)),
        ):
            assert secret not in shown
    assert settings.describe()["HINWEISGEBER_LETTERBOX_URL"].startswith("postgresql+psycopg://annahme:***@db")


def test_password_in_the_query_is_hidden_too(load: Load) -> None:
    settings = load(LETTERBOX_URL="postgresql+psycopg://db/x?password=wort&sslmode=require")
    assert "wort" not in repr(settings)
    assert "sslmode=require" in repr(settings)


def test_require_names_what_is_missing(load: Load) -> None:
    with pytest.raises(SettingsWrong, match="Fingerabdruck") as caught:
        load().require("workers", "root_fingerprint")
    assert caught.value.setting == "HINWEISGEBER_ROOT_FINGERPRINT"
    load(ROOT_FINGERPRINT="AB" * 32).require("root_fingerprint")


def test_home_is_taken_from_the_option_first(tmp_path: Path) -> None:
    environ = {"HINWEISGEBER_HOME": "/srv/a"}
    assert config.find_home(tmp_path, environ) == tmp_path
    assert config.find_home(None, environ) == Path("/srv/a")
    assert config.find_home(None, {}) == Path.cwd() / "instance"
    assert config.load(tmp_path, environ).home == tmp_path


def test_home_and_home_file_together_are_refused() -> None:
    with pytest.raises(SettingsWrong, match="HOME"):
        config.find_home(None, {"HINWEISGEBER_HOME": "/a", "HINWEISGEBER_HOME_FILE": "/b"})


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_mail_goes_in_clear_on_this_machine_only(host: str, load: Load) -> None:
    assert load(SMTP_HOST=host, SMTP_SECURITY="none").smtp_host == host
    for elsewhere in ("mail.example.org", "192.0.2.25", "localhost.example.org"):
        with pytest.raises(SettingsWrong, match="SMTP_SECURITY"):
            load(SMTP_HOST=elsewhere, SMTP_SECURITY="none")


def test_mails_are_off_unless_a_server_is_named_and_hours_stand_in_order(load: Load) -> None:
    assert (load().smtp_host, load().smtp_security, load().mail_hours) == (None, "starttls", (8, 13))
    assert load(MAIL_HOURS="16,0,9").mail_hours == (0, 9, 16)

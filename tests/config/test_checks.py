"""Each rule, once violated and once not: the invented installation is clean but for what a demo may lack."""

from __future__ import annotations

import dataclasses
import re
import subprocess
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from hinweisgeber import config
from hinweisgeber.config import files
from hinweisgeber.errors import SettingsWrong

MARK = "PRIVATE KEY"  # apart from its dashes, so that this file is not taken for one

Load = Callable[..., config.Settings]
TODAY = date(2026, 11, 30)
GOOD = {
    "ROOT_FINGERPRINT": "ab" * 32,
    "OFFICE_SECRET": "cd" * 32,
    "INTAKE_SECRET": "ef" * 32,
    "INTAKE_URL": "https://hinweise.example.org",
    "OFFICE_URL": "https://meldestelle.example.org",
    "TRUSTED_PROXIES": "1",
}


@pytest.fixture
def clean(home: Path, load: Load, demo: config.Institution) -> dict[str, Any]:
    """A situation without a single finding."""
    (home / "keys").mkdir()
    (home / "keys" / "ring.json").write_text("{}", encoding="ascii")
    settings = load(**GOOD)
    (home / config.ENV_FILE).chmod(0o600)
    institution = dataclasses.replace(
        demo,
        easy_language_checked="Prüfgruppe",
        onion=f"http://{'a' * 56}.onion",
        sign_video=config.SignVideo("video.mp4", ("Text",)),
    )
    return {"settings": settings, "institution": institution, "today": TODAY, "officers": 3,
            "last_days": {"Leitung": date(2028, 1, 1)}}  # fmt: skip


def _ids(situation: dict[str, Any], **changed: Any) -> list[str]:
    return [one.id for one in config.findings(**(situation | changed))]


def _text(situation: dict[str, Any], **changed: Any) -> list[str]:
    return _ids(situation, institution=dataclasses.replace(situation["institution"], **changed))


def _set(situation: dict[str, Any], load: Load, **short: str) -> list[str]:
    home: Path = situation["settings"].home
    settings = load(**(GOOD | short))
    (home / config.ENV_FILE).chmod(0o600)
    return _ids(situation, settings=settings)


def test_clean_installation_has_no_finding(clean: dict[str, Any]) -> None:
    assert config.findings(**clean) == []


def test_demo_has_no_error_today_nor_in_years(clean: dict[str, Any], load: Load, demo: config.Institution) -> None:
    settings = load(ROOT_FINGERPRINT="ab" * 32, OFFICE_SECRET="cd" * 32, INTAKE_SECRET="ef" * 32)
    settings.home.joinpath(config.ENV_FILE).chmod(0o600)
    for today in (date(2026, 1, 1), TODAY, date(2031, 1, 1)):
        found = config.findings(settings, demo, today=today, officers=3)
        assert [one for one in found if one.level == "error"] == []
        config.refuse_errors(found)


def test_template_has_findings_for_all_that_is_open(clean: dict[str, Any]) -> None:
    found = config.findings(**(clean | {"institution": config.read_institution(config.TEMPLATE)}))
    errors = {one.setting for one in found if one.level == "error"}
    assert {
        "name",
        "privacy.dpo.mail",
        "privacy.updated",
        "accessibility.created",
        "assault.phone",
        "guide.4.contact.mail",
    } <= errors
    with pytest.raises(SettingsWrong, match="HG-C01"):
        config.refuse_errors(found)


def test_c01_placeholder(clean: dict[str, Any]) -> None:
    assert _text(clean, short="TODO") == ["HG-C01"]


def test_c02_undated_statements(clean: dict[str, Any]) -> None:
    inst = clean["institution"]
    assert _text(clean, privacy=dataclasses.replace(inst.privacy, updated=None)) == ["HG-C02"]
    assert _text(clean, accessibility=dataclasses.replace(inst.accessibility, created=None)) == ["HG-C02"]


@pytest.mark.parametrize(
    ("checked", "expected"),
    [
        (None, ["HG-C03"]),
        (TODAY - timedelta(days=366), []),
        (TODAY - timedelta(days=367), ["HG-C04"]),
        (TODAY, []),
        (TODAY + timedelta(days=1), ["HG-C04"]),
    ],
)
def test_c03_c04_external_bodies(clean: dict[str, Any], checked: date | None, expected: list[str]) -> None:
    first, *rest = clean["institution"].external
    assert _text(clean, external=(dataclasses.replace(first, checked=checked), *rest)) == expected


def test_c05_old_accessibility_statement(clean: dict[str, Any]) -> None:
    old = dataclasses.replace(clean["institution"].accessibility, created=date(2025, 1, 1))
    assert _text(clean, accessibility=old) == ["HG-C05"]


def test_c06_easy_language(clean: dict[str, Any]) -> None:
    assert _text(clean, easy_language=()) == ["HG-C06"]
    assert _text(clean, easy_language_checked=None) == ["HG-C06"]


def test_c07_sign_language(clean: dict[str, Any]) -> None:
    assert _text(clean, sign_video=None) == ["HG-C07"]


def test_c08_onion(clean: dict[str, Any]) -> None:
    assert _text(clean, onion=None) == ["HG-C08"]


def test_c09_what_files_of_the_first_version_lack(clean: dict[str, Any]) -> None:
    without_topic = tuple(topic for topic in clean["institution"].topics if topic.id != "assault")
    for missing in (
        {"assault": None},
        {"topics": without_topic},
        {"guide": ()},
        {"text_blocks": ()},
        {"phone_hours": None},
    ):
        assert _text(clean, **missing) == ["HG-C09"]
    everything = {"assault": None, "topics": without_topic, "guide": (), "text_blocks": (), "phone_hours": None}
    assert _text(clean, **everything) == ["HG-C09"] * 5


def test_c10_plain_http(clean: dict[str, Any], load: Load) -> None:
    assert _set(clean, load, INTAKE_URL="http://127.0.0.1:8000") == ["HG-C10"]
    assert _set(clean, load, INTAKE_URL=f"http://{'a' * 56}.onion") == []


def test_c11_one_host_for_both(clean: dict[str, Any], load: Load) -> None:
    assert _set(clean, load, OFFICE_URL="https://hinweise.example.org:8443") == ["HG-C11"]


def test_c12_opened_as_the_owner(clean: dict[str, Any], load: Load) -> None:
    for owner in ("hinweisgeber_migrate", "zweite_migrate", "postgres"):
        both = {f"{name}_URL": f"postgresql+psycopg://{owner}@db/{name}" for name in ("LETTERBOX", "CABINET")}
        assert _set(clean, load, **both) == ["HG-C12"] * 2


def test_c12_is_content_with_the_roles_the_guide_gives_each_face(clean: dict[str, Any], load: Load) -> None:
    """The office opens both databases under one role of its own; that is no fault."""
    guide = (Path(__file__).parents[2] / "deploy/README.md").read_text(encoding="utf-8")
    urls = re.findall(r"^HINWEISGEBER_(\w+)_URL=(postgresql\S+)$", guide, re.MULTILINE)
    assert {name for name, _ in urls} == {"LETTERBOX", "CABINET"}
    for name, url in urls:
        assert _set(clean, load, **{f"{name}_URL": url}) == []
    assert _set(clean, load, **{f"{name}_URL": url for name, url in urls[:2]}) == []


def test_c13_proxy_not_counted(clean: dict[str, Any], load: Load) -> None:
    assert _set(clean, load, TRUSTED_PROXIES="0") == ["HG-C13"]


def test_c20_an_intake_without_its_secret_is_told_what_makes_one(clean: dict[str, Any]) -> None:
    """Who updates from a release without it."""
    settings = dataclasses.replace(clean["settings"], intake_secret=None)
    (found,) = config.findings(**(clean | {"settings": settings}), faces=["intake"])
    assert (found.id, found.level, found.setting) == ("HG-C20", "error", "HINWEISGEBER_INTAKE_SECRET")
    assert "hinweisgeber migrate" in found.what
    assert config.findings(**(clean | {"settings": settings}), faces=["office"]) == []


def test_c20_founding_missing(clean: dict[str, Any], load: Load, home: Path) -> None:
    settings = dataclasses.replace(clean["settings"], root_fingerprint=None, office_secret=None, intake_secret=None)
    assert _ids(clean, settings=settings) == ["HG-C20"] * 3
    assert _ids(clean, settings=settings, faces=["intake"]) == ["HG-C20"] * 2
    assert _ids(clean, settings=settings, faces=["office"]) == ["HG-C20"] * 2
    (home / "keys" / "ring.json").unlink()
    assert _ids(clean) == ["HG-C20"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("neu.pem", f"-----BEGIN {MARK}-----\n"),
        ("neu.txt", f"-----BEGIN OPENSSH {MARK}-----\n"),
        ("person.json", '{"kdf": {"name": "argon2id"}}'),
        ("person.key", "x"),
        ("unter/office.secret", "x"),
    ],
)
def test_c21_private_key_among_public_ones(clean: dict[str, Any], home: Path, name: str, content: str) -> None:
    path = home / "keys" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, encoding="ascii")
    assert _ids(clean) == ["HG-C21"]


def test_c22_root_key_still_here(clean: dict[str, Any], home: Path) -> None:
    """An error, but none that closes the office: that would help nobody. A demonstration prints its keys anyway."""
    (home / "root.key").write_text("{}", encoding="ascii")
    (found,) = config.findings(**clean)
    assert (found.id, found.level) == ("HG-C22", "error")
    config.refuse_errors([found])
    (home / "demo.json").touch()
    assert _ids(clean) == []


@pytest.mark.parametrize("name", [config.OFFICE_SECRET_FILE, config.INTAKE_SECRET_FILE, config.ENV_FILE])
@pytest.mark.parametrize(("mode", "expected"), [(0o600, []), (0o640, []), (0o644, ["HG-C23"]), (0o660, ["HG-C23"])])
def test_c23_readable_secret(clean: dict[str, Any], home: Path, name: str, mode: int, expected: list[str]) -> None:
    (home / name).touch()
    (home / name).chmod(mode)
    assert _ids(clean) == expected


@pytest.mark.parametrize(
    ("mode", "expected"),
    [(0o700, []), (0o750, []), (0o2770, []), (0o755, ["HG-C24"]), (0o770, ["HG-C24"]), (0o2775, ["HG-C24"])],
)
def test_c24_open_folder(clean: dict[str, Any], home: Path, mode: int, expected: list[str]) -> None:
    """A folder that a group shares (setgid, as the guide's letterbox) is open to nobody else."""
    home.chmod(mode)
    assert _ids(clean) == expected
    home.chmod(0o700)


def test_what_the_hints_do_to_modes_takes_nothing_from_owner_and_group(clean: dict[str, Any], home: Path) -> None:
    """Followed to the letter: others lose all, the group at most the right to write, the owner nothing."""
    for number, (_, hint, _) in config.RULES.items():
        for change in re.findall(r"chmod ([^“\s.;]+)", hint):
            home.chmod(0o2777)
            subprocess.run(["chmod", change, home], check=True)
            assert home.stat().st_mode & 0o2750 == 0o2750, (number, change)
            assert not home.stat().st_mode & 0o007
    home.chmod(0o700)


def test_c25_passphrase_in_the_environment(clean: dict[str, Any], load: Load) -> None:
    assert _set(clean, load, PASSPHRASE="ein Wort") == ["HG-C25"]


def test_c26_what_belongs_in_memory_lies_on_a_disk_or_open(
    clean: dict[str, Any], load: Load, home: Path, in_memory: Path
) -> None:
    assert _set(clean, load, OFFICE_MEMORY=str(home / "sitzungen")) == ["HG-C26"]
    path = in_memory / "folder that is made later" / "sitzungen"
    assert _set(clean, load, OFFICE_MEMORY=str(path)) == []
    path.parent.mkdir()
    path.write_bytes(bytes(32))
    for mode, expected in ((0o600, []), (0o640, ["HG-C26"]), (0o604, ["HG-C26"])):
        path.chmod(mode)
        assert _set(clean, load, OFFICE_MEMORY=str(path)) == expected
    path.chmod(0o600)
    path.write_bytes(bytes(31))
    assert _set(clean, load, OFFICE_MEMORY=str(path)) == ["HG-C26"]
    path.unlink()
    path.symlink_to(in_memory / "elsewhere")
    assert _set(clean, load, OFFICE_MEMORY=str(path)) == ["HG-C26"]
    settings = dataclasses.replace(clean["settings"], office_memory=path)
    assert config.findings(**(clean | {"settings": settings}), faces=["intake"]) == []


@pytest.mark.parametrize(("officers", "expected"), [(0, ["HG-C30"]), (1, ["HG-C31"]), (2, []), (None, [])])
def test_c30_c31_officers(clean: dict[str, Any], officers: int | None, expected: list[str]) -> None:
    assert _ids(clean, officers=officers) == expected


@pytest.mark.parametrize(("days", "expected"), [(61, []), (60, ["HG-C32"]), (-1, ["HG-C32"])])
def test_c32_key_expires(clean: dict[str, Any], days: int, expected: list[str]) -> None:
    assert _ids(clean, last_days={"Leitung": TODAY + timedelta(days=days), "Prüfung": date(2028, 1, 1)}) == expected


def test_c32_names_each_function_whose_key_ends_however_long_others_last(clean: dict[str, Any]) -> None:
    ends = {"Leitung": TODAY + timedelta(days=9), "Prüfung": date(2028, 1, 1), "Vertretung": TODAY - timedelta(days=9)}
    found = config.findings(**(clean | {"last_days": ends}))
    assert [one.what for one in found] == [
        f"Der Schlüssel „Leitung“ gilt bis zum {ends['Leitung']:%d.%m.%Y}.",
        f"Der Schlüssel „Vertretung“ galt bis zum {ends['Vertretung']:%d.%m.%Y}.",
    ]
    assert all("hinweisgeber officer extend" in one.hint for one in found)


@pytest.mark.parametrize(("days", "expected"), [(None, []), (1, ["HG-C34"]), (60, ["HG-C34"]), (0, ["HG-C33"])])
def test_c33_c34_nobody_receives(clean: dict[str, Any], days: int | None, expected: list[str]) -> None:
    """The first stops neither face: the office must go on, and the intake says what is the matter."""
    day = None if days is None else TODAY + timedelta(days=days)
    assert _ids(clean, officers=2, unreceived=day) == expected
    config.refuse_errors(config.findings(**(clean | {"officers": 2, "unreceived": day})))
    assert _ids(clean, officers=0, unreceived=TODAY) == ["HG-C30"], "one finding is enough"


def test_c40_texts_that_setup_proposed(clean: dict[str, Any]) -> None:
    assert _text(clean, unconfirmed=("audience", "privacy.hosting")) == ["HG-C40"]


def test_every_rule_has_a_test_a_hint_and_a_plain_id() -> None:
    tests = Path(__file__).read_text(encoding="utf-8")
    for number, (level, hint, _) in config.RULES.items():
        assert number.startswith("HG-C")
        assert f'"{number}"' in tests
        assert level in ("error", "warning", "open")
        assert hint.endswith(".")


def test_errors_come_first(clean: dict[str, Any]) -> None:
    levels = [one.level for one in config.findings(**(clean | {"officers": 0, "last_days": {"Leitung": TODAY}}))]
    assert levels == ["error", "warning"]


def test_a_folder_that_cannot_be_looked_at_ends_no_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ring named by mistake somewhere in /proc: what is the matter with it, another check says."""

    def closed(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "rglob", closed)
    assert (files.private_keys(tmp_path), files.root_keys(tmp_path)) == ([], [])


@pytest.mark.parametrize(("roles", "expected"), [(None, []), ({"officer": 2}, ["HG-C35"]), ({"lead": 1}, [])])
def test_c35_no_lead(clean: dict[str, Any], roles: dict[str, int] | None, expected: list[str]) -> None:
    assert _ids(clean, officers=2, roles=roles) == expected
